//! Flags of the commands about the record, and about copies of it and of the store.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `audit …`
#[derive(Debug, Args)]
pub struct Audit {
    /// What to do.
    #[command(subcommand)]
    pub what: AuditWhat,
}

/// What to do with the record.
#[derive(Debug, Subcommand)]
pub enum AuditWhat {
    /// Check chain, tree and signatures; exit 1 with the first bad record. Needs only the folder and the public key.
    Verify {
        /// The record's folder; the configured one if left out.
        dir: Option<PathBuf>,
        /// The public key, as `audit key` prints it; asked from the store if left out.
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        /// A copy of the file `checkpoint` that was kept elsewhere.
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
    },
    /// The public key with which others verify the record.
    Key,
    /// The last records, and new ones as they come.
    Tail {
        /// How many.
        #[arg(short = 'n', long, default_value_t = 20)]
        lines: u64,
        /// Go on with new ones.
        #[arg(short, long)]
        follow: bool,
    },
    /// Records as JSON lines, or as CSV with `--format csv`.
    Export(AuditExport),
    /// A proof, to be checked without this program: that a record is in the log, or that one log grew into another.
    Prove {
        /// The record's sequence number.
        #[arg(long, conflicts_with_all = ["old", "new", "anchor"])]
        seq: Option<u64>,
        /// A copy of the file `checkpoint` that was kept elsewhere: the record has grown out of what it has seen.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["old", "new"])]
        anchor: Option<PathBuf>,
        /// Size of the older tree.
        #[arg(long, requires = "new")]
        old: Option<u64>,
        /// Size of the newer tree.
        #[arg(long, requires = "old")]
        new: Option<u64>,
    },
}

/// Flags of `audit export`.
#[derive(Debug, Args)]
pub struct AuditExport {
    /// From this time on, such as `2026-11-21` or `2026-11-21T09:00:00Z`.
    #[arg(long)]
    pub from: Option<String>,
    /// Until this time.
    #[arg(long)]
    pub to: Option<String>,
    /// Only this kind: opened, closed, refused, admin, recovered, checkpoint.
    #[arg(long)]
    pub kind: Option<String>,
    /// Only this visit.
    #[arg(long)]
    pub visit: Option<String>,
    /// Only this key.
    #[arg(long)]
    pub key: Option<String>,
    /// Only this tenant.
    #[arg(long)]
    pub tenant: Option<String>,
    /// Only this user.
    #[arg(long)]
    pub user: Option<String>,
    /// Only this refusal, such as `input.injection`.
    #[arg(long)]
    pub code: Option<String>,
}

/// Flags of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write.
    pub to: PathBuf,
}

/// Flags of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    pub from: PathBuf,
    /// The data folder to make; the configured one if left out.
    pub to: Option<PathBuf>,
    /// The root key file that opens the backup; `root.key` in the data folder if left out.
    #[arg(long, value_name = "FILE")]
    pub root_key: Option<PathBuf>,
    /// Put the backup in the place of what is there.
    #[arg(long)]
    pub force: bool,
    /// A copy of the file `checkpoint` that was kept elsewhere: a backup with fewer records is refused as older.
    #[arg(long, value_name = "FILE")]
    pub anchor: Option<PathBuf>,
    /// Accept a backup that is older than what is known to have happened. It is written into the record.
    #[arg(long)]
    pub accept_older: bool,
}
