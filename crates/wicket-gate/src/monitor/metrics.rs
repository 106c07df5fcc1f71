//! Numbers for Prometheus. Every label comes from a closed set or from the operator's own file, so that no visitor can
//! make a metric grow.

use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use wicket_types::{Code, NanoDollars, Usage, Verdict};

use crate::visit::Notes;

/// Upper bounds of the histograms of time, in seconds.
const SECONDS: &[f64] = &[0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0];

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
    describe_histogram!("wicketgate_visit_seconds", "Time from the head of a request to the end of its answer");
    describe_histogram!("wicketgate_added_seconds", "Time that the gate itself took before the call went out");
    describe_gauge!("wicketgate_visits_in_progress", "Visits under way");
    Ok(handle)
}

/// Counts a visit that began.
pub fn began() {
    gauge!("wicketgate_visits_in_progress").increment(1.0);
}

/// Counts a visit that ended.
pub fn ended(notes: &Notes, verdict: Verdict, code: Option<Code>, took: Duration) {
    gauge!("wicketgate_visits_in_progress").decrement(1.0);
    let code = code.map_or("ok", Code::id);
    counter!("wicketgate_visits_total", "verdict" => verdict.as_str(), "code" => code).increment(1);
    histogram!("wicketgate_visit_seconds").record(took.as_secs_f64());
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
    let provider = provider.to_owned();
    counter!("wicketgate_spend_nanodollars_total", "provider" => provider.clone()).increment(cost.0);
    if let Some(usage) = usage {
        let input = usage.total().minus(usage.output);
        counter!("wicketgate_tokens_total", "provider" => provider.clone(), "direction" => "in").increment(input.0);
        counter!("wicketgate_tokens_total", "provider" => provider, "direction" => "out").increment(usage.output.0);
    }
}

/// Counts a call to a provider; `outcome` is one of a closed set of words.
pub fn called(provider: &str, outcome: &'static str) {
    counter!("wicketgate_upstream_calls_total", "provider" => provider.to_owned(), "outcome" => outcome).increment(1);
}

/// Notes the time that the gate took before the call went out.
pub fn added(took: Duration) {
    histogram!("wicketgate_added_seconds").record(took.as_secs_f64());
}
