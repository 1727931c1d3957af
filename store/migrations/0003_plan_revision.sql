-- The newest revision of the catalogue from which a plan was stored, whole or in part.
ALTER TABLE webshops ADD COLUMN plan_revision INTEGER NOT NULL DEFAULT 0;
UPDATE webshops SET plan_revision = planned_revision;
