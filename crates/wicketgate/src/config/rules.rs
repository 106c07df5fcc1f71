//! Rule files: an operator's own rules as they are written, and what the detectors make of them.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use schemars::JsonSchema;
use serde::Deserialize;
use wicket_detect::custom::{Find, KeyedList, Row, RuleError, Rules};
use wicket_types::Kind;

use super::{
    Invalid, Seen,
    diagnose::{self, Problem},
    outside::outside_secret,
    places::Places,
    units::SecretName,
};

/// Largest list of values, in bytes.
const LARGEST_LIST: u64 = 512 << 20;

/// One file of rules.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesFile {
    /// The rules.
    pub rules: Vec<RuleFile>,
}

/// One rule of your own. It is refused unless it finds all its `hits` and none of its `passes`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// A name of its own, shown beside findings, such as `"acme.badge"`.
    pub id: String,
    /// What it finds, in a few words.
    pub title: String,
    /// The kind of its findings. The first part names the guard that acts: `pii`, `secret`, `injection`, `safety`, `leak`,
    /// `exfil`, or `custom`, on which the guard `secrets` acts.
    pub kind: String,
    /// A regular expression of bounded length. `\w`, `\d`, `\b` and `(?i)` mean ASCII; `(?u:…)` takes letters of all scripts.
    pub pattern: Option<String>,
    /// Words or runs of words: whole, in any case, with any space between them.
    pub words: Option<Vec<String>>,
    /// A file with such words, one entry a line, up to millions. Relative to the rule file.
    pub list: Option<PathBuf>,
    /// A file of keyed hashes that `wicketgate rules keyed-list` made, for values that must not be stored.
    pub keyed_list: Option<PathBuf>,
    /// The key of the keyed list, as `"env:NAME"` or `"file:PATH"`.
    pub key: Option<SecretName>,
    /// Words of which one must stand within 64 bytes of a match.
    #[serde(default)]
    pub near: Vec<String>,
    /// How sure a hit is, 0.0 to 1.0; guards act from their limit on.
    #[serde(default = "rather_sure")]
    pub confidence: f32,
    /// On whose authority: a standard, a handbook, a ticket.
    #[serde(default)]
    pub source: String,
    /// Texts in which it must find something.
    pub hits: Vec<String>,
    /// Texts in which it must find nothing.
    #[serde(default)]
    pub passes: Vec<String>,
}

fn rather_sure() -> f32 {
    0.9
}

/// Who may change the files that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// Their owner only: they decide what a gate lets pass.
    OwnerOnly,
    /// Whoever: they lie in a checked-out repository.
    Anyone,
}

/// Rules that were read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules.
    pub rules: Rules,
    /// Every file that was read for them.
    pub files: Vec<Seen>,
}

