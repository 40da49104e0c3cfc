#!/usr/bin/env bash
# memory.sh TOOLS WORK [MEGABYTES] [COUNT] [MEGABYTES_EACH]   peak memory of a worker that takes in one large mail, and many large ones, beside the idle worker
# TOOLS holds gen_mail.py and dovecot_up.sh. WORK is scratch on a real disk (12 GB for 200 MB and 100 mails of 25). Linux. Prints the peak of the resident set (VmHWM, the mapped
# pages of files included) at rest, and while 50 small mails, the large one, the many came in, each from Dovecot to the record. Goal: 32 MiB more than at rest.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); LARGE=${3:-200}; COUNT=${4:-100}; EACH=${5:-25}; PORT=${PORT:-15100}
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
# As docs/operations.md says to publish it; from a copy, for a platform's packages do not belong into the lock files.
if [ -z "${PROGRAM:-}" ]; then
  rm -rf "$WORK/source"; mkdir -p "$WORK/source"; git -C "$HERE" archive HEAD | tar -x -C "$WORK/source"
  dotnet publish -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true -o "$WORK/bin" "$WORK/source/src/Ingest.Worker" >"$WORK/publish.log"
  PROGRAM=$WORK/bin/touchpoints
fi
generate() { # name, mails, arguments: mail to and fro one organisation
  [ -d "$WORK/$1" ] || python3 "$TOOLS/gen_mail.py" --out "$WORK/$1" --count "$2" --profile mixed --seed 7 --tokens "$WORK/tokens.csv" "${@:3}" >/dev/null
}
python3 "$HERE/bench/organisation.py" tokens 100 >"$WORK/tokens.csv"

generate small 50
generate large 1 --big "$LARGE:1"
generate many "$COUNT" --big "$EACH:$COUNT"
python3 "$HERE/bench/organisation.py" directory "$WORK/small" "$WORK/org"
rm -rf "$WORK/dovecot" "$WORK/store"; mkdir -p "$WORK/store"
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
trap '[ -z "${worker:-}" ] || kill "$worker" 2>/dev/null || true; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop' EXIT
cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$WORK/store/t.db","Octets":"$WORK/store/octets"},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],
 "InstanceId":"bench","ReplyKeyFile":"$WORK/org/reply-keys","MaxMailMegabytes":$((LARGE * 2)),"Ops":{"Url":"none"},
 "Mailboxes":{"m":{"Host":"localhost","Port":$PORT,"Security":"None","User":"m","Password":"secret","PollSeconds":2}}}}
J
# shellcheck disable=SC2086
$PROGRAM directory import "$WORK/org/directory" --settings "$WORK/settings.json" >"$WORK/import.log" 2>&1
# shellcheck disable=SC2086
$PROGRAM run --settings "$WORK/settings.json" 2>"$WORK/err.log" & worker=$!

settled() { python3 -c 'import sqlite3, sys; print(sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True).execute("SELECT count(*) FROM delivery WHERE state <> '"'received'"'").fetchone()[0])' "$WORK/store/t.db"; }
peak() { awk '/VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$worker/status"; }
begin() { echo 5 >"/proc/$worker/clear_refs"; }
mails=0
phase() { # name, mails
  begin
  mails=$((mails + $2)); started=$SECONDS
  bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load m "$WORK/$1/mail"
  until [ "$(settled)" -ge "$mails" ]; do
    kill -0 "$worker" 2>/dev/null && [ $((SECONDS - started)) -lt 600 ] || { echo "$1: $(settled) of $mails mails after $((SECONDS - started)) s"; tail -5 "$WORK/err.log"; exit 1; }
    sleep 0.5
  done
  echo "$1: $2 mails, $(du -sm "$WORK/$1/mail" | cut -f1) MB in $((SECONDS - started)) s: peak $(peak) MiB, $(($(peak) - idle)) more than at rest"
}
sleep 8; begin; sleep 4; idle=$(peak)
echo "at rest: $idle MiB"
phase small 50
phase large 1
phase many "$COUNT"
