#!/usr/bin/env bash
# Brings what the tests need from the system: Chromium and the PostgreSQL server programs.
# `prepare_tests.sh postgresql` brings only these.
# As root on Debian it installs them, without letting Debian create or start a database cluster.
# Otherwise it says which tests are left out and how to get them; the tests then skip with the same reason.
set -euo pipefail
say() { echo "$*" >&2; }

# The build without windows is the same browser and opens a page in a third of the time.
has_shell() { command -v chromium-headless-shell || [[ -n "${TUSACH_CHROMIUM:-}" ]]; }
has_chromium() { has_shell || command -v chromium || command -v chromium-browser; }
may_install() { [[ $(id -u) == 0 ]] && command -v apt-get; }
install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold \
    "$@" </dev/null
}
# The browser's driver brings a program of its own that needs this library; a bare Debian lacks it.
has_atomic() { compgen -G "/usr/lib/*/libatomic.so.1" || compgen -G "/usr/lib*/libatomic.so.1"; }
has_fonts() { compgen -G "/usr/share/fonts/*/*"; }
has_postgres() { compgen -G "/usr/lib/postgresql/*/bin/initdb" || command -v initdb; }

packages=()
if [[ "${1:-}" != postgresql ]]; then
  has_chromium >/dev/null || packages+=(chromium)
  has_atomic >/dev/null || packages+=(libatomic1)
  has_fonts >/dev/null || packages+=(fonts-dejavu-core)
fi
has_postgres >/dev/null || packages+=(postgresql)
if [[ "${1:-}" != postgresql ]] && ! has_shell >/dev/null && has_chromium >/dev/null && may_install >/dev/null; then
  # Where nothing can be fetched, this is known soon.
  quicker() { install -o Acquire::Retries=0 -o Acquire::http::Timeout=15 -o Acquire::https::Timeout=15 chromium-headless-shell; }
  { quicker || { timeout 60 apt-get update </dev/null && quicker; }; } >/dev/null 2>&1 || say "The journeys go on in chromium; chromium-headless-shell would be quicker."
fi
if [[ ${#packages[@]} == 0 ]]; then exit 0; fi

if may_install >/dev/null; then
  say "Installing: ${packages[*]} ..."
  if [[ " ${packages[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  log=$(mktemp)
  if apt-get update </dev/null >"$log" 2>&1; then
    wanted=("${packages[@]}")
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then wanted=("${packages[@]/#chromium/chromium-headless-shell}"); fi
    if install "${wanted[@]}" >>"$log" 2>&1; then
      rm -f "$log"
      exit 0
    fi
  fi
  tail -n 20 "$log" >&2
  say "That failed (whole output: $log)."
fi

for package in "${packages[@]}"; do
  case $package in
    chromium | libatomic1)
      say "Left out for want of $package: the browser journeys and accessibility checks (marked 'browser')."
      ;;
    postgresql) say "Left out: the tests on PostgreSQL (marked 'postgres'); SQLite is tested." ;;
  esac
done
say "To run them too, as root:"
say "  mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf"
say "  apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
