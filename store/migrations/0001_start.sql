-- Times are UTC milliseconds, 0 stands for "not yet". Keys (…_key) are folded: blind for case and accents.

-- Counters that grow with every transaction that changes something of their kind.
CREATE TABLE counters (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES
	('operations', 0), -- last value of operations.seq
	('catalogue', 0),  -- last revision of anything that concerns products
	('bulk', 0);       -- 1 while an import has put the search indexes of products aside

CREATE TABLE webshops (
	id                INTEGER PRIMARY KEY AUTOINCREMENT, -- operations of a removed webshop keep its id, which must not come back
	name              TEXT NOT NULL,
	name_key          TEXT NOT NULL UNIQUE CHECK (name_key <> ''),
	url               TEXT NOT NULL,
	consumer_key      TEXT NOT NULL,
	consumer_secret   TEXT NOT NULL,
	auth              TEXT NOT NULL,
	can_write         INTEGER NOT NULL CHECK (can_write IN (0, 1)),
	write_error       TEXT NOT NULL,
	batch_size        INTEGER NOT NULL CHECK (batch_size BETWEEN 1 AND 100),
	timeout           INTEGER NOT NULL CHECK (timeout > 0), -- milliseconds
	connections       INTEGER NOT NULL CHECK (connections BETWEEN 1 AND 4),
	removal           TEXT NOT NULL CHECK (removal IN ('trash', 'draft', 'delete')),
	schedule          INTEGER NOT NULL CHECK (schedule >= 0), -- milliseconds
	fields            TEXT NOT NULL, -- JSON array
	new_status        TEXT NOT NULL,
	mirror_categories INTEGER NOT NULL CHECK (mirror_categories IN (0, 1)),
	planned_revision  INTEGER NOT NULL,
	stale_revision    INTEGER NOT NULL, -- a plan made before this revision does not hold
	created_on        INTEGER NOT NULL CHECK (created_on > 0)
) STRICT;

-- Name and address of webshops as operations show them; they outlive the webshop.
CREATE TABLE operation_labels (
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL,
	url      TEXT NOT NULL,
	name_key TEXT NOT NULL,
	url_key  TEXT NOT NULL,
	UNIQUE (name, url)
) STRICT;

CREATE TABLE operations (
	id               INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id < 4294967295),
	seq              INTEGER NOT NULL, -- the transaction that changed it last
	label_id         INTEGER NOT NULL REFERENCES operation_labels (id),
	is_full          INTEGER NOT NULL CHECK (is_full IN (0, 1)),
	state            INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
	created_on       INTEGER NOT NULL CHECK (created_on > 0),
	started_on       INTEGER NOT NULL,
	completed_on     INTEGER NOT NULL,
	error_size       INTEGER NOT NULL, -- bytes of the whole text
	error_key        BLOB NOT NULL,    -- what errors are sorted by
	webshop_id       INTEGER NOT NULL, -- of a webshop that may be gone
	scope            INTEGER NOT NULL CHECK (scope IN (0, 1)),
	confirm_removals INTEGER NOT NULL CHECK (confirm_removals IN (0, 1)),
	attempts         INTEGER NOT NULL,
	retry_of         INTEGER NOT NULL,
	superseded_by    INTEGER NOT NULL,
	token            INTEGER NOT NULL, -- lease under which it was claimed
	total            INTEGER NOT NULL,
	done             INTEGER NOT NULL,
	added            INTEGER NOT NULL,
	updated          INTEGER NOT NULL,
	removed          INTEGER NOT NULL,
	unchanged        INTEGER NOT NULL,
	skipped          INTEGER NOT NULL,
	failed           INTEGER NOT NULL,
	requested_by     TEXT NOT NULL,
	note             TEXT NOT NULL,
	error            TEXT NOT NULL, -- the head
	CHECK ((state >= 2) = (completed_on > 0)),
	CHECK (state <> 0 OR started_on = 0),
	CHECK (state <> 1 OR started_on > 0)
) STRICT;
CREATE INDEX operations_created ON operations (created_on);
CREATE INDEX operations_state ON operations (state, created_on);
CREATE INDEX operations_seq ON operations (seq);

-- A final operation never changes, whatever a program tries.
CREATE TRIGGER operations_final BEFORE UPDATE ON operations WHEN OLD.state >= 2 BEGIN
	SELECT RAISE(ABORT, 'a final operation never changes');
END;

