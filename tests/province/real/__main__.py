"""`make simulate REAL=200`: so many rounds of real processes and kill -9, half on PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django

EACH = 20
"""Rounds on the same homes; then new ones."""


def main(rounds: int, seed: int) -> int:
    """0: nothing was lost."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
    django.setup()
    from tests import postgres

    began, cuts, told = time.monotonic(), Counter[str](), 0
    programs = postgres.find_programs()
    if programs is None:
        print("no PostgreSQL server programs here: SQLite alone")
    with contextlib.ExitStack() as stack:
        url = ""
        if programs is not None:
            url = stack.enter_context(postgres.temporary_server(programs, durable=True))
        for start in range(0, rounds, EACH):
            nr = start // EACH
            database = postgres.create_database(url, f"real_{nr}") if url and nr % 2 else ""
            few = min(EACH, rounds - start)
            found, done = _rounds(seed + nr, few, database)
            cuts.update(found)
            told += done
            where = "PostgreSQL" if database else "SQLite"
            print(f"seed {seed + nr}: {few} rounds, hub on {where}, {done} facts", flush=True)
    print(f"{rounds} rounds, {told} facts done, none missing, {time.monotonic() - began:.0f} s")
    print(", ".join(f"{what} {count}" for what, count in sorted(cuts.items())))
    return 0


def _rounds(seed: int, rounds: int, database: str) -> tuple[list[str], int]:
    from tests.province.real.rig import Rig

    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder), seed, database=database)
        for _ in range(rounds):
            rig.round()
        return rig.cuts, len(rig.told)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
