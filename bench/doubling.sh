#!/bin/sh
# How time and memory of the three arts of mail (new words, forwards, machine mail) grow when the text doubles, a line for every hostile piece
# that a text is made of. Of one doubling, time over three of them; 2 is linear, 4 quadratic, 2.5 asked. The test itself fails at 3.2, so that a busy machine fails no build.
set -eu
cd "$(dirname "$0")/.."
exec dotnet test tests/Threading.Tests -c Release --filter FullyQualifiedName~DoublingTests --logger "console;verbosity=detailed" "$@"
