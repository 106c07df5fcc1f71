//! Labelled texts: the development data's folder, and the rows drawn from `corpus/`.

use std::{collections::HashMap, fs::File, io::Read, path::Path};

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde_json::Value;
use wicket_types::Origin;

/// Sources whose licence is non-commercial, share-alike or unknown: measured on, never part of shipped weights.
pub const NOT_TO_SHIP: [&str; 10] = [
    "toxicchat_train",
    "alpaca",
    "alpaca_zh",
    "wizardlm_eval",
    "malignant",
    "xquad_dev",
    "wiki_sample",
    "man_pages",
    "apeach",
    "unsmile_ko",
];

/// Its attacks are for the most part harmless role-play; learning from them costs two points of recall elsewhere.
const MISLABELLED: &str = "jackhhao";

/// Benign rows that are made to look like attacks; thresholds are set on the others.
const HARD: [&str; 4] = ["overdefence", "adversarial_benign", "security_benign", "hard_negative"];

/// A text and what it is.
#[derive(Clone, Debug)]
pub struct Row {
    /// As the file names it; own rows have none.
    pub id: String,
    /// What to learn: an attack, or harmful.
    pub positive: bool,
    /// The text.
    pub text: String,
    /// Whole sources are left out to measure.
    pub source: String,
    /// Who wrote it.
    pub origin: Origin,
    /// Benign, and made to look like an attack.
    pub hard: bool,
    /// Written for this project.
    pub own: bool,
    /// Measured on, but known to bear wrong labels: not learnt from.
    pub mislabelled: bool,
    /// All of it is an order to an assistant, without a page around it.
    pub is_order: bool,
    /// What a larger model says of it, 0.0 to 1.0, where it was asked.
    pub taught: Option<f32>,
    /// Somebody has said what it is. Of other texts only a larger model has, and none is measured on.
    pub labelled: bool,
}

/// What a label counts beside the word of a larger model. Neither alone is as good (AUC .849 within toxicchat_train with
/// both, .844 with the labels and .845 with the larger model's word where there is one).
const OF_THE_LABEL: f32 = 0.5;

impl Row {
    /// What to learn, 0.0 to 1.0.
    pub fn target(&self) -> f32 {
        let label = f32::from(u8::from(self.positive));
        match self.taught {
            Some(taught) if self.labelled => OF_THE_LABEL * label + (1.0 - OF_THE_LABEL) * taught,
            Some(taught) => taught,
            None => label,
        }
    }
}

/// The rows of `DATA/{task}/train.jsonl.gz`.
pub fn development(data: &Path, task: &str) -> Result<Vec<Row>> {
    let path = data.join(task).join("train.jsonl.gz");
    let mut text = String::new();
    let file = File::open(&path).with_context(|| format!("no development data at {}", path.display()))?;
    GzDecoder::new(file).read_to_string(&mut text).with_context(|| format!("{} is no gzip text", path.display()))?;
    text.lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line)?;
            let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let kind = word("kind");
            Ok(Row {
                id: word("id"),
                positive: row["label"] == 1,
                text: wicket_detect::reading::canonical(&word("text")).text().to_owned(),
                source: word("source"),
                origin: origin_of(&kind),
                hard: HARD.contains(&kind.as_str()),
                own: false,
                mislabelled: row["label"] == 1 && word("source") == MISLABELLED,
                is_order: false,
                taught: None,
                labelled: true,
            })
        })
        .collect()
}

/// Kinds whose text an application would have fetched, not a person written.
fn origin_of(kind: &str) -> Origin {
    match kind {
        "indirect" | "tool_benign" | "document_benign" | "html_benign" => Origin::Retrieved,
        _ => Origin::User,
    }
}

/// The task of blocks whose rows are orders and notes without a page around them.
pub const PLANTED: &str = "planted";

/// Most rows of one own block: further ones say the same in other words.
const MOST_OWN: usize = 800;

/// The rows that the grammars of `corpus` give for any of `tasks`. Each family counts as a source.
pub fn own(corpus: &Path, tasks: &[&str]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut blocks = HashMap::new();
    for folder in ["injection", "ordinary", "safety"] {
        if !corpus.join(folder).is_dir() {
            continue;
        }
        for row in wicket_corpus::rows(corpus, folder, 1)? {
            let label = |key: &str| row.labels.get(key).map(String::as_str).unwrap_or_default();
            // A block of another task says so; the folder of safety is of safety without a word.
            let about = match label("task") {
                "" if folder == "safety" => "safety",
                "" => "injection",
                named => named,
            };
            let place = blocks.entry(row.place.clone()).or_insert(0_usize);
            *place += 1;
            if tasks.contains(&about) && *place <= MOST_OWN {
                rows.push(Row {
                    id: String::new(),
                    positive: label("label") == "1",
                    source: format!("own {} {}", label("family"), label("lang")),
                    origin: if matches!(label("origin"), "document" | "tool") {
                        Origin::Retrieved
                    } else {
                        Origin::User
                    },
                    hard: false,
                    own: true,
                    mislabelled: false,
                    is_order: about == PLANTED && label("label") == "1",
                    taught: None,
                    labelled: true,
                    text: row.text,
                });
            }
        }
    }
    Ok(rows)
}
