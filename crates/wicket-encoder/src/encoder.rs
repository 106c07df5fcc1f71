//! A loaded model: texts in, scores out.

use crate::{
    format::{Classifier, Header, LoadError, Weights},
    isa::{InstructionSet, Lanes},
    model::{Classify, Model, Pages, lanes},
    text::{self, Vocabulary},
    window::{PIECES, Window, Windows},
};

/// The mark for the beginning, the one for the origin, the pieces, and the mark for the end.
const TOKENS: usize = PIECES + 3;

/// Where a text comes from, as far as the model is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The person who asks.
    User,
    /// Somebody else: a document, a page, a tool's answer.
    Foreign,
    /// Nobody can say.
    Unknown,
}

/// A small BERT with classifiers, ready to read texts. Never changes, so one serves all threads.
#[derive(Debug)]
pub struct Encoder<'w> {
    set: InstructionSet,
    vocabulary: Vocabulary,
    marks: Marks,
    model: Model<'w>,
    classifiers: Vec<Loaded>,
    room: Room,
}

/// How much room a pass and its scores need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    hidden: usize,
    intermediate: usize,
    attention_heads: usize,
    /// How many scores all classifiers give together.
    scores: usize,
}

/// The ids of words that no text can hold.
#[derive(Debug)]
struct Marks {
    begin: u32,
    origins: [u32; 3],
    end: u32,
}

#[derive(Debug)]
struct Loaded {
    classifier: Classifier,
    weight: Vec<Lanes>,
    bias: Vec<f32>,
    /// Where its scores begin among those of all classifiers.
    first: usize,
}

/// A classifier of one encoder, found by its name once and then used for each output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head(usize);

/// Room for [`Encoder::run`], to be kept for the next call.
#[derive(Debug)]
pub struct Scratch {
    room: Room,
    pages: Pages,
    scores: Vec<f32>,
}

/// The scores of one window.
#[derive(Debug)]
pub struct Output<'s> {
    classifiers: &'s [Loaded],
    scores: &'s [f32],
}

impl<'w> Encoder<'w> {
    /// Loads a file of weights; see [`format`](crate::format). The rows of words, half of all weights, stay where the file
    /// has them: a text needs a few.
    ///
    /// # Errors
    /// When the file is no such file, was cut or changed, or describes a model that cannot be used.
    pub fn from_bytes(bytes: &'w [u8]) -> Result<Self, LoadError> {
        let mut weights = Weights::read(bytes, TOKENS)?;
        let words = std::mem::take(&mut weights.vocabulary);
        let lines = || words.as_bytes().strip_suffix(b"\n").unwrap_or_default().split(|byte| *byte == b'\n');
        let (found, named) = (lines().count(), weights.header.vocabulary);
        if found != named {
            return Err(LoadError::Vocabulary(format!("it has {found} words and not {named}")));
        }
        let id = |word: &str| {
            let id = lines().position(|line| line == word.as_bytes()).and_then(|id| u32::try_from(id).ok());
            id.ok_or_else(|| LoadError::Vocabulary(format!("it has no word `{word}`")))
        };
        let marks = Marks {
            begin: id("[CLS]")?,
            origins: [id("[unused1]")?, id("[unused2]")?, id("[unused3]")?],
            end: id("[SEP]")?,
        };
        let vocabulary = Vocabulary::new(lines(), id("[UNK]")?)
            .ok_or_else(|| LoadError::Vocabulary("its words are too long".to_owned()))?;
        let classifiers = loaded(&mut weights);
        let scores = classifiers.iter().map(|loaded| loaded.bias.len()).sum();
        let Header { hidden, intermediate, attention_heads, .. } = weights.header;
        let room = Room { hidden, intermediate, attention_heads, scores };
        Ok(Self { set: InstructionSet::best(), vocabulary, marks, model: Model::new(weights), classifiers, room })
    }

    /// The same encoder with other instructions, for measuring and testing; with plain ones where those are missing.
    #[must_use]
    pub fn with_instructions(self, set: InstructionSet) -> Self {
        let set = if set.is_here() { set } else { InstructionSet::Portable };
        Self { set, ..self }
    }

    /// The instructions that it uses.
    pub fn instructions(&self) -> InstructionSet {
        self.set
    }

    /// The classifier of that name.
    pub fn head(&self, name: &str) -> Option<Head> {
        self.classifiers.iter().position(|loaded| loaded.classifier.name == name).map(Head)
    }

    /// What is known of a classifier: its labels, its calibration.
    pub fn classifier(&self, head: Head) -> Option<&Classifier> {
        self.classifiers.get(head.0).map(|loaded| &loaded.classifier)
    }

    /// Cuts a text into pieces and those into at most `most` windows, spread over all of it.
    pub fn windows(&self, text: &str, most: usize) -> Windows {
        Windows::new(text::pieces(&self.vocabulary, text), most)
    }

    /// Room for [`Encoder::run`].
    pub fn scratch(&self) -> Scratch {
        Scratch { room: self.room, pages: self.model.pages(TOKENS), scores: vec![0.0; self.room.scores] }
    }

    /// Reads a window and scores it with all classifiers. Asks for no memory; takes milliseconds.
    ///
    /// The window must come from this encoder, for another may have other words. A scratch of one with other sizes is
    /// made anew.
    pub fn run<'s>(&'s self, window: &Window<'_>, origin: Origin, scratch: &'s mut Scratch) -> Output<'s> {
        if scratch.room != self.room {
            *scratch = self.scratch();
        }
        let Scratch { pages, scores, .. } = scratch;
        let pieces = window.pieces().get(..PIECES).unwrap_or(window.pieces());
        let before = [self.marks.begin, self.marks.origins[origin as usize]];
        let ids = before.into_iter().chain(pieces.iter().map(|piece| piece.id)).chain([self.marks.end]);
        self.model.pass(self.set, ids, pages);
        for Loaded { weight, bias, first, .. } in &self.classifiers {
            let scores = &mut scores[*first..first + bias.len()];
            self.set.run(Classify { row: pages.mean(), weight, bias, scores });
        }
        Output { classifiers: &self.classifiers, scores }
    }
}

/// The classifiers with their weights, the scores of each behind those of the one before it.
fn loaded(weights: &mut Weights<'_>) -> Vec<Loaded> {
    let mut next = 0;
    let linear = std::mem::take(&mut weights.classifiers);
    let both = std::mem::take(&mut weights.header.classifiers).into_iter().zip(linear);
    both.map(|(classifier, linear)| {
        let first = next;
        next += linear.bias.len();
        Loaded { classifier, weight: lanes(&linear.weight), bias: linear.bias, first }
    })
    .collect()
}

impl Output<'_> {
    /// The raw scores of a classifier, one for each label.
    pub fn scores(&self, head: Head) -> &[f32] {
        let range = self.classifiers.get(head.0).map(|loaded| loaded.first..loaded.first + loaded.bias.len());
        range.and_then(|range| self.scores.get(range)).unwrap_or_default()
    }

    /// How likely each label of a classifier is, calibrated: 0.0 surely not … 1.0 surely.
    pub fn probabilities(&self, head: Head) -> impl Iterator<Item = f32> {
        let calibration = self.classifiers.get(head.0).map(|loaded| loaded.classifier.calibration);
        self.scores(head).iter().zip(calibration.into_iter().cycle()).map(|(raw, each)| each.probability(*raw))
    }
}
