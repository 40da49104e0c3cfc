-- What became of mail, for programs that follow it: numbered in the order of commits, never changed. No names and no words of mail, and no references: a row stays
-- when what it names is moved or erased.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('touchpoint', 'reply', 'event', 'held', 'freed', 'moved', 'deleted', 'restored', 'erased')),
  mail INTEGER,
  thread INTEGER,
  word TEXT NOT NULL,
  archived INTEGER NOT NULL
) STRICT;
