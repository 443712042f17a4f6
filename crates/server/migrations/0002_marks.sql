-- When an intent was settled, and up to which number of a device's epoch that was forgotten.

ALTER TABLE verdicts ADD COLUMN settled_at INTEGER NOT NULL DEFAULT 0;

-- What is known of the time before is that it was not later than now.
UPDATE verdicts SET settled_at = CAST(unixepoch() AS INTEGER) * 1000;

CREATE INDEX verdicts_age ON verdicts (community, settled_at);

CREATE TABLE marks (
    community TEXT    NOT NULL REFERENCES communities (community),
    device    BLOB    NOT NULL CHECK (length(device) = 16),
    epoch     BLOB    NOT NULL CHECK (length(epoch) = 8),
    seq       INTEGER NOT NULL CHECK (seq > 0),
    PRIMARY KEY (community, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER marks_only_grow BEFORE UPDATE ON marks
WHEN NEW.seq < OLD.seq
BEGIN
    SELECT RAISE(ABORT, 'a mark only grows');
END;
