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
  rm -rf "$TUSACH_HOME.building"
  mkdir -p "$(dirname "$TUSACH_HOME")"
  .venv/bin/tusach demo --home "$TUSACH_HOME.building" --size "${DEMO:-small}"
  if [[ -d "$TUSACH_HOME" ]]; then rmdir "$TUSACH_HOME"; fi
  mv "$TUSACH_HOME.building" "$TUSACH_HOME"
fi
# shellcheck disable=SC2059
printf "$took\n" "$((installed - began))" "$((SECONDS - installed))" >&2
exec .venv/bin/tusach serve --home "$TUSACH_HOME" --bind "${BIND:-127.0.0.1}:${PORT:-8000}"