-- Exact counts for every combination of webshop, Synchronize all and state.
CREATE TABLE operation_counts (
	label_id INTEGER NOT NULL,
	is_full  INTEGER NOT NULL,
	state    INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	PRIMARY KEY (label_id, is_full, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER operations_counted AFTER INSERT ON operations BEGIN
	INSERT INTO operation_counts VALUES (NEW.label_id, NEW.is_full, NEW.state, 1)
	ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER operations_recounted AFTER UPDATE OF state ON operations WHEN OLD.state <> NEW.state BEGIN
	UPDATE operation_counts SET n = n - 1 WHERE label_id = OLD.label_id AND is_full = OLD.is_full AND state = OLD.state;
	INSERT INTO operation_counts VALUES (NEW.label_id, NEW.is_full, NEW.state, 1)
	ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Whole error texts that are longer than the head in their row.
CREATE TABLE operation_errors (
	id   INTEGER PRIMARY KEY REFERENCES operations (id) ON DELETE CASCADE,
	text TEXT NOT NULL
) STRICT;
-- Folded error texts by every three characters that follow each other, with their positions, so that a search is exact without
-- looking at the texts. Two characters that occur in no text stand at the end of each, so that every one and every two characters
-- begin a term.
CREATE VIRTUAL TABLE operation_texts USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE operation_terms USING fts5vocab (operation_texts, row);

CREATE TABLE operation_items (
	operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
	product_id   INTEGER NOT NULL,
	action       INTEGER NOT NULL,
	outcome      INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 4),
	remote_id    INTEGER NOT NULL,
	done_on      INTEGER NOT NULL,
	sku          TEXT NOT NULL,
	name         TEXT NOT NULL,
	error        TEXT NOT NULL,
	PRIMARY KEY (operation_id, product_id),
	CHECK ((outcome > 0) = (done_on > 0))
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_items_outcome ON operation_items (operation_id, outcome DESC, product_id);

CREATE TABLE lease (
	one        INTEGER PRIMARY KEY CHECK (one = 1),
	holder     TEXT NOT NULL,
	token      INTEGER NOT NULL,
	renewed_on INTEGER NOT NULL,
	expires_on INTEGER NOT NULL
) STRICT;
INSERT INTO lease VALUES (1, '', 0, 0, 0);

CREATE TABLE products (
	id          INTEGER PRIMARY KEY,
	revision    INTEGER NOT NULL,
	parent_id   INTEGER NOT NULL,
	active      INTEGER NOT NULL CHECK (active IN (0, 1)),
	web         INTEGER NOT NULL CHECK (web IN (0, 1)),
	links       INTEGER NOT NULL CHECK (links IN (0, 1)), -- has members, upsells or cross-sells
	hash        BLOB NOT NULL, -- of everything that the catalogue says about the product
	sku_key     TEXT NOT NULL UNIQUE CHECK (sku_key <> ''),
	name_key    TEXT NOT NULL,
	barcode_key TEXT NOT NULL,
	sku         TEXT NOT NULL,
	type        TEXT NOT NULL,
	name        TEXT NOT NULL,
	barcode     TEXT NOT NULL,
	fields      TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX products_revision ON products (revision);
CREATE INDEX products_parent ON products (parent_id) WHERE parent_id <> 0;
-- What links to a product that comes or goes is planned again.
CREATE INDEX products_links ON products (id) WHERE links = 1;

-- The indexes by which products are searched are made in import.go, which puts them aside while it fills an empty catalogue.
-- Name and SKU of active products by every three characters; a blank stands before the name.
CREATE VIRTUAL TABLE product_texts USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1', detail = none);

CREATE TABLE categories (
	id        INTEGER PRIMARY KEY,
	parent_id INTEGER NOT NULL,
	name      TEXT NOT NULL,
	path      TEXT NOT NULL,
	path_key  TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE webshop_categories (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	webshop_id    INTEGER NOT NULL REFERENCES webshops (id) ON DELETE CASCADE,
	parent_id     INTEGER NOT NULL,
	name          TEXT NOT NULL,
	path          TEXT NOT NULL,
	path_key      TEXT NOT NULL,
	remote_id     INTEGER NOT NULL,
	tags          TEXT NOT NULL, -- JSON array
	manufacturers TEXT NOT NULL, -- JSON array
	UNIQUE (webshop_id, path_key)
) STRICT;

CREATE TABLE links (
	id                  INTEGER PRIMARY KEY AUTOINCREMENT,
	webshop_id          INTEGER NOT NULL REFERENCES webshops (id) ON DELETE CASCADE,
	category_id         INTEGER NOT NULL REFERENCES categories (id),
	webshop_category_id INTEGER NOT NULL REFERENCES webshop_categories (id) ON DELETE CASCADE,
	whole               INTEGER NOT NULL CHECK (whole IN (0, 1)),
	UNIQUE (webshop_id, category_id, webshop_category_id)
) STRICT;
CREATE TABLE link_products (
	link_id    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
	product_id INTEGER NOT NULL,
	PRIMARY KEY (link_id, product_id)
) STRICT, WITHOUT ROWID;

-- One row for a product that a webshop has or should have. An empty hash stands for nothing.
CREATE TABLE packages (
	webshop_id       INTEGER NOT NULL REFERENCES webshops (id) ON DELETE CASCADE,
	product_id       INTEGER NOT NULL,
	wanted           BLOB NOT NULL,
	sent             BLOB NOT NULL,
	remote_id        INTEGER NOT NULL,
	remote_parent_id INTEGER NOT NULL,
	sent_on          INTEGER NOT NULL,
	PRIMARY KEY (webshop_id, product_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX packages_differing ON packages (webshop_id, product_id) WHERE wanted <> sent;
-- Payloads lie apart: they are ten times as big as the rest, and no scan wants them.
CREATE TABLE package_payloads (
	webshop_id INTEGER NOT NULL REFERENCES webshops (id) ON DELETE CASCADE,
	product_id INTEGER NOT NULL,
	payload    BLOB NOT NULL,
	PRIMARY KEY (webshop_id, product_id)
) STRICT, WITHOUT ROWID;

-- Creates that were begun and whose end is not known yet.
CREATE TABLE intents (
	webshop_id   INTEGER NOT NULL REFERENCES webshops (id) ON DELETE CASCADE,
	product_id   INTEGER NOT NULL,
	operation_id INTEGER NOT NULL,
	created_on   INTEGER NOT NULL,
	PRIMARY KEY (webshop_id, product_id)
) STRICT, WITHOUT ROWID;

-- Ids that a webshop gave to things that have a name: tags, brands, attributes, …
CREATE TABLE remote_ids (
	webshop_id INTEGER NOT NULL REFERENCES webshops (id) ON DELETE CASCADE,
	kind       TEXT NOT NULL,
	name       TEXT NOT NULL,
	remote_id  INTEGER NOT NULL,
	PRIMARY KEY (webshop_id, kind, name)
) STRICT, WITHOUT ROWID;
