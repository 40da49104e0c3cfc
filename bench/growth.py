"""growth.py DATABASE COUNT   fills a store with COUNT recorded mails, as years of intake would leave it: rows only, no octets.

DATABASE is a SQLite file or the postgres://... of a database that touchpoints has made and no worker uses. One mail in five is a touchpoint, the
others are replies to it; every mail has its keys, two ancestors, text and two people. Keys are spread over the whole of their indexes.
"""
import sqlite3, subprocess, sys

ROWS = """
INSERT INTO mailbox (name, state) VALUES ('stored', 'starting');
INSERT INTO epoch (mailbox, uid_validity, generation, uid_next, opened_at, seen) VALUES ('stored', 1, 1, :count + 1, 0, :count);
CREATE TEMPORARY TABLE base AS SELECT (SELECT max(id) FROM epoch) AS epoch, coalesce((SELECT max(id) FROM touchpoint), 0) AS thread,
  coalesce((SELECT max(id) FROM address), 0) AS address, (SELECT min(id) FROM account) AS account, (SELECT count(*) FROM account) AS accounts;
CREATE TEMPORARY TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) SELECT i FROM n;
INSERT INTO address (id, key) SELECT address + i, 'person' || i || '@stored.example' FROM n, base WHERE i <= 200000;
INSERT INTO delivery (id, epoch, uid, source_name, segment, start, length, sha256, internal_date, received_at, attempts, state, decided_by, mail, acknowledged)
  SELECT i, epoch, i, '', 1, 0, 0, :octets, 1700000000000 + i * 1000, 1700000000000 + i * 1000, 1, 'recorded', 'B8', i, 1 FROM n, base;
INSERT INTO mail (id, delivery, message_id, ancestors, content_hash, text_hash, author, sender, subject, date_raw, received_at, recorded_at, state, reason, kind, decided_by, thread)
  SELECT i, i, 'm' || i || '@stored.example', 'a' || i || '@stored.example', :octets, :random, address + 1 + i % 1000, 'A Person <person@stored.example>', 'The subject of ' || i,
    'Mon, 05 Jan 2026 10:00:00 +0000', 1700000000000 + i * 1000, 1700000000000 + i * 1000, 'recorded', '', 'normal', 'B8', thread + 1 + (i - 1) / 5 FROM n, base;
INSERT INTO mail_text (mail, reply, signature, shortened, cut_by, flags, trace) SELECT i, :text, '', 0, '', '[]', '[]' FROM n;
INSERT INTO message_key (hash, role, mail) SELECT :random, 0, i FROM n UNION ALL SELECT :random, 1, i FROM n UNION ALL SELECT :random, 1, i FROM n;
INSERT INTO content_key (hash, message, mail) SELECT :random, :random, i FROM n;
INSERT INTO touchpoint (id, account, mail, kind, flow, direction, subject, author, author_address, occurred_at, occurred_at_source, recorded_at, counts, replies, last_touch)
  SELECT thread + 1 + (i - 1) / 5, account + i % accounts, i, 'mail', 'default', 'outbound', 'The subject of ' || i, 'A Person', address + 1 + i % 1000,
    1700000000000 + i * 1000, 'date', 1700000000000 + i * 1000, 1, 4, 1700000000000 + i * 1000 FROM n, base WHERE i % 5 = 1;
INSERT INTO reply (id, thread, mail, is_internal, direction, subject, author, author_address, occurred_at, occurred_at_source, recorded_at, counts)
  SELECT i, thread + 1 + (i - 1) / 5, i, 0, 'inbound', 'The subject of ' || i, 'A Person', address + 1 + i % 1000,
    1700000000000 + i * 1000, 'date', 1700000000000 + i * 1000, 1 FROM n, base WHERE i % 5 <> 1;
INSERT INTO participant (thread, reply, position, address, name, role, side)
  SELECT thread + 1 + (i - 1) / 5, CASE i % 5 WHEN 1 THEN 0 ELSE i END, 0, address + 1 + i % 1000, 'A Person', 'from', 'internal' FROM n, base
  UNION ALL SELECT thread + 1 + (i - 1) / 5, CASE i % 5 WHEN 1 THEN 0 ELSE i END, 1, address + 1 + i % (CASE WHEN :count < 200000 THEN :count ELSE 200000 END), 'A Customer', 'to', 'outside' FROM n, base;
INSERT INTO thread_person (thread, address) SELECT thread + 1 + (i - 1) / 5, address + 1 + i % 1000 FROM n, base WHERE i % 5 = 1;
"""
TEXT = "Thank you for the figures. We would like to begin in March, with the two teams that we spoke of, and look at it again before summer. " * 5


def main(database, count):
    words = {":count": str(count), ":text": f"'{TEXT}'"}
    if database.startswith("postgres://"):
        words |= {":octets": "sha256('stored')", ":random": "((random() * 18446744073709551615) - 9223372036854775808)::bigint"}
        after = "".join(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}));" for table in ("address", "delivery", "mail", "touchpoint", "reply"))
        script = f"SET session_replication_role = replica; BEGIN; {filled(words)} {after} COMMIT; VACUUM ANALYZE;"
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", database], input=script, text=True, check=True)
    else:
        words |= {":octets": "zeroblob(32)", ":random": "random()"}
        connection = sqlite3.connect(database)
        connection.executescript(f"PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN; {filled(words)} COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")


def filled(words):
    text = ROWS
    for word, value in words.items():
        text = text.replace(word, value)
    return text


main(sys.argv[1], int(sys.argv[2]))
