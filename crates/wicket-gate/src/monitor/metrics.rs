//! Numbers for Prometheus. Every label comes from a closed set or from the operator's own file, so that no visitor can
//! make a metric grow.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use arc_swap::ArcSwap;
use metrics::{
    Counter, Gauge, Histogram, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use wicket_types::{Code, NanoDollars, Usage, Verdict};

use crate::visit::Notes;

/// Upper bounds of the histograms of time, in seconds.
const SECONDS: &[f64] = &[0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0];

/// The metrics that every visit counts in, looked up once: a look-up by name and labels costs as much as a small scan.
struct Common {
    visits: [Counter; 4],
    in_progress: Gauge,
    visit_seconds: Histogram,
    added_seconds: Histogram,
    /// By provider; a handful, so a list is the fastest map.
    providers: ArcSwap<Vec<(Box<str>, ByProvider)>>,
}

#[derive(Clone)]
struct ByProvider {
    spend: Counter,
    tokens_in: Counter,
    tokens_out: Counter,
    answered: Counter,
}

/// Empty until [`install`]: handles taken before it would count into nothing for ever.
static COMMON: OnceLock<Common> = OnceLock::new();

impl Common {
    const VERDICTS: [Verdict; 4] = [Verdict::Allow, Verdict::Flag, Verdict::Mask, Verdict::Block];

    fn new() -> Self {
        Common {
            visits: Self::VERDICTS
                .map(|v| counter!("wicketgate_visits_total", "verdict" => v.as_str(), "code" => "ok")),
            in_progress: gauge!("wicketgate_visits_in_progress"),
            visit_seconds: histogram!("wicketgate_visit_seconds"),
            added_seconds: histogram!("wicketgate_added_seconds"),
            providers: ArcSwap::default(),
        }
    }

    fn provider(&self, name: &str) -> ByProvider {
        let known = self.providers.load();
        if let Some((_, found)) = known.iter().find(|(one, _)| **one == *name) {
            return found.clone();
        }
        let new = ByProvider::new(name);
        // Two threads that both find it missing add it twice, and both count into the same numbers.
        let mut all = Vec::clone(&known);
        all.push((name.into(), new.clone()));
        self.providers.store(Arc::new(all));
        new
    }
}

impl ByProvider {
    fn new(name: &str) -> Self {
        let tokens = |direction: &'static str| counter!("wicketgate_tokens_total", "provider" => name.to_owned(), "direction" => direction);
        ByProvider {
            spend: counter!("wicketgate_spend_nanodollars_total", "provider" => name.to_owned()),
            tokens_in: tokens("in"),
            tokens_out: tokens("out"),
            answered: counter!(
                "wicketgate_upstream_calls_total", "provider" => name.to_owned(), "outcome" => ANSWERED
            ),
        }
    }
}

/// The outcome of a call that went well.
const ANSWERED: &str = "answered";

/// Starts collecting; the handle renders the page.
///
/// # Errors
/// Another recorder has been installed in this process.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)?
        .install_recorder()?;
    describe_counter!("wicketgate_visits_total", "Visits by verdict and code; the code is `ok` where none was refused");
    describe_counter!("wicketgate_findings_total", "Findings by kind and direction");
    describe_counter!("wicketgate_tokens_total", "Tokens as the providers counted them, by provider and direction");
    describe_counter!("wicketgate_spend_nanodollars_total", "Billionths of a US dollar charged, by provider");
    describe_counter!("wicketgate_upstream_calls_total", "Calls to providers, by provider and outcome");
    describe_counter!(
        "wicketgate_unresolved_pseudonyms_total",
        "Words in answers that look like pseudonyms and are none"
    );
    describe_counter!("wicketgate_judge_questions_total", "Questions to judges, by judge and what came of them");
    describe_counter!(
        "wicketgate_judge_spend_nanodollars_total",
        "Billionths of a US dollar spent on judges, by judge"
    );
    describe_histogram!("wicketgate_judge_seconds", "Time that a visit waited for a judge, all its questions together");
    describe_counter!(
        "wicketgate_second_looks_total",
        "Texts that the first stage left undecided, by what came of the second look: had, late, busy, absent, left_out"
    );
    describe_histogram!("wicketgate_visit_seconds", "Time from the head of a request to the end of its answer");
    describe_histogram!("wicketgate_added_seconds", "Time that the gate itself took before the call went out");
    describe_gauge!("wicketgate_visits_in_progress", "Visits under way");
    COMMON.get_or_init(Common::new);
    Ok(handle)
}

