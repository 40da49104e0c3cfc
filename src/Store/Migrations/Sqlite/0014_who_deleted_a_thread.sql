-- Who deleted a touchpoint, when and why, for the page that offers to bring it back; empty when it is not deleted, or an import says that it is.
ALTER TABLE touchpoint ADD COLUMN deleted_at INTEGER;
ALTER TABLE touchpoint ADD COLUMN deleted_by TEXT NOT NULL DEFAULT '';
ALTER TABLE touchpoint ADD COLUMN deleted_why TEXT NOT NULL DEFAULT '';
CREATE INDEX touchpoint_deleted ON touchpoint (account) WHERE state = 'deleted';
