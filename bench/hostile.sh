#!/usr/bin/env bash
# hostile.sh TOOLS WORK [COUNT]   hostile mail: time and allocation of reading each file, its octets in the store, and the doubling test
# TOOLS holds bad_mail.py; WORK is scratch. First each of COUNT files (3000) alone, the best of three: p99 at most 50 ms, none over 500 ms, at most 20 times the size
# allocated. Then all go into a store by "ingest --once": none may be missing, each must have the SHA-256 of bad_mail.py's list. Then shapes in two sizes: the time for
# twice the input is less than 2.5 times that for once. Exit code 0: the octets are all kept and every shape is linear.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); COUNT=${3:-3000}
HERE=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v q -nologo --artifacts-path "$WORK/build" "$HERE/bench/Reading" >"$WORK/build.log" || { cat "$WORK/build.log"; exit 1; }
dotnet build -c Release -v q -nologo --artifacts-path "$WORK/build" "$HERE/src/Ingest.Worker" >"$WORK/build.log" || { cat "$WORK/build.log"; exit 1; }
READING=$WORK/build/bin/Touchpoints.Bench.Reading/release/reading
[ -d "$WORK/mail" ] || python3 "$TOOLS/bad_mail.py" --out "$WORK/mail" --count "$COUNT" >/dev/null
"$READING" hostile "$WORK/mail/eml"

rm -rf "$WORK/store"; mkdir -p "$WORK/store"
[ -d "$WORK/org" ] || {
  python3 "$HERE/bench/organisation.py" tokens 10 >"$WORK/tokens.csv"
  python3 "$TOOLS/gen_mail.py" --out "$WORK/small" --count 1 --tokens "$WORK/tokens.csv" >/dev/null
  python3 "$HERE/bench/organisation.py" directory "$WORK/small" "$WORK/org"
}
cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$WORK/store/t.db","Octets":"$WORK/store/octets"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],
 "InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys","Ops":{"Url":"none"}}}
J
PROGRAM="dotnet $WORK/build/bin/Touchpoints.Ingest.Worker/release/touchpoints.dll"
$PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >"$WORK/import.log" 2>&1
$PROGRAM ingest --once --json --from "$WORK/mail/eml" --settings "$WORK/settings.json" >"$WORK/out.json" 2>"$WORK/err.log" || true
cat "$WORK/out.json"
python3 - "$WORK/mail/manifest.jsonl" "$WORK/store" <<'P'
import collections, glob, hashlib, json, os, sqlite3, sys
wanted = collections.Counter(json.loads(line)["sha256"] for line in open(sys.argv[1]))
rows = sqlite3.connect(sys.argv[2] + "/t.db").execute("SELECT segment, start, length FROM delivery").fetchall()
kept = collections.Counter()
for segment, offset, length in rows:
    with open(os.path.join(sys.argv[2], "octets", "seg-%06d" % segment), "rb") as file:
        file.seek(offset)
        kept[hashlib.sha256(file.read(length)).hexdigest()] += 1
print(f"{sum(wanted.values())} files, {len(rows)} in the store, {sum((wanted - kept).values())} whose octets are not kept")
sys.exit(1 if wanted - kept else 0)
P
"$READING" doubling
