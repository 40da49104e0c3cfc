-- How long held mail has waited is asked for by every overview.
CREATE INDEX mail_held ON mail (recorded_at) WHERE state = 'held';
