#!/usr/bin/env bash
# faults.sh TOOLS WORK [FAULTS] [CONNECTIONS] [COUNT] [DATABASE]   mail over TLS through a proxy that hurts connections, then checks every mail
# TOOLS holds gen_mail.py, dovecot_up.sh and chaos_proxy.py. FAULTS is polite (nothing altered, R3), all (octets flipped, left out, repeated, injected
# as well, R4) or a list of the proxy's. Each connection is a run of its own and gets its share of the mail (of 230 about 150 are struck); a last run goes without the proxy.
# DATABASE as for kill.sh. The long form: 3000 connections, 50000 mails, OUTAGE=20:5.
# Exit code 0: no run failed otherwise than by its connection, every mail has one row with its own octets, none has two, and the sums close.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); FAULTS=${3:-polite}; CONNECTIONS=${4:-230}; COUNT=${5:-2000}; DATABASE=${6:-sqlite}; PORT=${PORT:-14900}
[ "$DATABASE" != sqlite ] || DATABASE=$WORK/store/t.db
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }
rm -rf "$WORK/store" "$WORK/dovecot" "$WORK/mail" "$WORK/proxy" "$WORK/log"; mkdir -p "$WORK/store"
python3 "$HERE/bench/organisation.py" tokens 100 >"$WORK/tokens.csv"
python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count "$COUNT" --profile text --tokens "$WORK/tokens.csv" >/dev/null
python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
python3 "$TOOLS/chaos_proxy.py" --listen "127.0.0.1:$((PORT + 5))" --target "127.0.0.1:$((PORT + 1))" --seed "${SEED:-7}" --faults "$FAULTS" --p 0.7 --stall 1 --hold 2 --run 3600 \
  ${OUTAGE:+--outage "$OUTAGE"} --ready "$WORK/proxy" --log "$WORK/proxy.jsonl" >"$WORK/proxy.out" & proxy=$!
trap 'kill $proxy 2>/dev/null || true; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT
until [ -s "$WORK/proxy" ]; do sleep 0.1; done
settings() { # port, file
  cat >"$2" <<J
{"Touchpoints":{"Store":{"Database":"$DATABASE"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys","Ops":{"Url":"none"},
 "Mailboxes":{"m":{"Host":"localhost","Port":$1,"CaFile":"$WORK/dovecot/tls/cert.pem","User":"box","Password":"secret"}}}}
J
}
settings $((PORT + 5)) "$WORK/through.json"
settings $((PORT + 1)) "$WORK/direct.json"
$PROGRAM directory import "$WORK/org/directory" --settings "$WORK/direct.json" >"$WORK/log" 2>&1
mapfile -t FILES < <(find "$WORK/mail/mail/new" "$WORK/mail/mail/cur" -type f | sort)
declare -A codes
for ((i = 0; i < CONNECTIONS; i++)); do
  from=$((i * COUNT / CONNECTIONS)); some=("${FILES[@]:$from:$(((i + 1) * COUNT / CONNECTIONS - from))}")
  rm -rf "$WORK/some"; mkdir -p "$WORK/some/new"
  [ ${#some[@]} -eq 0 ] || { cp -al "${some[@]}" "$WORK/some/new/"; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load box "$WORK/some"; }
  code=0; $PROGRAM ingest --once --settings "$WORK/through.json" >>"$WORK/log" 2>&1 || code=$?
  codes[$code]=$((${codes[$code]:-0} + 1))
done
$PROGRAM ingest --once --json --settings "$WORK/direct.json" 2>>"$WORK/log"
kill $proxy; wait $proxy 2>/dev/null || true
cat "$WORK/proxy.out"
for code in "${!codes[@]}"; do echo "exit code $code: ${codes[$code]} runs"; done
python3 "$HERE/bench/organisation.py" count "$WORK/mail" "$DATABASE"
for code in "${!codes[@]}"; do case $code in 0 | 69 | 77) ;; *) exit 1 ;; esac; done
