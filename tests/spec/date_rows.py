"""The rows of the vectors of due dates with what made them: visits, last days, cards, inside."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace
from tests.library.telling import named

from tusach.ledger.draft import Refusal
from tusach.library.copies.dates import Asked, due
from tusach.library.copies.policy import Lending
from tusach.library.places.calendar import Calendar
from tusach.library.places.visits import Visit, Visits

WEEK = Calendar(
    weekdays=(1, 2, 3, 4, 5),
    closed=frozenset({"2026-03-16", "2026-03-27", "2026-04-30"}),
    weekly=named("week"),
    told={"2026-03-16": named("repairs"), "2026-03-27": named("flood")},
)
VEHICLE = named("vehicle")
VISITS = Visits(
    (
        Visit("2026-03-14", named("plan"), VEHICLE),
        Visit("2026-03-28", named("plan"), VEHICLE, called_off=True),
        Visit("2026-04-11", named("by hand")),
        Visit("2026-04-25", named("plan"), VEHICLE),
        Visit("2026-05-09", named("plan"), VEHICLE),
    ),
    closed=frozenset({"2026-04-25"}),
)
PLAIN = Asked(on="2026-03-02", days=14, calendar=WEEK, card_until="2027-01-01")
VISITED = replace(PLAIN, visits=VISITS)
NEXT: dict[str, Any] = {"until_next_visit": True}


def found(rule: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """The due date as the vectors have it, or the code of the refusal."""
    date = due(msgspec.convert(rule, Lending), asked)
    if isinstance(date, Refusal):
        return {"refused": date.code}
    skipped = [one._asdict() for one in date.skipped]
    return {**date._asdict(), "grounds": list(date.grounds), "skipped": skipped}


def rows() -> dict[str, Any]:
    """Rules and loans, and the due date of each."""
    on = PLAIN.on
    asked: list[tuple[str, dict[str, Any], Asked]] = [
        ("so many days, over a closed day", {}, PLAIN),
        ("read inside", {}, replace(PLAIN, inside=True)),
        ("a last day that is open", {"hard_due_on": "2026-03-12"}, PLAIN),
        ("a last day that is closed", {"hard_due_on": "2026-03-16"}, PLAIN),
        ("a last day later than the loan", {"hard_due_on": "2026-06-30"}, PLAIN),
        ("a last day that is over", {"hard_due_on": "2026-03-01"}, PLAIN),
        ("a last day today", {"hard_due_on": on}, PLAIN),
        (
            "no open day before the last one",
            {"hard_due_on": "2026-03-08"},
            replace(PLAIN, on="2026-03-07"),
        ),
        (
            "closed days do not count",
            {"hard_due_on": "2026-03-16", "skip_closed_days": False},
            PLAIN,
        ),
        (
            "the card ends before the last day",
            {"hard_due_on": "2026-03-12"},
            replace(PLAIN, card_until="2026-03-08"),
        ),
        (
            "the card may end before",
            {"not_after_card_ends": False},
            replace(PLAIN, card_until="2026-03-08"),
        ),
        ("the next visit", NEXT, VISITED),
        ("no visit is dated", NEXT, PLAIN),
        ("the last visit is over", NEXT, replace(VISITED, on="2026-05-09")),
        ("on the day of a visit the next one", NEXT, replace(VISITED, on="2026-03-14")),
        ("least days in between", NEXT | {"visit_least_days": 20}, VISITED),
        ("a visit on a closed day", NEXT, replace(VISITED, on="2026-04-12")),
        ("the visit after the due date", NEXT, replace(VISITED, after="2026-03-14")),
        ("the last day before the visit", NEXT | {"hard_due_on": "2026-03-08"}, VISITED),
        ("the card ends before the visit", NEXT, replace(VISITED, card_until="2026-03-08")),
        ("never open", {}, replace(PLAIN, calendar=Calendar(weekdays=()))),
    ]
    return {
        "about": "values of a rule and a loan -> due date, what made it, grounds, days skipped",
        "rows": [
            {"why": why, "rule": rule, "asked": _plain(one), "due": found(rule, one)}
            for why, rule, one in asked
        ],
    }


def _plain(asked: Asked) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(asked)
    for part, names in (("calendar", ("closed", "opened")), ("visits", ("closed",))):
        for name in names:
            plain[part][name] = sorted(plain[part][name])
    return plain
