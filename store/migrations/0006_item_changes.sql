-- When a result changed last, as a value of the counter of operations, so that who shows the results of an operation reads only
-- what is new.
ALTER TABLE operation_items ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
CREATE INDEX operation_items_seq ON operation_items (operation_id, seq);
-- Nearly all products of an operation are done (outcome 1); only the others are looked for.
DROP INDEX operation_items_outcome;
CREATE INDEX operation_items_outcome ON operation_items (operation_id, outcome DESC, product_id) WHERE outcome <> 1;
