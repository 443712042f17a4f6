-- Private addresses of calendars: only a hash of what an address holds, one a resident. Asking for
-- a new one replaces the row, and the old address leads nowhere from then on.
-- Times: milliseconds since 1970, UTC.

CREATE TABLE calendars (
    community   TEXT    NOT NULL REFERENCES communities (community),
    resident    TEXT    NOT NULL,
    secret_hash BLOB    NOT NULL CHECK (length(secret_hash) = 32),
    made_at     INTEGER NOT NULL,
    PRIMARY KEY (community, resident)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX calendars_secret ON calendars (secret_hash);
