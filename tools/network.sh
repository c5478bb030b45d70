#!/usr/bin/env bash
# A whole network on one machine: `network.sh` starts it anew, `network.sh cut NAME` handles a link of the running one.
# PORT (8100): the switch; the machines take the ports after it. TUSACH_LANG (vi): vi or en.
set -euo pipefail
cd "$(dirname "$0")/.."
export TUSACH_LANG="${TUSACH_LANG:-vi}"
tools/setup.sh run
if [[ "${1:-up}" == up || "${1:-}" == --* ]]; then tools/prepare_tests.sh postgresql; fi
exec .venv/bin/python -m tools.network "$@"
