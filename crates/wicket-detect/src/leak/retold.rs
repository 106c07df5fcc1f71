//! Repetition in other words: which of the instructions' sentences have a counterpart in the answer, and how the answer
//! speaks of them.
//!
//! An answer that follows its orders shares words with them too, so shared words alone say little. What tells is that
//! several orders come back and that the answer speaks of orders: "I was told to", "I must never", see [`super::frames`].

use super::{
    frames::{Frame, frame},
    words::{Word, each_word, sentences},
};

/// Words that say anything, from which on a comma ends an order.
const CLAUSE: usize = 4;
/// Orders of one prompt that are looked for. The rest of a longer one is covered by repetition word by word alone.
const MOST_ORDERS: usize = 2_000;
/// Orders that one word may point to. A word of more of them tells none of them from the others.
const MOST_PLACES: usize = 8;
/// Words of an answer that are looked at as one sentence.
const LONGEST: usize = 48;
/// Weight of the words of an order of which all must come back.
const LIGHTEST: f32 = 1.5;
/// Sentences behind "my instructions say" that are read as their content.
const REACH: usize = 12;
/// The same behind "I was told to".
const SHORT_REACH: usize = 2;

/// The hidden instructions as single orders.
#[derive(Debug)]
pub(super) struct Orders {
    /// What each weighs, all its words together.
    weights: Vec<f32>,
    // INVARIANT: sorted by key.
    places: Vec<Place>,
}

/// An order holds a word.
#[derive(Clone, Copy, Debug)]
struct Place {
    key: u32,
    order: u16,
    weight: f32,
}

/// What an answer tells of the orders. Orders come back in parts, so their numbers are fractions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Told {
    /// Orders that come back, by how the answer speaks there.
    plain: f32,
    hinted: f32,
    duties: f32,
    owned: f32,
    /// How many orders there are.
    of: f32,
    /// Sentences of the answer.
    sentences: f32,
}

impl Orders {
    pub fn of(system: &str) -> Self {
        let mut orders = Orders { weights: Vec::new(), places: Vec::new() };
        for sentence in sentences(system) {
            let mut order: Vec<Word> = Vec::new();
            each_word(sentence, |word| {
                match word {
                    Some(word) if !order.iter().any(|known| known.key == word.key) => order.push(word),
                    Some(_) => return,
                    None => {}
                }
                if order.len() >= LONGEST || word.is_none() && order.len() >= CLAUSE {
                    orders.add(&mut order);
                }
            });
            orders.add(&mut order);
        }
        orders.places.sort_unstable_by_key(|place| (place.key, place.order));
        orders.weigh();
        orders.places.shrink_to_fit();
        orders
    }

    fn add(&mut self, order: &mut Vec<Word>) {
        // A word or two, such as a heading, is no order.
        if let (2.., Ok(place)) = (order.len(), u16::try_from(self.weights.len()))
            && self.weights.len() < MOST_ORDERS
        {
            self.weights.push(0.0);
            self.places.extend(order.iter().map(|word| Place { key: word.key, order: place, weight: word.weight }));
        }
        order.clear();
    }

    /// A word that many orders share is what all of them are about, and answers are about that too.
    fn weigh(&mut self) {
        for places in self.places.chunk_by_mut(|a, b| a.key == b.key) {
            let n = places.len();
            for place in places {
                place.weight = if n <= MOST_PLACES { place.weight / n as f32 } else { 0.0 };
                if let Some(all) = self.weights.get_mut(usize::from(place.order)) {
                    *all += place.weight;
                }
            }
        }
        self.places.retain(|place| place.weight > 0.0);
    }

    /// The orders that hold a word.
    fn places(&self, key: u32) -> &[Place] {
        let from = self.places.partition_point(|place| place.key < key);
        let rest = self.places.get(from..).unwrap_or_default();
        let n = rest.iter().take_while(|place| place.key == key).count();
        rest.get(..n).unwrap_or_default()
    }

    /// How far `answer` tells these orders as its own: 0.0 not at all … 1.0 certainly. O(n) in the answer.
    pub fn told_in(&self, answer: &str) -> f32 {
        if self.weights.is_empty() {
            return 0.0;
        }
        let mut look = Look {
            orders: self,
            best: vec![(0.0, Frame::None); self.weights.len()],
            shared: vec![(0.0, 0); self.weights.len()],
            touched: Vec::new(),
        };
        let (mut reach, mut sentences_read) = (Reach::default(), 0_usize);
        let mut words: Vec<u32> = Vec::new();
        for sentence in sentences(answer) {
            let mut small = sentence.to_lowercase();
            if small.contains('’') {
                small = small.replace('’', "'");
            }
            let said = reach.over(frame(&small), small.trim_end().ends_with(':'));
            each_word(&small, |word| {
                match word {
                    Some(word) if !words.contains(&word.key) => words.push(word.key),
                    _ => {}
                }
                if words.len() >= LONGEST {
                    look.at(&mut words, said);
                }
            });
            sentences_read += usize::from(words.len() >= 2);
            look.at(&mut words, said);
        }
        Told::of(&look.best, sentences_read).score()
    }
}

