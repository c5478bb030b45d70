"""Writes what is generated: spec/kinds.md, spec/facts/, docs/reference/. With --check only looks.

`make docs` writes; `make check` and a tidy test look whether everything is fresh.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from tools import command_pages, indicator_pages, kind_pages, profile_schema

ROOT = Path(__file__).resolve().parent.parent
OWNED = ("spec/facts/*.schema.json", "docs/reference/*.md")


def pages() -> dict[str, str]:
    """Every generated file: its path in the tree and its text."""
    written = kind_pages.pages() | command_pages.pages() | profile_schema.pages()
    return written | indicator_pages.pages()


def stale(root: Path, fresh: Mapping[str, str]) -> list[str]:
    """Paths whose text differs, that are missing, or that nothing generates any more."""
    different = [
        name
        for name, words in fresh.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != words
    ]
    found = {path.relative_to(root).as_posix() for pattern in OWNED for path in root.glob(pattern)}
    return sorted({*different, *(found - fresh.keys())})


def write(root: Path, fresh: Mapping[str, str]) -> None:
    """Make the tree equal to what is generated."""
    for name in stale(root, fresh):
        path = root / name
        if name not in fresh:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fresh[name], encoding="utf-8")


def main() -> None:
    """Write, or with --check say what is stale and fail."""
    fresh = pages()
    old = stale(ROOT, fresh)
    if "--check" in sys.argv:
        if old:
            raise SystemExit("stale, run `make docs`:\n  " + "\n  ".join(old))
        return
    write(ROOT, fresh)
    for name in old:
        print(name)


if __name__ == "__main__":
    main()
