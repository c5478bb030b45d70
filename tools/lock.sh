#!/usr/bin/env bash
# Compiles requirements/*.in into *.txt: every version pinned, every file hashed, no address of an index.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in build run plan paper dev; do
  echo "requirements/$name.txt"
  leave_out=()
  if [[ -f "requirements/$name.overrides" ]]; then leave_out=(--overrides "requirements/$name.overrides"); fi
  .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
    --no-emit-find-links --python-version 3.11 "${leave_out[@]}" "$@" -o "requirements/$name.txt" "requirements/$name.in"
done