/// How far what was said of orders holds for the sentences behind.
#[derive(Debug)]
struct Reach {
    orders: usize,
    next: Frame,
}

impl Default for Reach {
    fn default() -> Self {
        Reach { orders: 0, next: Frame::None }
    }
}

impl Reach {
    /// How a sentence speaks that speaks in itself as `own`, those before it considered.
    fn over(&mut self, own: Frame, announces: bool) -> Frame {
        let left = self.orders.saturating_sub(1);
        self.orders = match own {
            Frame::Orders => REACH,
            Frame::Told => left.max(SHORT_REACH),
            Frame::Kept => 0,
            _ => left,
        };
        let said = if self.orders > 0 { Frame::Orders } else { own.max(self.next) };
        self.next = match own {
            Frame::Duty if announces => Frame::Duty,
            Frame::Duty | Frame::Hint => Frame::Hint,
            _ => Frame::None,
        };
        said
    }
}

impl Told {
    fn of(best: &[(f32, Frame)], sentences: usize) -> Self {
        let mut told = Told { of: best.len() as f32, sentences: sentences as f32, ..Told::default() };
        for (part, said) in best {
            match said {
                Frame::None | Frame::Kept => told.plain += part,
                Frame::Hint => told.hinted += part,
                Frame::Duty => told.duties += part,
                Frame::Told | Frame::Orders => told.owned += part,
            }
        }
        told
    }

    /// A logistic regression. It was fitted to answers that retell orders and answers that follow them, written for this
    /// (`tests/rows/retold/fitted.txt`), and to some 160,000 pairs of prompts and answers that have nothing to do with
    /// each other: of long prompts some orders come back by chance.
    fn score(&self) -> f32 {
        let some = |n: f32| n.min(4.0);
        let said_so = self.hinted + self.duties + self.owned;
        if self.plain + said_so <= 0.0 {
            return 0.0;
        }
        let odds = 0.9 * some(self.plain) + 1.5 * some(self.hinted) + 1.8 * some(self.duties) + 2.35 * some(self.owned)
            // Who retells orders puts several into one sentence.
            + 1.6 * (said_so / self.sentences.max(1.0)).min(3.0)
            + (self.plain + said_so) / self.of.max(3.0)
            - 1.1 * self.of.max(3.0).ln()
            - 2.85;
        1.0 / (1.0 + (-odds).exp())
    }
}

/// The look at one sentence of an answer after the other.
struct Look<'o> {
    orders: &'o Orders,
    /// How far each order has come back, and how the answer spoke there.
    best: Vec<(f32, Frame)>,
    /// Weight and number of the words that each order shares with the sentence.
    shared: Vec<(f32, u8)>,
    // INVARIANT: between two sentences, empty, and all of `shared` zero.
    touched: Vec<u16>,
}

impl Look<'_> {
    /// Takes the words of a sentence.
    fn at(&mut self, words: &mut Vec<u32>, said: Frame) {
        for place in words.drain(..).flat_map(|key| self.orders.places(key)) {
            let Some(shared) = self.shared.get_mut(usize::from(place.order)) else { continue };
            if shared.1 == 0 {
                self.touched.push(place.order);
            }
            *shared = (shared.0 + place.weight, shared.1.saturating_add(1));
        }
        for order in self.touched.drain(..).map(usize::from) {
            let found = (self.shared.get_mut(order), self.orders.weights.get(order), self.best.get_mut(order));
            let (Some(shared), Some(weight), Some(best)) = found else { continue };
            let (sum, n_words) = std::mem::take(shared);
            // One word in common is chance.
            let part = if n_words >= 2 { comes_back(sum / weight.max(LIGHTEST)) } else { 0.0 };
            if (part, said) > *best || (said > best.1 && part > 0.0 && part * 1.5 > best.0) {
                *best = (part, said);
            }
        }
    }
}

/// How far an order comes back of which this share of words does: a quarter is chance, two thirds are all of it.
fn comes_back(share: f32) -> f32 {
    ((share - 0.25) / 0.4).clamp(0.0, 1.0)
}
