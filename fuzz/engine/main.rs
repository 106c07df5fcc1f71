//! The laws under libFuzzer, which looks for inputs that reach new code. `FUZZ_LAW` names the law.

#![no_main]
#![allow(clippy::expect_used, reason = "whoever starts it is told what is missing")]

use std::sync::LazyLock;

use wicket_fuzz::{LAWS, Law};

static LAW: LazyLock<&Law> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_LAW").expect("FUZZ_LAW names a law");
    LAWS.iter().find(|law| law.name == name).expect("a law of that name")
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (LAW.holds)(data);
});
