-- Several mails attached to one forward may be touchpoints of one account: each has its place in the order of the decision, and its own text (NULL: as its mail's).
ALTER TABLE touchpoint ADD COLUMN position bigint NOT NULL DEFAULT 0;
ALTER TABLE touchpoint ADD COLUMN text text COLLATE "C";
ALTER TABLE touchpoint DROP CONSTRAINT touchpoint_mail_account_key;
ALTER TABLE touchpoint ADD CONSTRAINT touchpoint_mail_account_position_key UNIQUE (mail, account, position);

-- A group and its companies; partners, whose people decide only where nobody else could be the customer; who looks after an account.
ALTER TABLE account ADD COLUMN parent bigint REFERENCES account;
ALTER TABLE account ADD COLUMN only_when_alone bigint NOT NULL DEFAULT 0;
CREATE TABLE account_team (
  account bigint NOT NULL REFERENCES account,
  person bigint NOT NULL REFERENCES person_of_ours,
  PRIMARY KEY (account, person)
);

-- What a person decided for an address and wants remembered.
CREATE TABLE remembered (
  address text COLLATE "C" NOT NULL PRIMARY KEY,
  account bigint NOT NULL REFERENCES account,
  by text COLLATE "C" NOT NULL,
  at bigint NOT NULL
);

-- Small images by sender (a hash of both): one that came with three mails is part of the sender's signature. Three mails are kept of each.
ALTER TABLE attachment ADD COLUMN is_asset bigint NOT NULL DEFAULT 0;
CREATE TABLE image_seen (
  hash bigint NOT NULL,
  mail bigint NOT NULL REFERENCES mail,
  PRIMARY KEY (hash, mail)
);
