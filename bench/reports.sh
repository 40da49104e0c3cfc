#!/usr/bin/env bash
# reports.sh TOOLS WORK [STORED] [MAILS] [ROUNDS]   whether people who look slow down the mail that comes in
# A worker drains MAILS (5000) mails from a private Dovecot into a SQLite store that holds STORED (1,000,000) already: in turn alone, and while `status`, the timeline of an
# account, the list of held mail and the page of the ledger are asked for one after the other without a pause (PAUSE seconds between them; 0). Each run begins with a copy of
# the same store. TOOLS holds gen_mail.py and dovecot_up.sh. Prints each run, how often and how fast the reports answered, and the ratio of the medians.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); STORED=${3:-1000000}; COUNT=${4:-5000}; ROUNDS=${5:-3}; PORT=${PORT:-14800}; PAUSE=${PAUSE:-0}
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }

settings() { # database
  cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$1","Octets":"$WORK/octets"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys",
 "Ops":{"Url":"http://127.0.0.1:$((PORT + 20))"},
 "Mailboxes":{"m":{"Host":"localhost","Port":$PORT,"Security":"None","User":"m","Password":"secret","Acknowledgement":"Nothing"}}}}
J
}

if [ ! -e "$WORK/filled.$STORED.$COUNT" ]; then
  rm -rf "$WORK/mail" "$WORK/org" "$WORK/dovecot" "$WORK"/stored.db*
  python3 "$HERE/bench/organisation.py" tokens 100 200 >"$WORK/tokens.csv"
  python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count "$COUNT" --profile text --tokens "$WORK/tokens.csv" >/dev/null
  python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
  settings "$WORK/stored.db"
  $PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >"$WORK/import.log" 2>&1
  python3 "$HERE/bench/growth.py" fill "$WORK/stored.db" "$STORED" 2>"$WORK/fill.log"
  touch "$WORK/filled.$STORED.$COUNT"
fi
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT
[ -d "$WORK/dovecot/mail/m" ] || bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load m "$WORK/mail/mail"
settings "$WORK/run.db"

ask() { # one after the other, until it is stopped; a line for each: page, seconds
  local url=http://127.0.0.1:$((PORT + 20)) account=1
  while true; do
    for page in status "accounts/$account" held ledger; do
      curl -s -o /dev/null -w "${page%%/*} %{time_total} %{http_code}\n" "$url/$page" || true
      sleep "$PAUSE"
    done
    account=$((account % 100 + 1))
  done
}

run() { # alone, or asked
  local worker asker=
  rm -rf "$WORK/octets" "$WORK"/run.db*; cp "$WORK/stored.db" "$WORK/run.db"; cat "$WORK/run.db" >/dev/null; sync
  : >"$WORK/worker.log"
  $PROGRAM run --settings "$WORK/settings.json" >"$WORK/worker.log" 2>&1 & worker=$!; started+=("$worker")
  if [ "$1" = asked ]; then
    until curl -s -o /dev/null "http://127.0.0.1:$((PORT + 20))/livez"; do sleep 0.05; done
    ask >>"$WORK/asked" & asker=$!; started+=("$asker")
  fi
  local seconds
  seconds=$(python3 - "$WORK/worker.log" "$COUNT" <<'P'
import sys, time
first, seen, log = None, 0, open(sys.argv[1])
while seen < int(sys.argv[2]):
    lines = log.readlines()
    seen += sum(" INF Mail " in line for line in lines)
    first = first or (time.time() if seen else None)
    time.sleep(0.02)
print(f"{time.time() - first:.2f}")
P
)
  [ -z "$asker" ] || kill "$asker" 2>/dev/null || true
  kill "$worker"; wait "$worker" 2>/dev/null || true
  echo "$1 $seconds" | tee -a "$WORK/runs"
}

run alone | sed 's/^/warm-up: /'
: >"$WORK/runs"; : >"$WORK/asked"
for _ in $(seq "$ROUNDS"); do run alone; run asked; done
python3 - "$WORK/runs" "$WORK/asked" "$COUNT" "$STORED" <<'P'
import collections, statistics, sys
runs = [line.split() for line in open(sys.argv[1])]
alone, asked = (statistics.median(float(seconds) for how, seconds in runs if how == wanted) for wanted in ("alone", "asked"))
pages = collections.defaultdict(list)
for line in open(sys.argv[2]):
    page, seconds, code = line.split()
    pages[page].append(float(seconds))
    assert code in ("200", "000"), line  # 000: the worker was stopped meanwhile
for page, times in sorted(pages.items()):
    print(f"{page}: {len(times)} answers, median {statistics.median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms")
print(f"{sys.argv[3]} mails into {sys.argv[4]} stored: {alone:.2f} s alone, {asked:.2f} s while reports were asked for, {asked / alone:.2f} times")
P
