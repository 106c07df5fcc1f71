//! The log as an attacker, a crash and a full disk see it.

mod faults;
mod proofs;
mod records;
mod tampering;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use wicket_types::{Class, NanoDollars, Timestamp, VisitId};

use super::*;
use crate::scale::full;

pub(super) const SEED: [u8; 32] = [7; 32];

pub(super) fn key() -> SigningKey {
    SigningKey::new("wicketgate/test", &SEED).unwrap()
}

pub(super) fn open(dir: &Path) -> Opening {
    AuditLog::open(Settings::new(dir), key()).unwrap()
}

pub(super) fn visit(n: u128) -> VisitId {
    VisitId::new(n.to_be_bytes())
}

pub(super) fn opened(visit: &VisitId) -> Record<'_> {
    Record::Opened(Opened {
        at: Timestamp::from_secs(1_795_253_400),
        visit,
        behalf: None,
        who: Who { key: Some("abcDEF012345"), tenant: Some("acme"), user: Some("ann"), ..Who::default() },
        route: "/v1/chat/completions",
        model: None,
        provider: None,
        class: Class::Internal,
        verdict: wicket_types::Verdict::Allow,
        kinds: &[],
        scanned: Scanned::default(),
        request: [3; 32],
        request_bytes: 812,
        reservation: None,
        config: "c0ffee",
    })
}

pub(super) fn closed(visit: &VisitId) -> Record<'_> {
    Record::Closed(Closed {
        at: Timestamp::from_secs(1_795_253_401),
        visit,
        outcome: Outcome::Completed,
        status: 200,
        provider: None,
        verdict: wicket_types::Verdict::Allow,
        code: None,
        kinds: &[],
        scanned: Scanned::default(),
        score: None,
        usage: None,
        settled: NanoDollars(125),
        released_bytes: 2_048,
        duration: Duration::from_millis(900),
    })
}

/// A closed log of `visits` pairs of records.
pub(super) fn log_of(dir: &Path, visits: u128) {
    let Opening { log, .. } = open(dir);
    for n in 0..visits {
        log.append(&opened(&visit(n))).unwrap();
        log.append(&closed(&visit(n))).unwrap();
    }
    log.close().unwrap();
}

pub(super) fn segment(dir: &Path) -> PathBuf {
    disk::segment_path(dir, 1)
}

pub(super) fn check(dir: &Path) -> Report {
    verify(dir, key().public(), None).unwrap()
}

pub(super) fn entries(dir: &Path) -> Vec<Entry> {
    Reader::open(dir).unwrap().map(|entry| entry.unwrap()).collect()
}

pub(super) fn kinds(dir: &Path) -> Vec<String> {
    entries(dir).into_iter().map(|entry| entry.kind).collect()
}

/// Runs the independent verifier; true if it is content.
pub(super) fn script(arguments: &[&str]) -> (bool, String) {
    let tool = "../../tools/verify_audit.py";
    let ran = std::process::Command::new("python3").arg(tool).args(arguments).output().unwrap();
    (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr))
}

/// What a crash would leave of a log that is being written. A file that is put in place while it is copied lies there under
/// one name or the other: begun again, for a copy with neither is what no crash leaves.
pub(super) fn copy_of(from: &Path) -> tempfile::TempDir {
    let copied = || -> std::io::Result<tempfile::TempDir> {
        let to = tempfile::tempdir()?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            fs::copy(&path, to.path().join(path.file_name().unwrap()))?;
        }
        Ok(to)
    };
    loop {
        match copied() {
            Err(gone) if gone.kind() == std::io::ErrorKind::NotFound && from.exists() => {}
            copy => return copy.unwrap(),
        }
    }
}
