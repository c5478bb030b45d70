"""A month that needs verification, and a spot check with its answer, as a province has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tusach.ledger.draft import Draft, Refusal
from tusach.library.calendar.months import months_later
from tusach.library.doubts import facts, rules
from tusach.library.doubts.story import SpotcheckState
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, spot_checking
from tusach.node.acts.node import At, Node

DAYS, EACH = 20, 8
"""Of one library, so many days of last month are typed together, each with about so many people."""
PUBLIC, WRONG, UNREACHED = "82941", 1, 2
LEAST_LOANS = 12


def check_numbers(node: Node, places: Sequence[str], centre: At) -> None:
    """Numbers typed in one go at the last library; loans checked at the first that has enough."""
    month = months_later(f"{centre.on[:7]}-01", -1)[:7]
    for nr in range(1, DAYS + 1):
        body = VisitCounted("on_site", EACH + (nr % 9 == 0))
        at = At(places[-1], f"{month}-{nr:02}", centre.by)
        _right(circulation.count_visits(node, body, at))
    for place in places[1:-1]:
        known = spot_checking.told_before(
            node, place=place, month=month, of=facts.LOANS, day=centre.on
        )
        if len(known) >= LEAST_LOANS:
            _check(node, place, month, centre)
            return


def _check(node: Node, place: str, month: str, centre: At) -> None:
    asked = rules.Drawing(
        month=month, of=facts.LOANS, source="lottery_north", public_on=centre.on, public=PUBLIC
    )
    at = rules.At(centre.on, place, centre.by)
    of = spot_checking.subject(node, place=place, month=month, of=facts.LOANS)
    _say(node, of, at, lambda one: spot_checking.draw(node, one, asked, at))
    drawn = spot_checking.check(node, of).drawn
    assert drawn is not None
    some = drawn.told.drawn
    late = WRONG + UNREACHED
    body = facts.SpotcheckAnswered(drawn.fact, some[late:], some[:WRONG], some[WRONG:late])
    who = spot_checking.tellers(node, some)
    _say(node, of, at, lambda one: rules.found(one, body, at, tellers=who))


def _say(node: Node, of: str, at: rules.At, deed: Any) -> None:
    def told(transaction: Any) -> tuple[Draft, ...] | Refusal:
        state: SpotcheckState = transaction.state(of, "spotcheck")
        found: tuple[Draft, ...] | Refusal = deed(state)
        return found

    _right(node.store.act(at.by, told))


def _right(done: object) -> None:
    assert not isinstance(done, Refusal), done
