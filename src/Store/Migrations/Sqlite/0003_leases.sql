-- Who works on a mailbox, and what has been received of it. A greater fence shuts out whoever held it before; until is 0 once it was given back.
CREATE TABLE lease (
  mailbox TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  fence INTEGER NOT NULL,
  until INTEGER NOT NULL,
  taken_at INTEGER NOT NULL
) STRICT;
