#!/usr/bin/env bash
# kill.sh TOOLS WORK [KILLS] [COUNT] [DATABASE]   kills the worker with SIGKILL at random moments while mail keeps coming, then checks every mail
# TOOLS holds gen_mail.py and dovecot_up.sh; DATABASE is sqlite (in WORK) or the postgres://... of an empty database. The long form: 1000 kills, 20000 mails.
# Exit code 0: every mail has one row with its own octets, none has two, and the sums close.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); KILLS=${3:-50}; COUNT=${4:-1000}; DATABASE=${5:-sqlite}; PORT=${PORT:-14800}; RANDOM=${SEED:-1}
[ "$DATABASE" != sqlite ] || DATABASE=$WORK/store/t.db
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
{"Touchpoints":{"Store":{"Database":"$DATABASE","LeaseSeconds":1},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys","Ops":{"Url":"none"},
 "Mailboxes":{"m":{"Host":"127.0.0.1","Port":$PORT,"Security":"None","User":"box","Password":"secret"}}}}
J
$PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >"$WORK/log" 2>&1
mapfile -t FILES < <(find "$WORK/mail/mail/new" "$WORK/mail/mail/cur" -type f | sort)
killed=0
for ((i = 0; i < KILLS; i++)); do
  # The share of this kill, so that the last kill has the last mail.
  from=$((i * COUNT / KILLS)); some=("${FILES[@]:$from:$(((i + 1) * COUNT / KILLS - from))}")
  rm -rf "$WORK/some"; mkdir -p "$WORK/some/new"
  [ ${#some[@]} -eq 0 ] || { cp -al "${some[@]}" "$WORK/some/new/"; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load box "$WORK/some"; }
  said=$(wc -l <"$WORK/log")
  $PROGRAM run --settings "$WORK/settings.json" 2>>"$WORK/log" & worker=$!
  # From before the store is open until after the last acknowledgement; every second one not before it has begun, for on a busy machine a start takes longer than all else.
  while ((i % 2 == 1)) && [ "$(wc -l <"$WORK/log")" -le "$said" ]; do sleep 0.05; done
  sleep "$(awk -v r=$RANDOM -v longest="${LONGEST:-1.5}" 'BEGIN { print 0.1 + longest * r / 32768 }')"
  if kill -9 $worker; then killed=$((killed + 1)); fi
  wait $worker 2>/dev/null || true
  (((i + 1) % 100 > 0)) || echo "$(date -u +%T) $((i + 1)) of $KILLS"
done
echo "mails settled between the kills: $(grep -c ' INF Mail ' "$WORK/log")"
$PROGRAM ingest --once --json --settings "$WORK/settings.json" 2>>"$WORK/log"
python3 "$HERE/bench/organisation.py" compare "$WORK/mail" "$DATABASE"
echo "$killed kills"
python3 "$HERE/bench/organisation.py" count "$WORK/mail" "$DATABASE"
