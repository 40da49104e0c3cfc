-- What a deleted touchpoint was before, for whoever brings it back.
ALTER TABLE touchpoint ADD COLUMN state_before text COLLATE "C" CHECK (state_before IN ('open', 'closed'));
