//! Where things are kept: the database, and the record of every visit.

use std::path::{Path, PathBuf};

use wicket_gate::settings::Audit;

use super::Check;
use crate::config::{diagnose::nearest, file::AuditFile};

impl Check<'_> {
    pub(super) fn audit(&mut self, file: &AuditFile) -> Audit {
        if file.payloads != "none" {
            self.wrong(
                &["audit", "payloads"],
                format!("`audit.payloads` is `{}`", file.payloads),
                "this version keeps no payloads: use \"none\"",
            );
        }
        if file.on_error != "refuse" {
            self.wrong(
                &["audit", "on_error"],
                format!("`audit.on_error` is `{}`", file.on_error),
                "a call without a record is refused, always: use \"refuse\"",
            );
        }
        let wait_for_disk = match file.durability.as_str() {
            "process" => false,
            "disk" => true,
            other => {
                let hint = nearest(other, &["process", "disk"]);
                self.wrong(&["audit", "durability"], format!("`audit.durability` is `{other}`"), hint);
                false
            }
        };
        Audit { wait_for_disk, anchor: file.anchor.as_deref().map(|path| self.anchor(path)) }
    }

    /// The folder of an anchor is made by whoever keeps it: one that is missing is a disk that is not mounted.
    fn anchor(&mut self, path: &Path) -> PathBuf {
        let path = self.folder.join(path);
        if path.is_dir() || !path.parent().is_some_and(Path::is_dir) {
            self.wrong(
                &["audit", "anchor"],
                format!("`audit.anchor` is `{}`", path.display()),
                "name a file in a folder that exists, best on a disk of another machine",
            );
        }
        path
    }

    pub(super) fn store(&mut self, url: &str) -> (PathBuf, PathBuf) {
        let database = match url.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => self.folder.join(path.trim_start_matches("//")),
            _ => {
                self.wrong(
                    &["store", "url"],
                    format!("`store.url` is `{}`", url.split('@').next_back().unwrap_or(url)),
                    "write it like \"sqlite:data/wicketgate.db\"",
                );
                self.folder.join("data/wicketgate.db")
            }
        };
        let data = database.parent().unwrap_or(Path::new(".")).to_owned();
        (data, database)
    }
}
