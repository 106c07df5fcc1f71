//! Trains the linear models of `wicket-detect`, and says how good they are on sources they have not seen:
//! `cargo run --release -p wicket-train-linear -- DATA --corpus corpus [--out crates/wicket-detect/models/linear.bin]`.
//!
//! Twenty minutes on two cores, most of it the encoder's; the same data and corpus give the same bytes on the same
//! instructions.

#![allow(clippy::print_stdout)]

mod data;
mod folds;
mod learn;
mod measure;
mod platt;
mod predictions;
mod teach;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use data::Row;
use learn::Learnt;
use wicket_detect::{
    Detector, Wants,
    model::{HEADS, Linear},
};
use wicket_types::Guard;

/// Share of ordinary texts that each head may leave to the encoder.
const DOUBTFUL: f64 = 0.025;

/// Share of ordinary foreign texts below which probabilities need not be right.
const CERTAIN: f64 = 0.9;

/// What one head learns.
struct Task {
    name: &'static str,
    /// Folder of its development data.
    folder: &'static str,
    /// What blocks of the own corpus are about that it learns from.
    own: &'static [&'static str],
    /// Share of the traffic that is an attack, or harmful, for which probabilities are meant.
    prior: f64,
    /// Learns from attacks planted in foreign text, and is measured on foreign text alone.
    is_planted: bool,
    /// Learns what the encoder says, too: of labelled texts, and of those of the other tasks.
    is_taught: bool,
}

/// In the order of the file.
const TASKS: [Task; HEADS] = [
    Task {
        name: "injection",
        folder: "injection",
        own: &["injection"],
        prior: 0.01,
        is_planted: false,
        is_taught: false,
    },
    Task { name: "safety", folder: "safety", own: &["safety"], prior: 0.1, is_planted: false, is_taught: true },
    Task {
        name: "planted",
        folder: "injection",
        own: &["injection", data::PLANTED],
        prior: 0.01,
        is_planted: true,
        is_taught: false,
    },
];

#[derive(Debug, Parser)]
#[command(about = "Train the linear models, and measure them on sources left out")]
struct Cli {
    /// The folder of development data, with `injection/train.jsonl.gz` and `safety/train.jsonl.gz`.
    data: PathBuf,
    /// The folder of own grammars.
    #[arg(long, default_value = "corpus")]
    corpus: PathBuf,
    /// Where the weights go; without it, only measure.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Rates of each source.
    #[arg(long)]
    sources: bool,
    /// A folder for what weights that have not seen a row's source say of it: a file of each task, a line of each row.
    #[arg(long)]
    predictions: Option<PathBuf>,
    /// Only this head is measured and learnt; the others stay as they are in the file that `--out` names.
    #[arg(long, value_parser = TASKS.map(|task| task.name))]
    task: Option<String>,
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let mut learnt: [Option<Learnt>; HEADS] = Default::default();
    let is_wanted = |task: &Task| cli.task.as_deref().is_none_or(|wanted| wanted == task.name);
    for (head, task) in TASKS.iter().enumerate().filter(|(_, task)| is_wanted(task)) {
        let rows = rows(&cli.data, &cli.corpus, task)?;
        let examples = if task.is_planted { learn::planted_examples(&rows) } else { learn::examples(&rows) };
        let scored = folds::scores(&rows, &examples, task.is_planted)?;
        let of = |own: bool| rows.iter().filter(|row| row.own == own && row.labelled).count();
        let unlabelled = rows.iter().filter(|row| !row.labelled).count();
        println!("\n{}: {} rows of development data, {} own, {unlabelled} unlabelled", task.name, of(false), of(true));
        report("linear model", &scored, cli.sources);
        let rules = rules_of(task, &scored);
        let first = with_rules(&scored, &rules);
        if task.folder == "injection" {
            report("with rules", &first, false);
        }
        let pairs = |scored: &[(f32, &Row)]| -> Vec<(f32, bool)> {
            scored.iter().filter(|(_, row)| !row.mislabelled).map(|(odds, row)| (*odds, row.positive)).collect()
        };
        let curve = match (pairs(&scored), pairs(&first)) {
            // Half of the orders in foreign text look like any sentence.
            (_, joint) if task.is_planted => platt::fit(&platt::above(&joint, CERTAIN), &joint, task.prior),
            (alone, _) => platt::fit(&alone, &alone, task.prior),
        };
        let doubtful = curve.0 * measure::at(&first, DOUBTFUL).threshold + curve.1;
        println!("doubtful from a probability of {:.4} on", 1.0 / (1.0 + (-doubtful).exp()));
        if let Some(folder) = &cli.predictions {
            predictions::write(&folder.join(task.name).with_extension("jsonl"), &scored, &rules, curve)?;
        }
        if cli.out.is_some() {
            learnt[head] = Some((folds::learn(&rows, &examples, None), curve));
        }
    }
    let Some(out) = cli.out else { return Ok(()) };
    let before = if cli.task.is_some() { std::fs::read(&out).unwrap_or_default() } else { Vec::new() };
    let kept = Linear::from_bytes(&before).ok();
    let file = learn::pack(&learnt, kept.as_ref())
        .with_context(|| format!("{} holds no weights for the heads that were not learnt", out.display()))?;
    std::fs::write(&out, &file).with_context(|| format!("{} cannot be written", out.display()))?;
    let curves = learnt.map(|learnt| learnt.map(|(_, curve)| curve));
    println!("\n{} bytes at {}; slopes and offsets {curves:?}", file.len(), out.display());
    Ok(())
}

fn rows(data: &Path, corpus: &Path, task: &Task) -> Result<Vec<Row>> {
    let mut rows = data::development(data, task.folder)?;
    rows.extend(data::own(corpus, task.own)?);
    if task.is_taught {
        let mut others = data::development(data, "injection")?;
        others.extend(data::own(corpus, &["injection"])?);
        rows.extend(others.into_iter().map(|row| Row { labelled: false, positive: false, ..row }));
        teach::ask(&mut rows)?;
    }
    Ok(rows)
}

/// What the rules say of each row, 0.0 to 1.0; of harm there are none.
fn rules_of(task: &Task, scored: &[(f32, &Row)]) -> Vec<f32> {
    if task.folder != "injection" {
        return vec![0.0; scored.len()];
    }
    let detector = Detector::of_rules_alone();
    let wants = Wants::of(&[Guard::Injection]);
    scored.iter().map(|(_, row)| detector.scan(&row.text, row.origin, wants).injection).collect()
}

/// The scores with what the rules say added, as the detector adds it.
fn with_rules<'r>(scored: &[(f32, &'r Row)], rules: &[f32]) -> Vec<(f32, &'r Row)> {
    scored.iter().zip(rules).map(|((odds, row), said)| (odds + wicket_detect::RULES_ODDS * said, *row)).collect()
}

fn report(what: &str, scored: &[(f32, &Row)], with_sources: bool) {
    for rate in [0.01, 0.001] {
        let at = measure::at(scored, rate);
        println!(
            "{what} at {:.1} %: recall {:.1} %, mean over sources {:.1} %, hard negatives {:.1} %, odds over {:.2}",
            rate * 100.0,
            at.recall * 100.0,
            at.by_source * 100.0,
            at.hard * 100.0,
            at.threshold
        );
        if with_sources && rate == 0.01 {
            for (name, (share, of)) in &at.sources {
                println!("    {name:28} {:5.1} % of {of}", share * 100.0);
            }
        }
    }
    println!("{what}: AUC {:.4}", measure::auc(scored));
}
