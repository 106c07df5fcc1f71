//! Findings that are known and may stay, kept by keyed digests: the file tells nothing of what was found.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use aws_lc_rs::{hmac, rand::SecureRandom, rand::SystemRandom};
use serde::{Deserialize, Serialize};

/// The version of the file that is read and written.
const VERSION: u32 = 1;

/// The file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    wicketgate_baseline: u32,
    /// The key of the digests. It is here, so that a finding is recognised; it makes each file's digests its own.
    salt: String,
    findings: Vec<Row>,
}

/// One known finding.
#[derive(Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Row {
    file: String,
    rule: String,
    fingerprint: String,
}

/// What is known, and what of it was met.
#[derive(Clone, Debug)]
pub(super) struct Baseline {
    salt: String,
    key: hmac::Key,
    /// The file of each fingerprint that is known.
    known: BTreeMap<String, String>,
    met: BTreeSet<String>,
    /// Everything that was found, if it is to be written.
    gathered: Option<BTreeMap<(String, String), BTreeSet<String>>>,
}

impl Baseline {
    /// Knows what stands in `read`; gathers for `write`, whose salt stays the same if it is there already.
    ///
    /// # Errors
    /// A file cannot be read or is no baseline.
    pub(super) fn new(read: Option<&Path>, write: Option<&Path>) -> anyhow::Result<Self> {
        let file = match (read, write.filter(|path| path.exists())) {
            (Some(path), _) | (None, Some(path)) => Some(load(path)?),
            (None, None) => None,
        };
        let salt = match &file {
            Some(file) => file.salt.clone(),
            None => fresh_salt()?,
        };
        let known = file.filter(|_| read.is_some()).map_or_else(Vec::new, |file| file.findings);
        Ok(Baseline {
            key: hmac::Key::new(hmac::HMAC_SHA256, salt.as_bytes()),
            salt,
            known: known.into_iter().map(|row| (row.fingerprint, row.file)).collect(),
            met: BTreeSet::new(),
            gathered: write.map(|_| BTreeMap::new()),
        })
    }

    /// Whether a finding is known. It is gathered in any case.
    pub(super) fn knows(&mut self, rule: &str, file: &str, value: &str) -> bool {
        if self.known.is_empty() && self.gathered.is_none() {
            return false;
        }
        let signed = hmac::sign(&self.key, format!("{rule}\0{file}\0{value}").as_bytes());
        let fingerprint: String = signed.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let is_known = self.known.contains_key(&fingerprint);
        if is_known {
            self.met.insert(fingerprint.clone());
        }
        if let Some(gathered) = &mut self.gathered {
            gathered.entry((file.to_owned(), rule.to_owned())).or_default().insert(fingerprint);
        }
        is_known
    }

    /// Whether what is found is to be written down.
    pub(super) fn gathers(&self) -> bool {
        self.gathered.is_some()
    }

    /// Takes over what a copy of this baseline met and gathered.
    pub(super) fn join(&mut self, copy: Baseline) {
        self.met.extend(copy.met);
        if let Some(gathered) = &mut self.gathered {
            for (row, mut prints) in copy.gathered.into_iter().flatten() {
                gathered.entry(row).or_default().append(&mut prints);
            }
        }
    }

    /// Entries below `paths` for which nothing was found.
    pub(super) fn stale(&self, paths: &[PathBuf]) -> usize {
        let is_below = |file: &str| {
            let outermost = Path::new(file.split('!').next().unwrap_or(file));
            paths.iter().any(|path| outermost.starts_with(path.strip_prefix(".").unwrap_or(path)))
        };
        self.known.iter().filter(|(print, file)| !self.met.contains(*print) && is_below(file)).count()
    }

    /// Writes what was gathered, sorted, so that two versions of the file compare well; tells how many there are.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<usize> {
        let gathered = self.gathered.iter().flatten();
        let findings: Vec<Row> = gathered
            .flat_map(|((file, rule), prints)| {
                prints.iter().map(|print| Row { file: file.clone(), rule: rule.clone(), fingerprint: print.clone() })
            })
            .collect();
        let count = findings.len();
        let file = File { wicketgate_baseline: VERSION, salt: self.salt.clone(), findings };
        let text = serde_json::to_string_pretty(&file)? + "\n";
        fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(count)
    }
}

fn load(path: &Path) -> anyhow::Result<File> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let file: File = serde_json::from_str(&text).map_err(|error| {
        let path = path.display();
        anyhow!("`{path}` is no baseline of this program: {error}\nhint: `wicketgate scan --write-baseline {path} .` makes one")
    })?;
    if file.wicketgate_baseline != VERSION {
        bail!("`{}` is a baseline of version {}, and {VERSION} is read", path.display(), file.wicketgate_baseline);
    }
    Ok(file)
}

fn fresh_salt() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| anyhow!("the system has no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
