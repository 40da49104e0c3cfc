#!/usr/bin/env bash
# database-faults.sh TOOLS WORK FAULT [TIMES] [COUNT]   PostgreSQL fails TIMES times under a worker while COUNT (5000) mails come; then every mail is counted
# FAULT is one of
#   shutdown   it is shut down at once (pg_ctl stop -m immediate) in mid-work and started again; TIMES is 10
#   commit     the answer to a COMMIT is lost (chaos_proxy.py stands between worker and server); TIMES is 50
#   failover   its standby receives nothing more, mail goes on being taken in, it ends at once and the standby is promoted; then a new standby is made; TIMES is 3
#   full       its disk, 1.5 GB in memory, is full; TIMES is 3. Needs unshare
# TOOLS holds gen_mail.py, dovecot_up.sh and chaos_proxy.py. Servers are its own, in WORK: Dovecot, PostgreSQL (durable as it comes). ACK=Move moves settled mail away.
# Says how long each time it took until mail was recorded again. Exit code 0: every mail has one row with its own octets, none has two, the sums close, and every index is whole.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); FAULT=$3; COUNT=${5:-5000}; PORT=${PORT:-15000}; ACK=${ACK:-Keyword}
case $FAULT in shutdown) TIMES=${4:-10} ;; commit) TIMES=${4:-50} ;; failover | full) TIMES=${4:-3} ;; *) sed -n 2,10p "$0"; exit 64 ;; esac
HERE=$(cd "$(dirname "$0")/.." && pwd)
chmod 755 "$WORK"
[ -n "${PROGRAM:-}" ] || { dotnet build -c Release -v q "$HERE/src/Ingest.Worker" >"$WORK/build.log"; PROGRAM="dotnet $HERE/src/Ingest.Worker/bin/Release/net10.0/touchpoints.dll"; }
BIN=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
rm -rf "$WORK"/{dovecot,mail,pg,proxy*,log,org}; mkdir -p "$WORK/pg"
worker='' holder='' proxy='' as=()
[ "$(id -u)" != 0 ] || { as=(setpriv --reuid=postgres --regid=postgres --init-groups); chown postgres "$WORK/pg"; }
if [ "$FAULT" = full ]; then # in a namespace of its own, as a user who is not root there
  unshare --user --map-root-user --mount sh -c "mount -t tmpfs -o size=1500m tmpfs '$WORK/pg' && exec sleep 36000" & holder=$!
  until grep -q "$WORK/pg" "/proc/$holder/mounts"; do sleep 0.1; done
  as=(nsenter -t "$holder" -U -m --preserve-credentials unshare --user --map-user=1000 --map-group=1000)
fi

pg() { (cd / && "${as[@]}" "$BIN/$@" </dev/null >>"$WORK/log.pg" 2>&1); }
port() { echo $((PORT + 10 + $1)); }
start() { pg pg_ctl start -D "$WORK/pg/$1" -w -l "$WORK/pg/log$1" -o "-p $(port "$1") -c listen_addresses=127.0.0.1 -c unix_socket_directories=$WORK/pg"; }
end() { pg pg_ctl stop -D "$WORK/pg/$1" -m immediate -w; }
standby() { rm -rf "$WORK/pg/$1"; pg pg_basebackup -D "$WORK/pg/$1" -R -X stream -c fast -h 127.0.0.1 -p "$(port $((1 - $1)))" -U postgres && start "$1"; }
url() { echo "postgres://postgres@127.0.0.1:$(port "$1")/bench"; }
ask() { psql -XAtqc "$2" "$(url "$1")"; }
settled() { ask "$1" "SELECT count(*) FROM delivery WHERE state <> 'received'" 2>/dev/null || echo 0; }
acknowledged() { doveadm -c "$WORK/dovecot/dovecot.conf" search -u box mailbox INBOX keyword '$Touchpoints' | wc -l; }
now() { date +%s%N; }
clean() {
  for p in $worker $proxy; do kill -9 "$p" 2>/dev/null || true; done
  bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" stop
  for node in 0 1; do [ ! -d "$WORK/pg/$node" ] || end $node || true; done
  [ -z "$holder" ] || { end 0 || true; kill "$holder"; }
}
trap clean EXIT
until_settled() { # node, more than this; answers after how many seconds, since a time
  until [ "$(settled "$1")" -gt "$2" ]; do sleep 0.05; done
  awk -v since="$3" -v now="$(now)" 'BEGIN { printf "%.1f", (now - since) / 1e9 }'
}

