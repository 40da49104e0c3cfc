#!/usr/bin/env bash
# growth.sh TOOLS WORK [SMALL] [LARGE] [ROUNDS] [DATABASE]   the cost of a mail in a store that holds SMALL mails against one that holds LARGE
# TOOLS holds gen_mail.py. DATABASE is sqlite (in WORK) or the postgres://user@host:port of a server where databases may be made and dropped.
# The same 3,000 mails are taken in from a Maildir into copies of both stores in turn; prints the medians of the process's time and their ratio.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); SMALL=${3:-1000}; LARGE=${4:-1000000}; ROUNDS=${5:-5}; SERVER=${6:-sqlite}
HERE=$(cd "$(dirname "$0")/.." && pwd)
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }
[ -d "$WORK/org" ] || {
  python3 "$HERE/bench/organisation.py" tokens 100 >"$WORK/tokens.csv"
  python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count 3000 --profile text --tokens "$WORK/tokens.csv" >/dev/null
  python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
}

settings() { # database
  cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$1","Octets":"$WORK/octets"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys","Ops":{"Url":"none"}}}
J
}

place() { if [ "$SERVER" = sqlite ]; then echo "$WORK/$1.db"; else echo "$SERVER/growth_$1"; fi; }

copy() { # from, to
  if [ "$SERVER" = sqlite ]; then rm -f "$WORK/$2".db*; cp "$WORK/$1.db" "$WORK/$2.db"
  else psql -q "$SERVER/postgres" -c "DROP DATABASE IF EXISTS growth_$2" -c "CREATE DATABASE growth_$2 TEMPLATE growth_$1"; fi
}

for size in "$SMALL" "$LARGE"; do
  if [ "$SERVER" = sqlite ]; then rm -f "$WORK/$size".db*; else psql -q "$SERVER/postgres" -c "DROP DATABASE IF EXISTS growth_$size" -c "CREATE DATABASE growth_$size"; fi
  settings "$(place "$size")"
  $PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >"$WORK/import.log" 2>&1
  python3 "$HERE/bench/growth.py" "$(place "$size")" "$size"
done
: >"$WORK/runs"
for _ in $(seq "$ROUNDS"); do
  for size in "$SMALL" "$LARGE"; do
    copy "$size" run; rm -rf "$WORK/octets"; sync
    settings "$(place run)"
    /usr/bin/time -o "$WORK/t" -f "%e %U %S" $PROGRAM ingest --once --json --from "$WORK/mail/mail" --settings "$WORK/settings.json" >"$WORK/out.json" 2>"$WORK/err.log"
    grep -q '"mails":3000,' "$WORK/out.json" || { echo "not all mails came:"; cat "$WORK/out.json"; tail -3 "$WORK/err.log"; exit 1; }
    echo "$size $(tail -1 "$WORK/t")" >>"$WORK/runs"
  done
done
python3 - "$WORK/runs" "$SMALL" "$LARGE" <<'P'
import statistics, sys
runs = [line.split() for line in open(sys.argv[1])]
median = lambda size, cost: statistics.median(cost(float(e), float(u), float(s)) for n, e, u, s in runs if n == size)
for name, cost in (("time", lambda e, u, s: e), ("processor time", lambda e, u, s: u + s)):
    small, large = (median(size, cost) for size in sys.argv[2:4])
    print(f"{name}: {small:.2f} s with {sys.argv[2]} stored, {large:.2f} s with {sys.argv[3]} stored, {large / small:.2f} times")
P
