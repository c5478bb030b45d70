"""What readers miss in the stock: told for them at the desk, answered, over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.library.holds.facts import WishAnswered
from tusach.library.holds.rules import LONGEST_WISH, Wishing
from tusach.node.acts import asking
from tusach.node.acts.circulation import Told
from tusach.node.acts.finding import NamesMeant, ReaderMeant, meant
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.outcomes import Came, refused
from tusach.node.desk.screens import leave, waiting
from tusach.node.desk.shown import names_of
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look

MOST = 500
ANSWERS = ("here", "ordered", "bought", "borrowed", "promised", "not_possible")
_OPEN = (
    "SELECT subject, told_on, grp, language, channel, answer, answered_on FROM wish "
    "WHERE tenant = ? AND place = ? AND ended_on IS NULL ORDER BY answer IS NOT NULL, told_on, "
    "subject LIMIT ?"
)


@rule(staff("librarian"))
@at_desk(Act.SEE_READER, methods=("GET", "HEAD", "POST"))
def wishes(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The wishes of this place; a new one is written down here."""
    text = plain_text(request.POST.get("text", ""))
    if request.method == "POST":
        return _tell(request, counter, text)
    look(counter.staff, counter.place, "wishes")
    node = counter.node
    rows = node.store.query(_OPEN, (node.tenant, counter.place, MOST))
    values = {
        "counter": counter,
        "wishes": _shown(counter, rows),
        "answers": ANSWERS,
        "most": LONGEST_WISH,
        "outcome": waiting(request, counter),
        "back": "wishes",
    }
    return render(request, "desk/wishes.html", values)


def _shown(counter: Counter, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    vault = counter.node.store.vault
    told = {
        asked: (reader, wish, author)
        for asked, reader, wish, author in vault.query(
            "SELECT asked, reader, wish, author FROM asked_by WHERE wish <> ''"
        )
    }
    readers = {
        reader
        for reader, _, _ in told.values()
        if reader and counter.sees(counter.node.store.state(reader, "reader"))
    }
    names = names_of(counter.node, readers)
    found = []
    for subject, told_on, _, language, channel, answer, answered_on in rows:
        reader, text, author = told.get(subject, ("", "", ""))
        found.append(
            {
                "wish": subject,
                "text": text,
                "author": author,
                "told_on": told_on,
                "language": language,
                "channel": channel,
                "answer": answer or "",
                "answered_on": answered_on or "",
                "reader": reader if reader in names else "",
                "name": names.get(reader, ""),
            }
        )
    return found


def _tell(request: HttpRequest, counter: Counter, text: str) -> HttpResponse:
    code = plain_text(request.POST.get("code", ""))
    reader = None
    if code:
        found = meant(counter.node, code, place=counter.readers_of)
        if isinstance(found, NamesMeant) and len(found.readers) == 1:
            found = ReaderMeant(found.readers[0])
        if not isinstance(found, ReaderMeant):
            leave(request, Came("hold_whom"))
            return redirect("desk:wishes")
        reader_at(counter, found.reader, "wish")
        reader = found.reader
    wishing = Wishing(wish="", text=text, author=plain_text(request.POST.get("author", "")))
    told = asking.wish(counter.node, wishing, counter.at, reader=reader)
    return _answer(request, told, "wished")


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def answer(request: HttpRequest, counter: Counter, wish: str) -> HttpResponse:
    """What becomes of a wish, or that it is over."""
    chosen = request.POST.get("answer", "")
    if chosen in ANSWERS:
        body = WishAnswered(chosen)
        told = asking.answer_wish(counter.node, wish, body, counter.at)
        return _answer(request, told, "wish_answered")
    told = asking.end_wish(counter.node, wish, counter.at, reason="fulfilled")
    return _answer(request, told, "wish_over")


def _answer(request: HttpRequest, told: Told | Refusal, what: str) -> HttpResponse:
    if isinstance(told, Refusal):
        leave(request, refused(told, act="wish"))
    else:
        leave(request, Came("marked", {"as": what, "copy": "", "fact": told.fact}))
    return redirect("desk:wishes")
