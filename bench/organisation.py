#!/usr/bin/env python3
"""The organisation that generated mail is about, in the forms that Touchpoints reads.

  organisation.py tokens COUNT [ACCOUNTS]      threads for gen_mail.py --tokens: reply addresses with a valid check
  organisation.py directory GENERATED OUT      directory/*.csv, reply-keys and settings.json in OUT, of what gen_mail.py wrote
  organisation.py compare GENERATED DATABASE   what became of each kind of mail, and which came to another account or thread than the truth
  organisation.py count GENERATED DATABASE     lost and doubled mails and the conservation sum; exit code 1 when there is one or it is open

DATABASE is a SQLite file, or postgres://... (then psql is needed). Standard library only. The key and the installation's id are fixed: this is a measuring organisation, nothing is secret.
"""
import base64, collections, csv, glob, hashlib, hmac, json, os, sqlite3, subprocess, sys

KEY, INSTANCE, DOMAIN = hashlib.sha256(b"touchpoints bench").digest(), "bench", "in.example.test"


def base32(octets):
    return base64.b32encode(octets).decode().lower().rstrip("=")


def thread(n):
    """(id of the reply address, token, Message-ID) of the n-th thread"""
    i = base32(hashlib.sha256(b"thread %d" % n).digest()[:8])
    check = lambda what: base32(hmac.new(KEY, (what + "aab" + i + INSTANCE + DOMAIN).encode(), hashlib.sha256).digest()[:16])
    return i, "aab" + i + check("reply"), "t.ab.%s.%s@%s" % (i, check("t"), DOMAIN)


def tokens(count, accounts):
    for n in range(count):
        _, token, message_id = thread(n)
        print("%s,T%06d,A%05d,<%s>" % (token, n, n * 7 % accounts, message_id))


