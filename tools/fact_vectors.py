"""Writes the vectors of facts, stories and lending from the cases, or says which would differ.

`python -m tools.fact_vectors` writes `spec/vectors/{facts,stories,lending}/*.json`; `--check`
writes nothing and exits 1 where a file would differ. The files are frozen: a difference means that
facts which peers already hold would be read otherwise. Rows may be added; a row that has been
released stays as it is.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.spec.fact_rows import FILES

FOLDER = Path(__file__).resolve().parent.parent / "spec" / "vectors"


def content(name: str) -> str:
    """What a file should hold."""
    return json.dumps({"version": 1} | FILES[name](), indent=1) + "\n"


def stale() -> list[str]:
    """The files that would differ if they were written again, or that nothing writes."""
    wanted = {name for name in FILES if not _same(name)}
    folders = {name.partition("/")[0] for name in FILES}
    held = {
        path.relative_to(FOLDER).as_posix()
        for folder in folders
        for path in (FOLDER / folder).glob("*")
    }
    return sorted(wanted | (held - FILES.keys()))


def _same(name: str) -> bool:
    path = FOLDER / name
    return path.is_file() and path.read_text("utf-8") == content(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    if parser.parse_args().check:
        found = stale()
        if found:
            sys.exit(f"spec/vectors would differ: {', '.join(found)}")
        return
    for name in FILES:
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(content(name), "utf-8")


if __name__ == "__main__":
    main()
