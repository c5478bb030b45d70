"""Rows of lending and of readers by chance that repeats, and whose the loans are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

LOANS = 40


def links_of(seed: int) -> dict[str, str]:
    """By loan whose it was, as a vault would have it; of some seeds a few are removed."""
    dice = Random(seed + 1_000)  # noqa: S311
    known = {f"loan{nr}": f"reader{dice.randrange(12)}" for nr in range(LOANS)}
    return {fact: one for nr, (fact, one) in enumerate(known.items()) if seed % 2 or nr % 3}


def later(on: str, days: int) -> str:
    """So many days later."""
    return (date.fromisoformat(on) + timedelta(days=days)).isoformat()


def day(random: Random) -> str:
    """A day around the periods that are asked for."""
    return (
        f"{random.choice((2024, 2025, 2026))}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    )


def perhaps(random: Random, value: Any) -> Any:
    """The value, or nothing."""
    return value if random.random() < 0.4 else None


def lending(random: Random, put: Any, places: Sequence[str], stops: Sequence[Any]) -> None:
    """Copies, loans, uses, holds, days on which nobody came; readers, registered at these stops."""
    for nr in range(16):
        put(
            "copy",
            f"copy{nr}",
            title=f"title{nr % 6}",
            home=perhaps(random, places[0]) or random.choice(places),
            owner=random.choice(places),
            material=random.choice(("book", "audio")),
            legal=random.randint(0, 1),
            registered_on=perhaps(random, None) or day(random),
            withdrawn_on=perhaps(random, day(random)),
            withdrawn_why="worn",
        )
    for nr in range(LOANS):
        put(
            "loan",
            f"copy{random.randrange(20)}",
            fact=f"loan{nr}",
            place=random.choice(places),
            lent_on=day(random),
            grp=random.choice(("adult", "child")),
            age_band="",
            sex=random.choice(("", "f", "m")),
            material="book",
            renewals=random.randint(0, 2),
            inside=random.randint(0, 1),
            paper=random.choice(("", "sheet/1")),
        )
    _asked(random, put, places)
    for nr, stop in enumerate(stops):
        place, on = stop["place"], stop["day"]
        put(
            "reader",
            f"reader{nr}",
            place=place,
            registered_on=on,
            grp="adult",
            age_band="",
            sex=random.choice(("", "f")),
            valid_until=later(on, 300),
            ended_on=perhaps(random, day(random)),
        )
    for nr in range(12):
        put(
            "used",
            f"copy{random.randrange(20)}",
            fact=f"use{nr}",
            place=random.choice(places),
            on_day=day(random),
            n=random.randint(1, 4),
            paper=random.choice(("", "sheet/2")),
        )


def _asked(random: Random, put: Any, places: Sequence[str]) -> None:
    for nr in range(12):
        placed = day(random)
        put(
            "hold",
            f"hold{nr}",
            pickup=random.choice(places),
            grp="adult",
            channel="desk",
            placed_on=placed,
            ready_on=perhaps(random, later(placed, random.randrange(90))),
            filled_on=perhaps(random, later(placed, random.randrange(400))),
        )
        put("empty_day", f"empty{nr}", place=random.choice(places), on_day=day(random))
