-- By which rules a mail was decided last, and the account that a person chose for it: what is decided again keeps to that choice.
ALTER TABLE mail ADD COLUMN rules bigint NOT NULL DEFAULT 0;
ALTER TABLE mail ADD COLUMN choice bigint REFERENCES account;
ALTER TABLE mail ADD COLUMN chosen_by text NOT NULL DEFAULT '';

-- Recorded mail that would be decided differently now, as it was found last. Nothing is changed by it: a person looks, and replays or not.
CREATE TABLE review (
  mail bigint NOT NULL PRIMARY KEY REFERENCES mail,
  found_at bigint NOT NULL,
  because text NOT NULL
);

-- When rules of a newer version began to decide here: mails up to "last_mail" were decided by older ones, those up to "reviewed" have been looked at again.
CREATE TABLE rules_change (
  version bigint NOT NULL PRIMARY KEY,
  began_at bigint NOT NULL,
  last_mail bigint NOT NULL,
  reviewed bigint NOT NULL DEFAULT 0
);
