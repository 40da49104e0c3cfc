-- B9: a winmail.dat is replaced by its words and files, and stays as a file that is not listed.
ALTER TABLE attachment ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0;
