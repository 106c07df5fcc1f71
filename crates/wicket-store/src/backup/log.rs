//! The audit log's part in a backup: what of it is taken while it grows, how far it is known to have come when it comes
//! back, and the record with which it goes on.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use wicket_types::{Masked, Timestamp};

use super::{About, Known};
use crate::{StoreError, audit, folder::Folder};

/// How much of a log's end is looked at for the end of its last whole line: more than the longest record.
const LOOK_BACK: u64 = 1 << 20;

/// The files of the audit log as `audit/NAME`. The checkpoint comes first, so that the log copied after it covers it.
pub(super) fn files(audit: &Path) -> Result<Vec<(String, PathBuf)>, StoreError> {
    let entries = match std::fs::read_dir(audit) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::File { what: "read", path: audit.to_owned(), source }),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(StoreError::file("read", audit))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && (name == "checkpoint" || name.ends_with(".log")) {
            files.push((format!("audit/{name}"), entry.path()));
        }
    }
    files.sort_by_key(|(name, _)| (name != "audit/checkpoint", name.clone()));
    Ok(files)
}

/// The length of the whole lines of a file that another process may be writing to.
pub(super) fn whole_lines(file: &File) -> std::io::Result<u64> {
    let len = file.metadata()?.len();
    let from = len.saturating_sub(LOOK_BACK);
    let mut end = vec![0; usize::try_from(len - from).unwrap_or(0)];
    file.read_exact_at(&mut end, from)?;
    let after_last_line = end.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at as u64 + 1);
    Ok(from + after_last_line)
}

/// Verifies the log of a backup; how many records it has.
pub(super) fn verified_records(audit: &Path, key: &audit::SigningKey, from: &Path) -> Result<u64, StoreError> {
    let bad = |cause: String| StoreError::BadBackup { path: from.to_owned(), cause };
    let report = audit::verify(audit, key.public(), None).map_err(|e| bad(format!("its audit log: {e}")))?;
    match report.fault {
        None => Ok(report.records),
        Some(_) => Err(bad(format!("its audit log: {report}"))),
    }
}

/// How many records a checkpoint that was kept elsewhere has seen. Those of them that the log has must be the same ones.
pub(super) fn anchored(anchor: &Path, audit: &Path, key: &audit::SigningKey, records: u64) -> Result<u64, StoreError> {
    let text = std::fs::read_to_string(anchor).map_err(StoreError::file("read", anchor))?;
    let invalid = |cause| StoreError::Invalid { what: "anchor", value: anchor.display().to_string(), cause };
    let seen = key.public().open(&text).ok_or_else(|| invalid("it is no checkpoint signed by this store"))?.size;
    let same = || audit::verify(audit, key.public(), Some(anchor)).is_ok_and(|report| report.is_good());
    if seen <= records && !same() {
        return Err(invalid("the backup has other records than it has seen"));
    }
    Ok(seen)
}

/// The furthest that the store is known to have come: by the records that an anchor has seen, and by what lies in the
/// folder if it is the same store.
pub(super) fn known(folder: &Folder, about: &About, key: &audit::SigningKey, anchored: Option<u64>) -> Option<Known> {
    let there = folder.read_mark().ok().filter(|mark| mark.store == about.store).map(|mark| Known {
        generation: mark.generation,
        audit_records: audit::verify(&folder.audit(), key.public(), None).map_or(0, |report| report.records),
    });
    let anchored = anchored.map(|audit_records| Known { generation: 0, audit_records });
    match (there, anchored) {
        (Some(there), Some(anchored)) => {
            Some(Known { audit_records: there.audit_records.max(anchored.audit_records), ..there })
        }
        (there, anchored) => there.or(anchored),
    }
}

/// Goes on with the log that came back: the restore is its next record.
pub(super) fn tell(
    audit: &Path,
    key: audit::SigningKey,
    restored: Known,
    older_than: Option<Known>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let action = if older_than.is_some() { "backup.older_accepted" } else { "backup.restored" };
    let detail = older_than.map(|known| Masked::vouched(format!("{known} was known; what came after is lost")));
    let (subject, detail) = (restored.to_string(), detail.as_ref());
    let record = audit::Record::Admin(audit::Admin { at: now, actor: "operator", action, subject: &subject, detail });
    let written = audit::AuditLog::open(audit::Settings::new(audit), key).and_then(|opening| {
        opening.log.append(&record)?;
        opening.log.close()
    });
    written.map_err(|error| StoreError::BadBackup {
        path: audit.to_owned(),
        cause: format!("its audit log cannot go on: {error}"),
    })
}