pg initdb -D "$WORK/pg/0" -A trust -U postgres -E UTF8 --locale=C.UTF-8
start 0
psql -Xq -c "CREATE DATABASE bench TEMPLATE template0" "postgres://postgres@127.0.0.1:$(port 0)/postgres"
python3 "$HERE/bench/organisation.py" tokens 100 >"$WORK/tokens.csv"
python3 "$TOOLS/gen_mail.py" --out "$WORK/mail" --count "$COUNT" --profile text --tokens "$WORK/tokens.csv" >/dev/null
python3 "$HERE/bench/organisation.py" directory "$WORK/mail" "$WORK/org"
COMPRESS=no bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" "$PORT" >/dev/null
hosts="Host=127.0.0.1;Port=$(port 0)"
case $FAULT in
  failover) hosts="Host=127.0.0.1:$(port 0),127.0.0.1:$(port 1);Target Session Attributes=primary" ;;
  commit)
    # Not prepared, so that the word is seen; of every connection the fourth is struck, or nothing would ever be answered.
    hosts="Host=127.0.0.1;Port=$((PORT + 20));Max Auto Prepare=0"
    python3 "$TOOLS/chaos_proxy.py" --listen "127.0.0.1:$((PORT + 20))" --target "127.0.0.1:$(port 0)" --faults none --on c2s:COMMIT:cut_after:4 --run 3600 --log "$WORK/proxy.jsonl" --control $((PORT + 21)) --ready "$WORK/proxy" >"$WORK/proxy.out" 2>&1 & proxy=$!
    until [ -s "$WORK/proxy" ]; do sleep 0.1; done ;;
esac
cat >"$WORK/settings.json" <<J
{"Touchpoints":{"Store":{"Database":"$hosts;Database=bench;Username=postgres","LeaseSeconds":3},"LogAddresses":["touchpoints@in.example.test"],"ReplyDomains":["in.example.test"],"InstanceId":"bench",
 "ReplyKeyFile":"$WORK/org/reply-keys","Ops":{"Url":"none"},
 "Mailboxes":{"m":{"Host":"127.0.0.1","Port":$PORT,"Security":"None","User":"box","Password":"secret","PollSeconds":1,"Acknowledgement":"$ACK"$([ "$ACK" != Move ] || echo ',"MoveTo":"Processed"')}}}}
J
sed "s/$hosts/Host=127.0.0.1;Port=$(port 0)/; s/,\"LeaseSeconds\":3//" "$WORK/settings.json" >"$WORK/direct.json"
$PROGRAM directory import "$WORK/org/directory" --settings "$WORK/direct.json" >"$WORK/log" 2>&1
mapfile -t FILES < <(find "$WORK/mail/mail/new" "$WORK/mail/mail/cur" -type f | sort)
load() { # from, to: of hundredths of all mail
  rm -rf "$WORK/some"; mkdir -p "$WORK/some/new"
  local from=$(($1 * COUNT / 100)) to=$(($2 * COUNT / 100))
  [ "$to" -le "$from" ] || { cp -al "${FILES[@]:$from:$((to - from))}" "$WORK/some/new/"; bash "$TOOLS/dovecot_up.sh" "$WORK/dovecot" load box "$WORK/some"; }
}

