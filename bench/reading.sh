#!/usr/bin/env bash
# reading.sh TOOLS WORK [COUNT] [ROUNDS]   how fast mail is read, in one thread, beside SHA-256 over the same octets in the same run; medians of the rounds
# TOOLS holds gen_mail.py; WORK is scratch. Read is what taking a mail in needs: the structure, the decoded ids, addresses, subject and date, both bodies as text (where
# there is HTML only, the text of it), size and SHA-256 of every attachment. At least 0.30 (text) and 0.55 (mixed) of SHA-256, at most 40 KB allocated a mail.
set -euo pipefail
TOOLS=$(cd "$1" && pwd); WORK=$(mkdir -p "$2" && cd "$2" && pwd); COUNT=${3:-10000}; ROUNDS=${4:-5}
HERE=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v q -nologo --artifacts-path "$WORK/build" "$HERE/bench/Reading" >"$WORK/build.log" || { cat "$WORK/build.log"; exit 1; }
for profile in text mixed; do
  [ -d "$WORK/$profile" ] || python3 "$TOOLS/gen_mail.py" --out "$WORK/$profile" --count "$COUNT" --profile $profile --seed $([ $profile = text ] && echo 1 || echo 2) --format eml >/dev/null
  "$WORK/build/bin/Touchpoints.Bench.Reading/release/reading" speed "$WORK/$profile/eml" "$ROUNDS"
done
