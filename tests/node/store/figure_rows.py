"""Rows of the reading tables by chance that repeats: all that figures are counted from."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.node.store.lending_rows import day, lending, perhaps
from tests.node.store.telling import TENANT

from tusach.node.store.schema import BY_NAME
from tusach.node.store.sql import SqlWriting

UNITS = tuple(f"unit{nr}" for nr in range(6))
PLACES = tuple(f"place{nr}" for nr in range(10))
WORKERS = tuple(f"worker{nr}" for nr in range(8))
MERGED = {"unit3": ("2026-05-01", "unit0"), "unit4": ("2025-10-01", "unit3")}
"""The second went into the first before that went into another."""
KINDS = ("commune_library", "legal_bookcase", "provincial_library", "village_stop")


def fill(writing: SqlWriting, seed: int, *, tenant: str = TENANT) -> None:
    """The tables of one seed."""
    for name, rows in made(Random(seed), tenant).items():  # noqa: S311
        names = BY_NAME[name].names
        whole = [tuple(row.get(column) for column in names) for row in rows]
        key = [names.index(one) for one in BY_NAME[name].whole_key]
        apart = {tuple(row[at] for at in key): row for row in whole}
        writing.put_many(name, list(apart.values()))


def made(random: Random, tenant: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by table."""
    found: dict[str, list[dict[str, Any]]] = {}

    def put(table: str, subject: str, **row: Any) -> None:
        found.setdefault(table, []).append({"tenant": tenant, "subject": subject, **row})

    for nr, unit in enumerate(UNITS):
        ended_on, into = MERGED.get(unit, (None, None))
        kind = "ward" if nr == 5 else "commune"
        since = {"kind": kind, "valid_from": "2024-07-01"}
        put("unit", unit, **since, ended_on=ended_on, followed_by=into)
        _population(random, put, unit)
        if random.random() < 0.5:
            put("market", f"market{nr}", unit=unit, ended_on=perhaps(random, day(random)))
        if random.random() < 0.6:
            put(
                "model",
                f"model{nr}",
                fact="f",
                unit=unit,
                declared=random.randint(0, 1),
                valid_from=day(random),
                valid_until=perhaps(random, day(random)),
                withdrawn_on=perhaps(random, day(random)),
            )
    for place in PLACES:
        put(
            "place",
            place,
            kind=random.choice(KINDS),
            unit=perhaps(random, UNITS[0]) or random.choice(UNITS),
            founded_on=day(random),
            closed_on=perhaps(random, day(random)),
        )
    _happenings(random, put)
    _people(random, put)
    lending(random, put, PLACES, found["stop"])
    return found


def _population(random: Random, put: Any, unit: str) -> None:
    """Mostly one or two numbers; now and then a commune has none, or one that comes late."""
    told = sorted({day(random) for _ in range(random.randint(0, 2))}) or ["2024-08-01"]
    if random.random() < 0.9:
        told = [random.choice(("2023-01-01", "2024-07-01")), *told]
    for on, following in zip(told, [*told[1:], None], strict=True):
        put(
            "population",
            f"people of {unit}",
            unit=unit,
            counted_on=on,
            next_on=following,
            people=random.randint(1, 9_000),
        )


def _happenings(random: Random, put: Any) -> None:
    days: dict[int, tuple[str, str]] = {}
    for nr in range(30):
        place, on = random.choice(PLACES), day(random)
        where, when = days.setdefault(nr % 20, (place, on))  # a story is one day of one place
        put(
            "visit",
            f"visit{nr % 20}",
            place=where,
            on_day=when,
            channel=random.choice(("on_site", "mobile", "online")),
            grp=random.choice(("", "adult", "child")),
            n=random.randint(1, 40),
            paper=random.randint(0, 1),
        )
        put(
            "stop",
            f"stop{nr}",
            trip=f"trip{nr % 7}",
            place=place,
            market=perhaps(random, f"market{nr % 6}"),
            status=random.choice(("served", "missed")),
            day=on,
            classes=random.choice(
                (None, "[]", json.dumps(["border"]), json.dumps(["x", "remote"]))
            ),
            came=random.choice((None, 0, 3, 20)),
            loans=random.randint(0, 3),
        )
        put(
            "crate_journey",
            f"crate{nr % 9}",
            nr=nr,
            at_place=place,
            received_on=perhaps(random, on),
            copies=random.choice((None, 0, 150)),
        )
        put(
            "gathering",
            f"event{nr}",
            place=place,
            kind="reading",
            state=random.choice(("held", "planned")),
            last=on,
            heads=random.choice((None, 0, 12)),
        )
        put("online_use", f"use{nr}", place=place, month=on[:7], uses=random.randint(0, 5))
    for nr in range(7):
        put("trip", f"trip{nr}", status=random.choice(("closed", "planned")))
    for nr in range(5):
        put(
            "agreement",
            f"agreement{nr}",
            valid_from=day(random),
            last_on=perhaps(random, day(random)),
        )
        put("agreement_about", f"agreement{nr}", what="rotation")
        for place in random.sample(PLACES, 4):
            put("agreement_place", f"agreement{nr}", place=place)


def _people(random: Random, put: Any) -> None:
    for course, what in (("c0", "services"), ("c1", "promotion"), ("c2", "services")):
        put("course", course, valid_months=random.choice((6, 36)))
        put("course_covers", course, what=what)
    for worker in WORKERS:
        put(
            "work",
            worker,
            fact="f",
            place=random.choice(PLACES),
            how=random.choice(("doubling", "volunteer")),
            valid_from=day(random),
            valid_until=perhaps(random, day(random)),
        )
        for course in ("c0", "c1", "c2"):
            put(
                "course_result",
                worker,
                course=course,
                done_on=day(random),
                attended=1,
                passed=random.randint(0, 1),
                valid_until=perhaps(random, day(random)),
            )
        for item in range(random.randint(4, 8)):
            put("practice", worker, fact="f", item=f"i{item}", shown=1, seen_on=day(random))
