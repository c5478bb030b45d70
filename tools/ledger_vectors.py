"""Writes spec/vectors/ledger/*.json from the cases, or says which file would differ.

`python -m tools.ledger_vectors` writes; `--check` writes nothing and exits 1 where a file would
differ. The files are frozen: a difference means that bytes which peers already hold would be read
otherwise. New rows may be added; old ones stay as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.spec.ledger_rows import FILES

FOLDER = Path(__file__).resolve().parent.parent / "spec" / "vectors" / "ledger"


def content(name: str) -> str:
    """What a file should hold."""
    return json.dumps({"version": 1} | FILES[name](), indent=1) + "\n"


def stale() -> list[str]:
    """The files that would differ if they were written again, or that nothing writes."""
    wanted = {name for name in FILES if not _same(name)}
    return sorted(wanted | ({path.name for path in FOLDER.glob("*")} - FILES.keys()))


def _same(name: str) -> bool:
    path = FOLDER / name
    return path.is_file() and path.read_text("utf-8") == content(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    if parser.parse_args().check:
        found = stale()
        if found:
            sys.exit(f"spec/vectors/ledger would differ: {', '.join(found)}")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (FOLDER / name).write_text(content(name), "utf-8")


if __name__ == "__main__":
    main()
