-- Settings of the whole store.
CREATE TABLE settings (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings (name, value) VALUES
	('retention', 7776000000), -- for how many milliseconds operations are kept after their end; 0: for ever
	('pruned_on', 0);          -- when operations that are too old were last looked for

-- Finds operations that are too old, and those that stay all the same because they are the newest of their webshop.
CREATE INDEX operations_ended ON operations (webshop_id, completed_on) WHERE state >= 2;

CREATE TRIGGER operations_uncounted AFTER DELETE ON operations BEGIN
	UPDATE operation_counts SET n = n - 1 WHERE label_id = OLD.label_id AND is_full = OLD.is_full AND state = OLD.state;
END;

-- Operations that were deleted, so that programs that hold operations in memory notice. Old rows go again.
CREATE TABLE operations_gone (
	seq INTEGER NOT NULL,
	id  INTEGER NOT NULL,
	PRIMARY KEY (seq, id)
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('operations_gone', 0); -- last seq of which rows in operations_gone are missing

-- Deleted operations whose results are still there: they go some at a time.
CREATE TABLE operations_leftover (
	id INTEGER PRIMARY KEY
) STRICT;
-- What deleted operations leave in the text index goes with the merges that new ones cause. Merging because of deletions would keep
-- everybody waiting for seconds at a time.
INSERT INTO operation_texts (operation_texts, rank) VALUES ('deletemerge', 0);
