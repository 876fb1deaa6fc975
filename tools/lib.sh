# shellcheck shell=sh
# Shared by the scripts of this folder: paths, one line per step, and the installation of what is missing.
# Sourced with the package's folder as working directory; POSIX sh.

work="$PWD/.build"                 # everything these scripts make, ignored by git and by R CMD build
private_library="$work/library"    # the package, and packages that only CRAN has, are installed here, never into the user's library
logs="$work/log"
export LC_ALL=C.UTF-8 TZ=UTC DEBIAN_FRONTEND=noninteractive R_LIBS="$private_library${R_LIBS:+:$R_LIBS}"
mkdir -p "$private_library" "$logs"

# step LABEL LOG COMMAND...: runs the command quietly, prints one line with its time, and the end of its log if it fails.
# The line carries the remark that the command left in the file $work/remark, else its last "N passed, N failed".
step() {
  label=$1 log="$logs/$2.log"
  shift 2
  rm -f "$work/remark"
  printf '%-44s ' "$label"
  started=$(date +%s)
  step_status=0
  "$@" >"$log" 2>&1 </dev/null || step_status=$?
  seconds=$(($(date +%s) - started))
  remark=$(grep -E '^([A-Za-z]+: )?[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1) || true
  [ ! -f "$work/remark" ] || remark=$(cat "$work/remark")
  if [ "$step_status" -eq 0 ]; then
    printf '%4s s  %s\n' "$seconds" "${remark:-done}"
  else
    printf '%4s s  FAILED%s\n' "$seconds" "${remark:+: $remark}"
    echo "--- the end of $log"
    tail -n 60 "$log"
    echo "---"
  fi
  return "$step_status"
}

have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND...: as it is for root, through sudo for others (sudo asks for a password only on a terminal).
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo && { sudo -n true 2>/dev/null || [ -t 2 ] || [ -e /dev/tty ]; }; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    return 1
  fi
}

can_use_apt() { have apt-get && { [ "$(id -u)" -eq 0 ] || have sudo; }; }

apt_update() {
  [ -z "${apt_updated-}" ] || return 0
  apt_updated=yes
  as_root apt-get -q update || true # one source that does not answer must not stop the others
}

# apt_install PACKAGE...: the lists of packages are fetched only when an installation fails without.
apt_install() {
  can_use_apt || return 1
  set -- apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
  as_root "$@" || { apt_update && as_root "$@"; }
}

# R as Debian packages it: only that one looks where Debian's r-cran-* packages go.
is_debian_r() { [ "$(R RHOME 2>/dev/null)" = /usr/lib/R ] && have dpkg; }

install_r() {
  apt_install r-base-core r-base-dev r-cran-matrix || {
    echo "R is not installed, and could not be installed here. Install R (4.1 or later) with a C compiler, then run this again."
    return 1
  }
}

r_is_recent() {
  Rscript -e 'if (getRversion() < "4.1") { message("normball needs R 4.1 or later; this is R ", getRversion()); quit(status = 1) }'
}

# Whether R can compile C and link its LAPACK and BLAS.
toolchain_works() {
  have make || return 1
  rm -rf "$work/probe" && mkdir -p "$work/probe"
  echo 'int nb_probe(void) { return 0; }' >"$work/probe/probe.c"
  (cd "$work/probe" && PKG_LIBS="$(R CMD config LAPACK_LIBS) $(R CMD config BLAS_LIBS) $(R CMD config FLIBS)" R CMD SHLIB probe.c)
}

install_toolchain() {
  toolchain_works && return 0
  if is_debian_r; then apt_install r-base-dev; else apt_install build-essential gfortran libblas-dev liblapack-dev; fi
  toolchain_works || {
    echo "R needs a C compiler, make, and the development files of LAPACK and BLAS (on Debian: the package r-base-dev)."
    return 1
  }
}

# missing_r_packages NAME...: prints those that R does not have.
missing_r_packages() {
  Rscript --no-init-file -e 'p <- commandArgs(TRUE); cat(p[!vapply(p, \(x) nzchar(system.file(package = x)), NA)])' "$@"
}

# install_r_packages NAME...: Debian's prebuilt packages where there are any, else from CRAN into the private library.
install_r_packages() {
  missing=$(missing_r_packages "$@")
  [ -n "$missing" ] || return 0
  if is_debian_r && can_use_apt; then
    apt-cache show r-base-core >/dev/null 2>&1 || apt_update
    wanted=
    for name in $missing; do
      name=r-cran-$(echo "$name" | tr '[:upper:]' '[:lower:]')
      if apt-cache show "$name" >/dev/null 2>&1; then wanted="$wanted $name"; fi
    done
    # shellcheck disable=SC2086 # a list of words
    [ -z "$wanted" ] || apt_install $wanted || true
    missing=$(missing_r_packages "$@")
  fi
  [ -n "$missing" ] || return 0
  # CRAN is reached by https.
  [ -e /etc/ssl/certs/ca-certificates.crt ] || apt_install ca-certificates || true
  install_toolchain || return 1
  # shellcheck disable=SC2086
  Rscript tools/install-packages.R "$private_library" $missing
  missing=$(missing_r_packages "$@")
  [ -z "$missing" ] || { echo "These R packages could not be installed: $missing"; return 1; }
}

# install_package: builds the package from this folder into the private library, unless the copy there is up to date.
install_package() {
  stamp="$private_library/.built"
  version=$(Rscript --no-init-file -e 'cat(R.version.string)')
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$version" ]; then
    sources="DESCRIPTION NAMESPACE R src"
    [ ! -d data ] || sources="$sources data"
    # shellcheck disable=SC2086
    changed=$(find $sources -newer "$stamp" ! -name '*.o' ! -name '*.so' | head -n 1)
    if [ -z "$changed" ]; then
      echo "up to date" >"$work/remark"
      return 0
    fi
  fi
  install_toolchain || return 1
  rm -f "$stamp"
  rm -rf "$work/source" && mkdir -p "$work/source"
  # A tarball first: no object files of other builds go in, none are left among the sources.
  here=$PWD
  (cd "$work/source" && R CMD build --no-build-vignettes --no-manual "$here" &&
    MAKEFLAGS=-j2 R CMD INSTALL --no-docs --library="$private_library" normball_*.tar.gz) || return 1
  echo "$version" >"$stamp"
}
