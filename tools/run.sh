#!/usr/bin/env bash
# From nothing to a province one can click on. A second time keeps what was done and starts in seconds.
# PORT (8000), BIND (127.0.0.1), TUSACH_HOME (./var), DEMO=full for the full province.
set -euo pipefail
cd "$(dirname "$0")/.."
began=$SECONDS
tools/setup.sh run
installed=$SECONDS
export TUSACH_HOME="${TUSACH_HOME:-$PWD/var}"
if [[ ! -d "$TUSACH_HOME" || -z "$(ls -A "$TUSACH_HOME")" ]]; then
  echo "Building the demonstration province in $TUSACH_HOME ..." >&2
  # Built beside and moved when whole: what is interrupted is begun again, never served by halves.
  rm -rf "$TUSACH_HOME.building"
  mkdir -p "$(dirname "$TUSACH_HOME")"
  .venv/bin/tusach demo --home "$TUSACH_HOME.building" --size "${DEMO:-small}"
  if [[ -d "$TUSACH_HOME" ]]; then rmdir "$TUSACH_HOME"; fi
  mv "$TUSACH_HOME.building" "$TUSACH_HOME"
fi
echo "Packages: $((installed - began)) s. Province: $((SECONDS - installed)) s." >&2
exec .venv/bin/tusach serve --home "$TUSACH_HOME" --bind "${BIND:-127.0.0.1}:${PORT:-8000}"
