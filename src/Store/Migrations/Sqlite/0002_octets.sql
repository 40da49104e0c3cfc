-- Segments that are gone, or about to be (removed = 0): no row may name them any more, whoever still writes to them.
CREATE TABLE octets_gone (
  segment INTEGER PRIMARY KEY,
  gone_at INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX octets_gone_removed ON octets_gone (segment) WHERE removed = 0;

CREATE INDEX delivery_segment ON delivery (segment);
