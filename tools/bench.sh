#!/usr/bin/env bash
# Runs every measurement of bench/ and prints medians beside a reference operation of the same run.
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ ! -f bench/__main__.py ]]; then
  echo "bench: no measurements in this tree yet"
  exit 0
fi
PYTHONPATH="$PWD:$PWD/src" .venv/bin/python -m bench "$@"
