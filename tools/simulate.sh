#!/usr/bin/env bash
# Simulates a province. SEED= NODES= DAYS= STEPS= one short run again; SEEDS= many; YEAR=1 NODES= DAYS= FACTS= a
# province at work; REAL= runs with real processes. docs/simulator.md says what each of them shows.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH="$PWD:$PWD/src"
words=()
for name in SEED SEEDS NODES DAYS STEPS YEAR FACTS REAL JOBS; do
  if [[ -n ${!name:-} ]]; then words+=("--${name,,}" "${!name}"); fi
done
exec .venv/bin/python -m tests.province "${words[@]}"
