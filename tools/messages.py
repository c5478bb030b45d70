"""Compiles translations: every .po whose .mo is missing or older. Needs Babel, not gettext."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parent.parent / "src" / "tusach"


def compile_file(source: Path) -> int:
    """Write the .mo of one .po and return how many messages it holds."""
    target = source.with_suffix(".mo")
    with source.open("rb") as stream:
        catalog = read_po(stream, locale=source.parent.parent.name)
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as stream:
        write_mo(stream, catalog)
    fresh.replace(target)
    return len(catalog)


def main() -> None:
    """Compile what is stale; say what was done unless told to be quiet."""
    for source in sorted(SOURCES.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        count = compile_file(source)
        if "--quiet" not in sys.argv:
            print(f"{source.relative_to(SOURCES)}: {count} messages")


if __name__ == "__main__":
    main()
