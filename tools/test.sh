#!/bin/sh
# Every test of the package, from nothing: installs what is missing, then runs the C tests under the address and
# undefined-behaviour sanitizers, the R tests, and R CMD check --as-cran. The last line is "N passed, N failed".
set -eu
cd "$(dirname "$0")/.."
. tools/lib.sh

required="Matrix MASS generics ggplot2 glmnet knitr nnls quadprog rmarkdown testthat"
optional="lars" # only CRAN has it; its tests are skipped without
passed=0 failed=0

install_test_tools() {
  have pandoc || apt_install pandoc || { echo "pandoc is needed to build the vignettes."; return 1; }
  have qpdf || apt_install qpdf || true # only R CMD check's look at PDF sizes uses it
  install_toolchain || return 1
  # shellcheck disable=SC2086
  install_r_packages $required && { install_r_packages $optional || true; }
}

# counted LABEL LOG COMMAND...: a step whose last line "N passed, N failed" goes into the totals; one that fails without
# naming a failure, or counts nothing, is one failure.
counted() {
  worked=yes
  step "$@" || worked=no
  line=$(grep -E '^([A-Za-z]+: )?[0-9]+ passed, [0-9]+ failed' "$logs/$2.log" | tail -n 1) || true
  p=$(echo "$line" | sed -n 's/^\([A-Za-z]*: \)\{0,1\}\([0-9]*\) passed.*/\2/p')
  f=$(echo "$line" | sed -n 's/.* \([0-9]*\) failed.*/\1/p')
  p=${p:-0} f=${f:-0}
  if [ $((p + f)) -eq 0 ] || { [ $worked = no ] && [ "$f" -eq 0 ]; }; then f=$((f + 1)); fi
  passed=$((passed + p)) failed=$((failed + f))
}

c_tests() { make -j2 -C ctest check; }
r_tests() { NOT_CRAN=true Rscript tools/run-tests.R; }

check_package() {
  rm -rf "$work/check" && mkdir -p "$work/check"
  here=$PWD
  (
    cd "$work/check"
    export _R_CHECK_FORCE_SUGGESTS_=false MAKEFLAGS=-j2
    # Without a suggested package --as-cran asks CRAN about it, and dies when CRAN cannot be reached.
    as_cran=--as-cran
    # shellcheck disable=SC2086
    [ -z "$(missing_r_packages $optional)" ] || Rscript -e 'tools::CRAN_package_db()' >/dev/null 2>&1 || as_cran=
    R CMD build "$here" || exit 1
    # shellcheck disable=SC2086
    R CMD check $as_cran --no-manual normball_*.tar.gz >"$logs/check-full.log" 2>&1 || true
    Rscript "$here/tools/check-log.R" normball.Rcheck/00check.log "$work/remark"
  )
}

stop() { echo "0 passed, 1 failed"; exit 1; }
have R || step "Installing R" test-r install_r || stop
r_is_recent || stop
step "Installing what the tests need" test-tools install_test_tools || stop
counted "C tests (address, undefined behaviour)" c c_tests
if step "Building normball" build install_package; then
  counted "R tests" r r_tests
else
  failed=$((failed + 1))
fi
counted "R CMD build, R CMD check --as-cran" check check_package
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
