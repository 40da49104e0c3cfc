-- A worker that has fewer mailboxes than its share asks for some of those who have more. Here there is one worker: nobody asks.
CREATE TABLE lease_ask (
  mailbox TEXT NOT NULL PRIMARY KEY,
  worker TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
