# Sourced by the scripts of bin/: finds what they need and, as root on Debian or Ubuntu, installs what is missing.
PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
JDK_WANTED=25

fail() { printf 'bpfledger: %s\n' "$*" >&2; exit 1; }

# install_packages WHY PACKAGE...: one line says what is installed and why.
install_packages() {
  local why=$1; shift
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "$why needs $*; install it (Debian, Ubuntu: sudo apt-get install $*)"
  fi
  printf 'bpfledger: installing %s (%s)\n' "$*" "$why" >&2
  export DEBIAN_FRONTEND=noninteractive
  if ! apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null 2>&1; then
    apt-get update -qq -o DPkg::Lock::Timeout=300 >/dev/null \
      || fail "the package lists could not be read (apt-get update); $why needs $*"
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null \
      || fail "$* could not be installed; $why needs it"
  fi
}

# try_install_packages WHY PACKAGE...: as above, but answers 1 where that is impossible.
try_install_packages() { (install_packages "$@"); }

jdk_version() { # the feature version of the JDK in $1, 0 if there is none
  local version
  [ -x "$1/bin/javac" ] || { echo 0; return; }
  version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  echo "${version:-0}"
}

find_jdk() { # sets JAVA_HOME to a JDK that is new enough
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -n "$home" ] && [ ! -L "$home" ] || [ "$home" = "${JAVA_HOME:-}" ] || continue
    if [ "$(jdk_version "$home")" -ge "$JDK_WANTED" ]; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  return 1
}

require_jdk() {
  find_jdk && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    try_install_packages "the build" "openjdk-$JDK_WANTED-jdk-headless" 2>/dev/null && find_jdk && return 0
  fi
  fail "no JDK $JDK_WANTED or newer found in JAVA_HOME, /usr/lib/jvm, /opt or ~/.sdkman: install one (for example the package openjdk-$JDK_WANTED-jdk-headless or temurin-$JDK_WANTED-jdk)"
}

require_maven() {
  MVN=${MVN:-$(command -v mvn || true)}
  [ -n "$MVN" ] || { install_packages "the build" maven; MVN=$(command -v mvn); }
  # Maven's own libraries use Unsafe, about which JDK 24 and newer print four lines at each start.
  export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
}

has_library() { # is the shared library $1 known to the loader?
  ldconfig -p 2>/dev/null | grep -q "$1" || [ -n "$(find /usr/lib /lib -name "$1*" -print -quit 2>/dev/null)" ]
}

require_libbpf() { has_library libbpf.so.1 || install_packages "loading BPF objects" libbpf1; }

# For the tests of the ledger in PostgreSQL. They start a server of their own, so the package is kept from making one that runs.
require_postgresql() {
  [ -z "$(find /usr/lib/postgresql -path '*/bin/postgres' -print -quit 2>/dev/null)" ] || return 0
  local folder=/etc/postgresql-common/createcluster.d setting
  setting=$folder/bpfledger-tests.conf
  if [ "$(id -u)" -eq 0 ]; then
    mkdir -p "$folder"
    echo 'create_main_cluster = false' >"$setting"
  fi
  try_install_packages "testing the ledger in PostgreSQL" postgresql \
    || printf 'bpfledger: those tests are skipped\n' >&2
  rm -f "$setting"
}
