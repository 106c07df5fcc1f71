//! `wicket-train-names DATA CORPUS OUT [SOURCE…]`: learns the weights by which names are told in text.
//!
//! DATA is the folder with `pii/train.jsonl.gz` and `injection/train.jsonl.gz`, CORPUS this repository's `corpus`.
//! Sources that are named are left out of training, and predictions for their rows are written beside OUT, for an
//! honest measurement. An OUT that ends with `.rows` takes the labelled rows instead, for `teach.py`; what that says of
//! unlabelled texts is read from `OUT` with the ending `.taught`, if there is such a file.
#![allow(clippy::print_stderr)]

mod chance;
mod corpus;
mod crf;
mod lists;
mod pack;
mod rows;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use chance::Chance;
use corpus::Grammar;
use crf::{Example, Field};
use lists::{Lists, Partly};
use rows::Row;
use serde_json::{Value, json};
use wicket_detect::{
    Detector, Wants,
    names::{self, features, model::Model},
    reading, rules,
};
use wicket_types::{Guard, Origin};

/// Where labels of names come from; every one has a permissive licence. The share is read in each round: thousands of
/// rows of a few templates teach no more than some of them.
const SOURCES: &[(&str, f32)] = &[
    ("faker_templates", 0.35),
    ("presidio_synth_v2", 1.0),
    ("presidio_generated_large", 1.0),
    ("wnut17_train", 1.0),
    ("wikigold", 1.0),
    ("germeval14_dev", 1.0),
    ("nopii_man_pages", 1.0),
    ("nopii_rust_docs_html", 1.0),
];

/// Share of the rows of our own grammars that is read in each round.
const OWN_SHARE: f32 = 0.6;

/// Texts without labels that tell which words are commonly written small; permissive licences only.
const PROSE: &[&str] =
    &["slabs", "prompts_chat", "banking77", "clinc150", "gsm8k", "bfcl", "glaive", "self_instruct", "man_pages"];

/// Words in groups of words that stand in like places; `groups.py` made it.
const GROUPS: &str = include_str!("../groups.txt");

/// Rounds over everything, and rounds over the features that are kept.
const ROUNDS: (usize, usize) = (6, 5);

/// Share of listed words that training hides.
const HIDDEN: f32 = 0.35;

const SEED: u64 = 2026;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [data, corpus, out, left_out @ ..] = args.as_slice() else {
        bail!("wicket-train-names DATA CORPUS OUT [SOURCE to leave out…]");
    };
    let (data, corpus, out) = (Path::new(data), Path::new(corpus), Path::new(out));
    let mut chance = Chance::of(SEED);
    let labelled = rows::read(&data.join("pii/train.jsonl.gz"), |_, _| true)?;
    let is_left_out = |row: &Row| left_out.contains(&row.source);
    let (test, mut train): (Vec<Row>, Vec<Row>) = labelled.into_iter().partition(is_left_out);
    train.retain(|row| SOURCES.iter().any(|(source, _)| *source == row.source));
    let files = grammars(corpus)?;
    let mut lists = Lists::read(corpus, &files)?;
    lists.add_groups(GROUPS);
    for file in &files {
        train.extend(
            Grammar::read(corpus, file)?.draw(&mut chance).with_context(|| format!("in `{}`", file.display()))?,
        );
    }
    let prose = rows::read(&data.join("injection/train.jsonl.gz"), |source, label| {
        label == Some(0) && PROSE.contains(&source)
    })?;
    lists.add_common(train.iter().chain(&prose));
    if out.extension().is_some_and(|ending| ending == "rows") {
        return rows::write(out, &train);
    }
    let taught = out.with_extension("taught");
    if taught.exists() {
        let mut more = rows::read(&taught, |_, _| true)?;
        more.iter_mut().for_each(|row| lists.add_known(row));
        train.extend(more);
    }
    respell(&mut train, &mut chance);
    tell(&train, &lists);

    let examples: Vec<Example> = train.iter().flat_map(|row| examples_of(row, &lists, &mut chance)).collect();
    let (field, kept) = learned(&examples, &mut chance);
    let file = pack::file(&field, &kept, &lists);
    fs::write(out, &file).with_context(|| format!("cannot write `{}`", out.display()))?;
    eprintln!("{} features, {} listed words, {} bytes", kept.len(), lists.0.len(), file.len());
    if !left_out.is_empty() {
        let model = Model::read(&file).map_err(|why| anyhow!("the new file cannot be used: {why:?}"))?;
        fs::write(out.with_extension("jsonl"), predictions(&model, &test)).context("cannot write predictions")?;
    }
    Ok(())
}

