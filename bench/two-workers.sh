#!/usr/bin/env bash
# two-workers.sh TOOLS WORK [MAILS] [MBYTES] [ROUNDS]   one worker with two mailboxes against two workers with one each, on PostgreSQL, every worker behind a line of its own
# TOOLS holds gen_mail.py and dovecot_up.sh. STORE=postgres://user@host:port is a server where a database "bench" may be made and dropped. A line carries MBYTES (3) a second,
# so that all wait for mail and not for the processors: what is measured is whether two workers in one database hold each other up. Prints the medians and their ratio.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); COUNT=${3:-2000}; MBYTES=${4:-3}; ROUNDS=${5:-3}; PORT=${PORT:-14600}
: "${STORE:?names a PostgreSQL server: STORE=postgres://user@host:port}"
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }
rm -rf "$WORK/dovecot" "$WORK/mail" "$WORK/half"
python3 "$HERE/bench/organisation.py" tokens 100 >"$WORK/tokens.csv"
python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count "$COUNT" --profile text --tokens "$WORK/tokens.csv" >/dev/null
python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
lines=()
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
trap 'kill "${lines[@]}" 2>/dev/null || true; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT
mapfile -t FILES < <(find "$WORK/mail/mail/new" "$WORK/mail/mail/cur" -type f | sort)
for box in 0 1; do
  rm -rf "$WORK/half"; mkdir -p "$WORK/half/new"
  for ((f = box; f < COUNT; f += 2)); do cp -al "${FILES[$f]}" "$WORK/half/new/"; done
  bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load "box$box" "$WORK/half"
  python3 "$HERE/bench/line.py" $((PORT + 10 + box)) "$PORT" "$(awk -v m="$MBYTES" 'BEGIN { print m * 1e6 }')" & lines+=($!)
done

settings() { # worker, its mailboxes: they are reached over its own line
  local boxes
  boxes=$(for b in $2; do echo "\"box$b\":{\"Host\":\"127.0.0.1\",\"Port\":$((PORT + 10 + $1)),\"Security\":\"None\",\"User\":\"box$b\",\"Password\":\"secret\",\"Acknowledgement\":\"Nothing\"}"; done | paste -sd,)
  cat >"$WORK/settings$1.json" <<J
{"Touchpoints":{"Store":{"Database":"$STORE/bench","Octets":"postgres"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys",
 "Ops":{"Url":"none"},"Mailboxes":{$boxes}}}
J
}

round() { # workers
  psql -q "$STORE/postgres" -c "DROP DATABASE IF EXISTS bench WITH (FORCE)" -c "CREATE DATABASE bench ENCODING 'UTF8' TEMPLATE template0" 2>/dev/null
  if [ "$1" = 1 ]; then settings 0 "0 1"; else settings 0 0; settings 1 1; fi
  $PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings0.json" >"$WORK/import.log" 2>&1
  local started ids=()
  started=$(date +%s.%N)
  for ((w = 0; w < $1; w++)); do $PROGRAM ingest --once --json --settings "$WORK/settings$w.json" >"$WORK/out$w.json" 2>"$WORK/err$w.log" & ids+=($!); done
  for id in "${ids[@]}"; do wait "$id"; done
  echo "$1 $(awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { print b - a }')" | tee -a "$WORK/runs"
  python3 "$HERE/bench/organisation.py" count "$WORK/mail" "$STORE/bench"
}

: >"$WORK/runs"
for _ in $(seq "$ROUNDS"); do round 1; round 2; done
python3 - "$WORK/runs" "$COUNT" "$MBYTES" <<'P'
import statistics, sys
runs = [line.split() for line in open(sys.argv[1])]
one, two = (statistics.median(float(s) for n, s in runs if n == workers) for workers in "12")
print(f"{sys.argv[2]} mails over lines of {sys.argv[3]} MB/s: one worker {one:.2f} s, two workers {two:.2f} s, {one / two:.2f} times")
P
