#!/usr/bin/env bash
# throughput.sh TOOLS WORK [COUNT] [ROUNDS]   drains generated mail from a private Dovecot, in turn with mbsync (FSync yes), TLS off and on
# TOOLS holds gen_mail.py, dovecot_up.sh and peers_bench.sh. WORK is scratch on a real disk. Needs Dovecot, isync, strace and GNU time.
# STORE='Host=127.0.0.1;Port=5432;Username=postgres' puts the store on that PostgreSQL in place of SQLite.
# Prints a line of JSON a run, then the medians, their ratio (time of mbsync / time of touchpoints), the fsyncs a mail, and what became of
# the mail beside the truth: the directory is the generated one, so that mail is matched, threaded and recorded, not just held.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); COUNT=${3:-10000}; ROUNDS=${4:-5}; PORT=${PORT:-14700}
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
# As docs/operations.md says to publish it; from a copy, for a platform's packages do not belong into the lock files.
if [ -z "${PROGRAM:-}" ]; then
  rm -rf "$WORK/source"; mkdir -p "$WORK/source"; git -C "$HERE" archive HEAD | tar -x -C "$WORK/source"
  dotnet publish -c Release -r linux-x64 --no-self-contained -p:PublishReadyToRun=true -o "$WORK/bin" "$WORK/source/src/Ingest.Worker" >"$WORK/publish.log"
  PROGRAM="dotnet $WORK/bin/touchpoints.dll"
fi
bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
trap 'bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT

drain() { # profile, tls, command before it: one run from an empty store, unmarked on the server as mbsync leaves it
  local port=$PORT security=None
  [ "$2" = no ] || { port=$((PORT + 1)); security=Tls; }
  rm -rf "$WORK/store"; mkdir -p "$WORK/store"
  local database=$WORK/store/t.db
  if [ -n "${STORE:-}" ]; then # STORE="Host=…;Port=…;Username=…": an empty database "bench" there, made anew for each run
    database="$STORE;Database=bench"
    psql -q "$(tr ';' ' ' <<<"${STORE,,}" | sed 's/username=/user=/') dbname=postgres" -c "DROP DATABASE IF EXISTS bench WITH (FORCE)" -c "CREATE DATABASE bench ENCODING 'UTF8' TEMPLATE template0" 2>/dev/null
  fi
  cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$database"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],
 "InstanceId":"bench","ReplyKeyFile":"$WORK/$1.org/reply-keys","Ops":{"Url":"none"},
 "Mailboxes":{"m":{"Host":"localhost","Port":$port,"Security":"$security","CaFile":"$WORK/dovecot/tls/cert.pem","User":"$1","Password":"secret","Acknowledgement":"Nothing"}}}}
J
  $PROGRAM directory import "$WORK/$1.org/directory" --settings "$WORK/settings.json" >"$WORK/import.log" 2>&1
  sync
  # shellcheck disable=SC2086
  $3 $PROGRAM ingest --once --json --settings "$WORK/settings.json" >"$WORK/out.json" 2>"$WORK/err.log"
  grep -q "\"mails\":$COUNT," "$WORK/out.json" || { echo "not all mails came:"; cat "$WORK/out.json"; tail -3 "$WORK/err.log"; exit 1; }
}

for profile in ${PROFILES:-text mixed}; do
  if [ ! -d "$WORK/$profile.org" ]; then
    python3 "$HERE/bench/organisation.py" tokens 800 >"$WORK/tokens.csv"
    python3 "$TOOLS/gen_mail.py" --out "$WORK/$profile" --count "$COUNT" --profile "$profile" --tokens "$WORK/tokens.csv" >/dev/null
    python3 "$HERE/bench/organisation.py" directory "$WORK/$profile" "$WORK/$profile.org"
  fi
  [ -d "$WORK/dovecot/mail/$profile" ] || bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load "$profile" "$WORK/$profile/mail"
  for tls in no yes; do
    : >"$WORK/runs"
    for _ in $(seq "$ROUNDS"); do
      if [ $tls = no ]; then bash "$TOOLS/peers_bench.sh" "$WORK/peer" "$PORT" "$profile" 1 mbsync
      else HOSTN=localhost SSLT=IMAPS SSLCERT="$WORK/dovecot/tls/cert.pem" bash "$TOOLS/peers_bench.sh" "$WORK/peer" $((PORT + 1)) "$profile" 1 mbsync; fi >>"$WORK/runs"
      drain "$profile" $tls "/usr/bin/time -o $WORK/t -f %e:%U:%S:%M"
      IFS=: read -r e u s m < <(tail -1 "$WORK/t")
      echo "{\"peer\":\"touchpoints\",\"s\":$e,\"user\":$u,\"sys\":$s,\"rss_kb\":$m,\"n\":$COUNT}" >>"$WORK/runs"
    done
    cat "$WORK/runs"
    python3 - "$WORK/runs" "$profile" $tls <<'P'
import json, statistics, sys
runs = [json.loads(line) for line in open(sys.argv[1])]
median = {p: statistics.median(r["s"] for r in runs if r["peer"] == p) for p in ("mbsync", "touchpoints")}
print(f"{sys.argv[2]}, TLS {sys.argv[3]}: mbsync {median['mbsync']:.2f} s, touchpoints {median['touchpoints']:.2f} s, ratio {median['mbsync'] / median['touchpoints']:.2f}")
P
  done
  drain "$profile" no "strace -f -c -e trace=fsync,fdatasync -o $WORK/strace"
  awk -v n="$COUNT" -v p="$profile" '$NF ~ /^f(data)?sync$/ { calls += $4 } END { printf "%s: %d fsyncs, %.3f a mail\n", p, calls, calls / n }' "$WORK/strace"
  [ -n "${STORE:-}" ] || python3 "$HERE/bench/organisation.py" compare "$WORK/$profile" "$WORK/store/t.db"
done
