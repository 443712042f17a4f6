-- Stations of a community: kiosks, each a browser that staff enrolled. Of what its cookie holds only
-- a hash is stored, as of the code that enrols it, which is good once and for a while.
-- Times: milliseconds since 1970, UTC.

CREATE TABLE stations (
    community   TEXT NOT NULL REFERENCES communities (community),
    name        TEXT NOT NULL,
    place       TEXT NOT NULL,
    secret_hash BLOB CHECK (length(secret_hash) = 32),
    enrolled_at INTEGER,
    code_hash   BLOB CHECK (length(code_hash) = 32),
    code_until  INTEGER,
    PRIMARY KEY (community, name),
    CHECK ((secret_hash IS NULL) = (enrolled_at IS NULL)),
    CHECK ((code_hash IS NULL) = (code_until IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX stations_secret ON stations (secret_hash);
CREATE UNIQUE INDEX stations_code ON stations (code_hash);
