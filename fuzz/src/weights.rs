//! Files of weights are taken or refused, whatever is in them, and what is taken can be used.

use aws_lc_rs::digest::{SHA256, digest};
use wicket_detect::{
    model::{HEADS, Linear, Scratch},
    names::{self, model::Model},
};
use wicket_encoder::{Encoder, Origin};

/// Read by whatever was loaded; words, marks, other scripts, and more than one window of them.
const TEXT: &str =
    "the mill by the river é 会議 unknown, John Smith of Leeds 😀 [SEP] \u{200b}turns and grinds flour! ";

/// Puts a right checksum behind the bytes, as whoever wants to do harm would; an odd first byte leaves them as they are.
fn sealed(data: &[u8]) -> Option<Vec<u8>> {
    let (first, rest) = data.split_first()?;
    let mut file = rest.to_vec();
    if first & 1 == 0 {
        let sum = digest(&SHA256, &file);
        file.extend(sum.as_ref());
    }
    Some(file)
}

/// Weights of the encoder.
pub fn encoder(data: &[u8]) -> bool {
    let Some(file) = sealed(data) else { return false };
    let Ok(encoder) = Encoder::from_bytes(&file) else { return false };
    let mut scratch = encoder.scratch();
    for window in encoder.windows(&TEXT.repeat(4), 2).iter() {
        let output = encoder.run(&window, Origin::Foreign, &mut scratch);
        for head in encoder.head("injection").into_iter().chain(encoder.head("safety")) {
            assert_eq!(output.scores(head).len(), encoder.classifier(head).map_or(0, |known| known.labels.len()));
            assert_eq!(output.probabilities(head).count(), output.scores(head).len());
        }
    }
    true
}

/// Weights of the linear model: a header of any bytes before a table that repeats the rest.
pub fn linear(data: &[u8]) -> bool {
    const HEADER: usize = 8 + HEADS * 16;
    let rest = data.get(HEADER..).filter(|rest| !rest.is_empty()).unwrap_or(&[0]);
    let table = rest.iter().copied().cycle().take(HEADS << 20);
    let mut file: Vec<u8> = data.iter().copied().take(HEADER).chain(table).collect();
    let sum = digest(&SHA256, &file);
    file.extend(sum.as_ref());
    let Ok(model) = Linear::from_bytes(&file) else { return false };
    let mut scratch = Scratch::default();
    for text in [TEXT, &TEXT.repeat(30), ""] {
        for opinion in model.judge(text, &mut scratch).into_iter().chain([model.judge_planted(text, &mut scratch)]) {
            assert!(text.get(opinion.span.clone()).is_some(), "{opinion:?}");
        }
    }
    true
}

/// Weights of the tagger of names.
pub fn names(data: &[u8]) -> bool {
    let Some(file) = sealed(data) else { return false };
    let Ok(model) = Model::read(&file) else { return false };
    let mut end = 0;
    for name in names::names(&model, TEXT) {
        assert!(TEXT.get(name.span.clone()).is_some_and(|found| !found.is_empty()), "{name:?}");
        assert!(name.span.start >= end, "{name:?} overlaps the one before");
        end = name.span.end;
    }
    true
}
