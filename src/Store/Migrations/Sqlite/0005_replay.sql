-- By which rules a mail was decided last, and the account that a person chose for it: what is decided again keeps to that choice.
ALTER TABLE mail ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mail ADD COLUMN choice INTEGER REFERENCES account;
ALTER TABLE mail ADD COLUMN chosen_by TEXT NOT NULL DEFAULT '';

-- Recorded mail that would be decided differently now, as it was found last. Nothing is changed by it: a person looks, and replays or not.
CREATE TABLE review (
  mail INTEGER PRIMARY KEY REFERENCES mail,
  found_at INTEGER NOT NULL,
  because TEXT NOT NULL
) STRICT;

-- When rules of a newer version began to decide here: mails up to "last_mail" were decided by older ones, those up to "reviewed" have been looked at again.
CREATE TABLE rules_change (
  version INTEGER PRIMARY KEY,
  began_at INTEGER NOT NULL,
  last_mail INTEGER NOT NULL,
  reviewed INTEGER NOT NULL DEFAULT 0
) STRICT;
