//! A linear model over hashed features: how much a text is like attacks, and how much like harmful talk.
//!
//! One table with a signed byte for each head at each place, read once per feature. Foreign text has a head of its own: an
//! order to an assistant is usual in what a user says and out of place in a web page.
//! A text is judged as a whole and stretch by stretch, so that an order hidden in a long document is not drowned by it.
//! Some 12 µs a KB of new text.

use std::ops::Range;

use aws_lc_rs::digest::{SHA256, digest};
use thiserror::Error;

use super::{
    features::{MOST, Normal},
    seen::{Recent, Seen},
    sentences::sentences,
};

/// The table holds a byte for each head, one behind the other.
pub const HEADS: usize = 3;
/// Heads by their place: attacks in what a party says, harm, and attacks planted in a document or in a tool's answer.
pub const INJECTION: usize = 0;
/// See [`INJECTION`].
pub const SAFETY: usize = 1;
/// See [`INJECTION`].
pub const PLANTED: usize = 2;
/// First bytes of a file.
const MAGIC: &[u8; 8] = b"WGLINEA2";
/// Magic, then for each head its scale, bias, slope and offset as little-endian `f32`.
const HEADER: usize = MAGIC.len() + HEADS * 16;
/// Bytes of the table, and one more.
const TABLE: usize = (HEADS << Seen::BITS) + 1;
/// A file ends with the SHA-256 of what stands before.
const CHECKSUM: usize = 32;
/// What a stretch must have over the whole text: one of many stretches is often a little above by chance. In log odds,
/// measured on development data.
const STRETCH_MARGIN: f32 = 2.0;

/// What a file of weights lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ModelError {
    /// The file has another length than the table asks for.
    #[error("the file of weights has {has} bytes, not {needs}")]
    Length {
        /// Bytes in the file.
        has: usize,
        /// Bytes of a whole one.
        needs: usize,
    },
    /// Another kind of file, or another version.
    #[error("the file does not begin as weights of a linear model do")]
    Magic,
    /// A byte was changed.
    #[error("the checksum of the weights does not fit")]
    Checksum,
    /// A number in the header is not finite.
    #[error("the header of the weights holds a number that is none")]
    Number,
}

/// One head: from sums of weights to log odds, and from there to a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// What a weight of one stands for.
    pub scale: f32,
    /// Log odds of a text without features.
    pub bias: f32,
    /// Platt's slope: calibrated log odds are `slope * z + offset`.
    pub slope: f32,
    /// Platt's offset.
    pub offset: f32,
}

impl Head {
    /// Log odds of `sum` over `n` features.
    fn odds(&self, sum: i32, n: u32) -> f32 {
        self.bias + self.scale * sum as f32 / (n.max(1) as f32).sqrt()
    }

    /// The probability that log odds stand for (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
    pub fn probability(&self, odds: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * odds + self.offset)).exp())
    }
}

/// What one head says of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
    /// Log odds, not calibrated: of the whole text, or of a stretch that stands out.
    pub odds: f32,
    /// The stretch that says so most clearly, in bytes of the text as given; a short text is one stretch.
    pub span: Range<usize>,
}

/// The trained table, which stays where its file lies.
#[derive(Clone, Debug)]
pub struct Linear<'f> {
    heads: [Head; HEADS],
    /// [`HEADS`] bytes a place and, so that four bytes can be read at the last one too, one of the checksum behind them.
    table: &'f [u8; TABLE],
}

/// Memory that is used again from text to text.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    normal: Normal,
    seen: Seen,
    recent: Recent,
    blocks: Vec<Block>,
}

/// Sums over one stride of the normal form, or over more.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    sums: [i32; HEADS],
    n: u32,
}

impl Block {
    /// Lanes that are summed side by side, each with sixteen bits for a byte of each feature that comes to it.
    const LANES: usize = 4;

