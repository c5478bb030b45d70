#!/usr/bin/env bash
# Brings what the tests need from the system: Chromium and the PostgreSQL server programs.
# `prepare_tests.sh postgresql` brings only these.
# As root on Debian it installs them, without letting Debian create or start a database cluster.
# Otherwise it says which tests are left out and how to get them; the tests then skip with the same reason.
set -euo pipefail
say() { echo "$*" >&2; }

has_chromium() { command -v chromium || command -v chromium-browser || [[ -n "${TUSACH_CHROMIUM:-}" ]]; }
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
if [[ ${#packages[@]} == 0 ]]; then exit 0; fi

if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  say "Installing: ${packages[*]} ..."
  if [[ " ${packages[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update </dev/null >"$log" 2>&1 &&
    apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold "${packages[@]}" </dev/null >>"$log" 2>&1; then
    rm -f "$log"
    exit 0
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
