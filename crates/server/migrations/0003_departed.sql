-- Records that left a scope for another, for the devices that still hold them.

CREATE TABLE departed (
    community TEXT    NOT NULL REFERENCES communities (community),
    scope     TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    rev       INTEGER NOT NULL CHECK (rev > 0),
    PRIMARY KEY (community, scope, key)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX departed_feed ON departed (community, scope, rev);