    /// The sum of `features`, of which each is weights as [`Linear::feature_at`] reads them, or nothing.
    fn of(features: &[u32]) -> Self {
        const {
            assert!(
                (MOST / Self::LANES + Self::LANES) * 255 < 1 << 16,
                "a sum has no room for the features of a stride"
            )
        };
        const EVERY_OTHER: u32 = 0x00FF_00FF;
        let (mut even, mut odd) = ([0_u32; Self::LANES], [0_u32; Self::LANES]);
        let mut add = |at: usize, feature: u32| {
            // A check for overflow, which the number of features rules out, would keep lanes from being summed side by side.
            even[at] = even[at].wrapping_add(feature & EVERY_OTHER);
            odd[at] = odd[at].wrapping_add(feature >> 8 & EVERY_OTHER);
        };
        let (fours, rest) = features.as_chunks::<{ Self::LANES }>();
        for four in fours {
            (0..Self::LANES).for_each(|at| add(at, four[at]));
        }
        rest.iter().for_each(|feature| add(0, *feature));
        let low = |sums: [u32; Self::LANES]| sums.iter().map(|sum| sum & 0xFFFF).sum::<u32>();
        let high = |sums: [u32; Self::LANES]| sums.iter().map(|sum| sum >> 16).sum::<u32>();
        let n = high(odd);
        Block { sums: [low(even), low(odd), high(even)].map(|sum| sum as i32 - 128 * n as i32), n }
    }

    /// Both taken together. A sum of bytes has room for texts of a hundred megabytes.
    fn with(self, other: Block) -> Block {
        Block { sums: std::array::from_fn(|head| self.sums[head] + other.sums[head]), n: self.n + other.n }
    }
}

/// `feature` if it `counts`, else nothing; without a branch, see [`super::seen`].
fn counted(feature: u32, counts: bool) -> u32 {
    feature & u32::from(counts).wrapping_neg()
}

impl<'f> Linear<'f> {
    /// Reads a file of weights.
    ///
    /// # Errors
    /// The file is not whole, or not one.
    pub fn from_bytes(file: &'f [u8]) -> Result<Self, ModelError> {
        let needs = HEADER + (HEADS << Seen::BITS) + CHECKSUM;
        if file.len() != needs {
            return Err(ModelError::Length { has: file.len(), needs });
        }
        let (body, checksum) = file.split_at(needs - CHECKSUM);
        if digest(&SHA256, body).as_ref() != checksum {
            return Err(ModelError::Checksum);
        }
        let header = &body[..HEADER];
        let table = file[HEADER..].first_chunk().ok_or(ModelError::Length { has: file.len(), needs })?;
        let numbers = header.strip_prefix(MAGIC).ok_or(ModelError::Magic)?;
        let mut numbers = numbers.chunks_exact(4).map(|four| match four {
            &[a, b, c, d] => f32::from_le_bytes([a, b, c, d]),
            _ => f32::NAN,
        });
        let mut next = || numbers.next().filter(|number| number.is_finite()).ok_or(ModelError::Number);
        let mut head = || Ok(Head { scale: next()?, bias: next()?, slope: next()?, offset: next()? });
        Ok(Linear { heads: [head()?, head()?, head()?], table })
    }

