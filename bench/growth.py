"""What growth.sh needs.

  growth.py fill DATABASE COUNT            a store as years of intake would leave it, with COUNT recorded mails: rows only
  growth.py split GENERATED OUT PARTS      the mails that gen_mail.py wrote into PARTS folders, whatever names each other in the same one

DATABASE is a SQLite file or the postgres://... of a database that touchpoints has made, with a directory, and that no worker uses. Of five mails one is a
touchpoint, the others are its replies, a few are events or held. Each has its keys, five ancestors, two people of the directory and a short text; the hashes are
spread over the whole of their indexes, which are there while it fills, so that their pages are as full as intake leaves them. Octets are not made: recording
reads none but the new mail's own. Filling is not durable: a machine that fails in the midst leaves a broken store.
"""
import collections, json, os, sqlite3, subprocess, sys, time

ROWS = """
INSERT INTO mailbox (name, state) SELECT 'stored' || box, 'starting' FROM boxes;
INSERT INTO epoch (mailbox, uid_validity, generation, uid_next, opened_at, seen) SELECT 'stored' || box, 1, 1, :count, 0, 0 FROM boxes;
INSERT INTO address (id, key) SELECT (SELECT max(id) FROM address) + row_number() OVER (ORDER BY address), address
  FROM (SELECT address FROM person_of_ours_address UNION SELECT address FROM contact_address) people WHERE address NOT IN (SELECT key FROM address);
CREATE TEMPORARY TABLE base AS SELECT (SELECT max(id) FROM epoch) - 20 AS epoch, (SELECT max(id) FROM touchpoint) AS thread, (SELECT min(id) FROM account) AS account,
  (SELECT count(*) FROM account) AS accounts, (SELECT min(id) FROM address) AS person, (SELECT max(id) - min(id) + 1 FROM address) AS people, (SELECT max(id) FROM address) AS stranger;
INSERT INTO address (id, key) SELECT stranger + i, 'person' || i || '@stored.example' FROM n, base WHERE i <= 200000;
INSERT INTO delivery (id, epoch, uid, source_name, segment, start, length, sha256, internal_date, received_at, attempts, state, decided_by, mail, acknowledged)
  SELECT i, epoch + 1 + i % 20, i, '', 1 + i / 3000, i % 3000 * 20000, 20000, :octets, :at, :at, 1, :state, 'B8', i, 1 FROM n, base;
UPDATE epoch SET seen = (SELECT count(*) FROM delivery WHERE epoch = epoch.id) WHERE mailbox LIKE 'stored%';
INSERT INTO mail (id, delivery, message_id, ancestors, content_hash, text_hash, author, sender, subject, date_raw, received_at, recorded_at, state, reason, kind, decided_by, thread)
  SELECT i, i, 'CADk3bWm-Vx7pQ' || i || '@mail.stored.example', :ancestors, :octets, :random, :author, 'A Person <person@stored.example>', 'The subject of ' || i,
    'Mon, 05 Jan 2026 10:00:00 +0000', :at, :at, :state, '', 'normal', 'B8', :thread FROM n, base;
INSERT INTO mail_text (mail, reply, signature, shortened, cut_by, flags, trace) SELECT i, :text, '', 0, '', '[]', '[["B8",1,"It happened at the time of its own date."]]' FROM n;
INSERT INTO message_key (hash, role, mail) SELECT :random, 0, i FROM n;
INSERT INTO message_key (hash, role, mail) SELECT :random, 1, i FROM n, boxes WHERE box <= 5;
INSERT INTO content_key (hash, message, mail) SELECT ((:at) / 86400000 << 48) | :low48, :random, i FROM n;
INSERT INTO touchpoint (id, account, mail, kind, flow, direction, subject, author, author_address, occurred_at, occurred_at_source, recorded_at, counts, replies, last_touch)
  SELECT :thread, account + i % accounts, i, 'mail', 'default', 'outbound', 'The subject of ' || i, 'A Person', :author, :at, 'date', :at, 1, 4, :at FROM n, base WHERE i % 5 = 1;
INSERT INTO reply (id, thread, mail, is_internal, direction, subject, author, author_address, occurred_at, occurred_at_source, recorded_at, counts)
  SELECT i, :thread, i, 0, 'inbound', 'The subject of ' || i, 'A Person', :author, :at, 'date', :at, 1 FROM n, base WHERE i % 5 <> 1 AND :state = 'recorded';
INSERT INTO event (id, thread, mail, kind, occurred_at) SELECT i, :thread, i, 'auto-reply', :at FROM n, base WHERE :state = 'event';
INSERT INTO held (mail, reason, evidence, candidates) SELECT i, 'unknown-author', 'Nobody knows this author.', '[]' FROM n WHERE :state = 'held';
INSERT INTO participant (thread, reply, position, address, name, role, side)
  SELECT :thread, CASE i % 5 WHEN 1 THEN 0 ELSE i END, 0, :author, 'A Person', 'from', 'internal' FROM n, base
  UNION ALL SELECT :thread, CASE i % 5 WHEN 1 THEN 0 ELSE i END, 1, CASE WHEN i % 10 = 1 AND i <= 2000000 THEN stranger + 1 + i / 10 ELSE person + i % people END, 'A Customer', 'to', 'outside' FROM n, base;
INSERT INTO thread_person (thread, address) SELECT :thread, :author FROM n, base WHERE i % 5 = 1;
INSERT INTO thread_person (thread, address) SELECT :thread, stranger + 1 + i % 200000 FROM n, base WHERE i % 5 = 1;
INSERT INTO reply_address (id, thread, created_at) SELECT :random, :thread, :at FROM n, base WHERE i % 5 = 1;
INSERT INTO outbound_id (hash, message_id, thread) SELECT :random, 't.' || i || '@in.stored.example', :thread FROM n, base WHERE i % 5 = 1;
"""
TEXT = "Thank you for the figures. We would like to begin in March, with the two teams that we spoke of, and look at it again before summer. " * 4
WORDS = {
    ":ancestors": "'CADk3bWm-Vx7pR' || i || '@mail.stored.example\n4f1e02d5a9c84b77.1' || i || '@stored.example\n4f1e02d5a9c84b77.2' || i || '@stored.example\n4f1e02d5a9c84b77.3' || i"
                  " || '@stored.example\n4f1e02d5a9c84b77.4' || i || '@stored.example'",
    # Most mail is by few: who is asked for the loop guard has thousands of mails stored.
    ":author": "CASE WHEN i % 10 < 7 THEN person + i % 40 ELSE person + i % people END",
    ":state": "CASE WHEN i % 20 = 0 THEN 'event' WHEN i % 50 = 7 THEN 'held' ELSE 'recorded' END",
    ":thread": "thread + 1 + (i - 1) / 5",
    ":at": "1600000000000 + i * 10000",
    ":text": f"'{TEXT}'",
}
POSTGRES = {":octets": "sha256('stored')", ":low48": "(random() * 281474976710655)::bigint", ":random": "((random() * 18446744073709549568) - 9223372036854774784)::bigint"}
SQLITE = {":octets": "zeroblob(32)", ":low48": "(random() & 281474976710655)", ":random": "random()"}


