-- Times are milliseconds since 1970, UTC. States are words, guarded by CHECK. Addresses are interned; the only random keys are 64-bit hashes.

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The directory ----------------------------------------------------------------------------------

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL COLLATE NOCASE UNIQUE,
  name TEXT NOT NULL,
  archived INTEGER NOT NULL DEFAULT 0,
  touchpoints INTEGER NOT NULL DEFAULT 0,
  replies INTEGER NOT NULL DEFAULT 0,
  last_touch INTEGER
) STRICT;

CREATE TABLE account_domain (
  account INTEGER NOT NULL REFERENCES account,
  domain TEXT NOT NULL,
  sub_domains INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, domain)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL COLLATE NOCASE UNIQUE,
  account INTEGER NOT NULL REFERENCES account,
  name TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE contact_address (
  contact INTEGER NOT NULL REFERENCES contact,
  position INTEGER NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (contact, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_of_ours (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL COLLATE NOCASE UNIQUE,
  name TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE person_of_ours_address (
  person INTEGER NOT NULL REFERENCES person_of_ours,
  position INTEGER NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (person, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE internal_domain (domain TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE never_log (entry TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE flow (
  key TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX flow_default ON flow (is_default) WHERE is_default = 1;
INSERT INTO flow (key, name, is_default) VALUES ('default', 'Default', 1);

-- The ledger -------------------------------------------------------------------------------------

CREATE TABLE mailbox (
  name TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  caught_up_at INTEGER,
  next_try_at INTEGER,
  last_error TEXT NOT NULL DEFAULT '',
  last_error_at INTEGER,
  unfetched INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The same UIDVALIDITY may come back, so an epoch has a generation as well. "seen" is counted when rows are added: the conservation sum
-- compares it with the outcomes, which are counted from the rows themselves.
CREATE TABLE epoch (
  id INTEGER PRIMARY KEY,
  mailbox TEXT NOT NULL REFERENCES mailbox,
  uid_validity INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  uid_next INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  UNIQUE (mailbox, generation)
) STRICT;

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL REFERENCES epoch,
  uid INTEGER NOT NULL,
  source_name TEXT NOT NULL,
  segment INTEGER NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  internal_date INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'recorded', 'event', 'duplicate', 'held', 'ignored', 'vanished')),
  reason TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '',
  milliseconds INTEGER NOT NULL DEFAULT 0,
  mail INTEGER REFERENCES mail,
  acknowledged INTEGER NOT NULL DEFAULT 0,
  -- A settled delivery belongs to a mail; only what has no octets to read may do without one.
  CHECK (mail IS NOT NULL OR state IN ('received', 'vanished'))
) STRICT;
CREATE UNIQUE INDEX delivery_uid ON delivery (epoch, uid) WHERE uid > 0;
CREATE UNIQUE INDEX delivery_name ON delivery (epoch, source_name) WHERE source_name <> '';
CREATE INDEX delivery_state ON delivery (state);
CREATE INDEX delivery_unacknowledged ON delivery (epoch, id) WHERE acknowledged = 0;
CREATE INDEX delivery_epoch_state ON delivery (epoch, state);
CREATE INDEX delivery_mail ON delivery (mail) WHERE mail IS NOT NULL;

-- Mail -------------------------------------------------------------------------------------------

CREATE TABLE address (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE mail (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES delivery,
  message_id TEXT,
  ancestors TEXT NOT NULL DEFAULT '',
  content_hash BLOB NOT NULL,
  text_hash INTEGER NOT NULL,
  author INTEGER REFERENCES address,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  date_raw TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('recorded', 'event', 'held', 'ignored', 'tombstone')),
  reason TEXT NOT NULL,
  kind TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  thread INTEGER REFERENCES touchpoint
) STRICT;
CREATE INDEX mail_author ON mail (author, received_at, text_hash, thread);
CREATE TRIGGER mail_is_never_deleted BEFORE DELETE ON mail BEGIN SELECT RAISE(ABORT, 'no mail row is ever deleted'); END;

-- What is read only when one mail is looked at. What it quotes is not kept twice: it stands in the octets.
CREATE TABLE mail_text (
  mail INTEGER PRIMARY KEY REFERENCES mail,
  reply TEXT NOT NULL,
  signature TEXT NOT NULL,
  shortened INTEGER NOT NULL,
  cut_by TEXT NOT NULL,
  flags TEXT NOT NULL,
  trace TEXT NOT NULL
) STRICT;

-- Message-IDs that a mail carries (role 0) or names as ancestors (role 1); also of mail that is held or ignored (B5.1).
CREATE TABLE message_key (
  hash INTEGER NOT NULL,
  role INTEGER NOT NULL,
  mail INTEGER NOT NULL REFERENCES mail,
  PRIMARY KEY (hash, role, mail)
) STRICT, WITHOUT ROWID;

-- B2.3: the same content under the same Message-ID (0: none) is one mail. This is what makes recording it twice impossible.
CREATE TABLE content_key (
  hash INTEGER NOT NULL,
  message INTEGER NOT NULL,
  mail INTEGER NOT NULL REFERENCES mail,
  PRIMARY KEY (hash, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  mail INTEGER NOT NULL REFERENCES mail,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  decoded_octets INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  is_inline INTEGER NOT NULL,
  content_id TEXT NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  transfer_encoding TEXT NOT NULL
) STRICT;
CREATE INDEX attachment_mail ON attachment (mail);

CREATE TABLE held (
  mail INTEGER PRIMARY KEY REFERENCES mail,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  candidates TEXT NOT NULL,
  thread INTEGER REFERENCES touchpoint
) STRICT;
CREATE INDEX held_reason ON held (reason, mail);
CREATE INDEX held_thread ON held (thread) WHERE thread IS NOT NULL;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  mail INTEGER NOT NULL REFERENCES mail,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  did TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;
CREATE INDEX audit_mail ON audit (mail);

-- Records ----------------------------------------------------------------------------------------

CREATE TABLE touchpoint (
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
  UNIQUE (mail, account)
) STRICT;
CREATE INDEX touchpoint_account ON touchpoint (account, last_touch);

CREATE TABLE reply (
  id INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL REFERENCES touchpoint,
  mail INTEGER NOT NULL UNIQUE REFERENCES mail,
  is_internal INTEGER NOT NULL,
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
  counts INTEGER NOT NULL
) STRICT;
CREATE INDEX reply_thread ON reply (thread);

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL REFERENCES touchpoint,
  mail INTEGER NOT NULL UNIQUE REFERENCES mail,
  kind TEXT NOT NULL,
  until TEXT,
  occurred_at INTEGER NOT NULL
) STRICT;
CREATE INDEX event_thread ON event (thread);

-- The last state of a recipient (RFC 3464 §2.3).
CREATE TABLE recipient_state (
  thread INTEGER NOT NULL REFERENCES touchpoint,
  address INTEGER NOT NULL REFERENCES address,
  action TEXT NOT NULL,
  status TEXT NOT NULL,
  diagnostic TEXT NOT NULL,
  permanence TEXT NOT NULL,
  event INTEGER NOT NULL REFERENCES event,
  PRIMARY KEY (thread, address)
) STRICT, WITHOUT ROWID;

-- People of a touchpoint (reply 0) and of its replies.
CREATE TABLE participant (
  thread INTEGER NOT NULL REFERENCES touchpoint,
  reply INTEGER NOT NULL,
  position INTEGER NOT NULL,
  address INTEGER NOT NULL REFERENCES address,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('outside', 'internal', 'not-participant')),
  contact INTEGER REFERENCES contact,
  PRIMARY KEY (thread, reply, position)
) STRICT, WITHOUT ROWID;

-- Who belongs to a thread, each once: what a long thread is asked on every reply must not grow with its replies.
CREATE TABLE thread_person (
  thread INTEGER NOT NULL REFERENCES touchpoint,
  address INTEGER NOT NULL REFERENCES address,
  PRIMARY KEY (thread, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE thread_link (
  thread INTEGER NOT NULL REFERENCES touchpoint,
  mail INTEGER NOT NULL REFERENCES mail,
  PRIMARY KEY (mail, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_link_thread ON thread_link (thread);

CREATE TABLE reply_address (
  id INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL REFERENCES touchpoint,
  revoked INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE outbound_id (
  hash INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  thread INTEGER NOT NULL REFERENCES touchpoint,
  PRIMARY KEY (hash, message_id)
) STRICT, WITHOUT ROWID;

-- Where a mail stands.
CREATE VIEW place (mail, thread, role) AS
  SELECT mail, id, 'touchpoint' FROM touchpoint WHERE mail IS NOT NULL
  UNION ALL SELECT mail, thread, CASE is_internal WHEN 1 THEN 'internal-reply' ELSE 'reply' END FROM reply
  UNION ALL SELECT mail, thread, kind FROM event
  UNION ALL SELECT mail, thread, 'link' FROM thread_link;
