"""The rows of the vectors of facts, stories and lending: what each file holds, by path."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec
from tests.library.telling import Teller, named
from tests.spec import date_rows, network_rows, session_rows, visitor_rows
from tests.spec import fact_cases as cases
from tests.spec.fact_stories import STORIES, Told

from tusach.ledger.fact import encode, fact_hash
from tusach.ledger.order import Held
from tusach.ledger.story import Story
from tusach.library.catalogue.story import TitleState
from tusach.library.copies.policy import LATER_VALUES, LENDING, Case, Lending, chosen, lending
from tusach.library.copies.rules import copy_subject
from tusach.library.copies.states import CopyState, Loan
from tusach.library.places import codes
from tusach.library.places.calendar import Calendar, NoOpenDay, due_on
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import PlaceState, RuleState, RuleVersion, UnitState
from tusach.library.readers.story import ReaderState, roots
from tusach.library.register import FOLDERS, REGISTER

Rows = dict[str, Any]

INNER = {
    "standing",
    "by_day",
    "read",
    "kept_by",
    "kept_at",
    "kept_on",
    "early",
    "lost_on",
    "taken_from",
    "proven",
    "withdrawn_why",
    "withdrawn_paper",
    "arrivals",
}
"""What a fold of copies keeps for itself; another implementation may do without."""

LATER = {
    "claims": (),
    "damages": (),
    "withheld": None,
    "on_way": None,
    "reserved": None,
    "uses": 0,
    "counted_in": None,
    "papers": (),
    "paper": "",
    "inside": False,
    "due_by": "",
    "settled_by": None,
    "renewed_by": "",
    "delivery": None,
    "protected": None,
    "laws": (),
    "consents": (),
    "withdrawn": (),
    "visits": (),
    "classes": (),
    "services": (),
}
"""What states got later: left out where nothing was said, as it was then."""

GREW = (CopyState, Loan, PlaceState, ReaderState, TitleState, UnitState)


def fact_rows(kind: str) -> Rows:
    """Examples of one kind, and bodies of it that cannot be read."""
    rows = []
    for example in cases.examples():
        if example.kind == kind:
            rows.append(_example(example))
    bad = [{"why": why, "body": body} for why, body in cases.BAD.get(kind, [])]
    stranger = dict(rows[0]["fact"]["pb"], colour="blue")
    bad.append({"why": "a field that the kind does not have", "body": stranger})
    return {
        "about": "a fact -> its bytes; bodies of dead letters",
        "kind": kind,
        "rows": rows,
        "bad": bad,
    }


def _example(example: cases.Example) -> dict[str, Any]:
    teller = cases.teller()
    told = teller.say(
        example.kind,
        cases.subject_of(example.kind),
        example.body,
        on=cases.ON,
        private=example.private,
    )
    raw = encode(told.fact)
    return {
        "why": example.why,
        "fact": json.loads(raw),
        "bytes": raw.hex(),
        "hash": fact_hash(raw),
        "id": told.id,
        "private": _private(teller, told),
    }


def _private(teller: Teller, told: Held) -> dict[str, str] | None:
    part = teller.vault.get(told.fact.commitment or "")
    if part is None:
        return None
    return {"salt": part.salt.hex(), "part": part.raw.hex(), "commitment": part.commitment}


def story_rows(noun: str) -> Rows:
    """Facts as they came: the state they make, and what they contradict."""
    return {
        "about": "facts as they came -> the state of their story",
        "noun": noun,
        "rows": [_story(told) for told in STORIES[noun]()],
    }


def _story(told: Told) -> dict[str, Any]:
    return {
        "why": told.why,
        "subject": told.subject,
        "facts": [encode(one.fact).hex() for one in told.facts],
        **shown(FOLDERS.fold(told.subject, told.facts)),
    }


def shown(story: Story) -> dict[str, Any]:
    """A story as another implementation must show it."""
    state = _plain(story.state)
    if isinstance(story.state, CopyState):
        custody = story.state.custody
        loan = story.state.open_loan
        state |= {
            "status": story.state.status,
            "custody": {"word": custody.word, "of": custody.of},
            "open_loan": loan.fact if loan else None,
        }
    return {
        "state": state,
        "void": list(story.void),
        "disagreements": [msgspec.to_builtins(one) for one in story.disagreements],
        "dead": [list(one) for one in story.dead],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value)
        grew = isinstance(value, GREW)
        return {
            name: _plain(one)
            for name, one in fields.items()
            if name not in INNER and not (grew and name in LATER and one == LATER[name])
        }
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def code_rows() -> Rows:
    """Printed codes, good and bad; and the subjects of copies."""
    made = [(1, 0, 0), (1, 23, 45), (2, 1, 1), (3, 99_999, 9_999), (4, 90_000, 7), (9, 12_345, 678)]
    bad = ["", "100023004517", "10002300451", "1000230045160", "10002300451X", "9780306406157"]
    bad += ["\uff11\uff10\uff10\uff10\uff12\uff13\uff10\uff10\uff14\uff15\uff11\uff16"]
    assert not any(map(codes.is_printed_code, bad))
    owners = ((cases.CODE, None), ("VL.00012", cases.PLACE), ("VL.00012", cases.OTHER))
    rows = []
    for kind, block, serial in made:
        code = codes.printed_code(kind, block, serial)
        rows.append({"kind": kind, "block": block, "serial": serial, "code": code})
    copies = []
    for code, owner in owners:
        subject = copy_subject("04", code=code, owner=owner)
        copies.append({"tenant": "04", "code": code, "owner": owner, "subject": subject})
    return {
        "about": "kind, block, serial -> 12 digits; texts that are no code; subjects of copies",
        "rows": rows,
        "bad": bad,
        "copies": copies,
    }


def due_rows() -> Rows:
    """Due dates over closed days, changing weeks and the last day of a card."""
    told = {
        "2026-03-16": named("holiday"),
        "2026-03-21": named("fair"),
        "2026-09-02": named("later"),
    }
    week = Calendar(
        weekdays=(1, 2, 3, 4, 5),
        closed=frozenset({"2026-03-16", "2026-09-02"}),
        opened=frozenset({"2026-03-21"}),
        weekly=named("week"),
        told=told,
    )
    sunday = Calendar(weekdays=(7,), weekly=named("sunday"))
    summer = Calendar(
        weekdays=(1,), weekly=named("winter"), changes=(("2026-06-01", (4,), named("summer")),)
    )
    asked = [
        ("every day open", "2026-03-02", 14, Calendar(), None),
        ("over a closed Monday", "2026-03-02", 14, week, None),
        ("over a weekend", "2026-03-06", 1, week, None),
        ("on a Saturday that is opened", "2026-03-06", 15, week, None),
        ("one day a week", "2026-03-02", 14, sunday, None),
        ("a week that changes", "2026-05-20", 9, summer, None),
        ("before the week changes", "2026-05-20", 5, summer, None),
        ("at the end of the card", "2026-03-02", 14, week, "2026-03-10"),
        ("at the end of the card, closed or not", "2026-03-02", 14, week, "2026-03-16"),
        ("the card ends before a day opens", "2026-03-02", 14, sunday, "2026-03-20"),
        ("the card ended before", "2026-03-02", 14, week, "2026-02-01"),
        ("the card ends later", "2026-03-02", 14, week, "2027-02-01"),
        ("never open", "2026-03-02", 14, Calendar(weekdays=()), None),
        ("never open, but the card ends", "2026-03-02", 14, Calendar(weekdays=()), "2026-04-01"),
        ("over a leap day", "2028-02-20", 9, Calendar(), None),
        ("over the end of a year", "2026-12-25", 14, week, None),
    ]
    return {
        "about": "day of the loan, days, calendar, last day of the card -> due date, its grounds",
        "rows": [_due(*one) for one in asked],
    }


def _due(
    why: str, lent_on: str, days: int, calendar: Calendar, latest: str | None
) -> dict[str, Any]:
    begun = date.fromisoformat(lent_on)
    last = date.fromisoformat(latest) if latest else None
    found: dict[str, Any] = {"due_on": None, "grounds": []}
    try:
        due = due_on(begun, loan_days=days, calendar=calendar, latest=last)
    except NoOpenDay:
        pass
    else:
        first = min(due, begun + timedelta(days=days))
        found = {"due_on": due.isoformat(), "grounds": list(calendar.grounds(first, due))}
    return {
        "why": why,
        "lent_on": lent_on,
        "loan_days": days,
        "latest": latest,
        "calendar": _plain(calendar),
        **found,
    }


def precedence_rows() -> Rows:
    """Rules that could hold, and the one that does."""
    case = Case(
        place=cases.PLACE, place_kind="bookcase", group="adult", material="book", on="2026-03-02"
    )
    scopes: dict[str, dict[str, Any]] = {
        "any": {},
        "material": {"material": "book"},
        "group": {"group": "adult"},
        "group and material": {"group": "adult", "material": "book"},
        "kind": {"place_kind": "bookcase"},
        "kind, group and material": {
            "place_kind": "bookcase",
            "group": "adult",
            "material": "book",
        },
        "place": {"place": cases.PLACE},
        "another place": {"place": cases.OTHER},
        "another group": {"group": "child"},
        "ended": {"place": cases.PLACE, "valid_until": "2026-03-01"},
        "to come": {"place": cases.PLACE, "valid_from": "2026-03-03"},
        "of cards": {"place": cases.PLACE, "what": "card"},
        "any, later dated": {"valid_from": "2026-02-01"},
    }
    pools = [
        list(scopes)[:7],
        list(scopes)[:6],
        list(scopes)[:5],
        list(scopes)[:4],
        list(scopes)[:3],
        list(scopes)[:2],
        ["any", "another place", "another group", "ended", "to come", "of cards"],
        ["any", "any, later dated"],
        [],
    ]
    return {
        "about": "rules and a case -> the rule that holds (its fact) and what it says",
        "case": _plain(case),
        "rows": [_precedence(pool, scopes, case) for pool in pools],
    }


def _precedence(pool: list[str], scopes: dict[str, dict[str, Any]], case: Case) -> dict[str, Any]:
    told = []
    for days, name in enumerate(pool, start=1):
        found = {"what": LENDING, "values": {"loan_days": days}, "valid_from": "2026-01-01"}
        told.append((named(name), RuleSet(**(found | scopes[name]))))
    states = [RuleState(fact, (RuleVersion(fact, rule),)) for fact, rule in told]
    holds = chosen(states, LENDING, case)
    return {
        "why": ", ".join(pool) or "no rule",
        "rules": [{"fact": fact, "rule": msgspec.to_builtins(rule)} for fact, rule in told],
        "holds": holds.fact if holds else None,
        "lending": lending_shown(lending(states, case)),
    }


def lending_shown(rule: Lending) -> dict[str, Any]:
    """A rule as another implementation must read it; what came later only where it says "
    "something."""
    plain = Lending()
    fields = msgspec.to_builtins(rule)
    return {
        name: value
        for name, value in fields.items()
        if name not in LATER_VALUES or value != getattr(plain, name)
    }


