-- Staff act for the community: their cards and sessions name no household. And the desk sees of
-- every household who lives there and what they registered for.

CREATE TABLE cards_of_all (
    community TEXT    NOT NULL REFERENCES communities (community),
    member    TEXT    NOT NULL,
    pin_hash  TEXT    NOT NULL,
    resident  TEXT    NOT NULL,
    household TEXT,
    PRIMARY KEY (community, member)
) STRICT, WITHOUT ROWID;

INSERT INTO cards_of_all SELECT community, member, pin_hash, resident, household FROM cards;
DROP TABLE cards;
ALTER TABLE cards_of_all RENAME TO cards;
CREATE UNIQUE INDEX cards_member ON cards (member);

CREATE TABLE sessions_of_all (
    community  TEXT    NOT NULL REFERENCES communities (community),
    token_hash BLOB    NOT NULL CHECK (length(token_hash) = 32),
    resident   TEXT    NOT NULL,
    household  TEXT,
    seen_at    INTEGER NOT NULL,
    PRIMARY KEY (community, token_hash)
) STRICT, WITHOUT ROWID;

INSERT INTO sessions_of_all SELECT community, token_hash, resident, household, seen_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_of_all RENAME TO sessions;
CREATE INDEX sessions_age ON sessions (seen_at);

-- The same list stands in the rules, `Key::is_the_desks`.
ALTER TABLE records ADD COLUMN desk INTEGER NOT NULL GENERATED ALWAYS AS (
    scope = 'desk' OR key GLOB 'registration/*' OR key GLOB 'resident/*' OR key GLOB 'household/*'
) VIRTUAL;

CREATE INDEX records_desk ON records (community, rev) WHERE desk;

-- Seats are given by a draw and by approval as well.
DROP TRIGGER seats_taken_first;
DROP TRIGGER seats_taken_again;

CREATE TRIGGER seats_taken_first AFTER INSERT ON records
WHEN NEW.key GLOB 'seats/*' AND NEW.data IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'seats oversold')
    WHERE json_extract(NEW.data, '$.seats.taken') > coalesce((
        SELECT coalesce(
            json_extract(data, '$.session.admission.first_come.seats'),
            json_extract(data, '$.session.admission.ballot.seats'),
            json_extract(data, '$.session.admission.approval.seats')
        ) FROM records
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
            SELECT coalesce(
                json_extract(data, '$.session.admission.first_come.seats'),
                json_extract(data, '$.session.admission.ballot.seats'),
                json_extract(data, '$.session.admission.approval.seats')
            ) FROM records
            WHERE community = NEW.community AND key = 'session/' || substr(NEW.key, 7)
        ), 0)
    );
END;

-- What the server knows and nobody else: the seeds of draws follow from it.
CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT, WITHOUT ROWID;

INSERT INTO secrets (name, value) VALUES ('draws', randomblob(32));

CREATE TRIGGER secrets_are_not_changed BEFORE UPDATE ON secrets
BEGIN
    SELECT RAISE(ABORT, 'a seal was shown of what follows from it');
END;
