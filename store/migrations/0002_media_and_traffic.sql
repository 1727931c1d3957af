-- A user of WordPress itself, for its media library; both empty where image files are not uploaded.
ALTER TABLE webshops ADD COLUMN application_user TEXT NOT NULL DEFAULT '';
ALTER TABLE webshops ADD COLUMN application_password TEXT NOT NULL DEFAULT '';

-- What an operation sent to its webshop and got from it.
ALTER TABLE operations ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operations ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operations ADD COLUMN bytes_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operations ADD COLUMN bytes_in INTEGER NOT NULL DEFAULT 0;
