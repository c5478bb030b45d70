"""A reader's own loans: nobody else's, and nothing of them is written down anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.readers.story import ReaderState
from tusach.node.acts import circulation
from tusach.node.acts.governing import is_late
from tusach.node.acts.node import At, Node
from tusach.node.opac.holds import holds_shown
from tusach.node.opac.lines import TitleLine, title_lines
from tusach.node.opac.placing import Place, places
from tusach.node.opac.refusing import RENEWING, say_to_reader
from tusach.node.opac.seat import Seat, is_fragment, reader_of, seated
from tusach.node.opac.standing import marks
from tusach.node.opac.wishes import wishes_shown
from tusach.node.people.access import reader_self, rule

PAST_SHOWN: Final = 30
SOON_DAYS: Final = 3
_AT_ONCE: Final = 400


class LoanShown(msgspec.Struct, frozen=True, kw_only=True):
    """A loan of the one who looks. left: days until it is due, negative after.

    is_late: past that day and the days of grace of its rule. refused: why it was not renewed just
    now; renewed: it was, just now.
    """

    copy: str
    line: TitleLine | None
    place: Place | None
    lent_on: str
    due_on: str
    left: int
    is_late: bool
    renewals: int
    ended_on: str | None = None
    refused: str = ""
    renewed: bool = False

    @property
    def is_soon(self) -> bool:
        """Whether the day is near, or over by no more than the days of grace."""
        return not self.is_late and self.left <= SOON_DAYS


@rule(reader_self())
@seated()
def loans(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show a reader's own loans."""
    return _page(request, seat)


@rule(reader_self())
@seated("POST")
def renew(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Renew one of the reader's own loans; any other copy is as good as unknown."""
    copy = request.POST.get("copy", "")
    held = {held: fact for fact, held in _open(seat.node, reader_of(request)).items()}
    if not is_id(copy):
        raise Http404
    loan = seat.node.store.state(copy, "copy").open_loan
    if loan is None or loan.fact != held.get(copy):
        if not _had(seat.node, reader_of(request), copy):
            raise Http404
        # Its page was open while somebody took the book back.
        said = say_to_reader(Refusal("loan.none", {}), RENEWING)
        return _page(request, seat, said=said, status=409)
    at = At(loan.place or seat.node.own_place() or "", seat.on)
    told = circulation.renew(seat.node, copy, at)
    if isinstance(told, Refusal):
        return _page(request, seat, refused={copy: say_to_reader(told, RENEWING)}, status=409)
    if is_fragment(request):
        return _page(request, seat, renewed=copy)
    return redirect("opac:loans")


def _had(node: Node, reader: str, copy: str) -> bool:
    """Whether the reader has had this copy, as far as it is kept here."""
    told = node.store.vault.query(
        "SELECT 1 FROM loan_reader WHERE reader = ? AND copy = ? LIMIT 1", (reader, copy)
    )
    return bool(told)


def _open(node: Node, reader: str) -> dict[str, str]:
    """Lending facts and copies of the reader's open loans."""
    return dict(node.store.open_loans(reader))


def _page(
    request: HttpRequest,
    seat: Seat,
    *,
    refused: dict[str, str] | None = None,
    renewed: str = "",
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    reader = reader_of(request)
    state: ReaderState = seat.node.store.state(reader, "reader")
    still = _open(seat.node, reader)
    shown = _loans(seat, tuple(still))
    refusals = refused or {}
    now = [
        msgspec.structs.replace(
            loan, refused=refusals.get(loan.copy, ""), renewed=loan.copy == renewed
        )
        for loan in shown
        if loan.ended_on is None
    ]
    values = {
        "loans": sorted(now, key=lambda loan: (loan.due_on, loan.copy)),
        "said": said,
        "late": sum(loan.is_late for loan in now),
        "past": _past(seat, reader, still) if request.GET.get("history") else [],
        "may_see_past": not request.GET.get("history"),
        "kept_days": _kept_days(seat, state),
        "kept_months": seat.node.marked_months(state.place, seat.on) if state.place else 0,
        **_asked(seat, reader),
        "valid_until": state.valid_until,
        "is_expired": bool(state.valid_until and state.valid_until < seat.on),
    }
    name = "opac/parts/loans.html" if is_fragment(request) else "opac/account.html"
    return render(request, name, values, status=status)


def _asked(seat: Seat, reader: str) -> dict[str, Any]:
    """What the reader waits and wishes for."""
    return {"holds": holds_shown(seat, reader), "wishes": wishes_shown(seat, reader)}


def _kept_days(seat: Seat, state: ReaderState) -> int | None:
    """For how many days it is kept who had a book, at the reader's library; None: for ever."""
    return seat.node.link_days(state.place, seat.on) if state.place else None


def _past(seat: Seat, reader: str, still: dict[str, str]) -> list[LoanShown]:
    """What came back, as far as this machine still keeps who had it."""
    told = seat.node.store.vault.query("SELECT fact FROM loan_reader WHERE reader = ?", (reader,))
    facts = [fact for (fact,) in told if fact not in still]
    found: list[LoanShown] = []
    for first in range(0, len(facts), _AT_ONCE):
        found += _loans(seat, facts[first : first + _AT_ONCE])
    ended = [loan for loan in found if loan.ended_on is not None]
    ended.sort(key=lambda loan: (loan.ended_on or "", loan.lent_on), reverse=True)
    return ended[:PAST_SHOWN]


def _loans(seat: Seat, facts: Sequence[str]) -> list[LoanShown]:
    if not facts:
        return []
    rows = seat.node.store.query(
        "SELECT l.subject, l.place, l.lent_on, l.due_on, l.renewals, l.ended_on, l.rule, c.title "  # noqa: S608
        "FROM loan l LEFT JOIN copy c ON c.tenant = l.tenant AND c.subject = l.subject "
        f"WHERE l.tenant = ? AND l.fact IN ({marks(facts)})",
        (seat.node.tenant, *facts),
    )
    lines = title_lines(seat, sorted({row[-1] for row in rows if row[-1]}))
    known = places(seat)
    return [_loan(seat, row, lines, known) for row in rows]


def _loan(
    seat: Seat, row: tuple[Any, ...], lines: dict[str, TitleLine], known: dict[str, Place]
) -> LoanShown:
    copy, place, lent_on, due_on, renewals, ended_on, rule, title = row
    return LoanShown(
        copy=copy,
        line=lines.get(title or ""),
        place=known.get(place or ""),
        lent_on=lent_on,
        due_on=due_on,
        left=(date.fromisoformat(due_on) - date.fromisoformat(seat.on)).days,
        is_late=is_late(seat.node, due_on, rule, seat.on),
        renewals=int(renewals),
        ended_on=ended_on,
    )
