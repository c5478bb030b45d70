#!/usr/bin/env bash
# From nothing to all tests passed. First the core with Django refused and its coverage, then everything in one
# pytest run, whose summary is the last thing printed. ARGS are handed to that run.
set -uo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh dev || exit $?
tools/prepare_tests.sh || exit $?
began=$SECONDS
status=0
echo "== core, without Django"
tools/core.sh || status=1
echo "== everything (core took $((SECONDS - began)) s)"
.venv/bin/pytest -n "${WORKERS:-logical}" --dist loadgroup "$@" || status=1
if [[ $status != 0 ]]; then exit 1; fi
