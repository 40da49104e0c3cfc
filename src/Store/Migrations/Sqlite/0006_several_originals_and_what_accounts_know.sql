-- Several mails attached to one forward may be touchpoints of one account: each has its place in the order of the decision, and its own text (NULL: as its mail's).
-- A UNIQUE cannot be dropped here, so the table is made anew; migrations run without foreign keys.
DROP VIEW place;
CREATE TABLE touchpoint_anew (
  id INTEGER PRIMARY KEY,
  key TEXT COLLATE NOCASE UNIQUE,
  account INTEGER NOT NULL REFERENCES account,
  mail INTEGER REFERENCES mail,
  kind TEXT NOT NULL,
  flow TEXT NOT NULL REFERENCES flow,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'deleted', 'erased')),
  is_internal_note INTEGER NOT NULL DEFAULT 0,
  direction TEXT NOT NULL CHECK (direction IN ('outbound', 'inbound', 'note')),
  subject TEXT NOT NULL,
  author TEXT NOT NULL,
  author_address INTEGER REFERENCES address,
  person_of_ours INTEGER REFERENCES person_of_ours,
  contact INTEGER REFERENCES contact,
  sent_by TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  occurred_at INTEGER NOT NULL,
  occurred_at_source TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  counts INTEGER NOT NULL,
  replies INTEGER NOT NULL DEFAULT 0,
  last_touch INTEGER NOT NULL,
  linked_to INTEGER REFERENCES touchpoint,
  merged_into INTEGER REFERENCES touchpoint,
  position INTEGER NOT NULL DEFAULT 0,
  text TEXT,
  UNIQUE (mail, account, position)
) STRICT;
INSERT INTO touchpoint_anew (id, key, account, mail, kind, flow, state, is_internal_note, direction, subject, author, author_address, person_of_ours, contact, sent_by, note,
    occurred_at, occurred_at_source, recorded_at, counts, replies, last_touch, linked_to, merged_into)
  SELECT id, key, account, mail, kind, flow, state, is_internal_note, direction, subject, author, author_address, person_of_ours, contact, sent_by, note,
    occurred_at, occurred_at_source, recorded_at, counts, replies, last_touch, linked_to, merged_into FROM touchpoint ORDER BY id;
DROP TABLE touchpoint;
ALTER TABLE touchpoint_anew RENAME TO touchpoint;
CREATE INDEX touchpoint_account ON touchpoint (account, last_touch);
CREATE VIEW place (mail, thread, role) AS
  SELECT mail, id, 'touchpoint' FROM touchpoint WHERE mail IS NOT NULL
  UNION ALL SELECT mail, thread, CASE is_internal WHEN 1 THEN 'internal-reply' ELSE 'reply' END FROM reply
  UNION ALL SELECT mail, thread, kind FROM event
  UNION ALL SELECT mail, thread, 'link' FROM thread_link;

-- A group and its companies; partners, whose people decide only where nobody else could be the customer; who looks after an account.
ALTER TABLE account ADD COLUMN parent INTEGER REFERENCES account;
ALTER TABLE account ADD COLUMN only_when_alone INTEGER NOT NULL DEFAULT 0;
CREATE TABLE account_team (
  account INTEGER NOT NULL REFERENCES account,
  person INTEGER NOT NULL REFERENCES person_of_ours,
  PRIMARY KEY (account, person)
) STRICT, WITHOUT ROWID;

-- What a person decided for an address and wants remembered.
CREATE TABLE remembered (
  address TEXT NOT NULL PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account,
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Small images by sender (a hash of both): one that came with three mails is part of the sender's signature. Three mails are kept of each.
ALTER TABLE attachment ADD COLUMN is_asset INTEGER NOT NULL DEFAULT 0;
CREATE TABLE image_seen (
  hash INTEGER NOT NULL,
  mail INTEGER NOT NULL REFERENCES mail,
  PRIMARY KEY (hash, mail)
) STRICT, WITHOUT ROWID;
