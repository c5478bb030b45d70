#!/usr/bin/env bash
# From nothing to a province one can click on. A second time keeps what was done and starts in seconds.
# PORT (8000), TUSACH_HOME (./var), DEMO=full for the full province, BIND (127.0.0.1).
set -euo pipefail
cd "$(dirname "$0")/.."
began=$SECONDS
tools/setup.sh run
installed=$SECONDS
export TUSACH_HOME="${TUSACH_HOME:-$PWD/var}"
if [[ ! -d "$TUSACH_HOME" || -z "$(ls -A "$TUSACH_HOME")" ]]; then
  echo "Building the demonstration province in $TUSACH_HOME ..." >&2
  .venv/bin/tusach demo --size "${DEMO:-small}"
fi
echo "Packages: $((installed - began)) s. Province: $((SECONDS - installed)) s." >&2
exec .venv/bin/tusach serve --bind "${BIND:-127.0.0.1}:${PORT:-8000}"