/// Reads the rules of `paths` and proves them.
///
/// # Errors
/// Everything that keeps a file from being read, or the first rule that fails; each with file, line and column.
pub fn load(paths: &[PathBuf], writers: Writers) -> Result<Loaded, Invalid> {
    let (mut rows, mut places, mut files, mut problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        let reader = Reader { path, writers };
        match reader.rows(&mut files) {
            Ok(read) => {
                for (row, place) in read {
                    places.push((row.id.clone(), place));
                    rows.push(row);
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(Invalid { problems, files });
    }
    match Rules::compile(rows) {
        Ok(rules) => Ok(Loaded { rules, files }),
        Err(error) => Err(Invalid { problems: vec![told(&error, &places)], files }),
    }
}

/// What is wrong with a rule, at its place; its last rule where two share a name.
fn told(error: &RuleError, places: &[(String, String)]) -> Problem {
    let place = error.rule().and_then(|id| places.iter().rev().find(|(of, _)| of == id));
    let said = error.to_string();
    let (message, hint) = said.split_once("\nhint: ").map_or((said.as_str(), None), |(m, h)| (m, Some(h)));
    Problem {
        place: place.map_or_else(|| "rules".to_owned(), |(_, place)| place.clone()),
        message: message.to_owned(),
        hint: hint.map(str::to_owned),
    }
}

/// Reads one file.
struct Reader<'p> {
    path: &'p Path,
    writers: Writers,
}

impl Reader<'_> {
    fn rows(&self, files: &mut Vec<Seen>) -> Result<Vec<(Row, String)>, Problem> {
        let text = self.text(self.path, files)?;
        let file: RulesFile = toml::from_str(&text).map_err(|e| diagnose::explain(&e, &text, self.path))?;
        let places = Places::of(&text, Some(self.path));
        let mut rows = Vec::new();
        for (n, rule) in file.rules.into_iter().enumerate() {
            let place = places.place(&["rules", &n.to_string()]);
            let id = rule.id.clone();
            let row = self.row(rule, files).map_err(|(message, hint)| Problem {
                place: place.clone(),
                message: format!("rule `{id}`: {message}"),
                hint: (!hint.is_empty()).then(|| hint.to_owned()),
            })?;
            rows.push((row, place));
        }
        Ok(rows)
    }

    fn row(&self, rule: RuleFile, files: &mut Vec<Seen>) -> Result<Row, (String, &'static str)> {
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        if rule.id.is_empty() || !rule.id.chars().all(is_name) {
            return Err((
                "the id is no name".to_owned(),
                "small letters, digits, `.`, `_` and `-`, such as \"acme.badge\"",
            ));
        }
        let kind = Kind::parse(&rule.kind);
        let kind = kind.ok_or_else(|| (format!("`{}` is no kind", rule.kind), "write it like \"pii.badge\""))?;
        if !(0.0..=1.0).contains(&rule.confidence) {
            return Err(("the confidence is not between 0.0 and 1.0".to_owned(), ""));
        }
        let find = match (rule.pattern, rule.words, rule.list, rule.keyed_list) {
            (Some(pattern), None, None, None) => Find::Pattern(pattern),
            (None, Some(words), None, None) => Find::Words(words),
            (None, None, Some(list), None) => Find::Words(self.list(&list, files)?),
            (None, None, None, Some(list)) => Find::Keyed(self.keyed(&list, rule.key.as_ref(), files)?),
            _ => return Err(("it needs one of `pattern`, `words`, `list` and `keyed_list`".to_owned(), "")),
        };
        let RuleFile { id, title, source, confidence, near, hits, passes, .. } = rule;
        Ok(Row { id, title, source, kind, confidence, find, near, hits, passes })
    }

    fn list(&self, name: &Path, files: &mut Vec<Seen>) -> Result<Vec<String>, (String, &'static str)> {
        let text = self.text(&self.beside(name), files).map_err(|problem| (problem.to_string(), ""))?;
        Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
    }

    fn keyed(
        &self,
        name: &Path,
        key: Option<&SecretName>,
        files: &mut Vec<Seen>,
    ) -> Result<KeyedList, (String, &'static str)> {
        let key = match key {
            Some(SecretName::File(path)) => SecretName::File(self.beside(path)),
            Some(name @ SecretName::Env(_)) => name.clone(),
            _ => return Err(("a keyed list needs its key".to_owned(), "key = \"env:NAME\" or \"file:PATH\"")),
        };
        let secret = outside_secret(&key, "key of a list").map_err(|error| (format!("{error:#}"), ""))?;
        let text = self.text(&self.beside(name), files).map_err(|problem| (problem.to_string(), ""))?;
        KeyedList::parse(&text, secret.expose().as_bytes())
            .map_err(|error| (format!("`{}`: {error}", name.display()), "`wicketgate rules keyed-list` makes one"))
    }

    fn beside(&self, name: &Path) -> PathBuf {
        self.path.parent().unwrap_or(Path::new(".")).join(name)
    }

    fn text(&self, path: &Path, files: &mut Vec<Seen>) -> Result<String, Problem> {
        let problem =
            |message: String, hint: Option<String>| Problem { place: path.display().to_string(), message, hint };
        let unreadable = |e: std::io::Error| problem(format!("cannot read the file: {e}"), None);
        files.push(Seen::now(path));
        let meta = fs::metadata(path).map_err(unreadable)?;
        // A pipe or a device has no end that its size would tell; a rule of a stranger's repository may name one.
        if !meta.is_file() {
            return Err(problem("it is no regular file".to_owned(), None));
        }
        let mode = meta.permissions().mode() & 0o777;
        if self.writers == Writers::OwnerOnly && mode & 0o022 != 0 {
            let hint = format!("chmod go-w {}", path.display());
            return Err(problem(format!("mode {mode:04o} lets others than the owner change the file"), Some(hint)));
        }
        if meta.len() > LARGEST_LIST {
            return Err(problem(format!("{} bytes are more than {LARGEST_LIST}", meta.len()), None));
        }
        fs::read_to_string(path).map_err(unreadable)
    }
}
