-- What a replay needs of the findings of a decision, as JSON; empty where a decision is repeated.
ALTER TABLE entry ADD COLUMN findings TEXT NOT NULL DEFAULT '';