/// Counts what came of a second look.
pub fn second_look(outcome: &'static str) {
    counter!("wicketgate_second_looks_total", "outcome" => outcome).increment(1);
}

/// Counts a visit that began.
pub fn began() {
    if let Some(common) = COMMON.get() {
        common.in_progress.increment(1.0);
    }
}

/// Counts a visit that ended.
pub fn ended(notes: &Notes, verdict: Verdict, code: Option<Code>, took: Duration) {
    let Some(common) = COMMON.get() else { return };
    common.in_progress.decrement(1.0);
    let place = Common::VERDICTS.iter().position(|one| *one == verdict).and_then(|at| common.visits.get(at));
    match (code, place) {
        (None, Some(visits)) => visits.increment(1),
        (code, _) => {
            let code = code.map_or("ok", Code::id);
            counter!("wicketgate_visits_total", "verdict" => verdict.as_str(), "code" => code).increment(1);
        }
    }
    common.visit_seconds.record(took.as_secs_f64());
    for (direction, seen) in [("in", &notes.asked), ("out", &notes.answered)] {
        for (kind, count) in &seen.kinds {
            let kind = kind.as_str().to_owned();
            counter!("wicketgate_findings_total", "kind" => kind, "direction" => direction)
                .increment(u64::from(*count));
        }
    }
    if notes.unresolved > 0 {
        counter!("wicketgate_unresolved_pseudonyms_total").increment(u64::from(notes.unresolved));
    }
}

/// Counts what a call cost.
pub fn charged(provider: &str, usage: Option<&Usage>, cost: NanoDollars) {
    let Some(provider) = COMMON.get().map(|common| common.provider(provider)) else { return };
    provider.spend.increment(cost.0);
    if let Some(usage) = usage {
        provider.tokens_in.increment(usage.total().minus(usage.output).0);
        provider.tokens_out.increment(usage.output.0);
    }
}

/// Counts a call to a provider; `outcome` is one of a closed set of words.
pub fn called(provider: &str, outcome: &'static str) {
    match COMMON.get() {
        Some(common) if outcome == ANSWERED => common.provider(provider).answered.increment(1),
        _ => counter!("wicketgate_upstream_calls_total", "provider" => provider.to_owned(), "outcome" => outcome)
            .increment(1),
    }
}

/// Notes the time that the gate took before the call went out.
pub fn added(took: Duration) {
    if let Some(common) = COMMON.get() {
        common.added_seconds.record(took.as_secs_f64());
    }
}

/// Counts a question to a judge; `outcome` is one of a closed set of words.
pub fn judge_asked(judge: &str, outcome: &'static str) {
    counter!("wicketgate_judge_questions_total", "judge" => judge.to_owned(), "outcome" => outcome).increment(1);
}

/// Counts a visit whose every text a judge had answered lately.
pub fn judge_remembered(judge: &str) {
    judge_asked(judge, "remembered");
}

/// Counts what asking a judge took.
pub fn judge_heard(judge: &str, took: Duration, cost: NanoDollars) {
    histogram!("wicketgate_judge_seconds", "judge" => judge.to_owned()).record(took.as_secs_f64());
    counter!("wicketgate_judge_spend_nanodollars_total", "judge" => judge.to_owned()).increment(cost.0);
}
