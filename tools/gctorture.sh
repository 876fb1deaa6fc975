#!/bin/sh
# A fit and all that is asked of it with R's garbage collector run at every few allocations: shows a missing PROTECT in the bindings.
set -eu
cd "$(dirname "$0")/.."
. tools/lib.sh
step "Building normball" build install_package
step "Garbage collector torture" gctorture Rscript tools/gctorture.R
