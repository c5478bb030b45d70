"""What makes one visit: one versioned rule (`rule.set`, what = `visit`), applied as it is said.

Counted are the presses of the buttons, the rows of tally sheets, group visits and the stops of a
vehicle, each through its channel. Who only borrows and was not counted came all the same: of the
loans of a day a rule makes visits, where the counter says less than they prove. The built-in rule:
every channel counts, and on the channel `on_site` at least as many came as the loans of the day are
of different kinds of readers (group, age band, sex). That is a lower bound which stands in the
bodies of facts, so the figure is the same after it was removed who borrowed what (decision 24).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies.policy import Case, chosen
from tusach.library.copies.rule_setting import set_rule
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState

VISIT = "visit"
NEVER, LEAST, EACH = "never", "least", "each"
LOANS = (NEVER, LEAST, EACH)
"""What loans say of visits: nothing; at least one for each kind of reader; one for each loan."""

_Codes = Annotated[str, msgspec.Meta(pattern="^(?:[a-z0-9_.-]+(?: [a-z0-9_.-]+)*)?$")]
_Loans = Annotated[str, msgspec.Meta(pattern="^(?:never|least|each)$")]


class VisitRule(msgspec.Struct, frozen=True, kw_only=True):
    """loans: what they say of visits. loan_channel: through which channel borrowers came.

    leave_out: channels that count for nothing, separated by spaces. rule: fact that told it, None =
    built in.
    """

    loans: _Loans = LEAST
    loan_channel: _Codes = "on_site"
    leave_out: _Codes = ""
    rule: str | None = None
    valid_from: str = ""
    citation: str = ""


class Lent(msgspec.Struct, frozen=True):
    """n loans of a day that began at the place, of readers who look alike in the figures."""

    group: str = ""
    age_band: str = ""
    sex: str = ""
    n: int = 1


class Counted(msgspec.Struct, frozen=True):
    """So many visits of a group through a channel, of which so many were told from paper."""

    channel: str
    group: str
    n: int
    paper: int = 0
    by_loans: int = 0


def visit_rule(rules: Iterable[RuleState], *, place: str, place_kind: str, on: str) -> VisitRule:
    """The rule that holds at a place on a day, completed by the built-in one."""
    case = Case(place=place, place_kind=place_kind, group="", material="", on=on)
    version = chosen(rules, VISIT, case)
    if version is None:
        return VisitRule()
    told = version.rule
    known = {name: value for name, value in told.values.items() if _reads(name, value)}
    ours = {"rule": version.fact, "valid_from": told.valid_from, "citation": told.citation}
    return msgspec.convert({**known, **ours}, VisitRule)


def visits(
    rule: VisitRule, counted: Iterable[Counted], lent: Iterable[Lent]
) -> tuple[Counted, ...]:
    """The visits of one place and day, sorted by channel and group.

    counted: what was told. lent: the loans that began at the place on the day.
    """
    out = set(rule.leave_out.split())
    found: dict[tuple[str, str], Counted] = {}
    for one in counted:
        if one.channel not in out:
            before = found.get((one.channel, one.group), Counted(one.channel, one.group, 0))
            found[one.channel, one.group] = msgspec.structs.replace(
                before, n=before.n + one.n, paper=before.paper + one.paper
            )
    if rule.loan_channel in out:
        return _sorted(found)
    proved = _proved(rule, lent)
    told = {group: one.n for (channel, group), one in found.items() if channel == rule.loan_channel}
    for group, more in _beyond(proved, told).items():
        key = (rule.loan_channel, group)
        before = found.get(key, Counted(*key, 0))
        found[key] = msgspec.structs.replace(before, n=before.n + more, by_loans=more)
    return _sorted(found)


def _proved(rule: VisitRule, lent: Iterable[Lent]) -> Counter[str]:
    """How many of each group the loans of the day show to have come."""
    proved: Counter[str] = Counter()
    if rule.loans == NEVER:
        return proved
    kinds: Counter[tuple[str, str, str]] = Counter()
    for one in lent:
        kinds[one.group, one.age_band, one.sex] += one.n
    for (group, _, _), n in kinds.items():
        proved[group] += 1 if rule.loans == LEAST else n
    return proved


def _beyond(proved: Mapping[str, int], told: Mapping[str, int]) -> dict[str, int]:
    """What the loans show beyond what was counted, by group.

    Who pressed the button of another group was counted too: only where the whole day was counted
    lower than the loans prove is something added, and never more than that.
    """
    lacking = sum(proved.values()) - sum(told.values())
    more: dict[str, int] = {}
    for group in sorted(proved):
        here = min(lacking, max(0, proved[group] - told.get(group, 0)))
        if here > 0:
            more[group] = here
            lacking -= here
    return more


def _sorted(found: Mapping[tuple[str, str], Counted]) -> tuple[Counted, ...]:
    return tuple(found[key] for key in sorted(found) if found[key].n)


def set_visit_rule(tenant: str, body: RuleSet, *, on: str) -> tuple[Draft, ...] | Refusal:
    """The rule of visits reads so from `body.valid_from` on; group and material say nothing."""
    wrong = sorted(
        name for name, value in body.values.items() if name not in _NAMES or not _reads(name, value)
    )
    if wrong or body.what != VISIT or body.group is not None or body.material is not None:
        return Refusal("rule.value_odd", {"names": wrong})
    return set_rule(tenant, body, on=on)


def _reads(name: str, value: Any) -> bool:
    if name not in _NAMES:
        return False
    try:
        msgspec.convert({name: value}, VisitRule)
    except msgspec.ValidationError:
        return False
    return True


_NAMES = frozenset({"loans", "loan_channel", "leave_out"})
