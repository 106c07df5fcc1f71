-- Times are nanoseconds since 1970 UTC, money is nano-dollars, MACs and hashes are 32 bytes.
-- `version` counts the writes of a row; it is part of what the row's MAC and ciphertexts are bound to.

-- The deployment key, wrapped by a root key. Two rows exist only while the root key is being changed.
CREATE TABLE deployment_key (
    root_id   TEXT    NOT NULL PRIMARY KEY,   -- public id of the wrapping root key
    kdf       TEXT,                           -- how the root key comes from a passphrase; NULL for a key file
    wrapped   BLOB    NOT NULL,
    created   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE caller_key (
    id             TEXT    NOT NULL PRIMARY KEY,
    version        INTEGER NOT NULL,
    kind           TEXT    NOT NULL,          -- wgk, wga, wgs, wgx
    environment    TEXT    NOT NULL,          -- live, test
    name           TEXT    NOT NULL,
    tenant         TEXT    NOT NULL,
    team           TEXT,
    owner          TEXT    NOT NULL,
    models         TEXT    NOT NULL,          -- JSON list of patterns
    limits         TEXT    NOT NULL,          -- JSON
    addresses      TEXT    NOT NULL,          -- JSON list of networks
    created        INTEGER NOT NULL,
    expires        INTEGER NOT NULL,
    revoked        INTEGER,
    pepper         INTEGER NOT NULL,          -- version of the pepper that made the hashes
    hash           BLOB    NOT NULL,
    old_hash       BLOB,                      -- the secret before a rotation, live until `old_until`
    old_until      INTEGER,
    mac            BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_secret (
    name        TEXT    NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL,
    scheme      TEXT,                         -- NULL until the secret is bound to a destination
    host        TEXT,
    port        INTEGER,
    fingerprint TEXT    NOT NULL,
    sealed      BLOB    NOT NULL,
    created     INTEGER NOT NULL,
    rotated     INTEGER NOT NULL,
    mac         BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE budget (
    id       TEXT    NOT NULL PRIMARY KEY,    -- the scope as printed: kind:name
    version  INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    amount   INTEGER NOT NULL,
    period   TEXT    NOT NULL,
    changed  INTEGER NOT NULL,
    mac      BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Small sealed values that the gate keeps for itself, such as the seed of the audit signing key.
CREATE TABLE setting (
    name     TEXT    NOT NULL PRIMARY KEY,
    version  INTEGER NOT NULL,
    sealed   BLOB    NOT NULL,
    changed  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the ledger stood at one record of the audit log, which is the truth. Not part of the manifest.
CREATE TABLE ledger_snapshot (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version  INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    taken    INTEGER NOT NULL,
    sealed   BLOB    NOT NULL
) STRICT;

-- One MAC over the id and version of every row above that grants authority: a deleted or put-back row shows.
CREATE TABLE manifest (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    mac        BLOB    NOT NULL
) STRICT;
