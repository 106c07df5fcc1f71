//! Anchors: copies of the newest checkpoint, by which a log is shown to have lost its end.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{AuditError, PublicKey, Settings, SignedNote, disk::CHECKPOINT_FILE};

pub(super) fn anchor_paths(settings: &Settings) -> Vec<PathBuf> {
    std::iter::once(settings.dir.join(CHECKPOINT_FILE)).chain(settings.anchor.clone()).collect()
}

pub(super) fn read_anchors(settings: &Settings, key: &PublicKey) -> Result<Vec<(PathBuf, SignedNote)>, AuditError> {
    let mut anchors = Vec::new();
    for path in anchor_paths(settings) {
        if let Some(note) = read_anchor(&path, key)? {
            anchors.push((path, note));
        }
    }
    Ok(anchors)
}

/// The anchor in the file; `None` if there is no such file.
pub(super) fn read_anchor(path: &Path, key: &PublicKey) -> Result<Option<SignedNote>, AuditError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(AuditError::io("read", path))?,
    };
    let invalid = || AuditError::Invalid { what: "anchor", text: path.display().to_string() };
    key.open(&text).map(Some).ok_or_else(invalid)
}
