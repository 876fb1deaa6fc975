#!/bin/sh
# The C tests under valgrind: fails on any error and on any byte lost.
set -eu
cd "$(dirname "$0")/.."
. tools/lib.sh
have valgrind || step "Installing valgrind" valgrind-install apt_install valgrind
step "C tests under valgrind" valgrind make -C ctest valgrind
