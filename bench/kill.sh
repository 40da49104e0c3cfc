#!/usr/bin/env bash
# kill.sh TOOLS WORK [KILLS] [COUNT]   kills the worker with SIGKILL at random moments while mail keeps coming, then checks every mail
# TOOLS holds gen_mail.py and dovecot_up.sh. Exit code 0: every mail has one row with its own octets, none has two, and the sums close.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); KILLS=${3:-50}; COUNT=${4:-1000}; PORT=${PORT:-14800}; RANDOM=${SEED:-1}
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }
rm -rf "$WORK/store" "$WORK/dovecot" "$WORK/mail"; mkdir -p "$WORK/store"
python3 "$HERE/bench/organisation.py" tokens 100 >"$WORK/tokens.csv"
python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count "$COUNT" --profile text --tokens "$WORK/tokens.csv" >/dev/null
python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
trap 'bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT
cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$WORK/store/t.db"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys","Ops":{"Url":"none"},
 "Mailboxes":{"m":{"Host":"127.0.0.1","Port":$PORT,"Security":"None","User":"box","Password":"secret"}}}}
J
$PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >>"$WORK/log" 2>&1
mapfile -t FILES < <(find "$WORK/mail/mail/new" "$WORK/mail/mail/cur" -type f | sort)
SHARE=$(((COUNT + KILLS - 1) / KILLS)); killed=0
for ((i = 0; i < KILLS; i++)); do
  rm -rf "$WORK/some"; mkdir -p "$WORK/some/new"
  some=("${FILES[@]:$((i * SHARE)):$SHARE}")
  [ ${#some[@]} -eq 0 ] || { cp -al "${some[@]}" "$WORK/some/new/"; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load box "$WORK/some"; }
  $PROGRAM run --settings "$WORK/settings.json" 2>>"$WORK/log" & worker=$!
  # From before the store is open until after the last acknowledgement.
  sleep "$(awk -v r=$RANDOM -v longest="${LONGEST:-1.5}" 'BEGIN { print 0.1 + longest * r / 32768 }')"
  kill -9 $worker && killed=$((killed + 1)); wait $worker 2>/dev/null || true
done
$PROGRAM ingest --once --json --settings "$WORK/settings.json" 2>>"$WORK/log"
python3 "$HERE/bench/organisation.py" compare "$WORK/mail" "$WORK/store/t.db"
python3 - "$WORK" $killed <<'P'
import collections, glob, hashlib, json, sqlite3, sys
work, killed = sys.argv[1], sys.argv[2]
truth = [json.loads(line) for line in open(f"{work}/mail/truth.jsonl")]
def wire(path):
    return open(path, "rb").read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
delivered = collections.Counter(hashlib.sha256(wire(f)).digest() for f in glob.glob(f"{work}/mail/mail/*/*"))
db = sqlite3.connect(f"file:{work}/store/t.db?mode=ro", uri=True)
rows = collections.Counter(bytes(r[0]) for r in db.execute("SELECT sha256 FROM delivery"))
states = dict(db.execute("SELECT state, count(*) FROM delivery GROUP BY state"))
mails = db.execute("SELECT count(*), count(DISTINCT delivery) FROM mail").fetchone()
seen = db.execute("SELECT sum(seen) FROM epoch").fetchone()[0]
lost, doubled = sum((delivered - rows).values()), sum((rows - delivered).values())
doubled += db.execute("SELECT count(*) FROM (SELECT message_id FROM mail WHERE message_id IS NOT NULL AND content_hash <> x'' GROUP BY message_id, content_hash HAVING count(*) > 1)").fetchone()[0]
print(f"{killed} kills, {len(truth)} delivered = {states}; {mails[0]} distinct mails; {lost} lost, {doubled} doubled; sum {'closes' if seen == len(truth) == sum(states.values()) and 'received' not in states else 'IS OPEN'}")
sys.exit(lost or doubled or seen != len(truth) or "received" in states)
P
