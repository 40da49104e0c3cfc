-- The workers that there are: each is entitled to its share of the mailboxes. Here there is one, which is not written down.
CREATE TABLE worker (
  name TEXT NOT NULL PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT;

-- A worker that has fewer mailboxes than its share asks for some of those who have more. Here there is one worker: nobody asks.
CREATE TABLE lease_ask (
  mailbox TEXT NOT NULL PRIMARY KEY,
  worker TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
