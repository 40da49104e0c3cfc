-- What a sender says automatically (a hash of both): beside another weak sign the same words make an automatic reply. Three mails are kept of each.
CREATE TABLE automatic_reply (
  hash INTEGER NOT NULL,
  mail INTEGER NOT NULL REFERENCES mail,
  PRIMARY KEY (hash, mail)
) STRICT, WITHOUT ROWID;
CREATE INDEX automatic_reply_mail ON automatic_reply (mail);

-- Held mail that the server did not give, or gave a text of its own for: how often it was asked for again, and when it is asked for next (NULL: no more).
ALTER TABLE held ADD COLUMN fetches INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN fetch_at INTEGER;
CREATE INDEX held_fetch_at ON held (fetch_at) WHERE fetch_at IS NOT NULL;
