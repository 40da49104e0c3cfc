-- What a deleted touchpoint was before, for whoever brings it back.
ALTER TABLE touchpoint ADD COLUMN state_before TEXT CHECK (state_before IN ('open', 'closed'));
