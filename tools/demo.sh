#!/bin/sh
# Ridge regression on real data, from nothing: installs what is missing, builds the package, fits, prints, draws.
#   sh tools/demo.sh                     the diabetes data (442 patients, 10 measurements)
#   sh tools/demo.sh FILE.csv RESPONSE   your own table: the column RESPONSE from all the others
set -eu
case ${1-} in -h | --help) sed -n '2,4s/^# //p' "$0"; exit 0 ;; esac
if [ $# -ne 0 ] && [ $# -ne 2 ]; then
  echo "usage: sh tools/demo.sh [FILE.csv RESPONSE]" >&2
  exit 2
fi
file=${1-} response=${2-}
if [ -n "$file" ]; then
  [ -r "$file" ] || { echo "demo.sh: cannot read '$file'" >&2; exit 2; }
  file=$(cd "$(dirname "$file")" && pwd)/$(basename "$file")
fi
cd "$(dirname "$0")/.."
. tools/lib.sh

have R || step "Installing R" demo-r install_r
r_is_recent
step "Looking for the package Matrix" demo-packages install_r_packages Matrix
step "Building normball" demo-build install_package
echo
Rscript tools/demo.R "$PWD/demo-output" "$file" "$response"
