#!/usr/bin/env bash
# The pure core alone: importing Django (or files, sockets, databases of the node) fails, every branch is covered.
set -euo pipefail
cd "$(dirname "$0")/.."
folders=()
for name in ledger library exchange; do
  if [[ -n "$(find "tests/$name" -name "test_*.py" -print -quit)" ]]; then
    folders+=("tests/$name")
  fi
done
if [[ ${#folders[@]} == 0 ]]; then echo "core: no tests yet"; exit 0; fi
export PYTHONPATH="$PWD:$PWD/src"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export COVERAGE_FILE="$scratch/coverage" HYPOTHESIS_PROFILE="${HYPOTHESIS_PROFILE:-brief}"
.venv/bin/coverage run -m pytest -p no:django -p tools.without_django -p no:cacheprovider -q \
  -n "${WORKERS:-logical}" "${folders[@]}" "$@"
.venv/bin/coverage combine --quiet
.venv/bin/coverage report --skip-covered --show-missing --fail-under=100
