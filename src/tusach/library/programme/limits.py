"""How large a definition may be: what people write is far below, and no machine is kept busy by it.

Every number here is checked before anything is counted by a definition. Its names lead to SQL only
through the closed list of sources; its values are parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tusach.ledger.canonical import LARGEST
from tusach.library.programme.wrong import Wrong

MOST: dict[str, int] = {
    "readings": 12,
    "milestones": 20,
    "tests": 24,
    "iso": 12,
    "disaggregate": 12,
    "rows": 200,
    "selections": 24,
    "conditions": 12,
    "one_of": 60,
}
"""How many of each there may be."""
LONGEST = 300
"""Letters of one text."""
LEAST_CELL = 5
"""No definition may publish smaller numbers of people."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
YEARS = ("at", "base_year", "counted_from")
LANGUAGES = ("vi", "en")
_NAME = re.compile("[a-z][a-z0-9_]{0,59}")
_TITLED = re.compile(r"title|readings\.[^.]*\.title")


def is_name(text: str) -> bool:
    """Whether an indicator or a reading may be called so.

    >>> is_name("fair_reach"), is_name("Fair reach"), is_name("x'; DROP TABLE visit")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None


def beyond(told: Any) -> Iterator[Wrong]:
    """What is too much, too long or no text of people. told: a definition as plain values."""
    yield from _names(told)
    yield from _counts(told)
    for path, value in _leaves(told, ""):
        if isinstance(value, int) and not isinstance(value, bool):
            if abs(value) > LARGEST:
                yield Wrong(path, "limit.number", (LARGEST,))
            elif path.rpartition(".")[2] in YEARS and not FIRST_YEAR <= value <= LAST_YEAR:
                yield Wrong(path, "limit.year", (value, FIRST_YEAR, LAST_YEAR))
        elif isinstance(value, str):
            if len(value) > LONGEST:
                yield Wrong(path, "limit.text", (len(value), LONGEST))
            if any(not one.isprintable() or one in "<>" for one in value):
                yield Wrong(path, "limit.signs")


def _names(told: Any) -> Iterator[Wrong]:
    if not is_name(told["id"]):
        yield Wrong("id", "name.odd", (told["id"],))
    for nr, reading in enumerate(told["readings"]):
        if not is_name(reading["id"]):
            yield Wrong(f"readings.{nr}.id", "name.odd", (reading["id"],))
    titled = [("title", told["title"])]
    titled += [(f"readings.{x['id']}.title", x["title"]) for x in told["readings"]]
    for path, title in titled:
        for language in LANGUAGES:
            if not title.get(language, "").strip():
                yield Wrong(f"{path}.{language}", "title.missing")
        for language in sorted(set(title) - set(LANGUAGES)):
            yield Wrong(f"{path}.{language}", "title.language", (language, ", ".join(LANGUAGES)))


def _counts(told: Any) -> Iterator[Wrong]:
    for name in ("readings", "milestones", "tests", "iso", "disaggregate"):
        yield from _many(name, len(told[name]), name)
    for name in ("readings", "periods", "levels"):
        if not told[name]:
            yield Wrong(name, "list.empty")
    for reading in told["readings"]:
        for side in ("numerator", "denominator"):
            if reading[side] is not None:
                yield from _measure(f"readings.{reading['id']}.{side}", reading[side])
    if told["privacy"]["min_cell"] < LEAST_CELL:
        yield Wrong("privacy.min_cell", "limit.cell", (LEAST_CELL,))
    for nr, test in enumerate(told["tests"]):
        rows = sum(len(some) for some in test["given"].values())
        yield from _many(f"tests.{nr}.given", rows, "rows")
        if test["expect"]["den"] == 0:
            yield Wrong(f"tests.{nr}.expect.den", "expect.den_zero")


def _measure(path: str, measure: Any) -> Iterator[Wrong]:
    selects = [one for group in measure["every"] for one in group] + list(measure["none"])
    yield from _many(path, len(selects), "selections")
    for nr, select in enumerate(selects):
        yield from _many(f"{path}.{nr}.where", len(select["where"]), "conditions")
        for name, ask in sorted(select["where"].items()):
            yield from _many(f"{path}.{nr}.where.{name}.one_of", len(ask["one_of"]), "one_of")


def _many(path: str, found: int, what: str) -> Iterator[Wrong]:
    if found > MOST[what]:
        yield Wrong(path, "limit.many", (found, MOST[what]))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Each text and number with its path; names of fields are texts too."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield path, name
            yield from _leaves(one, f"{path}.{name}" if path else name)
    elif isinstance(value, (list, tuple)):
        for nr, one in enumerate(value):
            yield from _leaves(one, f"{path}.{nr}")
    else:
        yield path, value


def plain(said: msgspec.Struct) -> Any:
    """A definition as plain values."""
    return msgspec.to_builtins(said)
