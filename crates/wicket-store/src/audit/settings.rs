//! How a log is opened, and when a record counts as written.

use std::path::PathBuf;

/// When a record counts as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Once the kernel has it: it survives a kill of the process. The disk has it within 50 ms.
    #[default]
    Process,
    /// Once the disk has it: it survives a power loss. Records of the same moment share one fsync.
    Disk,
}

/// How a log is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the log; made if there is none.
    pub dir: PathBuf,
    /// When a record counts as written.
    pub durability: Durability,
    /// A second copy of the file `checkpoint`, best on another machine.
    pub anchor: Option<PathBuf>,
    /// Opens a log that ends before its anchor, after a backup was restored, and says so in the log.
    pub accept_rollback: bool,
    /// A segment is closed before it grows beyond this many bytes.
    pub segment_bytes: u64,
}

impl Settings {
    /// The usual settings for a log in `dir`.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Settings {
            dir: dir.into(),
            durability: Durability::Process,
            anchor: None,
            accept_rollback: false,
            segment_bytes: 64 << 20,
        }
    }
}
