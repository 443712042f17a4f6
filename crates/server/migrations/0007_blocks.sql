-- Lines that were written in one commit lie in one row: `line` is the last of them, `chain` the hash
-- with it, `text` one line as text or several packed as bytes.

CREATE TABLE journal_blocks (
    community TEXT    NOT NULL REFERENCES communities (community),
    line      INTEGER NOT NULL CHECK (line > 0),
    text      ANY     NOT NULL CHECK (typeof(text) IN ('text', 'blob')),
    chain     BLOB    NOT NULL CHECK (length(chain) = 32),
    PRIMARY KEY (community, line)
) STRICT, WITHOUT ROWID;

INSERT INTO journal_blocks SELECT community, line, text, chain FROM journal;
DROP TRIGGER journal_is_not_shortened;
DROP TRIGGER journal_is_not_changed;
DROP TABLE journal;
ALTER TABLE journal_blocks RENAME TO journal;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- Once a day is too seldom for an index as large as half the table.
DROP INDEX verdicts_age;
