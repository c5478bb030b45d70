"""A copy between its loans: what a person says of it on its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.copies.states import CopyState
from tusach.node.acts import asking
from tusach.node.acts import care as acts
from tusach.node.acts.circulation import Told
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.outcomes import Came, line_ids, refused
from tusach.node.desk.parts import DAMAGES, SENT_REASONS, SETTLED, WITHHELD_REASONS
from tusach.node.desk.screens import Screen, done
from tusach.node.people.access import Act, rule, staff

OUTCOMES = ("repaired", "as_was")
WHAT = (
    *("claimed", "damaged", "withheld", "released", "arrived", "used", "settled"),
    *("protected", "unprotected", "freed", "away"),
)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def care(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """One thing said of the copy: claimed, damaged, withheld, released, arrived, used."""
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "")
    if what == "away":
        told = _send(counter, copy, request.POST.get("to", ""), reason)
    else:
        told = _care(counter, copy, what, reason)
    return _answer(request, counter, told, copy=copy, what=what)


def _send(counter: Counter, copy: str, to: str, reason: str) -> Told | Refusal:
    """The copy leaves for the place of that code."""
    code = to.strip().upper()
    rows = counter.node.store.query(
        "SELECT subject FROM place WHERE tenant = ? AND upper(code) = ? AND closed_on IS NULL",
        (counter.node.tenant, code),
    )
    if len(rows) != 1:
        return Refusal("copy.no_such_goal", {"code": code[:20]})
    why = reason if reason in SENT_REASONS else SENT_REASONS[0]
    return asking.send(counter.node, copy, counter.at, to=str(rows[0][0]), reason=why)


def _care(counter: Counter, copy: str, what: str, reason: str) -> Told | Refusal:
    node, at = counter.node, counter.at
    match what:
        case "claimed":
            return acts.claim(node, copy, at)
        case "damaged":
            state: CopyState = node.store.state(copy, "copy")
            loan = state.open_loan or (state.loans[-1] if state.loans else None)
            how = reason if reason in DAMAGES else "other"
            return acts.damage(node, copy, at, how=how, loan=loan.fact if loan else None)
        case "withheld":
            why = reason if reason in WITHHELD_REASONS else WITHHELD_REASONS[0]
            return acts.withhold(node, copy, at, reason=why)
        case "released":
            outcome = reason if reason in OUTCOMES else OUTCOMES[1]
            return acts.release(node, copy, at, outcome=outcome)
        case "arrived":
            return acts.arrive(node, copy, at)
        case "freed":
            return asking.free(node, copy, at, reason="put_back")
        case "protected":
            return acts.protect(node, copy, at, reason=reason)
        case "unprotected":
            return acts.unprotect(node, copy, at)
    return acts.use(node, copy, at)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def settle(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """What was lost or damaged on a loan is settled."""
    loan, how = request.POST.get("loan", ""), request.POST.get("how", "")
    told = acts.compensate(
        counter.node,
        copy,
        counter.at,
        loan=loan if is_id(loan) else "",
        how=how if how in SETTLED else SETTLED[0],
        decision=" ".join(request.POST.get("decision", "").split())[:80],
    )
    return _answer(request, counter, told, copy=copy, what="settled")


def _answer(
    request: HttpRequest, counter: Counter, told: Told | Refusal, *, copy: str, what: str
) -> HttpResponse:
    screen = Screen("copy", copy=copy)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, copy=copy, act=what))
    ids = {"as": what if what in WHAT else "used", "copy": copy, "fact": told.fact}
    came = Came("marked", {**ids, **line_ids(counter, copy, told.next_in_line)})
    return done(request, counter, screen, came)