def statements(count, words):
    text = ROWS
    for word, value in [*WORDS.items(), *words.items(), (":count", str(count))]:
        text = text.replace(word, value)
    return [statement for statement in text.split(";\n") if statement.strip()]


def fill_postgres(database, count):
    script = f"""SET session_replication_role = replica; SET synchronous_commit = off;
CREATE TEMPORARY TABLE boxes AS SELECT generate_series(1, 20) AS box; CREATE TEMPORARY TABLE n AS SELECT generate_series(1, {count}) :: bigint AS i;
""" + "".join(f"\\echo {s.split()[2]}\n{s};\n" for s in statements(count, POSTGRES))
    # Built at the end, with pages as full as random keys leave them: making each of the 60 million find its page takes an hour.
    key = "ALTER TABLE message_key DROP CONSTRAINT message_key_pkey;\n", "ALTER TABLE message_key ADD PRIMARY KEY (hash, role, mail) WITH (fillfactor = 70);\n"
    script = script.replace("\\echo message_key\n", f"\\echo message_key\n{key[0]}", 1).replace("\\echo content_key\n", f"\\echo content_key\n{key[1]}", 1)
    script += "".join(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}));\n" for table in ("address", "delivery", "mail", "touchpoint", "reply", "event"))
    # CHECKPOINT: what the filling left to be written is not the measured mail's to pay for.
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", database], input=script + "VACUUM (FREEZE, ANALYZE);\nCHECKPOINT;\n", text=True, check=True, stdout=sys.stderr)


def fill_sqlite(database, count):
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -6000000; PRAGMA temp_store = FILE")
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    connection.executescript("CREATE TEMPORARY TABLE boxes AS WITH RECURSIVE b(box) AS (SELECT 1 UNION ALL SELECT box + 1 FROM b WHERE box < 20) SELECT box FROM b;"
                             f"CREATE TEMPORARY TABLE n AS {numbers} SELECT i FROM n")
    for statement in statements(count, SQLITE):
        began = time.time()
        connection.execute(statement)
        print(f"{statement.split()[2]}: {time.time() - began:.0f} s", file=sys.stderr, flush=True)
    connection.executescript("PRAGMA journal_mode = WAL")


def split(generated, out, parts):
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            parent[x] = x = parent[parent[x]]
        return x

    mails = [json.loads(line) for line in open(os.path.join(generated, "truth.jsonl"))]
    for mail in mails:
        for name in [mail["in_reply_to"], *mail["references"]]:
            if name:
                parent[root(name)] = root(mail["message_id"])
    sizes, of = collections.Counter({part: 0 for part in range(parts)}), {}
    for part in range(parts):
        for folder in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(out, str(part), folder))
    for mail in mails:
        group = root(mail["message_id"])
        if group not in of:
            of[group] = min(sizes, key=sizes.get)
        sizes[of[group]] += 1
        file = os.path.join(generated, "mail", mail["file"])
        os.link(file, os.path.join(out, str(of[group]), mail["file"]))
    print(*(sizes[part] for part in range(parts)))


if sys.argv[1] == "fill":
    (fill_postgres if sys.argv[2].startswith("postgres://") else fill_sqlite)(sys.argv[2], int(sys.argv[3]))
else:
    split(sys.argv[2], sys.argv[3], int(sys.argv[4]))
