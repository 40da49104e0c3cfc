#!/usr/bin/env bash
# workers.sh TOOLS WORK [WORKERS] [MAILS]   workers side by side on PostgreSQL, stopped (SIGSTOP) at random for up to three leases while mail comes to several mailboxes
# TOOLS holds gen_mail.py and dovecot_up.sh. DATABASE=postgres://... names an empty database, LEASE the seconds of a lease (3), ROUNDS the number of stops (12). The long
# form: 4 workers, 50000 mails, ROUNDS=100 LEASE=15. Exit code 0: every mail has one row with its own octets, none has two, and the sums close.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); WORKERS=${3:-2}; COUNT=${4:-2000}; LEASE=${LEASE:-3}; ROUNDS=${ROUNDS:-12}; BOXES=${BOXES:-4}; PORT=${PORT:-14900}; RANDOM=${SEED:-1}
: "${DATABASE:?names an empty PostgreSQL database: DATABASE=postgres://user@host:port/name}"
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }
rm -rf "$WORK/dovecot" "$WORK/mail" "$WORK"/log*
python3 "$HERE/bench/organisation.py" tokens 100 >"$WORK/tokens.csv"
python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count "$COUNT" --profile text --tokens "$WORK/tokens.csv" >/dev/null
python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
workers=()
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
trap 'for w in "${workers[@]}"; do kill -9 "$w" 2>/dev/null || true; done; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT
boxes=$(for ((b = 0; b < BOXES; b++)); do echo "\"box$b\":{\"Host\":\"127.0.0.1\",\"Port\":$PORT,\"Security\":\"None\",\"User\":\"box$b\",\"Password\":\"secret\",\"PollSeconds\":2}"; done | paste -sd,)
cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$DATABASE","LeaseSeconds":$LEASE},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys",
 "Ops":{"Url":"none"},"Mailboxes":{$boxes}}}
J
$PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >"$WORK/log" 2>&1
mapfile -t FILES < <(find "$WORK/mail/mail/new" "$WORK/mail/mail/cur" -type f | sort)
for ((w = 0; w < WORKERS; w++)); do $PROGRAM run --settings "$WORK/settings.json" 2>"$WORK/log$w" & workers+=($!); done
ask() { psql "$DATABASE" -XAtqc "$1"; }
started=$SECONDS
for ((i = 0; i < ROUNDS; i++)); do
  from=$((i * COUNT / ROUNDS)); share=$(((i + 1) * COUNT / ROUNDS - from))
  for ((b = 0; b < BOXES; b++)); do
    rm -rf "$WORK/some"; mkdir -p "$WORK/some/new"
    for ((f = from + b; f < from + share; f += BOXES)); do cp -al "${FILES[$f]}" "$WORK/some/new/"; done
    bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load "box$b" "$WORK/some"
  done
  # While it is at work, or stands by.
  sleep "$(awk -v r=$RANDOM 'BEGIN { print 3 * r / 32768 }')"
  worker=${workers[$((RANDOM % WORKERS))]}
  kill -STOP "$worker"
  sleep "$(awk -v r=$RANDOM -v lease="$LEASE" 'BEGIN { print 3 * lease * r / 32768 }')"
  kill -CONT "$worker"
  (((i + 1) % 10 > 0)) || echo "$(date -u +%T) $((i + 1)) of $ROUNDS stops; $(ask "SELECT count(*) FROM delivery WHERE state <> 'received'") of $((from + share)) mails settled"
done
for ((s = 0; s < 300; s++)); do
  [ "$(ask "SELECT count(*) FROM delivery WHERE state <> 'received'")" -lt "$COUNT" ] || break
  sleep 1
done
echo "$WORKERS workers, $ROUNDS stops of up to $((3 * LEASE)) s in $((SECONDS - started)) s; $(ask "SELECT sum(fence) - count(*) FROM lease") take-overs, $(cat "$WORK"/log[0-9]* | grep -c 'took it over') of them from one that woke up"
kill -TERM "${workers[@]}"
for w in "${workers[@]}"; do wait "$w"; done
workers=()
python3 "$HERE/bench/organisation.py" count "$WORK/mail" "$DATABASE"
