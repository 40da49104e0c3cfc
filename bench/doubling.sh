#!/bin/sh
# How time and memory of the three arts of mail (new words, forwards, machine mail) grow when the text doubles, a line for every hostile piece
# that a text is made of. The test fails at 2.5; this prints the figures.
set -eu
cd "$(dirname "$0")/.."
exec dotnet test tests/Threading.Tests -c Release --filter FullyQualifiedName~DoublingTests --logger "console;verbosity=detailed" "$@"
