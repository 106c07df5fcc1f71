//! Rows GRD-02 to GRD-12 of the security plan that name a rate or a time, on generated examples by the hundred.
//! In `make test` they are short; with `WICKETGATE_ACCEPTANCE=full` they are as large as their row says.

#![allow(missing_docs, reason = "a test's name is its documentation")]

use std::sync::LazyLock;

use mimalloc::MiMalloc;
use wicket_detect::{Detector, Wants};
use wicket_types::Origin;

mod attacks;
mod canaries;
mod credentials;
mod disguised;
mod hostile;
mod labels;
mod locales;
mod retold;
mod writing;

/// As in the program, so that texts of many findings are measured with the memory that they will have.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

static DETECTOR: LazyLock<Detector> = LazyLock::new(Detector::standard);

/// From which score on the gate refuses by default.
const LIMIT: f32 = 0.8;

fn is_refused(text: &str, origin: Origin) -> bool {
    DETECTOR.scan(text, origin, Wants::ALL).injection >= LIMIT
}

/// `whole` where `WICKETGATE_ACCEPTANCE=full` is set, else `short`.
fn full<T>(short: T, whole: T) -> T {
    if std::env::var("WICKETGATE_ACCEPTANCE").is_ok_and(|asked| asked == "full") { whole } else { short }
}

/// How many of all in hundredths of one.
fn percent(some: usize, all: usize) -> f64 {
    100.0 * some as f64 / all as f64
}
