-- Deliveries whose octets are to be erased: those of tombstones, and of what came for one. Few, and none once it is done, so that nobody has to look through all of them.
ALTER TABLE delivery ADD COLUMN erase INTEGER NOT NULL DEFAULT 0;
UPDATE delivery SET erase = 1 WHERE length > 0 AND mail IN (SELECT id FROM mail WHERE state = 'tombstone' OR (state = 'ignored' AND reason = 'tombstone'));
CREATE INDEX delivery_erase ON delivery (segment) WHERE erase = 1;
