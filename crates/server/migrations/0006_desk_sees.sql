-- The desk sees consents and attendance too: the very list of the rules, `Key::is_the_desks`.

DROP INDEX records_desk;
ALTER TABLE records DROP COLUMN desk;

ALTER TABLE records ADD COLUMN desk INTEGER NOT NULL GENERATED ALWAYS AS (
    scope = 'desk' OR key GLOB 'registration/*' OR key GLOB 'resident/*' OR key GLOB 'household/*'
        OR key GLOB 'consent/*' OR key GLOB 'presence/*' OR key GLOB 'absences/*'
) VIRTUAL;

CREATE INDEX records_desk ON records (community, rev) WHERE desk;
