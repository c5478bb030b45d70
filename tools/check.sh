#!/usr/bin/env bash
# The gate. Runs every check, says which failed, and fails if any did.
set -uo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH="$PWD:$PWD/src"
failed=()
declare -A beside_of
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

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

# Begins now and is told of by `told_later`: the types take as long as all the rest.
beside() {
  local name=$1
  shift
  ( step "$name" "$@"; exit ${#failed[@]} ) >"$scratch/$name" &
  beside_of[$name]=$!
}

told_later() {
  wait "${beside_of[$1]}" || failed+=("$1")
  cat "$scratch/$1"
}

has_sources() { compgen -G "src/tusach/*" >/dev/null; }

if has_sources; then beside "mypy" .venv/bin/mypy; fi
step "ruff check" .venv/bin/ruff check .
step "ruff format" .venv/bin/ruff format --check .
if has_sources; then
  step "import contracts" .venv/bin/lint-imports --no-cache
fi
step "spelling" .venv/bin/codespell
step "translations" .venv/bin/python -m tools.messages check
step "generated files" .venv/bin/python -m tools.generate --check
step "tidy" .venv/bin/pytest -q --tb=short tests/tidy
if has_sources; then told_later "mypy"; fi
tools/check_other_python.sh || failed+=("other Python")
echo "shape of the code, and its bars:"
.venv/bin/python -m tools.shape

if [[ ${#failed[@]} != 0 ]]; then
  echo "check: failed: ${failed[*]}"
  exit 1
fi
echo "check: all passed"
