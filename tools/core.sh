#!/usr/bin/env bash
# The pure core alone: importing Django (or files, sockets, databases of the node) fails, every branch is covered.
set -euo pipefail
cd "$(dirname "$0")/.."
folders=()
for name in ledger library exchange; do
  if compgen -G "tests/$name/**/test_*.py" >/dev/null || compgen -G "tests/$name/test_*.py" >/dev/null; then
    folders+=("tests/$name")
  fi
done
if [[ ${#folders[@]} == 0 ]]; then echo "core: no tests yet"; exit 0; fi
export PYTHONPATH="$PWD:$PWD/src" COVERAGE_FILE="${COVERAGE_FILE:-.coverage}"
.venv/bin/coverage run -m pytest -p no:django -p tools.without_django -q "${folders[@]}"
.venv/bin/coverage report --skip-covered --show-missing --fail-under=100
