-- What is packed lies in pieces that fit into a page beside others: all of a block have its last line,
-- are counted by `part` from 0, and the last of them holds the hash. A row of before is a block of one
-- piece. With a rowid, what is added at the end leaves the pages before it full and alone.

CREATE TABLE journal_pieces (
    community TEXT    NOT NULL REFERENCES communities (community),
    line      INTEGER NOT NULL CHECK (line > 0),
    part      INTEGER NOT NULL CHECK (part >= 0),
    text      ANY     NOT NULL CHECK (typeof(text) IN ('text', 'blob')),
    chain     BLOB    CHECK (length(chain) = 32),
    PRIMARY KEY (community, line, part),
    CHECK (chain IS NOT NULL OR typeof(text) = 'blob')
) STRICT;

INSERT INTO journal_pieces SELECT community, line, 0, text, chain FROM journal
ORDER BY community, line;
DROP TRIGGER journal_is_not_shortened;
DROP TRIGGER journal_is_not_changed;
DROP TABLE journal;
ALTER TABLE journal_pieces RENAME TO journal;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
