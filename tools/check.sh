#!/usr/bin/env bash
# The gate. Runs every check, says which failed, and fails if any did.
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH="$PWD:$PWD/src"
failed=()

step() {
  local name=$1 began=$SECONDS output
  shift
  if output=$("$@" 2>&1); then
    printf '%-28s ok (%s s)\n' "$name" $((SECONDS - began))
  else
    failed+=("$name")
    printf '%-28s FAILED\n%s\n' "$name" "$output"
  fi
}

has_sources() { compgen -G "src/tusach/*" >/dev/null; }

step "ruff check" .venv/bin/ruff check .
step "ruff format" .venv/bin/ruff format --check .
if has_sources; then
  step "mypy" .venv/bin/mypy
  step "import contracts" .venv/bin/lint-imports --no-cache
fi
step "spelling" .venv/bin/codespell
step "translations" .venv/bin/python -m tools.messages check
step "generated files" .venv/bin/python -m tools.generate --check
step "tidy" .venv/bin/pytest -q --tb=short tests/tidy
tools/check_other_python.sh || failed+=("other Python")
echo "shape of the code, and its bars:"
.venv/bin/python -m tools.shape

if [[ ${#failed[@]} != 0 ]]; then
  echo "check: failed: ${failed[*]}"
  exit 1
fi
echo "check: all passed"
