//! The files that a configuration is read from, as they were just before they were read: what is changed while it is read, is
//! read again.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::Problem;

/// A file as it was at some moment: when it was last changed, and how many bytes it had; `None` where nobody could say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    path: PathBuf,
    stamp: Option<(SystemTime, u64)>,
}

impl Seen {
    /// The file as it is now.
    pub fn now(path: &Path) -> Self {
        let stamp = std::fs::metadata(path).and_then(|meta| Ok((meta.modified()?, meta.len())));
        Seen { path: path.to_owned(), stamp: stamp.ok() }
    }

    /// Whether the file is no longer as it was.
    pub fn is_stale(&self) -> bool {
        Seen::now(&self.path) != *self
    }
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub struct Invalid {
    /// Everything that is wrong, each with its place.
    pub problems: Vec<Problem>,
    /// The files that were read so far: whoever mends one may expect that it is read again.
    pub files: Vec<Seen>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        f.write_str(&told.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_stale_once_it_is_changed_made_or_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rules.toml");
        let none = Seen::now(&path);
        assert!(!none.is_stale());
        std::fs::write(&path, "a").unwrap();
        let small = Seen::now(&path);
        assert!(none.is_stale() && !small.is_stale());
        std::fs::write(&path, "ab").unwrap();
        assert!(small.is_stale());
        std::fs::remove_file(&path).unwrap();
        assert!(small.is_stale() && !none.is_stale());
    }
}
