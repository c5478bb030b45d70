#!/usr/bin/env bash
# From nothing to a province one can click on. A second time keeps what was done and starts in seconds.
# PORT (8000), BIND (127.0.0.1), TUSACH_HOME (./var), DEMO=full for the full province.
# TUSACH_LANG (vi): the language of what is said here, vi or en.
set -euo pipefail
cd "$(dirname "$0")/.."
began=$SECONDS
export TUSACH_LANG="${TUSACH_LANG:-vi}"
if [[ "$TUSACH_LANG" == en ]]; then
  building="Building the demonstration province in %s ..." took="Packages: %s s. Province: %s s."
else
  TUSACH_LANG=vi
  building="Đang dựng tỉnh mẫu trong %s ..." took="Cài đặt: %s giây. Tỉnh mẫu: %s giây."
fi
tools/setup.sh run
installed=$SECONDS
export TUSACH_HOME="${TUSACH_HOME:-$PWD/var}"
if [[ ! -d "$TUSACH_HOME" || -z "$(ls -A "$TUSACH_HOME")" ]]; then
  # shellcheck disable=SC2059
  printf "$building\n" "$TUSACH_HOME" >&2
  # Built beside and moved when whole: what is interrupted is begun again, never served by halves.
  # Only what was whole already, and not moved any more, is taken as it is.
  half="$TUSACH_HOME.building"
  mkdir -p "$(dirname "$TUSACH_HOME")"
  if [[ -e "$half/home.making" ]] || ! grep -qs '"demo_logins"' "$half/home.json"; then
    if [[ ! -e "$half/home.making" ]]; then rm -rf "$half"; fi
    .venv/bin/tusach demo --home "$half" --size "${DEMO:-small}"
  fi
  if [[ -d "$TUSACH_HOME" ]]; then rmdir "$TUSACH_HOME"; fi
  mv "$TUSACH_HOME.building" "$TUSACH_HOME"
fi
# shellcheck disable=SC2059
printf "$took\n" "$((installed - began))" "$((SECONDS - installed))" >&2
exec .venv/bin/tusach serve --home "$TUSACH_HOME" --bind "${BIND:-127.0.0.1}:${PORT:-8000}"
