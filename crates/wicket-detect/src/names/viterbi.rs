//! The best sequence of tags, and by how much each word's tag beats the alternatives.

use super::model::Moves;

/// The classes that are looked for.
pub const CLASSES: usize = 4;

/// Nothing, and for each class a first word and a later word.
pub const TAGS: usize = 1 + 2 * CLASSES;

/// A row of scores, one for each tag.
pub type Scores = [i32; TAGS];

/// Low enough never to be chosen, high enough to be added up over a stretch.
pub const NEVER: i32 = -(1 << 28);

/// The class of a tag, `None` for nothing.
pub fn class_of(tag: usize) -> Option<usize> {
    tag.checked_sub(1).map(|tag| tag / 2)
}

/// Whether a tag begins a name.
pub fn begins(tag: usize) -> bool {
    tag % 2 == 1
}

/// A later word follows a word of its own class; everything else follows anything.
pub fn may_follow(before: Option<usize>, tag: usize) -> bool {
    tag == 0 || begins(tag) || before.is_some_and(|before| class_of(before) == class_of(tag))
}

/// The best tag of each token, and how much worse the best sequence without its class there is.
pub fn best(scores: &[Scores], moves: &Moves) -> Vec<(usize, i32)> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut ahead = Vec::with_capacity(scores.len());
    let mut row: Scores = std::array::from_fn(|tag| first[tag] + moves.start[tag]);
    ahead.push(row);
    for scores in &scores[1..] {
        row = std::array::from_fn(|tag| {
            let from = (0..TAGS).map(|before| row[before] + moves.between[before][tag]).max().unwrap_or(NEVER);
            scores[tag] + from.max(NEVER)
        });
        ahead.push(row);
    }
    let best = row.iter().copied().max().unwrap_or_default();
    let mut tagged = vec![(0, 0); scores.len()];
    // Backward: `after[tag]` is the best that can follow a token of that tag.
    let mut after: Scores = [0; TAGS];
    let mut next = None;
    for at in (0..scores.len()).rev() {
        let here = &ahead[at];
        let fits = |tag: &usize| next.is_none_or(|next: usize| may_follow(Some(*tag), next));
        let reach = |tag: usize| here[tag] + next.map_or(0, |next: usize| moves.between[tag][next]);
        let tag = (0..TAGS).filter(fits).max_by_key(|tag| (reach(*tag), usize::MAX - tag)).unwrap_or_default();
        let without =
            (0..TAGS).filter(|other| class_of(*other) != class_of(tag)).map(|other| here[other] + after[other]);
        tagged[at] = (tag, best.saturating_sub(without.max().unwrap_or(NEVER)));
        next = Some(tag);
        let before: Scores = std::array::from_fn(|tag| {
            let to = (0..TAGS).map(|to| moves.between[tag][to] + scores[at][to] + after[to]).max().unwrap_or(NEVER);
            to.max(NEVER)
        });
        after = before;
    }
    tagged
}
