"""Writes `src/tusach/library/calendar/table.py` from the sky; --check only says whether it differs.

The days are those of `astronomy-engine`; a month about which `ephem`, or either of them within
three minutes, would say otherwise is marked as not certain.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tools.lunar import rules, sky

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "src" / "tusach" / "library" / "calendar" / "table.py"
FIRST_YEAR, LAST_YEAR = 1967, 2099
REACH = (FIRST_YEAR - 2, LAST_YEAR + 3)
"""Lunar years in the table, and solar years of the sky that they need.

Of 1967 only the days that lie in 1968 are in scope.
"""

HEAD = '''"""Month starts of the Vietnamese lunar calendar, 1968 to 2099; see decision 31.

Written by `python -m tools.lunar`. One line a lunar year: year, solar month and day of its first
day, leap month (0 = none), then a digit a month in order, the leap month after the month whose
number it bears: 0 = 29 days, 1 = 30 days, 2 and 3 = the same, but not certain: two honest
reckonings may differ by a day there.
The line of 1967 is there for its last days, which lie in 1968.
"""

YEARS = """
'''


def lines(skies: Mapping[str, sky.Sky]) -> list[str]:
    """The lines of the table, of skies from before its first year to after its last, by name."""
    shown = rules.months_of(skies["astronomy-engine"])
    doubted = {start for one in skies.values() for start in _doubted(one, shown)}
    found = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        months = [place for place, month in enumerate(shown) if month.year == year]
        digits = "".join(
            str(shown[at + 1].start - shown[at].start - 29 + 2 * (shown[at].start in doubted))
            for at in months
        )
        leap = next((shown[at].number for at in months if shown[at].leap), 0)
        first = date.fromordinal(shown[months[0]].start)
        found.append(f"{year} {first:%m%d} {leap} {digits}")
    return found


def _doubted(other: sky.Sky, shown: list[rules.Month]) -> set[int]:
    """First days, in the shown calendar, of months with a day that another reckoning moves."""
    starts = [month.start for month in shown]
    named = dict(rules.days(shown))
    doubted = rules.uncertain(other)
    told = rules.months_of(other)
    found = set()
    for month, following in zip(told, told[1:], strict=False):
        for day in range(month.start, following.start):
            name = (day - month.start + 1, month.number, month.leap, month.year)
            if day in named and (month.start in doubted or named[day] != name):
                found.add(starts[rules.holding(starts, day)])
    return found


def content(skies: Mapping[str, sky.Sky]) -> str:
    """What the file should hold."""
    return HEAD + "\n".join(lines(skies)) + '\n"""\n'


def main() -> None:
    """Write, or say that it differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it differs")
    only_look = parser.parse_args().check
    skies = {name: reckon(*REACH) for name, reckon in sky.EPHEMERIDES.items()}
    fresh = content(skies)
    is_same = PAGE.is_file() and PAGE.read_text("utf-8") == fresh
    if only_look:
        sys.exit(0 if is_same else f"{PAGE.name} would differ")
    if not is_same:
        PAGE.write_text(fresh, "utf-8")


if __name__ == "__main__":
    main()
