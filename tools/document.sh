#!/bin/sh
# Regenerates NAMESPACE and man/ from the roxygen comments.
set -eu
cd "$(dirname "$0")/.."
[ -f NAMESPACE ] || printf 'useDynLib(normball, .registration = TRUE, .fixes = "C_")\n' > NAMESPACE
Rscript -e 'suppressMessages(roxygen2::roxygenise(load_code = roxygen2::load_pkgload))'
