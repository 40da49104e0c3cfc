-- Who works on a mailbox, and what has been received of it. A greater fence shuts out whoever held it before; until is 0 once it was given back.
-- Few rows, renewed every few seconds: room on the page lets that happen in place.
CREATE TABLE lease (
  mailbox text COLLATE "C" NOT NULL PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  fence bigint NOT NULL,
  until bigint NOT NULL,
  taken_at bigint NOT NULL
) WITH (fillfactor = 50);
