#!/usr/bin/env bash
# Runs every measurement of bench/ and prints medians beside a reference operation of the same run.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH="$PWD:$PWD/src"
found=0
for part in bench/*/__main__.py bench/__main__.py; do
  [[ -f $part ]] || continue
  found=1
  module=$(dirname "$part" | tr / .)
  echo "== $module"
  .venv/bin/python -m "$module" "$@"
done
if [[ $found == 0 ]]; then echo "bench: no measurements in this tree yet"; fi
