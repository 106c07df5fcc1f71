-- What providers keep for callers between two calls: a stored response. Times are nanoseconds since 1970 UTC.
-- Not part of the manifest: each row is bound to its tenant by its own seal, and one that is missing only means that
-- the object is unknown here.
CREATE TABLE object (
    id_digest TEXT    NOT NULL,               -- keyed fingerprint of the provider's id
    tenant    TEXT    NOT NULL,
    key_id    TEXT    NOT NULL,               -- the caller's key that had it made
    provider  TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    sealed    BLOB    NOT NULL,               -- the pseudonyms that stand in it
    PRIMARY KEY (tenant, id_digest)
) STRICT;

CREATE INDEX object_by_end ON object (expires);
