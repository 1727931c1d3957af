-- When an operation was first claimed. What waits to go on has started_on = 0 as everything that waits; from here it gets its start back
-- when it is claimed again or ends without.
ALTER TABLE operations ADD COLUMN begun_on INTEGER NOT NULL DEFAULT 0;
UPDATE operations SET begun_on = started_on WHERE state = 1;
