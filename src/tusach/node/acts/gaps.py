"""Which communes lack what for a model, as this ledger knows it today; and the cheapest way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.calendar.months import months_later
from tusach.library.quality.first_set import CRITERIA, LEAST_COPIES
from tusach.library.targets.gaps import Action, Candidate, GapPlan, Lack, gap_plan
from tusach.library.workers.facts import PROMOTION, SERVICES
from tusach.node.acts.node import Node

_BY_CRITERION: dict[str, tuple[str, tuple[str | int, ...]]] = {
    "worker": (
        "SELECT DISTINCT p.unit FROM work w JOIN place p ON p.tenant = w.tenant "
        "AND p.subject = w.place WHERE w.tenant = ? AND w.valid_from <= ? "
        "AND (w.valid_until IS NULL OR w.valid_until >= ?) AND w.subject IN ("
        "SELECT r.subject FROM course_result r JOIN course_covers c ON c.tenant = r.tenant "
        "AND c.subject = r.course WHERE r.tenant = w.tenant AND r.passed = 1 "
        "AND r.ended_on IS NULL AND c.what IN (?, ?) "
        "GROUP BY r.subject HAVING count(DISTINCT c.what) = 2)",
        ("today", "today", SERVICES, PROMOTION),
    ),
    "stock": (
        "SELECT p.unit FROM copy k JOIN place p ON p.tenant = k.tenant AND p.subject = k.holder "
        "WHERE k.tenant = ? AND k.withdrawn_on IS NULL "
        "GROUP BY p.unit HAVING count(*) >= ?",
        (LEAST_COPIES,),
    ),
    "agreement": (
        "SELECT DISTINCT p.unit FROM agreement a JOIN agreement_place s ON s.tenant = a.tenant "
        "AND s.subject = a.subject JOIN place p ON p.tenant = s.tenant AND p.subject = s.place "
        "WHERE a.tenant = ? AND a.valid_from <= ? AND (a.last_on IS NULL OR a.last_on >= ?)",
        ("today", "today"),
    ),
    "event": (
        "SELECT DISTINCT p.unit FROM gathering g JOIN place p ON p.tenant = g.tenant "
        "AND p.subject = g.place WHERE g.tenant = ? AND g.state = 'held' AND g.first >= ?",
        ("a year ago",),
    ),
}


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
    recognised = frozenset(
        str(one)
        for (one,) in node.store.query(
            "SELECT unit FROM model WHERE tenant = ? AND declared = 0 AND valid_from <= ? "
            "AND (valid_until IS NULL OR valid_until >= ?) "
            "AND (withdrawn_on IS NULL OR withdrawn_on > ?)",
            (node.tenant, today, today, today),
        )
    )
    met = {
        code: {row[0] for row in node.store.query(sql, _values(node, params, words))}
        for code, (sql, params) in _BY_CRITERION.items()
    }
    lacking = {
        unit: tuple(one.code for one in CRITERIA if unit not in met[one.code])
        for unit in units
        if unit not in recognised
    }
    return Standing(units, recognised, lacking)


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
) -> GapPlan | Refusal:
    """The cheapest `wanted` more communes. actions: by criterion, what meeting it takes."""
    candidates = [
        Candidate(unit=unit, lacks=tuple(Lack(criterion=x, actions=(actions[x],)) for x in lacks))
        for unit, lacks in found.lacking.items()
    ]
    return gap_plan(candidates, wanted, stock=stock, on=date.fromisoformat(node.today()), due=due)
