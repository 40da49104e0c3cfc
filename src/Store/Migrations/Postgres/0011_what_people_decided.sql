-- A user's own never-log list: addresses, and "@domain", that this user's mail is never recorded with.
CREATE TABLE never_log_of_user (
  person bigint NOT NULL REFERENCES person_of_ours,
  entry text COLLATE "C" NOT NULL,
  PRIMARY KEY (person, entry)
);

-- What a person decided for all mail of a sender (an address, or "@domain"). Taken back the row stays, with who did it.
CREATE TABLE sender_rule (
  entry text COLLATE "C" NOT NULL,
  rule text COLLATE "C" NOT NULL CHECK (rule IN ('never-spam', 'unverified')),
  by text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  ended_by text COLLATE "C" NOT NULL DEFAULT '',
  ended_at bigint,
  PRIMARY KEY (entry, rule)
);

-- What a person chose for a held mail beside its account: further accounts, its thread, that it is kept unread. Without any of these, and by whom, it was let through.
ALTER TABLE mail ADD COLUMN chosen_thread bigint REFERENCES touchpoint;
ALTER TABLE mail ADD COLUMN chosen_as_file bigint NOT NULL DEFAULT 0;
CREATE TABLE chosen_account (
  mail bigint NOT NULL REFERENCES mail,
  account bigint NOT NULL REFERENCES account,
  PRIMARY KEY (mail, account)
);

-- A further delivery that came while its mail was held: its addresses count too when that is decided again. 1: it has not been decided again with them yet.
ALTER TABLE delivery ADD COLUMN joins bigint NOT NULL DEFAULT 0 CHECK (joins IN (0, 1, 2));
CREATE INDEX delivery_joins ON delivery (mail) WHERE joins = 1;
