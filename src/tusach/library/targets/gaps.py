"""Which communes are brought over the line, and by what, at the least cost that there can be.

A commune lacks some criteria; each can be met by one of some actions, which cost money, take days
and use what is scarce (days of a trainer, crates, days of a vehicle). Wanted are so many communes.
The choice is exact: `searching` proves it, or says that it was not proved.

Source: PROGRAMME.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.shapes import Count
from tusach.library.targets.searching import Bundle, Found, search

Wanted = Annotated[int, msgspec.Meta(ge=0)]


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One way to meet a criterion. cost: dong. days: from its first day until the criterion is met.

    uses: how much of each scarce thing it takes.
    """

    code: str
    cost: Count
    days: Count = 0
    uses: Mapping[str, int] = {}


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion that is not met, and every way to meet it."""

    criterion: str
    actions: tuple[Action, ...]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A commune that does not count yet; once nothing is lacking, it does."""

    unit: str
    lacks: tuple[Lack, ...]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is done for a commune. actions: criterion, action. start_on: the last day to begin."""

    unit: str
    actions: tuple[tuple[str, str], ...]
    cost: int
    start_on: date


class GapPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The cheapest set, dearest last. bound: no set costs less. proven: this one is the cheapest.

    start_on: the last day on which the first of all may begin; None where nothing is to be done.
    next: the others, cheapest first, as if each stood alone. hopeless: communes with a criterion
    that nothing meets in time.
    """

    chosen: tuple[Choice, ...]
    cost: int
    bound: int
    proven: bool
    start_on: date | None
    next: tuple[Choice, ...]
    hopeless: tuple[tuple[str, str], ...]


def gap_plan(
    candidates: Sequence[Candidate],
    wanted: int,
    *,
    stock: Mapping[str, int],
    on: date,
    due: date,
) -> GapPlan | Refusal:
    """The cheapest `wanted` communes that all criteria can be met for until the day `due`.

    stock: what there is of each scarce thing; what is not named there is not scarce. on: today.
    Refuses `gap.too_few` (possible, wanted, hopeless) where too few communes can be helped in time
    at all, and `gap.scarce` (possible, wanted, scarce) where so many cannot be helped with what
    there is: scarce names what would do if there were more of it alone, or else all that is short.
    """
    days = (due - on).days
    ways: dict[str, list[Bundle]] = {}
    hopeless: list[tuple[str, str]] = []
    for one in candidates:
        in_time = [_in_time(lack, days) for lack in one.lacks]
        none = [lack.criterion for lack in in_time if not lack.actions]
        if none or days < 0:
            hopeless += [(one.unit, criterion) for criterion in none or [""]]
        else:
            ways[one.unit] = bundles(in_time, tuple(sorted(stock)))
    if len(ways) < wanted:
        told = tuple(sorted({unit for unit, _ in hopeless}))
        return Refusal("gap.too_few", {"possible": len(ways), "wanted": wanted, "hopeless": told})
    room = tuple(stock[name] for name in sorted(stock))
    found = search(ways, wanted, room)
    if found is None:
        return _scarce(ways, wanted, stock)
    return _plan(ways, found, due, hopeless)


def _in_time(lack: Lack, days: int) -> Lack:
    return Lack(
        criterion=lack.criterion,
        actions=tuple(one for one in lack.actions if one.days <= days),
    )


def bundles(lacks: Iterable[Lack], names: tuple[str, ...]) -> list[Bundle]:
    """Every way to meet all of it, cheapest first, but those that another one is never worse than.

    names: of what is scarce, in the order of `Bundle.uses`.
    """
    found = [Bundle(cost=0, days=0, uses=(0,) * len(names), actions=())]
    for lack in lacks:
        more = [
            _with(one, lack.criterion, action, names) for one in found for action in lack.actions
        ]
        more.sort(key=lambda one: (one.cost, one.uses, one.days, one.actions))
        found = []
        for one in more:
            if not any(_is_never_worse(other, one) for other in found):
                found.append(one)
    return found


def _with(before: Bundle, criterion: str, action: Action, names: tuple[str, ...]) -> Bundle:
    uses = tuple(
        used + action.uses.get(name, 0) for used, name in zip(before.uses, names, strict=True)
    )
    return Bundle(
        cost=before.cost + action.cost,
        days=max(before.days, action.days),
        uses=uses,
        actions=(*before.actions, (criterion, action.code)),
    )


def _is_never_worse(one: Bundle, other: Bundle) -> bool:
    return one.cost <= other.cost and all(
        mine <= theirs for mine, theirs in zip(one.uses, other.uses, strict=True)
    )


def _scarce(ways: Mapping[str, list[Bundle]], wanted: int, stock: Mapping[str, int]) -> Refusal:
    names = sorted(stock)
    room = [stock[name] for name in names]
    least, most = 0, wanted - 1
    while least < most:
        middle = (least + most + 1) // 2
        if search(ways, middle, tuple(room)) is None:
            most = middle - 1
        else:
            least = middle
    endless = [
        sum(max(one.uses[nr] for one in some) for some in ways.values()) for nr in range(len(names))
    ]
    alone = []
    for nr, name in enumerate(names):
        lifted = (*room[:nr], max(room[nr], endless[nr]), *room[nr + 1 :])
        if search(ways, wanted, lifted) is not None:
            alone.append(name)
    short = [name for nr, name in enumerate(names) if endless[nr] > room[nr]]
    return Refusal(
        "gap.scarce", {"possible": least, "wanted": wanted, "scarce": tuple(alone or short)}
    )


def _plan(
    ways: Mapping[str, list[Bundle]],
    found: Found,
    due: date,
    hopeless: Sequence[tuple[str, str]],
) -> GapPlan:
    chosen = sorted(
        (_choice(unit, bundle, due) for unit, bundle in found.chosen),
        key=lambda one: (one.cost, one.unit),
    )
    taken = {one.unit for one in chosen}
    others = (_choice(unit, some[0], due) for unit, some in ways.items() if unit not in taken)
    return GapPlan(
        chosen=tuple(chosen),
        cost=found.cost,
        bound=found.bound,
        proven=found.bound == found.cost,
        start_on=min((one.start_on for one in chosen), default=None),
        next=tuple(sorted(others, key=lambda one: (one.cost, one.unit))),
        hopeless=tuple(hopeless),
    )


def _choice(unit: str, bundle: Bundle, due: date) -> Choice:
    start_on = due - timedelta(days=bundle.days)
    return Choice(unit=unit, actions=bundle.actions, cost=bundle.cost, start_on=start_on)
