-- The first schema. Every primary key starts with the community: it is the unit of everything.

CREATE TABLE communities (
    community  TEXT    NOT NULL PRIMARY KEY,
    feed_epoch BLOB    NOT NULL CHECK (length(feed_epoch) = 8),
    rev        INTEGER NOT NULL DEFAULT 0 CHECK (rev >= 0),
    line       INTEGER NOT NULL DEFAULT 0 CHECK (line >= 0),
    chain      BLOB    NOT NULL CHECK (length(chain) = 32)
) STRICT, WITHOUT ROWID;

-- Revisions only grow, whoever writes.
CREATE TRIGGER communities_only_grow BEFORE UPDATE ON communities
WHEN NEW.rev < OLD.rev OR NEW.line < OLD.line OR NEW.feed_epoch <> OLD.feed_epoch
BEGIN
    SELECT RAISE(ABORT, 'a head only grows');
END;

-- The fold of the journal. `data` is absent for what is gone; the row stays, to be told.
CREATE TABLE records (
    community TEXT    NOT NULL REFERENCES communities (community),
    key       TEXT    NOT NULL,
    rev       INTEGER NOT NULL CHECK (rev > 0),
    scope     TEXT    NOT NULL,
    data      TEXT,
    PRIMARY KEY (community, key)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX records_feed ON records (community, scope, rev);

-- The dearest rule once more, in SQL: nobody takes a seat that is not there. A session whose
-- seats were cut below what is taken keeps its people; only taking more is refused.
CREATE TRIGGER seats_taken_first AFTER INSERT ON records
WHEN NEW.key GLOB 'seats/*' AND NEW.data IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'seats oversold')
    WHERE json_extract(NEW.data, '$.seats.taken') > coalesce((
        SELECT json_extract(data, '$.session.admission.first_come.seats') FROM records
        WHERE community = NEW.community AND key = 'session/' || substr(NEW.key, 7)
    ), 0);
END;

CREATE TRIGGER seats_taken_again AFTER UPDATE ON records
WHEN NEW.key GLOB 'seats/*' AND NEW.data IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'seats oversold')
    WHERE json_extract(NEW.data, '$.seats.taken') > max(
        coalesce(json_extract(OLD.data, '$.seats.taken'), 0),
        coalesce((
            SELECT json_extract(data, '$.session.admission.first_come.seats') FROM records
            WHERE community = NEW.community AND key = 'session/' || substr(NEW.key, 7)
        ), 0)
    );
END;

-- Facts as they were hashed. Append-only.
CREATE TABLE journal (
    community TEXT    NOT NULL REFERENCES communities (community),
    line      INTEGER NOT NULL CHECK (line > 0),
    text      TEXT    NOT NULL,
    chain     BLOB    NOT NULL CHECK (length(chain) = 32),
    PRIMARY KEY (community, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- What became of each intent.
CREATE TABLE verdicts (
    community   TEXT    NOT NULL REFERENCES communities (community),
    device      BLOB    NOT NULL CHECK (length(device) = 16),
    epoch       BLOB    NOT NULL CHECK (length(epoch) = 8),
    seq         INTEGER NOT NULL CHECK (seq >= 0),
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 16),
    outcome     TEXT    NOT NULL,
    PRIMARY KEY (community, device, epoch, seq)
) STRICT, WITHOUT ROWID;

-- Member cards: the number is printed on the card, so it is unique over all communities.
CREATE TABLE cards (
    community TEXT    NOT NULL REFERENCES communities (community),
    member    TEXT    NOT NULL,
    pin_hash  TEXT    NOT NULL,
    resident  TEXT    NOT NULL,
    household TEXT    NOT NULL,
    PRIMARY KEY (community, member)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX cards_member ON cards (member);

-- Sessions: only a hash of what the cookie holds. Times: milliseconds since 1970, UTC.
CREATE TABLE sessions (
    community  TEXT    NOT NULL REFERENCES communities (community),
    token_hash BLOB    NOT NULL CHECK (length(token_hash) = 32),
    resident   TEXT    NOT NULL,
    household  TEXT    NOT NULL,
    seen_at    INTEGER NOT NULL,
    PRIMARY KEY (community, token_hash)
) STRICT, WITHOUT ROWID;
