-- The names and SKUs of products by their grams, see grams.go: for every 16,384 products and each gram that one of them has, the set
-- of those that do. The index of FTS5 that was here takes 85 ms to tell that no product holds two words that half a million hold each.
DROP TABLE product_texts;
CREATE TABLE product_grams (
	id       INTEGER PRIMARY KEY, -- product id / 16,384 * 2^32 + gram
	products BLOB NOT NULL
) STRICT;
INSERT INTO counters (name, value) VALUES ('indexed', 0); -- the texts of products up to this id are in product_grams
-- Of those, the ones that were renamed, left the catalogue or came back since.
CREATE TABLE products_unindexed (id INTEGER PRIMARY KEY) STRICT;

-- Quotation marks and dashes count as those of the keyboard.
UPDATE products SET name_key = replace(replace(replace(replace(replace(replace(replace(name_key, '‘', ''''), '’', ''''), '“', '"'), '”', '"'), '‐', '-'), '–', '-'), '—', '-')
	WHERE name_key GLOB '*[‘’“”‐–—]*';
