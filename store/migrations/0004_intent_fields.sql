-- What a write whose end is not known was to change: a JSON array of names.
ALTER TABLE intents ADD COLUMN fields TEXT NOT NULL DEFAULT '[]';
