#!/usr/bin/env bash
# fuzz.sh [MAILS] [SEED]   changes the sample mails in MAILS ways and checks every promise of reader, rules and stores on each
# Other seeds make other mails. A mail that breaks a promise is shown in base64, as small as it could be made. Exit code 0: none did.
set -euo pipefail
cd "$(dirname "$0")/.."
export TOUCHPOINTS_FUZZ_MAILS=${1:-100000} TOUCHPOINTS_FUZZ_SEED=${2:-1}
for project in Mail Ingest.Worker; do
  dotnet test "tests/$project.Tests" --nologo --filter "FullyQualifiedName~Fuzz" --logger "console;verbosity=normal" | grep -av " INF "
done
