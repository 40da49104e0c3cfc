#!/usr/bin/env bash
# crash-points.sh [SEEDS]   kills the program before and after each of its effects, and once more in the recovery, with SEEDS (3) choices of mail (R2, long)
# On SQLite also what the engine itself writes, synchronises or removes: it fails with EIO or ENOSPC, is slow, or is the last thing that happens.
# Every run must end where the undisturbed one ends: the rows of all tables, the octets of every mail, what the mail server shows. Needs Dovecot and strace.
set -euo pipefail
cd "$(dirname "$0")/.."
TOUCHPOINTS_CRASH_SEEDS=${1:-3} dotnet test tests/Ingest.Worker.Tests --filter "FullyQualifiedName~CrashPointTests|FullyQualifiedName~BadDiskTests" --logger "console;verbosity=detailed"