fn grammars(corpus: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = corpus.join("names");
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    Ok(files)
}

/// Adds rows in small letters, as people type in chats, and a few in capitals or with places in capitals, as forms have
/// them.
fn respell(rows: &mut Vec<Row>, chance: &mut Chance) {
    let mut more = Vec::new();
    for row in rows.iter().filter(|row| !row.names.is_empty()) {
        if chance.happens(0.06) {
            more.extend(row.respelled(str::to_lowercase));
        } else if chance.happens(0.03) {
            more.extend(row.respelled(str::to_uppercase));
        } else if chance.happens(0.04) {
            more.extend(row.with_loud_places());
        }
    }
    rows.extend(more);
}

fn examples_of(row: &Row, lists: &Lists, chance: &mut Chance) -> Vec<Example> {
    let share = SOURCES.iter().find(|(source, _)| *source == row.source).map_or(OWN_SHARE, |(_, share)| *share);
    let salt = chance.next() as u32;
    let mut examples = Vec::new();
    names::stretches(&row.text, |tokens| {
        let seen = features::look(&row.text, tokens, &Partly { lists, salt, hidden: HIDDEN });
        let manner = features::manner(&seen);
        let mut last = None;
        let tag = |token: &names::token::Token| {
            let name = row.names.iter().position(|(span, _)| span.contains(&token.start));
            let tag = name.map_or(0, |at| 1 + 2 * row.names[at].1 as u8 + u8::from(last == name));
            last = name;
            tag
        };
        examples.push(Example {
            tags: tokens.iter().map(tag).collect(),
            features: (0..seen.len()).map(|at| features::features(&seen, at, manner)).collect(),
            share,
        });
    });
    examples
}

fn learned(examples: &[Example], chance: &mut Chance) -> (Field, Vec<u32>) {
    let mut field = Field::new();
    field.count(examples);
    for round in 0..ROUNDS.0 {
        let loss = field.round(examples, 1.0 / (1.0 + round as f32 * 0.2), chance);
        eprintln!("round {round}: loss {loss:.4}");
    }
    let hashes = examples.iter().flat_map(|e| e.features.iter().flatten().copied());
    let kept = pack::that_fit(&field.worthy(hashes, 3));
    field.keep(&kept);
    for round in 0..ROUNDS.1 {
        let loss = field.round(examples, 0.6 / (1.0 + round as f32 * 0.5), chance);
        eprintln!("round {round} of the kept: loss {loss:.4}");
    }
    (field, kept)
}

/// Findings of the rules and of the new weights, a line for each row, as evaluation files have them.
fn predictions(model: &Model, rows: &[Row]) -> String {
    let detector = Detector::standard();
    let mut out = String::new();
    for row in rows {
        let wants = Wants::of(&[Guard::Pii]).with_names();
        let mut found = detector.scan(&row.text, Origin::User, wants).findings;
        // The shipped tagger has learnt from what it is asked here; the one that has not speaks in its place.
        found.retain(|finding| rules::names::RULES.iter().all(|rule| rule.id != finding.rule));
        names::add_by(model, &row.text, &reading::canonical(&row.text), &mut found);
        let point = |byte: usize| row.text.get(..byte).map_or(0, |before| before.chars().count());
        let spans: Vec<Value> = found
            .iter()
            .map(|f| {
                let label = f.kind.as_str().split('.').nth(1).unwrap_or_default().to_uppercase();
                let (start, end) = (point(f.span.start), point(f.span.end));
                json!({"start": start, "end": end, "label": label, "rule": f.rule, "confidence": f.confidence})
            })
            .collect();
        out += &json!({"id": row.id, "spans": spans}).to_string();
        out.push('\n');
    }
    out
}

fn tell(rows: &[Row], lists: &Lists) {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows {
        let count = counts.entry(&row.source).or_default();
        count.0 += 1;
        count.1 += row.names.len();
    }
    for (source, (rows, names)) in counts {
        eprintln!("{source}: {rows} rows, {names} names");
    }
    eprintln!("{} listed words", lists.0.len());
}