load 0 5
[ "$ACK" != Move ] || doveadm -c "$WORK/dovecot/dovecot.conf" mailbox create -u box Processed
node=0
[ "$FAULT" != failover ] || standby 1
$PROGRAM run --settings "$WORK/settings.json" 2>>"$WORK/log" & worker=$!
until_settled 0 0 "$(now)" >/dev/null
struck() { if [ -f "$WORK/proxy.jsonl" ]; then grep -c 'on:cut_after' "$WORK/proxy.jsonl" || true; else echo 0; fi; }
for ((i = 0; i < TIMES; i++)); do
  before=$(settled $node) from=$((5 + 95 * i / TIMES)) to=$((5 + 95 * (i + 1) / TIMES)); half=$(((from + to) / 2))
  case $FAULT in
    shutdown)
      load "$from" "$half"
      until_settled $node "$before" "$(now)" >/dev/null
      end 0; sleep "$((RANDOM % 5))"; start 0
      since=$(now)
      load "$half" "$to"
      echo "shutdown $((i + 1)): mail is recorded again $(until_settled 0 "$(settled 0)" "$since") s after the server is back" ;;
    commit)
      load "$from" "$to"
      for ((s = 0; s < 600 && $(struck) <= i; s++)); do sleep 0.1; done ;;
    failover)
      until [ "$(ask $((1 - node)) "SELECT pg_last_wal_replay_lsn()")" = "$(ask $node "SELECT pg_current_wal_lsn()")" ]; do sleep 0.1; done
      ask $((1 - node)) "ALTER SYSTEM SET primary_conninfo = ''"; ask $((1 - node)) "SELECT pg_reload_conf()" >/dev/null
      until [ "$(ask $((1 - node)) "SELECT count(*) FROM pg_stat_wal_receiver")" = 0 ]; do sleep 0.1; done
      load "$from" "$half"
      until [ "$(settled $node)" -ge $((before + (half - from) * COUNT / 100)) ]; do sleep 0.1; done
      before=$(settled $node)
      load "$half" $((to - 3))
      until_settled $node "$before" "$(now)" >/dev/null
      had=$(settled $node); lacks=$((had - $(settled $((1 - node)))))
      end $node; since=$(now)
      node=$((1 - node)); pg pg_ctl promote -D "$WORK/pg/$node" -w
      load $((to - 3)) "$to"
      echo "failover $((i + 1)): the standby lacks $lacks of $had settled mails; mail is recorded again $(until_settled $node "$(settled $node)" "$since") s after the primary ended"
      standby $((1 - node)) ;;
    full)
      seen=/proc/$holder/root$WORK/pg; said=$(grep -c 'is full\|intake pauses\|Nothing is recorded' "$WORK/log" || true)
      head -c $(($(df --output=avail -B1 "$seen" | tail -1) - 3000000)) /dev/zero >"$seen/filler" 2>/dev/null || true
      load "$from" "$to"
      until [ "$(grep -c 'is full\|intake pauses\|Nothing is recorded' "$WORK/log" || true)" -gt "$said" ]; do sleep 0.1; done
      sleep 2; kill -STOP "$worker"; acked=$(acknowledged); rm "$seen/filler"
      down=no; [ -f "$seen/0/postmaster.pid" ] || { down=yes; start 0; }
      until psql -XAtqc "SELECT 1" "$(url 0)" >/dev/null 2>&1; do sleep 0.1; done
      there=$(settled 0); kill -CONT "$worker"; since=$(now)
      [ "$there" -ge "$acked" ] || { echo "only $there of $acked acknowledged mails are there"; exit 1; }
      echo "full $((i + 1)): $acked acknowledged, $there there, server down: $down; mail is recorded again $(until_settled 0 "$there" "$since") s after there was room" ;;
  esac
done
[ -z "$proxy" ] || { echo "answers to COMMIT lost: $(struck)"; exec 3<>"/dev/tcp/127.0.0.1/$((PORT + 21))"; echo off >&3; }
for ((s = 0; s < 600; s++)); do # what was moved away and then lost by the database stays away until reconcile
  [ "$(settled $node)" -lt "$COUNT" ] && ! { [ "$ACK" = Move ] && [ "$(doveadm -c "$WORK/dovecot/dovecot.conf" search -u box mailbox INBOX all | wc -l)" = 0 ]; } || break
  sleep 0.5
done
kill -TERM "$worker"; wait "$worker" || echo "the worker ended with $?"
worker=''
until psql -XAtqc "SELECT count(*) FROM lease WHERE until > extract(epoch FROM clock_timestamp()) * 1000" "$(url $node)" | grep -qx 0; do sleep 0.5; done
$PROGRAM reconcile --settings "$WORK/settings.json" 2>>"$WORK/log"
$PROGRAM verify --settings "$WORK/settings.json" | tail -1
ask $node "CREATE EXTENSION IF NOT EXISTS amcheck"
ask $node "SELECT count(bt_index_check(i.oid, true)) || ' indexes are whole' FROM pg_class i JOIN pg_am a ON a.oid = i.relam AND a.amname = 'btree' WHERE i.relnamespace = 'public'::regnamespace"
python3 "$HERE/bench/organisation.py" count "$WORK/mail" "$(url $node)"
