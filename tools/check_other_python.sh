#!/usr/bin/env bash
# The pure core on Python 3.13, where that is found; says so when it is not.
set -euo pipefail
cd "$(dirname "$0")/.."
other=python3.13
if ! "$other" -c 'import sys; raise SystemExit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; then
  echo "core on Python 3.13          skipped (python3.13 was not found)"
  exit 0
fi
if .venv/bin/python -c 'import sys; raise SystemExit(sys.version_info[:2] != (3, 13))'; then
  echo "core on Python 3.13          is what runs here"
  exit 0
fi
began=$SECONDS
venv=.venv/other-3.13
if [[ ! -x $venv/bin/pytest || requirements/dev.txt -nt $venv/bin/pytest ]]; then
  .venv/bin/uv venv --quiet --clear --python "$other" "$venv"
  .venv/bin/uv pip install --quiet --python "$venv/bin/python" --require-hashes -r requirements/dev.txt
  touch "$venv/bin/pytest"
fi
folders=()
for name in ledger library exchange spec; do
  if [[ -n "$(find "tests/$name" -name "test_*.py" -print -quit)" ]]; then
    folders+=("tests/$name")
  fi
done
if [[ ${#folders[@]} == 0 ]]; then exit 0; fi
export PYTHONPATH="$PWD:$PWD/src"
if output=$("$venv/bin/python" -m pytest -q -p no:django -p tools.without_django -p no:cacheprovider "${folders[@]}" 2>&1); then
  echo "core on Python 3.13          ok ($((SECONDS - began)) s)"
else
  printf 'core on Python 3.13          FAILED\n%s\n' "$output"
  exit 1
fi
