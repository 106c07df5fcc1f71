//! What can go wrong with the store: which file or row, why, and what to do next.

use std::{io, path::PathBuf, time::Duration};

use wicket_types::KeyId;

/// Why the store refused. The text names the file or row and the cause; a `hint:` line says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A file or folder could not be read or written.
    #[error("cannot {what} `{path}`: {source}")]
    File {
        /// The act: `read`, `create`, `rename` …
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A file that holds secrets can be read or written by others.
    #[error("`{path}` may be used by others (mode {mode:04o})\nhint: chmod {wanted:04o} {path}")]
    OpenToOthers {
        /// The file or folder.
        path: PathBuf,
        /// Its mode, nine bits.
        mode: u32,
        /// The mode it must have.
        wanted: u32,
    },
    /// There is no store in the folder.
    #[error("there is no store in `{path}`\nhint: run `wicketgate init`, or check the path")]
    NotInitialised {
        /// The data folder.
        path: PathBuf,
    },
    /// `init` found something of a store already there.
    #[error("`{path}` already exists, and a new store never replaces an old one\nhint: choose an empty folder")]
    AlreadyInitialised {
        /// What is in the way.
        path: PathBuf,
    },
    /// A part of an initialised store is gone. A new one is never made in its place.
    #[error("`{path}` is missing, although a store was initialised here\nhint: {hint}")]
    Missing {
        /// What is missing.
        path: PathBuf,
        /// Where to get it back from.
        hint: &'static str,
    },
    /// A file's bytes make no sense.
    #[error("`{path}` is damaged: {cause}\nhint: restore a backup with `wicketgate restore`")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        cause: String,
    },
    /// The database was written by a newer version.
    #[error("`{path}` was written by a newer version: {cause}\nhint: run that version, or restore an older backup")]
    Newer {
        /// The database.
        path: PathBuf,
        /// The first schema change that this version does not know.
        cause: String,
    },
    /// The root key is well formed, and not the one of this store.
    #[error("the root key in {source_name} is not the one that this store was made with\nhint: put the right key back")]
    WrongRootKey {
        /// The file or `the passphrase`.
        source_name: String,
    },
    /// Another process has changed the root key since this one started.
    #[error("the root key was changed since this process started\nhint: start the gate again")]
    RootKeyChanged,
    /// The root key file does not hold a key.
    #[error("`{path}` is not a root key: {cause}\nhint: put the right file back from where you keep its copy")]
    BadRootKey {
        /// The file.
        path: PathBuf,
        /// What was found.
        cause: &'static str,
    },
    /// The passphrase is too short to be worth anything.
    #[error("the passphrase is too short: at least {least} characters are needed")]
    WeakPassphrase {
        /// The least number of characters.
        least: usize,
    },
    /// A row does not carry the MAC that the gate wrote.
    #[error(
        "row `{row}` of `{table}` was changed by someone else\nhint: find out who writes to the database, then enter the row anew or restore a backup"
    )]
    Tampered {
        /// The table.
        table: &'static str,
        /// The row's id.
        row: String,
    },
    /// The rows, each in order, are not the set that the gate wrote.
    #[error(
        "rows of `{path}` were added, removed or put back by someone else\nhint: find out who writes to the database, then restore a backup"
    )]
    ManifestBroken {
        /// The database.
        path: PathBuf,
    },
    /// The database is an older state than the one last acknowledged.
    #[error(
        "`{path}` is at change {found}, but change {expected} was already acknowledged: later changes are lost\nhint: put the newest files back, the `-wal` file too, or restore a backup and accept that it is older"
    )]
    RolledBack {
        /// The database.
        path: PathBuf,
        /// The generation found.
        found: u64,
        /// The generation last acknowledged.
        expected: u64,
    },
    /// Ciphertext could not be opened: changed, moved, put back, or sealed under another key.
    #[error(
        "cannot open column `{column}` of row `{row}` in `{table}`: {cause}\nhint: find out who writes to the database, then restore a backup"
    )]
    Sealed {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row's id.
        row: String,
        /// What failed.
        cause: &'static str,
    },
    /// The operating system gave no random bytes, or the crypto library failed.
    #[error("cryptography failed: {what}")]
    Crypto {
        /// The operation.
        what: &'static str,
    },
    /// The database did not do what was asked.
    #[error("cannot {what} in `{path}`: {source}")]
    Database {
        /// The act.
        what: &'static str,
        /// The database.
        path: PathBuf,
        /// The driver's answer.
        source: sqlx::Error,
    },
    /// There is no such row.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// `key`, `secret`, `budget`.
        what: &'static str,
        /// Its name or id.
        name: String,
    },
    /// A value given by the operator does not fit.
    #[error("{what} `{value}` is not usable: {cause}")]
    Invalid {
        /// The field.
        what: &'static str,
        /// What was given; never a secret.
        value: String,
        /// Why not.
        cause: &'static str,
    },
    /// Two secrets of one key may overlap for a day at most.
    #[error("two secrets of one key may overlap for {most:?} at most, not {asked:?}")]
    OverlapTooLong {
        /// What was asked.
        asked: Duration,
        /// The most.
        most: Duration,
    },
    /// A revoked key stays revoked.
    #[error("key `{id}` is revoked, and a revoked key stays revoked\nhint: create a new key")]
    KeyRevoked {
        /// The key.
        id: KeyId,
    },
    /// A provider secret was asked for on behalf of another destination than its own.
    #[error(
        "secret `{name}` belongs to {bound} and is not sent to {asked}\nhint: enter the secret again with `wicketgate secret set {name}` if the provider has really moved"
    )]
    WrongDestination {
        /// The secret.
        name: String,
        /// Where it belongs.
        bound: String,
        /// Where it was to go.
        asked: String,
    },
    /// A backup file is not one, is cut, or was changed.
    #[error("`{path}` is not a usable backup: {cause}")]
    BadBackup {
        /// The file.
        path: PathBuf,
        /// What was found.
        cause: String,
    },
    /// A restore would go back behind what is known to have happened.
    #[error(
        "the backup stands at {backup}, but {known} is known to have happened since\nhint: use a newer backup, or accept the older one explicitly; that will be audited"
    )]
    Older {
        /// Where the backup stands.
        backup: String,
        /// What is known.
        known: String,
    },
    /// Another process has the store open.
    #[error("`{path}` is in use by a running process\nhint: stop the gate first")]
    InUse {
        /// The data folder.
        path: PathBuf,
    },
}

impl StoreError {
    /// For `map_err` on file operations.
    pub(crate) fn file(what: &'static str, path: &std::path::Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::File { what, path, source }
    }
}
