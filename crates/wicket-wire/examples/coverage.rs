//! Prints what the adapters know, one line each, for `tests/sdk/coverage.py`.

fn main() {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    for line in wicket_wire::coverage() {
        if writeln!(out, "{line}").is_err() {
            return;
        }
    }
}
