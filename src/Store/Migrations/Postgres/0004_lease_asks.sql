-- The workers that there are: each is entitled to its share of the mailboxes. A row of one that is gone counts no more once its time is over.
CREATE TABLE worker (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  until bigint NOT NULL
) WITH (fillfactor = 50);

-- A worker that has fewer mailboxes than its share asks for some of those who have more. Apart from the leases, whose rows are locked all the time.
CREATE TABLE lease_ask (
  mailbox text COLLATE "C" NOT NULL PRIMARY KEY,
  worker text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);
