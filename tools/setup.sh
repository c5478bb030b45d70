#!/usr/bin/env bash
# Prepares .venv. `setup.sh run` installs what the program needs, `setup.sh dev` also what tests and checks need.
# Says nothing and ends at once when the stamp in .venv already carries the fingerprint of the requirements.
set -euo pipefail
cd "$(dirname "$0")/.."
level="${1:-dev}"
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1
say() { echo "$*" >&2; }
# English for who develops; in the language of `make run`, which has one, what everybody sees.
say_either() { if [[ "${TUSACH_LANG:-en}" == vi ]]; then say "$2"; else say "$1"; fi; }

fingerprint() {
  cat pyproject.toml requirements/*.in requirements/*.overrides requirements/*.txt tools/setup.sh | sha256sum | cut -c1-32
}

is_ready() { [[ -x .venv/bin/python && -f ".venv/ready-$1" && "$(cat ".venv/ready-$1")" == "$wanted" ]]; }

is_new_enough() {
  "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if is_new_enough "$candidate"; then command -v "$candidate"; return 0; fi
  done
  return 1
}

install_python() {
  local line="apt-get update && apt-get install -y python3 python3-venv"
  if ! command -v apt-get >/dev/null; then
    say_either "tusach needs Python 3.11 or newer with its venv module. Install it, then run this command again." \
      "tusach cần Python 3.11 trở lên, có mô-đun venv. Mời cài rồi chạy lại lệnh này."
    exit 3
  fi
  if [[ $(id -u) != 0 ]]; then
    say_either "tusach needs Python 3.11 or newer with its venv module. Run this first, then this command again:" \
      "tusach cần Python 3.11 trở lên, có mô-đun venv. Mời chạy lệnh sau trước, rồi chạy lại lệnh này:"
    say "  sudo sh -c '$line'"
    exit 3
  fi
  say_either "Installing Debian's python3 and python3-venv ..." "Đang cài python3 và python3-venv của Debian ..."
  DEBIAN_FRONTEND=noninteractive sh -c "$line" </dev/null >/tmp/tusach-apt.$$.log 2>&1 || {
    tail -n 20 "/tmp/tusach-apt.$$.log" >&2
    say_either "That failed. Run it by hand:  $line" "Chưa cài được. Mời tự chạy lệnh:  $line"
    exit 3
  }
  rm -f "/tmp/tusach-apt.$$.log"
}

make_venv() {
  local python
  if ! python=$(find_python); then
    if command -v python3 >/dev/null; then say "$(python3 --version 2>&1) is too old: 3.11 or newer is needed."; fi
    install_python
    python=$(find_python) || { say "This system's python3 is older than 3.11. Name a newer one: make setup PYTHON=/path/to/python3.11"; exit 3; }
  fi
  if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    install_python
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || python=/usr/bin/python3
  fi
  say_either "Making .venv with $("$python" --version 2>&1) ..." "Đang tạo .venv bằng $("$python" --version 2>&1) ..."
  "$python" -m venv --clear .venv
}

# Optional: where no wheel fits this machine, papers are printed by the browser, and the pages say so.
install_typesetter() {
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --no-deps -r requirements/paper.txt </dev/null ||
    say_either "The typesetter of papers could not be installed; print them from the browser." \
      "Chưa cài được bộ dàn trang PDF; mời in giấy tờ từ trình duyệt."
}

# Optional: where no wheel fits this machine, trips are planned by insertion, and say so.
install_solver() {
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --no-deps -r requirements/plan.txt </dev/null ||
    say_either "The solver of the trip planner could not be installed; trips are planned by insertion." \
      "Chưa cài được bộ giải xếp chuyến; phần mềm sẽ xếp chuyến bằng cách chèn dần."
}

main() {
  wanted=$(fingerprint)
  if is_ready dev || is_ready "$level"; then return 0; fi
  exec 9>.setup.lock
  flock 9
  if is_ready dev || is_ready "$level"; then return 0; fi
  local began=$SECONDS
  if ! is_new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then make_venv; fi
  say_either "Installing packages ($level) ..." "Đang cài các gói ($level) ..."
  .venv/bin/python -m pip install --quiet --require-hashes -r requirements/build.txt </dev/null
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "requirements/$level.txt" </dev/null
  install_solver
  install_typesetter
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable . </dev/null
  rm -f .venv/ready-*
  echo "$wanted" >".venv/ready-$level"
  say_either "Environment ready in $((SECONDS - began)) s." "Đã chuẩn bị xong sau $((SECONDS - began)) giây."
}

main
.venv/bin/python -m tools.messages compile >/dev/null
