"""`python -m bench.calendar`: lunar days a second, beside a reference, ephem and lunar-vn.

All 48,213 days from 1968 to 2099 in one drawn order, the median of some passes. The reference is
`date.fromordinal(n).isoformat()`. ephem only finds the new moon before each day, which is the least
that reckoning needs. lunar-vn is installed into an environment of its own for the run, never into
this project's; where it cannot be had, that is said and nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from tusach.library.calendar import lunar
from tusach.library.calendar.lunar import table

to_lunar = table().to_lunar
to_solar = table().to_solar

PASSES, ASKED_OF_EPHEM, SEED = 9, 4_000, 7
PEER = "lunar-vn==1.4.0"
PATIENCE_S = 600
FIRST, LAST = lunar.FIRST_DAY.toordinal(), lunar.LAST_DAY.toordinal()
SAFE = date(2053, 12, 31).toordinal()


def rate(act: Callable[[Any], object], given: Iterable[Any], passes: int = PASSES) -> float:
    """Calls a second, the median of some passes."""
    asked = list(given)
    took = []
    for _ in range(passes):
        began = time.perf_counter()
        for one in asked:
            act(one)
        took.append(time.perf_counter() - began)
    return len(asked) / statistics.median(took)


def own(figures: dict[str, float | str]) -> None:
    """What the shipped table gives."""
    ordinals = list(range(FIRST, LAST + 1))
    random.Random(SEED).shuffle(ordinals)
    days = [date.fromordinal(one) for one in ordinals]
    figures["reference, days written /s"] = rate(
        lambda n: date.fromordinal(n).isoformat(), ordinals
    )
    figures["to_lunar, dates/s"] = rate(to_lunar, days)
    figures["to_solar, dates/s"] = rate(to_solar, [to_lunar(on) for on in days])
    began = time.perf_counter()
    lunar.table.__wrapped__()
    figures["reading the table, once, ms"] = (time.perf_counter() - began) * 1000


def by_ephem(figures: dict[str, float | str]) -> None:
    """What a reckoning by ephem takes at least."""
    try:
        import ephem
    except ImportError:
        figures["ephem, the new moon before a date /s"] = "not installed"
        return
    drawn = random.Random(SEED).sample(range(FIRST, LAST + 1), ASKED_OF_EPHEM)
    days = [ephem.Date(date.fromordinal(one).isoformat().replace("-", "/")) for one in drawn]
    figures["ephem, the new moon before a date /s"] = rate(ephem.previous_new_moon, days, passes=3)


def by_peer(figures: dict[str, float | str]) -> None:
    """What lunar-vn gives, and on how many days it differs."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "venv" / "bin" / "python"
        commands = (
            [sys.executable, "-m", "venv", str(python.parents[1])],
            [str(python), "-m", "pip", "install", "-q", PEER],
            [str(python), str(Path(__file__).with_name("peer.py")), str(FIRST), str(LAST)],
        )
        for command in commands:
            try:
                found = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
            except (OSError, subprocess.TimeoutExpired) as fault:
                figures[PEER] = f"not measured: {fault}"
                return
            if found.returncode:
                figures[PEER] = f"not measured: {found.stderr.strip()[-200:]}"
                return
        told = json.loads(found.stdout)
    days = LAST - FIRST + 1
    figures[f"{PEER}, first pass, dates/s"] = days / told["seconds"][0]
    figures[f"{PEER}, second pass, dates/s"] = days / told["seconds"][1]
    apart = [
        ordinal
        for ordinal, name in zip(range(FIRST, LAST + 1), told["names"], strict=True)
        if _name(ordinal) != tuple(name)
    ]
    figures[f"{PEER}, days that differ 1968-2053"] = sum(one <= SAFE for one in apart)
    figures[f"{PEER}, days that differ 2054-2099"] = sum(one > SAFE for one in apart)


def _name(ordinal: int) -> tuple[int, int, int, int]:
    found = to_lunar(date.fromordinal(ordinal))
    return found.day, found.month, int(found.leap), found.year


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    figures: dict[str, float | str] = {}
    for part in (own, by_ephem, by_peer):
        part(figures)
    if parser.parse_args().json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<48}{value if isinstance(value, str) else f'{value:14,.1f}'}")


if __name__ == "__main__":
    main()
