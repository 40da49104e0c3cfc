-- A user's own never-log list: addresses, and "@domain", that this user's mail is never recorded with.
CREATE TABLE never_log_of_user (
  person INTEGER NOT NULL REFERENCES person_of_ours,
  entry TEXT NOT NULL,
  PRIMARY KEY (person, entry)
) STRICT, WITHOUT ROWID;

-- What a person decided for all mail of a sender (an address, or "@domain"). Taken back the row stays, with who did it.
CREATE TABLE sender_rule (
  entry TEXT NOT NULL,
  rule TEXT NOT NULL CHECK (rule IN ('never-spam', 'unverified')),
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  ended_by TEXT NOT NULL DEFAULT '',
  ended_at INTEGER,
  PRIMARY KEY (entry, rule)
) STRICT, WITHOUT ROWID;

-- What a person chose for a held mail beside its account: further accounts, its thread, that it is kept unread. Without any of these, and by whom, it was let through.
ALTER TABLE mail ADD COLUMN chosen_thread INTEGER REFERENCES touchpoint;
ALTER TABLE mail ADD COLUMN chosen_as_file INTEGER NOT NULL DEFAULT 0;
CREATE TABLE chosen_account (
  mail INTEGER NOT NULL REFERENCES mail,
  account INTEGER NOT NULL REFERENCES account,
  PRIMARY KEY (mail, account)
) STRICT, WITHOUT ROWID;

-- A further delivery that came while its mail was held: its addresses count too when that is decided again. 1: it has not been decided again with them yet.
ALTER TABLE delivery ADD COLUMN joins INTEGER NOT NULL DEFAULT 0 CHECK (joins IN (0, 1, 2));
CREATE INDEX delivery_joins ON delivery (mail) WHERE joins = 1;