def alias_rows() -> Rows:
    """Mergings in some order, and the one root of each class."""
    asked = [
        [],
        ["ab"],
        ["ba"],
        ["bc", "ab"],
        ["ab", "cd", "bc"],
        ["cd", "bc", "ab", "ad"],
        ["ab", "de"],
    ]
    rows = []
    for pairs in asked:
        merged = [tuple(named(f"reader {one}") for one in pair) for pair in pairs]
        found = roots([(one, other) for one, other in merged])
        rows.append(
            {"merged": [list(pair) for pair in merged], "roots": dict(sorted(found.items()))}
        )
    return {
        "about": "pairs of reader ids that were merged -> the smallest id of each class",
        "rows": rows,
    }


FILES: dict[str, Callable[[], Rows]] = {
    **{
        f"facts/{kind.replace('/', '-')}.json": partial(fact_rows, kind)
        for kind in sorted(REGISTER.kinds)
    },
    **{f"stories/{noun}.json": partial(story_rows, noun) for noun in STORIES},
    "lending/aliases.json": alias_rows,
    "lending/codes.json": code_rows,
    "lending/due_dates.json": due_rows,
    "lending/due_dates_made.json": date_rows.rows,
    "lending/precedence.json": precedence_rows,
    "lending/visitor_cards.json": visitor_rows.rows,
    "network/standings.json": network_rows.rows,
    **session_rows.FILES,
}
