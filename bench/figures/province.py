"""A province straight in the reading tables: seeded rows, no facts behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

import msgspec

from tusach.node.store.schema import BY_NAME
from tusach.node.store.sql import SqlWriting

FIRST, YEARS = date(2021, 1, 1), 5
AT_ONCE = 20_000
KINDS = ("commune_library", "post_office_point", "legal_bookcase", "culture_centre")
GROUPS = ("adult", "child", "elder", "pupil")
CHANNELS = ("on_site", "mobile", "online")


class Shape(msgspec.Struct, frozen=True):
    """How many rows; each commune or ward has `places` places."""

    visits: int = 3_000_000
    loans: int = 2_000_000
    readers: int = 140_000
    units: int = 56
    wards: int = 3
    places: int = 4
    seed: int = 7


def unit_of(nr: int) -> str:
    return key("unit", nr)


def place_of(nr: int) -> str:
    return key("place", nr)


def key(*words: object) -> str:
    """An id as ids are: 32 hexadecimal digits that say nothing."""
    return hashlib.blake2b(repr(words).encode(), digest_size=16).hexdigest()


def fill(writing: SqlWriting, shape: Shape) -> dict[str, int]:
    """All tables of the shape; how many rows each has got. Indexes come last, as in a retelling."""
    found: dict[str, int] = {}
    for name in ("visit", "loan", "copy", "reader"):
        for nr in range(len(BY_NAME[name].indexes)):
            writing.cursor.execute(f"DROP INDEX {name}_{nr}")
    for name, rows in _tables(shape):
        names = BY_NAME[name].names
        head = {"tenant": writing.tenant}
        waiting = iter(rows)
        while some := list(islice(waiting, AT_ONCE)):
            told = [tuple((head | row).get(one) for one in names) for row in some]
            writing.put_many(name, told)
            found[name] = found.get(name, 0) + len(told)
    writing.make_indexes()
    return found


def _tables(shape: Shape) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    dice = Random(shape.seed)
    yield "unit", _units(shape)
    yield "place", _places(shape)
    yield "visit", _visits(shape, dice)
    yield "loan", _loans(shape, dice)
    yield "copy", _copies(shape, dice)
    yield "reader", _readers(shape, dice)
    yield from _programme(shape, dice)


def _units(shape: Shape) -> Iterator[dict[str, Any]]:
    for nr in range(shape.units):
        kind = "ward" if nr >= shape.units - shape.wards else "commune"
        yield {"subject": unit_of(nr), "code": f"{nr:03}", "kind": kind, "valid_from": "2020-01-01"}


def _places(shape: Shape) -> Iterator[dict[str, Any]]:
    for nr in range(shape.units * shape.places):
        yield {
            "subject": place_of(nr),
            "code": f"p{nr}",
            "name": f"Thư viện {nr}",
            "kind": KINDS[nr % len(KINDS)],
            "unit": unit_of(nr // shape.places),
            "founded_on": "2020-01-01",
        }


def _day(dice: Random) -> str:
    return str(FIRST + timedelta(days=dice.randrange(365 * YEARS)))


def _visits(shape: Shape, dice: Random) -> Iterator[dict[str, Any]]:
    """A story is a place's day; rows of one lie beside each other, stories in the order of ids."""
    kinds = [(channel, group) for channel in CHANNELS for group in GROUPS]
    days = 365 * YEARS
    stories = [(place, day) for place in range(shape.units * shape.places) for day in range(days)]
    each, more = divmod(shape.visits, len(stories))
    ids = sorted((key("visits", place, day), place, day) for place, day in stories)
    for at, (subject, place, day) in enumerate(ids):
        on = str(FIRST + timedelta(days=day))
        for channel, group in dice.sample(kinds, min(len(kinds), each + (at < more))):
            n = dice.randint(1, 12)
            yield {
                "subject": subject,
                "place": place_of(place),
                "on_day": on,
                "channel": channel,
                "grp": group,
                "n": n,
                "paper": n if dice.random() < 0.2 else 0,
            }