def table(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def directory(generated, out):
    os.makedirs(os.path.join(out, "directory"), exist_ok=True)

    def write(name, head, rows):
        with open(os.path.join(out, "directory", name), "w", newline="", encoding="utf-8") as f:
            csv.writer(f, lineterminator="\n").writerows([head, *rows])

    contacts = table(generated + "/contacts.csv")
    first = {}
    for c in contacts:
        first.setdefault(c["account_id"], c["email"])
    write("accounts.csv", ["key", "name", "domains"], [(a["account_id"], a["name"], a["domain"]) for a in table(generated + "/accounts.csv")])
    write("contacts.csv", ["key", "account", "name", "address"], [(c["contact_id"], c["account_id"], c["name"], c["email"]) for c in contacts])
    write("users.csv", ["key", "name", "address"], [(u["user_id"], u["name"], u["email"]) for u in table(generated + "/users.csv")])
    write("internal-domains.csv", ["domain"], [("vendor.example.test",)])
    ids = {thread(n)[1]: thread(n) for n in range(len(table(generated + "/threads.csv")))}
    write("touchpoints.csv", ["key", "account", "subject", "to", "state", "reply_address", "message_id"],
          [(t["thread_id"], t["account_id"], t["subject"], first[t["account_id"]], "open", ids[t["token"]][0], ids[t["token"]][2]) for t in table(generated + "/threads.csv")])
    with open(os.path.join(out, "reply-keys"), "w") as f:
        f.write("1 %s\n" % base64.b64encode(KEY).decode())
    os.chmod(os.path.join(out, "reply-keys"), 0o600)
    settings = {"LogAddresses": ["touchpoints@" + DOMAIN], "ReplyDomains": [DOMAIN], "InstanceId": INSTANCE, "ReplyKeyFile": os.path.join(out, "reply-keys"), "Ops": {"Url": "none"}}
    with open(os.path.join(out, "settings.json"), "w") as f:
        json.dump({"Touchpoints": settings}, f, indent=2)


def reader(database):
    """query -> rows: octets as bytes, all else as text, NULL as None"""
    if database.startswith("postgres"):
        def ask(sql):
            answer = subprocess.run(["psql", database, "-XAtq", "-P", "null=\\N", "-F", "\x1f", "-c", sql], check=True, capture_output=True, text=True).stdout
            value = lambda v: None if v == "\\N" else bytes.fromhex(v[2:]) if v.startswith("\\x") else v
            return [tuple(map(value, line.split("\x1f"))) for line in answer.splitlines()]
        return ask
    db = sqlite3.connect("file:%s?mode=ro" % database, uri=True)
    return lambda sql: [tuple(v if v is None or isinstance(v, bytes) else str(v) for v in row) for row in db.execute(sql)]


def count(generated, database):
    ask = reader(database)
    wire = lambda path: open(path, "rb").read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    delivered = collections.Counter(hashlib.sha256(wire(f)).digest() for f in glob.glob(generated + "/mail/*/*"))
    rows = collections.Counter(sha for sha, in ask("SELECT sha256 FROM delivery"))
    states = {state: int(n) for state, n in ask("SELECT state, count(*) FROM delivery GROUP BY state ORDER BY state")}
    seen, mails = int(ask("SELECT sum(seen) FROM epoch")[0][0]), int(ask("SELECT count(*) FROM mail")[0][0])
    lost, doubled = sum((delivered - rows).values()), sum((rows - delivered).values())
    # The same content under the same Message-ID is one mail, however often it came; and no delivery made two.
    doubled += len(ask("SELECT message_id FROM mail WHERE message_id IS NOT NULL AND length(content_hash) > 0 GROUP BY message_id, content_hash HAVING count(*) > 1"))
    doubled += len(ask("SELECT delivery FROM mail GROUP BY delivery HAVING count(*) > 1"))
    closes = seen == delivered.total() == sum(states.values()) and "received" not in states
    print("%d delivered = %s; %d distinct mails; %d lost, %d doubled; sum %s" % (delivered.total(), states, mails, lost, doubled, "closes" if closes else "IS OPEN (%d seen)" % seen))
    sys.exit(bool(lost or doubled or not closes))


def compare(generated, database):
    ask = reader(database)
    kept = lambda path: open(path, "rb").read()  # a folder gives the octets as they are, a server with CRLF
    rows = collections.defaultdict(list)
    for sha, state, reason, mail in ask("SELECT sha256, state, reason, mail FROM delivery"):
        rows[sha].append((state, reason, mail))
    touchpoints, threads = collections.defaultdict(set), {}
    for mail, account in ask("SELECT t.mail, a.key FROM touchpoint t JOIN account a ON a.id = t.account WHERE t.mail IS NOT NULL"):
        touchpoints[mail].add(account)
    for what in ("reply", "event"):
        for mail, account, key in ask("SELECT r.mail, a.key, t.key FROM %s r JOIN touchpoint t ON t.id = r.thread JOIN account a ON a.id = t.account" % what):
            threads[mail] = ("thread-reply" if what == "reply" else "event", account, key)
    became, elsewhere = collections.Counter(), []
    for t in map(json.loads, open(generated + "/truth.jsonl", encoding="utf-8")):
        octets = kept(os.path.join(generated, "mail", t["file"]))
        wire = octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        state, reason, mail = (rows[hashlib.sha256(wire).digest()] or rows[hashlib.sha256(octets).digest()]).pop(0)
        outcome = "touchpoint" if mail in touchpoints and state == "recorded" else threads[mail][0] if mail in threads and state in ("recorded", "event") else (state + " " + reason).strip()
        became[t["kind"], outcome] += 1
        accounts = touchpoints.get(mail) or ({threads[mail][1]} if mail in threads else set())
        if state in ("recorded", "event") and t["kind"] != "dup" and (accounts - set(t["accounts"]) or (t["token"] and threads.get(mail, (0, 0, None))[2] != t["thread"])):
            elsewhere.append((t["file"], t["kind"], t["accounts"], sorted(accounts), t["thread"], threads.get(mail)))
    for (kind, outcome), count in sorted(became.items()):
        print("%-14s %-32s %6d" % (kind, outcome, count))
    print("%d in another account or thread than the truth says" % len(elsewhere))
    for line in elsewhere[:10]:
        print("  ", *line)


if __name__ == "__main__":
    if sys.argv[1:2] == ["tokens"]:
        tokens(int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 200)
    elif sys.argv[1:2] == ["directory"]:
        directory(sys.argv[2], os.path.abspath(sys.argv[3]))
    elif sys.argv[1:2] == ["count"]:
        count(sys.argv[2], sys.argv[3])
    elif sys.argv[1:2] == ["compare"]:
        compare(sys.argv[2], sys.argv[3])
    else:
        sys.exit(__doc__)
