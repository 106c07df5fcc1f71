//! How fast the audit log is: `cargo run --release -p wicket-store --example audit_speed [records] [folder]`.
//!
//! Writes pairs of *opened* and *closed* records, then opens the log again as after a kill, verifies it, and prints the
//! time of each and the most memory that the process had.
#![allow(clippy::print_stdout, reason = "an example talks to a person")]

use std::{path::PathBuf, time::Instant};

use wicket_store::{
    audit::{AuditLog, Closed, Opened, Outcome, Reader, Record, Scanned, Settings, SigningKey, Who, verify},
    ledger::{Ledger, ScopeId, Snapshot},
};
use wicket_types::{
    Class, Kind, ModelName, NanoDollars, ProviderName, Timestamp, Tokens, Usage, Verdict, VisitId,
    limits::{Budget, Period},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let records: u128 = arguments.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let name = format!("audit-speed-{}", std::process::id());
    let chosen = arguments.next().map(PathBuf::from);
    // A folder that was named is kept, so that `tools/verify_audit.py` can read it.
    let keep = chosen.is_some();
    let dir = chosen.unwrap_or_else(|| std::env::temp_dir().join(name));
    let key = || SigningKey::new("wicketgate/speed", &[7; 32]);
    let public = key()?.public().clone();

    let log = AuditLog::open(Settings::new(&dir), key()?)?.log;
    let start = Instant::now();
    write_pairs(&log, records / 2)?;
    let spent = start.elapsed();
    println!("append   {:.2} µs a record, {} records", spent.as_secs_f64() * 1e6 / records as f64, log.size());
    drop(log);

    let start = Instant::now();
    let log = AuditLog::open(Settings::new(&dir), key()?)?.log;
    println!("open     {:.3} s", start.elapsed().as_secs_f64());
    drop(log);

    let start = Instant::now();
    Ledger::recover(Snapshot::default(), Reader::open(&dir)?.money())?;
    println!("ledger   {:.3} s, rebuilt from every record without a snapshot", start.elapsed().as_secs_f64());

    let start = Instant::now();
    let report = verify(&dir, &public, None)?;
    let spent = start.elapsed().as_secs_f64();
    println!("verify   {spent:.2} s, {:.0} records a second: {report}", report.records as f64 / spent);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("memory   {}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("unknown"));
    println!("key      {public}");
    if !keep {
        std::fs::remove_dir_all(&dir)?;
    }
    Ok(())
}

fn write_pairs(log: &AuditLog, pairs: u128) -> Result<(), Box<dyn std::error::Error>> {
    let at = Timestamp::parse("2026-11-21T09:30:00.250Z").unwrap_or_default();
    let (model, provider) = (ModelName::parse("gpt-5-mini"), ProviderName::parse("openai"));
    let found = [(Kind::of("pii.email"), 2), (Kind::of("pii.phone"), 1)];
    let scanned = Scanned { segments: 12, bytes: 3_900, ..Scanned::default() };
    let budget = Budget { amount: NanoDollars(u64::MAX), per: Period::Month };
    let scopes = [
        (ScopeId::user("acme", "ann"), budget),
        (ScopeId::team("acme", "red"), budget),
        (ScopeId::tenant("acme"), budget),
    ];
    let ledger = Ledger::new();
    for n in 0..pairs {
        let visit = VisitId::new((n << 64 | n).to_be_bytes());
        let held = ledger.reserve(&visit, &scopes, NanoDollars(4_000_000), at)?;
        log.append(&Record::Opened(Opened {
            at,
            visit: &visit,
            behalf: None,
            who: Who {
                key: Some("abcDEF012345"),
                tenant: Some("acme"),
                team: Some("red"),
                user: Some("ann"),
                session: None,
            },
            route: "/v1/chat/completions",
            model: model.as_ref(),
            provider: provider.as_ref(),
            class: Class::Internal,
            verdict: Verdict::Mask,
            kinds: &found,
            scanned,
            request: [3; 32],
            request_bytes: 4_096,
            reservation: Some(&held),
            config: "c0ffee123456",
        }))?;
        ledger.settle(&visit, NanoDollars(1_250_000));
        log.append(&Record::Closed(Closed {
            at,
            visit: &visit,
            outcome: Outcome::Completed,
            status: 200,
            provider: provider.as_ref(),
            verdict: Verdict::Mask,
            code: None,
            kinds: &[],
            scanned,
            score: None,
            usage: Some(Usage { input: Tokens(1_000), output: Tokens(300), ..Usage::default() }),
            settled: NanoDollars(1_250_000),
            released_bytes: 2_048,
            duration: std::time::Duration::from_millis(900),
        }))?;
    }
    Ok(())
}