def _loans(shape: Shape, dice: Random) -> Iterator[dict[str, Any]]:
    places = shape.units * shape.places
    ids = sorted((key("copy", nr // 20), key("loan", nr)) for nr in range(shape.loans))
    for copy, fact in ids:
        on = _day(dice)
        yield {
            "subject": copy,
            "fact": fact,
            "place": place_of(dice.randrange(places)),
            "lent_on": on,
            "due_on": on,
            "ended_on": on,
            "ended_by": fact,
            "grp": dice.choice(GROUPS),
            "age_band": dice.choice(("0-14", "15-24", "25-59", "60-")),
            "sex": dice.choice(("", "f", "m")),
            "material": "book",
            "renewals": 0,
            "inside": int(dice.random() < 0.1),
            "paper": "",
        }


def _copies(shape: Shape, dice: Random) -> Iterator[dict[str, Any]]:
    """Each lent twenty times in the years, as its loans say."""
    places = shape.units * shape.places
    for subject in sorted(key("copy", nr) for nr in range(shape.loans // 20)):
        home = place_of(dice.randrange(places))
        yield {
            "subject": subject,
            "title": key("title", dice.randrange(max(1, shape.loans // 60))),
            "home": home,
            "owner": home,
            "material": "book",
            "legal": int(dice.random() < 0.05),
            "registered_on": _day(dice),
            "withdrawn_on": _day(dice) if dice.random() < 0.1 else None,
            "withdrawn_why": "worn",
        }


def _readers(shape: Shape, dice: Random) -> Iterator[dict[str, Any]]:
    places = shape.units * shape.places
    for subject in sorted(key("reader", nr) for nr in range(shape.readers)):
        yield {
            "subject": subject,
            "place": place_of(dice.randrange(places)),
            "grp": dice.choice(GROUPS),
            "registered_on": _day(dice),
            "valid_until": "2027-01-01",
        }


def _programme(shape: Shape, dice: Random) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Markets, models, trips, rotation, events and people, as many as such a province has."""
    units, places = shape.units, shape.units * shape.places
    made: dict[str, list[dict[str, Any]]] = {}

    def put(table: str, subject: str, **row: Any) -> None:
        made.setdefault(table, []).append({"subject": subject, **row})

    for nr in range(units):
        put("market", key("market", nr), unit=unit_of(nr))
        if nr % 4 == 0:
            told = {"fact": "f", "unit": unit_of(nr), "declared": nr % 8 // 4}
            put("model", key("model", nr), valid_from=_day(dice), **told)
    for nr in range(100 * YEARS):
        put("trip", key("trip", nr), status="closed", first_on=_day(dice))
        for stop in range(6):
            put(
                "stop",
                key("stop", nr, stop),
                trip=key("trip", nr),
                place=place_of(dice.randrange(places)),
                market=key("market", dice.randrange(units)) if stop == 0 else None,
                status="served" if dice.random() < 0.9 else "missed",
                day=_day(dice),
                classes=json.dumps(["border"] if dice.random() < 0.3 else []),
                came=dice.randint(0, 60),
                loans=dice.randint(0, 30),
            )
    for nr in range(places * YEARS * 2):
        place = place_of(nr % places)
        put("crate_journey", key("crate", nr % 200), nr=nr, at_place=place, received_on=_day(dice),
            copies=dice.randint(50, 200))  # fmt: skip
        put("gathering", key("gathering", nr), place=place, kind="reading", state="held",
            last=_day(dice), heads=dice.randint(5, 80))  # fmt: skip
    for nr in range(places * YEARS * 12):
        put("online_use", key("use", nr), place=place_of(nr % places), offer="site",
            month=_day(dice)[:7], uses=dice.randint(0, 90))  # fmt: skip
    for nr, what in enumerate(("services", "promotion")):
        put("course", key("course", nr), valid_months=36)
        put("course_covers", key("course", nr), what=what)
    for nr in range(places):
        who = key("worker", nr)
        put("work", who, fact="f", place=place_of(nr), how="full_time", valid_from="2021-01-01")
        for course in range(2):
            put("course_result", who, course=key("course", course), done_on=_day(dice), attended=1,
                passed=int(dice.random() < 0.7))  # fmt: skip
        for item in range(8):
            put("practice", who, fact="f", item=f"i{item}", shown=1, seen_on=_day(dice))
    for nr in range(units):
        put("agreement", key("agreement", nr), valid_from=_day(dice))
        put("agreement_about", key("agreement", nr), what="rotation")
        for at in range(2):
            put("agreement_place", key("agreement", nr), place=place_of(nr * shape.places + at))
    for name, rows in made.items():
        yield name, iter(rows)
