-- Finds the operations that repeat what failed in another one. Few are.
CREATE INDEX operations_retried ON operations (retry_of) WHERE retry_of <> 0;
