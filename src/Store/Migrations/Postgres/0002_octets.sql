-- Octets of mail, where they are kept in the database itself: a batch is one row, what is larger than 8 MB has parts. Stored as they are, so that a range
-- of a row is read without the rest of it.
CREATE TABLE octets (
  segment bigint NOT NULL,
  part bigint NOT NULL,
  data bytea NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (segment, part)
);
ALTER TABLE octets ALTER COLUMN data SET STORAGE EXTERNAL;

-- Segments that are gone, or about to be (removed = 0): no row may name them any more, whoever still writes to them.
CREATE TABLE octets_gone (
  segment bigint NOT NULL PRIMARY KEY,
  gone_at bigint NOT NULL,
  removed bigint NOT NULL DEFAULT 0
);
CREATE INDEX octets_gone_removed ON octets_gone (segment) WHERE removed = 0;

CREATE INDEX delivery_segment ON delivery (segment);
