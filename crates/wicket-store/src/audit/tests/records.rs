//! What a record looks like, and how it is read back.

use wicket_types::{
    Code, Confidence, KeyId, Kind, Masked, ModelName, SessionId, Tokens, Usage,
    limits::{Budget, Period},
};

use super::*;
use crate::ledger::{Ledger, Money, ScopeId};

#[test]
fn records_are_canonical_json() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path()).log;
    one_of_each(&log);
    log.close().unwrap();
    let all = entries(dir.path());
    let kinds: Vec<&str> = all.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["opened", "extended", "closed", "refused", "admin", "recovered", "checkpoint"]);
    for entry in all {
        // Parsed and written again with sorted names, a canonical record gives the same bytes.
        assert_eq!(serde_json::to_string(&sorted(&entry.fields)).unwrap(), entry.text);
    }
}

fn sorted(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(members) => {
            let mut names: Vec<_> = members.iter().collect();
            names.sort_by(|a, b| a.0.cmp(b.0));
            names
                .into_iter()
                .map(|(name, value)| (name.clone(), sorted(value)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        serde_json::Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn one_of_each(log: &AuditLog) {
    let (id, at) = (visit(1), Timestamp::from_secs(1_795_253_400));
    let key = KeyId::parse("abcDEF012345").unwrap();
    let session = SessionId::parse("a\"quoted\\session").unwrap();
    let budget = Budget { amount: NanoDollars(1_000), per: Period::Day };
    let ledger = Ledger::new();
    let scopes = [(ScopeId::key(&key), budget), (ScopeId::session(&key, &session), budget)];
    let mut held = ledger.reserve(&id, &scopes, NanoDollars(300), at).unwrap();
    let model = ModelName::parse("gpt-5").unwrap();
    let found = [(Kind::of("pii.phone"), 1), (Kind::of("pii.email"), 2), (Kind::of("pii.phone"), 3)];
    let Record::Opened(plain) = opened(&id) else { return };
    let who = Who { session: Some(&session), team: Some("red"), ..plain.who };
    let behalf = visit(9);
    let held_for = Some(&held);
    let full =
        Opened { who, behalf: Some(&behalf), model: Some(&model), kinds: &found, reservation: held_for, ..plain };
    log.append(&Record::Opened(full)).unwrap();
    ledger.extend(&mut held, NanoDollars(200)).unwrap();
    log.append(&Record::Extended { at, visit: &id, total: held.amount() }).unwrap();
    let Record::Closed(plain) = closed(&id) else { return };
    let usage = Usage { input: Tokens(10), output: Tokens(20), ..Usage::default() };
    let (code, score) = (Some(Code::OutputLeak), Some(Confidence::new(0.8125)));
    log.append(&Record::Closed(Closed { code, score, usage: Some(usage), ..plain })).unwrap();
    let refused = Refused {
        at,
        visit: None,
        who: Who::default(),
        route: None,
        model: None,
        code: Code::BadJson,
        kinds: &[],
        request_bytes: 9,
        times: 40,
        config: "c0ffee",
    };
    log.append(&Record::Refused(refused)).unwrap();
    let detail = Masked::vouched("tab\there, newline\nthere, é, \u{7f} and \u{1f}");
    let admin =
        Admin { at, actor: "=cmd|'/c calc'!A1", action: "key.create", subject: "abcDEF012345", detail: Some(&detail) };
    log.append(&Record::Admin(admin)).unwrap();
    log.append(&Record::Recovered(Recovered { at, visit: &id, opened: 0, settled: NanoDollars(500) })).unwrap();
}

#[test]
fn the_money_of_a_record_is_read_back_as_it_was_reserved() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path()).log;
    one_of_each(&log);
    let money: Vec<Money> = Reader::open(dir.path()).unwrap().money().map(|money| money.unwrap()).collect();
    assert_eq!(money.len(), 4);
    let Money::Opened { amount, scopes, .. } = &money[0] else { panic!("{:?}", money[0]) };
    assert_eq!((amount.0, scopes.len(), scopes[1].0.as_str()), (300, 2, "session:abcDEF012345/a\"quoted\\session"));
    assert_eq!(money[1], Money::Extended { visit: visit(1), total: NanoDollars(500) });
}

#[test]
fn a_reader_waits_at_the_end_and_goes_on_over_segments() {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings { segment_bytes: 2_000, ..Settings::new(dir.path()) };
    let log = AuditLog::open(settings, key()).unwrap().log;
    let mut reader = Reader::open(dir.path()).unwrap();
    assert!(reader.next_entry().unwrap().is_none());
    for n in 0..50 {
        log.append(&opened(&visit(n))).unwrap();
        assert_eq!(reader.next_entry().unwrap().map(|entry| entry.seq), Some(n as u64));
        assert!(reader.next_entry().unwrap().is_none());
    }
    let from: Vec<u64> = Reader::from_seq(dir.path(), 33).unwrap().map(|entry| entry.unwrap().seq).collect();
    assert_eq!(from, (33..50).collect::<Vec<_>>());
}

#[test]
fn exports_are_filtered_and_harmless_in_a_spreadsheet() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path()).log;
    log.append(&opened(&visit(1))).unwrap();
    let who = Who { key: Some("abcDEF012345"), user: Some("=1+1"), tenant: Some("a,b"), ..Who::default() };
    let other = visit(2);
    let Record::Opened(plain) = opened(&other) else { return };
    log.append(&Record::Opened(Opened { who, ..plain })).unwrap();
    log.close().unwrap();
    let filter = Filter { user: Some("=1+1".to_owned()), kind: Some("opened".to_owned()), ..Filter::default() };
    let wanted: Vec<Entry> = entries(dir.path()).into_iter().filter(|entry| filter.admits(entry)).collect();
    assert_eq!(wanted.len(), 1);
    let mut json = Vec::new();
    export_json(&wanted[0], &mut json).unwrap();
    assert_eq!(json, format!("{}\n", wanted[0].text).as_bytes());
    let mut csv = Vec::new();
    export_csv(wanted, &mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().count(), 2);
    assert!(csv.contains(",\"a,b\",,'=1+1,"), "{csv}");
    let later = Filter { from: Some(Timestamp::from_secs(u64::MAX / 2_000_000_000)), ..Filter::default() };
    assert!(!entries(dir.path()).iter().any(|entry| later.admits(entry)));
}

#[test]
fn aud_07_many_records_are_verified_whole() {
    let (dir, visits) = (tempfile::tempdir().unwrap(), full(25_000, 500_000));
    log_of(dir.path(), visits);
    let begun = std::time::Instant::now();
    let report = check(dir.path());
    assert!(report.is_good(), "{report}");
    // How many checkpoints there are beside the records depends on the clock; the anchor covers them all.
    assert!(u128::from(report.records) >= 2 * visits + visits / 500);
    assert_eq!(report.signed, report.records);
    println!("figure AUD-07 {} records read and verified in {} ms", report.records, begun.elapsed().as_millis());
}
