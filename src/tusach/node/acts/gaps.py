"""Which communes lack what for a model, as this ledger knows it today; and the cheapest way out."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.agreements.story import AgreementState
from tusach.library.calendar.months import months_later
from tusach.library.quality.first_set import CRITERIA, LEAST_COPIES
from tusach.library.quality.story import ModelState
from tusach.library.targets.gaps import Action, Candidate, Choice, GapPlan, Lack, gap_plan
from tusach.library.workers.ability import Measure, is_trained
from tusach.node.acts import working
from tusach.node.acts.node import Node

_BY_CRITERION: dict[str, tuple[str, tuple[str | int, ...]]] = {
    "stock": (
        "SELECT p.unit FROM copy k JOIN place p ON p.tenant = k.tenant AND p.subject = k.holder "
        "WHERE k.tenant = ? AND k.withdrawn_on IS NULL "
        "GROUP BY p.unit HAVING count(*) >= ?",
        (LEAST_COPIES,),
    ),
    "event": (
        "SELECT DISTINCT p.unit FROM gathering g JOIN place p ON p.tenant = g.tenant "
        "AND p.subject = g.place WHERE g.tenant = ? AND g.state = 'held' AND g.first >= ?",
        ("a year ago",),
    ),
}
_MODELS = "SELECT DISTINCT subject FROM model WHERE tenant = ? ORDER BY subject"
_AGREEMENTS = "SELECT subject FROM agreement WHERE tenant = ? ORDER BY subject"


RECOGNITION = ("recognition", "recognise")
"""What is left to do where every criterion is met: criterion and action."""


class Standing(msgspec.Struct, frozen=True):
    """units: every commune and ward there is. recognised: those with a valid decision.

    lacking: of the others, the criteria that nothing here proves to be met.
    """

    units: tuple[str, ...]
    recognised: frozenset[str]
    lacking: Mapping[str, tuple[str, ...]]


def standing(node: Node) -> Standing:
    """How far each commune is today, by what is known here."""
    today = node.today()
    words = {"today": today, "a year ago": months_later(today, -12)}
    units = tuple(
        str(one)
        for (one,) in node.store.query(
            "SELECT subject FROM unit WHERE tenant = ? AND valid_from <= ? "
            "AND (ended_on IS NULL OR ended_on > ?) ORDER BY code",
            (node.tenant, today, today),
        )
    )
    recognised = _recognised(node, today)
    met = {
        code: {row[0] for row in node.store.query(sql, _values(node, params, words))}
        for code, (sql, params) in _BY_CRITERION.items()
    }
    met["worker"] = _with_a_worker(node, today)
    met["agreement"] = _with_an_agreement(node, today)
    lacking = {
        unit: tuple(one.code for one in CRITERIA if unit not in met[one.code])
        for unit in units
        if unit not in recognised
    }
    return Standing(units, recognised, lacking)


def _recognised(node: Node, today: str) -> frozenset[str]:
    models: list[ModelState] = _states(node, _MODELS, "model")
    return frozenset(one.unit for one in models if one.unit and one.recognised_on(today))


def _with_a_worker(node: Node, today: str) -> set[str]:
    courses, measure = working.courses(node), Measure()
    places = {
        work.place
        for one in working.workers(node)
        if is_trained(one, courses, today, measure=measure)
        for work in one.works_on(today)
    }
    return _units(node, places)


def _with_an_agreement(node: Node, today: str) -> set[str]:
    agreements: list[AgreementState] = _states(node, _AGREEMENTS, "agreement")
    return _units(
        node,
        {
            place
            for one in agreements
            if one.signed and one.holds(today)
            for place in one.signed.places
        },
    )


def _states(node: Node, sql: str, noun: str) -> list[Any]:
    rows = node.store.query(sql, (node.tenant,))
    return [node.store.state(str(subject), noun) for (subject,) in rows]


def _units(node: Node, places: AbstractSet[str]) -> set[str]:
    rows = node.store.query("SELECT subject, unit FROM place WHERE tenant = ?", (node.tenant,))
    return {str(unit) for place, unit in rows if place in places and unit is not None}


def _values(
    node: Node, params: tuple[str | int, ...], words: Mapping[str, str]
) -> tuple[str | int, ...]:
    return (node.tenant, *(words.get(one, one) if isinstance(one, str) else one for one in params))


def plan(
    node: Node,
    found: Standing,
    wanted: int,
    *,
    actions: Mapping[str, Action],
    stock: Mapping[str, int],
    due: date,
    recognise_days: int = 0,
) -> GapPlan | Refusal:
    """The cheapest `wanted` more communes. actions: by criterion, what meeting it takes.

    recognise_days: what recognition takes once all is met; it is the last thing of each commune.
    """
    candidates = [
        Candidate(unit=unit, lacks=tuple(Lack(criterion=x, actions=(actions[x],)) for x in lacks))
        for unit, lacks in found.lacking.items()
    ]
    met_by, today = due - timedelta(days=recognise_days), date.fromisoformat(node.today())
    found = gap_plan(candidates, wanted, stock=stock, on=today, due=met_by)
    if isinstance(found, Refusal):
        return found
    return replace(
        found,
        chosen=tuple(map(_recognised_last, found.chosen)),
        next=tuple(map(_recognised_last, found.next)),
    )


def _recognised_last(one: Choice) -> Choice:
    """What is done for a commune ends with its recognition: nothing else makes it count."""
    return replace(one, actions=(*one.actions, RECOGNITION))
