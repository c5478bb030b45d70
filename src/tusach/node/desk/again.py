"""Asked once more: an act whose answer was lost is not told again; what came of it is said anew.

A scan carries a token in the header `X-Errand`. Who sends it again (the Wi-Fi fell out, the
library's computer was switched off between) gets the outcome of the first time. Source:
docs/decisions/0037.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tusach.ledger.fact import Fact, trusted
from tusach.library.copies.states import CopyState
from tusach.node.acts import circulation
from tusach.node.desk import memory
from tusach.node.desk.acts_today import fact_words
from tusach.node.desk.counter import Counter
from tusach.node.desk.outcomes import Came
from tusach.node.desk.registering import to_cards
from tusach.node.desk.screens import Screen, answer_again, leave, screen_from
from tusach.node.people.access import actor_from
from tusach.node.people.actors import Staff
from tusach.node.store import errands

HEADER = "X-Errand"
SHORTEST, LONGEST = 16, 64


class Errands:
    """Middleware: acts of one request belong to its token, and are told at most once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token, actor = request.headers.get(HEADER, ""), actor_from(request)
        if not (SHORTEST <= len(token) <= LONGEST and isinstance(actor, Staff)):
            return self.get_response(request)
        with errands.running(errands.key_of(actor.staff_id, token)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """What came of the act when it was told, on the screen where it is asked again."""
        counter = getattr(request, "counter", None)
        if not isinstance(fault, errands.ToldBefore) or not isinstance(counter, Counter):
            return None
        registered = _registered(counter, fault.facts)
        if registered:
            return to_cards(registered)
        screen, came = what_came(request, counter, fault.facts)
        if request.headers.get("HX-Request"):
            return answer_again(request, counter, screen, came)
        if request.resolver_match and request.resolver_match.namespace == "desk":
            leave(request, came)  # what the pages of the stock show says it itself
        return redirect(_asked_on(request) or screen.address)


def _registered(counter: Counter, facts: Sequence[str]) -> list[str]:
    """Readers whom the facts registered, in order."""
    rows = (counter.node.store.fact(one) for one in facts)
    told = [trusted(row.raw) for row in rows if row]
    return [one.subject for one in told if one.kind.startswith("reader.registered/")]


def what_came(request: HttpRequest, counter: Counter, facts: Sequence[str]) -> tuple[Screen, Came]:
    """The outcome of facts that were told before, and the screen that shows it."""
    told = [(one, trusted(row.raw)) for one in facts if (row := counter.node.store.fact(one))]
    told = [(one, fact) for one, fact in told if not fact.kind.startswith("stream.")]
    screen = screen_from(request)
    if not told:
        return screen, Came("told_before", {"words": ""})
    kinds = [fact.kind.partition("/")[0] for _one, fact in told]
    if "copy.lent" in kinds:
        return _lent(request, counter, screen, told[kinds.index("copy.lent")])
    if "copy.returned" in kinds:
        return screen, _returned(request, counter, screen, told[kinds.index("copy.returned")])
    if kinds.count("loan.renewed") == len(kinds):
        return screen, _renewed(counter, told)
    one, fact = told[0]
    return screen, Came("told_before", {"words": fact_words(counter, one, fact)})


def _lent(
    request: HttpRequest, counter: Counter, screen: Screen, told: tuple[str, Fact]
) -> tuple[Screen, Came]:
    one, fact = told
    reader = circulation.loan_reader(counter.node, one) or ""
    if reader and memory.guest(request, reader) is not None:
        screen = Screen("guest", reader=reader)
    elif reader and counter.sees(counter.node.store.state(reader, "reader")):
        memory.remember_reader(request, reader)
        screen = Screen("reader", reader=reader)
    ids = {"copy": fact.subject, "reader": reader, "fact": one}
    return screen, Came("lent", {**ids, "due_on": _due_on(counter, fact.subject)})


def _returned(
    request: HttpRequest, counter: Counter, screen: Screen, told: tuple[str, Fact]
) -> Came:
    one, fact = told
    row = {"fact": one, "copy": fact.subject, "reader": "", "days_over": 0}
    if screen.name == "return":
        kept = next((kept for kept in memory.returned(request) if kept["fact"] == one), None)
        if kept is None:
            memory.remember_returned(request, row)
        row = kept or row
    return Came("returned", row)


def _renewed(counter: Counter, told: Sequence[tuple[str, Fact]]) -> Came:
    if len(told) > 1:
        return Came("renewed_all", {"done": len(told), "left": 0})
    one, fact = told[0]
    due_on = _due_on(counter, fact.subject)
    return Came("renewed", {"copy": fact.subject, "fact": one, "due_on": due_on})


def _due_on(counter: Counter, copy: str) -> str | None:
    state: CopyState = counter.node.store.state(copy, "copy")
    return state.open_loan.due_on if state.open_loan else None


def _asked_on(request: HttpRequest) -> str:
    """The own page on which the form stood, as a path."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    own = came_from.netloc == request.get_host()
    return came_from.path if own and came_from.path.startswith("/") else ""
