#!/usr/bin/env bash
# throughput.sh TOOLS WORK [COUNT] [ROUNDS]   drains generated mail from a private Dovecot, in turn with mbsync (FSync yes), TLS off and on
# TOOLS holds gen_mail.py, dovecot_up.sh, peers_bench.sh and imap_rate.py. WORK is scratch on a real disk. Needs Dovecot, isync, strace and GNU time.
# STORE=postgres://user@host:port drains into a database "bench" on that server as well, in turn with SQLite; OCTETS=folder keeps the octets beside the others' (default:
# in that database). TLS and PROFILES choose among "no yes" and "text mixed".
# Prints a line of JSON a run, then the medians, their ratios (time of the other / time of touchpoints), the fsyncs a mail, and what became of
# the mail beside the truth: the directory is the generated one, so that mail is matched, threaded and recorded, not just held.
# "only reading" is a client that throws away what it reads: what the server takes, and the least that any client on this machine can take.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); COUNT=${3:-10000}; ROUNDS=${4:-5}; PORT=${PORT:-14700}
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
# As docs/operations.md says to publish it; from a copy, for a platform's packages do not belong into the lock files.
if [ -z "${PROGRAM:-}" ]; then
  rm -rf "$WORK/source"; mkdir -p "$WORK/source"; git -C "$HERE" archive HEAD | tar -x -C "$WORK/source"
  dotnet publish -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true -o "$WORK/bin" "$WORK/source/src/Ingest.Worker" >"$WORK/publish.log"
  PROGRAM=$WORK/bin/touchpoints
fi
bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
trap 'bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT

drain() { # profile, tls, engine, command before it: one run from an empty store, unmarked on the server as mbsync leaves it
  local port=$PORT security=None database=$WORK/store/t.db octets=$WORK/store/octets
  [ "$2" = no ] || { port=$((PORT + 1)); security=Tls; }
  rm -rf "$WORK/store"; mkdir -p "$WORK/store"
  if [ "$3" = postgres ]; then
    database=$STORE/bench
    [ "${OCTETS:-}" = folder ] || octets=postgres
    psql -q "$STORE/postgres" -c "DROP DATABASE IF EXISTS bench WITH (FORCE)" -c "CREATE DATABASE bench ENCODING 'UTF8' TEMPLATE template0" 2>/dev/null
  fi
  cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$database","Octets":"$octets"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],
 "InstanceId":"bench","ReplyKeyFile":"$WORK/$1.org/reply-keys","Ops":{"Url":"none"},
 "Mailboxes":{"m":{"Host":"localhost","Port":$port,"Security":"$security","CaFile":"$WORK/dovecot/tls/cert.pem","User":"$1","Password":"secret","Acknowledgement":"Nothing"}}}}
J
  /usr/bin/time -o "$WORK/import.time" -f %e $PROGRAM directory import "$WORK/$1.org/directory" --settings "$WORK/settings.json" >"$WORK/import.log" 2>&1 || { cat "$WORK/import.log"; exit 1; }
  sync
  # shellcheck disable=SC2086
  $4 $PROGRAM ingest --once --json --settings "$WORK/settings.json" >"$WORK/out.json" 2>"$WORK/err.log"
  grep -q "\"mails\":$COUNT," "$WORK/out.json" || { echo "not all mails came:"; cat "$WORK/out.json"; tail -3 "$WORK/err.log"; exit 1; }
}

timed() { # profile, tls, engine: a line of JSON
  drain "$1" "$2" "$3" "/usr/bin/time -o $WORK/t -f %e:%U:%S:%M"
  IFS=: read -r e u s m < <(tail -1 "$WORK/t")
  echo "{\"peer\":\"touchpoints, $3\",\"s\":$e,\"user\":$u,\"sys\":$s,\"rss_kb\":$m,\"n\":$COUNT,\"import_s\":$(tail -1 "$WORK/import.time")}" >>"$WORK/runs"
}

only_reading() { # profile, tls: a line of JSON
  local port=$PORT tls=()
  [ "$2" = no ] || { port=$((PORT + 1)); tls=(--tls); }
  python3 "$TOOLS/imap_rate.py" localhost "$port" "$1" secret --mode batch "${tls[@]}" | sed 's/^{/{"peer": "only reading", /' >>"$WORK/runs"
}

for profile in ${PROFILES:-text mixed}; do
  if [ ! -d "$WORK/$profile.org" ]; then
    python3 "$HERE/bench/organisation.py" tokens 800 >"$WORK/tokens.csv"
    python3 "$TOOLS/gen_mail.py" --out "$WORK/$profile" --count "$COUNT" --profile "$profile" --tokens "$WORK/tokens.csv" >/dev/null
    python3 "$HERE/bench/organisation.py" directory "$WORK/$profile" "$WORK/$profile.org"
  fi
  [ -d "$WORK/dovecot/mail/$profile" ] || bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load "$profile" "$WORK/$profile/mail"
  for tls in ${TLS:-no yes}; do
    : >"$WORK/runs"
    for _ in $(seq "$ROUNDS"); do
      if [ $tls = no ]; then bash "$TOOLS/peers_bench.sh" "$WORK/peer" "$PORT" "$profile" 1 mbsync
      else HOSTN=localhost SSLT=IMAPS SSLCERT="$WORK/dovecot/tls/cert.pem" bash "$TOOLS/peers_bench.sh" "$WORK/peer" $((PORT + 1)) "$profile" 1 mbsync; fi >>"$WORK/runs"
      only_reading "$profile" $tls
      timed "$profile" $tls sqlite
      [ -z "${STORE:-}" ] || timed "$profile" $tls postgres
    done
    cat "$WORK/runs"
    python3 - "$WORK/runs" "$profile" $tls <<'P'
import json, statistics, sys
runs = [json.loads(line) for line in open(sys.argv[1])]
median = {p: statistics.median(r["s"] for r in runs if r["peer"] == p) for p in sorted({r["peer"] for r in runs})}
print(f"{sys.argv[2]}, TLS {sys.argv[3]}: " + ", ".join(f"{p} {s:.2f} s" for p, s in median.items()) + f"; mbsync / touchpoints {median['mbsync'] / median['touchpoints, sqlite']:.2f}"
      + (f", SQLite / PostgreSQL {median['touchpoints, sqlite'] / median['touchpoints, postgres']:.2f}" if "touchpoints, postgres" in median else ""))
P
  done
  for engine in ${STORE:+postgres} sqlite; do
    drain "$profile" no $engine "strace -f -c -e trace=fsync,fdatasync -o $WORK/strace"
    awk -v n="$COUNT" -v p="$profile, $engine" '$NF ~ /^f(data)?sync$/ { calls += $4 } END { printf "%s: %d fsyncs of the worker, %.3f a mail\n", p, calls, calls / n }' "$WORK/strace"
    python3 "$HERE/bench/organisation.py" compare "$WORK/$profile" "$([ $engine = postgres ] && echo "$STORE/bench" || echo "$WORK/store/t.db")"
  done
done
