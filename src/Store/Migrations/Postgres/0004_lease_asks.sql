-- A worker that has fewer mailboxes than its share asks for some of those who have more. Apart from the leases, whose rows are locked all the time.
CREATE TABLE lease_ask (
  mailbox text COLLATE "C" NOT NULL PRIMARY KEY,
  worker text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);