    /// The file of these weights, for a trainer. `weights` holds [`HEADS`] bytes a place.
    pub fn to_bytes(heads: &[Head; HEADS], weights: &[i8]) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        for head in heads {
            for number in [head.scale, head.bias, head.slope, head.offset] {
                file.extend(number.to_le_bytes());
            }
        }
        file.extend(weights.iter().map(|weight| weight.cast_unsigned()));
        let checksum = digest(&SHA256, &file);
        file.extend(checksum.as_ref());
        file
    }

    /// The weights as [`Linear::to_bytes`] takes them, for a trainer that learns one head anew.
    pub fn weights(&self) -> impl Iterator<Item = i8> + '_ {
        self.table.iter().take(HEADS << Seen::BITS).map(|weight| weight.cast_signed())
    }

    /// How the `head`th output becomes a probability.
    pub fn head(&self, head: usize) -> Option<&Head> {
        self.heads.get(head)
    }

    /// What each head says of `text`. O(n).
    pub fn judge(&self, text: &str, scratch: &mut Scratch) -> [Opinion; HEADS] {
        let whole = self.add_up(text, scratch);
        let Scratch { normal, blocks, .. } = scratch;
        let mut opinions: [Opinion; HEADS] = std::array::from_fn(|head| self.opinion(head, whole, 0..text.len()));
        if blocks.len() < 3 {
            return opinions;
        }
        let mut strongest = [f32::NEG_INFINITY; HEADS];
        for (at, pair) in blocks.windows(2).enumerate() {
            let &[a, b] = pair else { continue };
            let both = a.with(b);
            for ((head, opinion), strongest) in opinions.iter_mut().enumerate().zip(&mut strongest) {
                let stretch = self.opinion(head, both, 0..0);
                if stretch.odds > *strongest {
                    *strongest = stretch.odds;
                    let start = normal.place(at).unwrap_or(0);
                    let end = normal.place(at + 2).unwrap_or(text.len());
                    opinion.span = start..end.max(start);
                    opinion.odds = opinion.odds.max(stretch.odds - STRETCH_MARGIN);
                }
            }
        }
        opinions
    }

    /// What [`PLANTED`] says of foreign `text`, sentence by sentence: what stands around an order must not hide it. O(n).
    pub fn judge_planted(&self, text: &str, scratch: &mut Scratch) -> Opinion {
        let mut strongest = Opinion { odds: f32::NEG_INFINITY, span: 0..text.len() };
        for sentence in sentences(text) {
            let sums = self.add_up(text.get(sentence.clone()).unwrap_or_default(), scratch);
            let opinion = self.opinion(PLANTED, sums, sentence);
            if opinion.odds > strongest.odds {
                strongest = opinion;
            }
        }
        strongest
    }

    fn opinion(&self, head: usize, block: Block, span: Range<usize>) -> Opinion {
        let odds = match (self.heads.get(head), block.sums.get(head)) {
            (Some(h), Some(&sum)) => h.odds(sum, block.n),
            _ => 0.0,
        };
        Opinion { odds, span }
    }

    /// Sums each stride into `scratch.blocks`, and gives the sums over the whole text, where a feature counts once.
    fn add_up(&self, text: &str, scratch: &mut Scratch) -> Block {
        let Scratch { normal, seen, recent, blocks } = scratch;
        seen.clear();
        blocks.clear();
        normal.set(text);
        let mut whole = Block::default();
        let mut features = [0; MOST];
        let (mut of_stride, mut of_text) = ([0; MOST], [0; MOST]);
        normal.each_stride(|places| {
            // The table is larger than a core's nearest caches, so all its answers are asked for before the first is needed.
            features.iter_mut().zip(places).for_each(|(feature, place)| *feature = self.feature_at(*place));
            recent.clear();
            for (at, &place) in places.iter().take(MOST).enumerate() {
                of_stride[at] = counted(features[at], recent.is_new(place));
                of_text[at] = counted(features[at], seen.is_new(place));
            }
            let n = places.len().min(MOST);
            blocks.push(Block::of(&of_stride[..n]));
            whole = whole.with(Block::of(&of_text[..n]));
        });
        whole
    }

    /// The weights of all heads at `place`, a byte each from the lowest on and 128 too high, so that none is below zero; above
    /// them a one, to count by.
    fn feature_at(&self, place: u32) -> u32 {
        let at = place as usize % (1 << Seen::BITS) * HEADS;
        // Read together with the byte behind them.
        let four = u32::from_le_bytes([self.table[at], self.table[at + 1], self.table[at + 2], self.table[at + 3]]);
        (four ^ 0x0080_8080) & 0x00FF_FFFF | 1 << 24
    }
}
