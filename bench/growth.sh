#!/usr/bin/env bash
# growth.sh TOOLS WORK [SMALL] [LARGE] [ROUNDS] [DATABASE]   the cost of a mail in a store that holds SMALL mails against one that holds LARGE
# TOOLS holds gen_mail.py. DATABASE is sqlite (in WORK) or the postgres://user@host:port of a server where databases may be made and dropped. Both stores are filled by
# growth.py (10 million: minutes; 17 GB on SQLite, 35 on PostgreSQL) unless an earlier call has; ROUNDS=0 does only that.
# Each round takes its own 12,000 mails in from a Maildir, the same into both stores in turn: into a fresh copy of the small one, into the large one as it is, which grows
# by them. A round before the first warms up and is not counted. Prints all rounds, minima, medians and their ratio, of the time from start to the last mail.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); SMALL=${3:-1000}; LARGE=${4:-1000000}; ROUNDS=${5:-3}; SERVER=${6:-sqlite}
HERE=$(cd "$(dirname "$0")/.." && pwd)
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }
KIND=${SERVER%%:*}
[ -d "$WORK/parts" ] || {
  python3 "$HERE/bench/organisation.py" tokens 100 200 >"$WORK/tokens.csv"
  python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count 60000 --profile text --tokens "$WORK/tokens.csv" >/dev/null
  python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
  python3 "$HERE/bench/growth.py" split "$WORK/mail" "$WORK/parts" 5 >"$WORK/sizes"
}

settings() { # database
  cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$1","Octets":"$WORK/octets"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys","Ops":{"Url":"none"}}}
J
}

place() { if [ "$KIND" = sqlite ]; then echo "$WORK/$1.db"; else echo "$SERVER/growth_$1"; fi; }

fresh() { # name, template
  if [ "$KIND" = sqlite ]; then rm -f "$WORK/$1".db*; [ -z "${2:-}" ] || cp "$WORK/$2.db" "$WORK/$1.db"
  else psql -q "$SERVER/postgres" -c "DROP DATABASE IF EXISTS growth_$1" -c "CREATE DATABASE growth_$1 TEMPLATE ${2:+growth_}${2:-template0}"; fi
}

for size in "$SMALL" "$LARGE"; do
  [ ! -e "$WORK/filled.$KIND.$size" ] || continue
  fresh "$size"
  settings "$(place "$size")"
  $PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >"$WORK/import.log" 2>&1
  python3 "$HERE/bench/growth.py" fill "$(place "$size")" "$size" 2>"$WORK/fill.$KIND.$size.log"
  echo 0 >"$WORK/filled.$KIND.$size"
done

run() { # size, database, part
  rm -rf "$WORK/octets"; settings "$(place "$2")"
  $PROGRAM ingest --once --json --from "$WORK/parts/$3" --settings "$WORK/settings.json" >"$WORK/out.json" 2>"$WORK/err.log"
  grep -q "\"mails\":$(cut -d' ' -f$(($3 + 1)) "$WORK/sizes")," "$WORK/out.json" || { echo "not all mails came:"; cat "$WORK/out.json"; tail -3 "$WORK/err.log"; exit 1; }
  echo "$1 $(sed 's/.*"seconds":\([0-9.]*\).*/\1/' "$WORK/out.json")"
}

: >"$WORK/runs"
part=$(cat "$WORK/filled.$KIND.$LARGE")
for ((round = 0; ROUNDS > 0 && round <= ROUNDS; round++)); do
  fresh run "$SMALL"; sync
  { run "$SMALL" run "$part"; run "$LARGE" "$LARGE" "$part"; } >"$WORK/round"
  part=$((part + 1)); echo "$part" >"$WORK/filled.$KIND.$LARGE"
  if [ "$round" = 0 ]; then sed 's/^/warm-up: /' "$WORK/round"; else cat "$WORK/round" | tee -a "$WORK/runs"; fi
done
[ "$ROUNDS" = 0 ] || python3 - "$WORK/runs" "$SMALL" "$LARGE" <<'P'
import statistics, sys
runs = [line.split() for line in open(sys.argv[1])]
for name, of in (("minimum", min), ("median", statistics.median)):
    small, large = (of([float(seconds) for size, seconds in runs if size == wanted]) for wanted in sys.argv[2:4])
    print(f"{name}: {small:.2f} s with {sys.argv[2]} stored, {large:.2f} s with {sys.argv[3]} stored, {large / small:.2f} times")
P
