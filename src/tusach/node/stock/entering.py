"""Quick cataloguing: an ISBN or a title; a record that is known, else three fields."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tusach.exchange.sheets.values import names_of
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.isbn import valid_isbn13
from tusach.node.acts import entering as acts
from tusach.node.acts.entering import Entering
from tusach.node.acts.finding import titles_with_isbn
from tusach.node.acts.registering import NewCopy
from tusach.node.acts.undoing import undo_all
from tusach.node.desk import memory as desk_memory
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import title_of
from tusach.node.pages import toasts
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.stock import memory, said
from tusach.node.stock.deliveries import delivery_shown
from tusach.node.stock.forms import USUAL, CopyForm, TitleForm
from tusach.node.stock.labels import of_entered

MOST_HITS = 6


class Forms(NamedTuple):
    """What was sent: for a title that is known, or described by `titles`."""

    title: str
    titles: TitleForm | None
    copies: CopyForm
    token: str


@rule(staff("librarian"))
@at_desk(Act.DESCRIBE_TITLE, methods=("GET", "HEAD", "POST"))
def enter(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The one field; then what fits it, or the three fields of a new title, and the copy."""
    asked = plain_text(request.GET.get("q", ""))[:200]
    title = request.GET.get("title", "")
    title = title if is_id(title) and _is_described(counter, title) else ""
    isbn = valid_isbn13(asked.replace(" ", "").replace("-", "")) or "" if asked else ""
    known = [] if title or "new" in request.GET else _known(counter, asked, isbn)
    if len(known) == 1 and isbn:
        title, known = known[0].title, []
    first = {"isbn": isbn, "title": "" if isbn or _is_number(asked) else asked}
    told = request.POST or None
    titles = None if title else TitleForm(counter, told, initial=memory.usual(request) | first)
    usual = memory.usual(request) | _of_delivery(counter, memory.delivery(request))
    copies = CopyForm(counter, told, initial=usual)
    token = request.POST.get("token", "") or counter.node.store.random.new_id()
    status = 200
    if told is not None:
        forms = Forms(title, titles, copies, token)
        done = _entered(request, counter, forms)
        if done is not None:
            return done
        status = 422
    values = {
        "asked": asked,
        "isbn": isbn,
        "misread": _is_number(asked) and not isbn,
        "known": known,
        "title": title_of(counter.node, title) if title else None,
        "titles": titles,
        "copies": copies,
        "token": token,
        "open": bool(title or told or (asked and not known)),
        "entered": _rows(request, counter),
        "labels": of_entered(request, counter),
        "delivery": _delivery(request, counter),
    }
    return render(request, "stock/enter.html", values, status=status)


def _is_number(text: str) -> bool:
    joined = text.replace(" ", "").replace("-", "")
    return len(joined) >= 8 and joined[:-1].isascii() and joined[:-1].isdigit()


def _is_described(counter: Counter, title: str) -> bool:
    return counter.node.store.state(title, "title").described is not None


def _known(counter: Counter, asked: str, isbn: str) -> list[Any]:
    """Titles that it may be: by ISBN for certain, by words perhaps."""
    if isbn:
        found = list(titles_with_isbn(counter.node, isbn))
    elif asked and not _is_number(asked):
        answer = counter.node.search.search(asked, limit=MOST_HITS)
        found = [hit.title_id for hit in answer.hits]
    else:
        found = []
    return [title_of(counter.node, one) for one in found]


def _of_delivery(counter: Counter, delivery: str) -> dict[str, str]:
    if not delivery:
        return {}
    source = counter.node.store.state(delivery, "delivery").source
    return {"source": source} if source else {}


def _delivery(request: HttpRequest, counter: Counter) -> dict[str, Any] | None:
    chosen = memory.delivery(request)
    return delivery_shown(counter, chosen) if chosen else None


def _entered(request: HttpRequest, counter: Counter, forms: Forms) -> HttpResponse | None:
    """Where to go after a form that was right; None where something is to be mended."""
    titles, copies, token = forms.titles, forms.copies, forms.token
    if desk_memory.answered(request, token) is not None:
        return redirect("stock:enter")  # sent twice: it is in the list
    right = copies.is_valid() and (titles is None or titles.is_valid())
    if not right:
        return None
    wish = _wish(request, counter, forms)
    done = acts.enter(counter.node, wish, counter.at)
    if isinstance(done, Refusal):
        field = "code" if done.code.startswith("copy.number") else None
        copies.add_error(field, counter.say(done))
        return None
    desk_memory.answer(request, token, [done.title])
    row = {
        "title": done.title,
        "copies": list(done.copies),
        "codes": list(done.codes),
        "facts": list(done.facts),
    }
    memory.remember(request, row)
    told = {**copies.cleaned_data, **(titles.cleaned_data if titles else {})}
    memory.keep_usual(request, {name: str(told.get(name) or "") for name in USUAL if name in told})
    address = f"{reverse('stock:undo-entry')}?{urlencode({'fact': done.facts[0]})}"
    toasts.add(request, "stock.entered", undo=address, n=len(done.codes), first=done.codes[0])
    return redirect("stock:enter")


def _wish(request: HttpRequest, counter: Counter, forms: Forms) -> Entering:
    of, title = forms.copies.cleaned_data, forms.title
    told = forms.titles.cleaned_data if forms.titles else None
    kinds = {one.code: one for one in counter.node.profile.lending.material_kinds}
    chosen = memory.delivery(request)
    copy = NewCopy(
        title=title,
        code=of["code"],
        material=of["material"],
        call_number=of["call_number"],
        location=of["location"],
        legal=of["legal"] or kinds[of["material"]].legal_stock,
        price=of["price"],
        source=of["source"],
        delivery=chosen or None,
    )
    body = None
    if told is not None:
        body = TitleDescribed(
            record="",
            format="typed",
            title=told["title"],
            authors=names_of(told["author"]),
            year=told["year"],
            isbns=(told["isbn"],) if told["isbn"] else (),
            languages=(told["language"],) if told["language"] else (),
            audience=told["audience"],
            dewey=told["dewey"],
        )
    laws = of["laws"] or None
    return Entering(copy=copy, title=title, body=body, copies=of["copies"] or 1, laws=laws)


def _rows(request: HttpRequest, counter: Counter) -> list[dict[str, Any]]:
    return [
        {
            "title": title_of(counter.node, row["title"]),
            "first": row["codes"][0],
            "n": len(row["codes"]),
            "copy": row["copies"][0],
        }
        for row in memory.entered(request)
    ]


@rule(staff("librarian"))
@at_desk(Act.DESCRIBE_TITLE, methods=("POST",))
def undo(request: HttpRequest, counter: Counter) -> HttpResponse:
    """What was entered in one go is taken back."""
    fact = request.GET.get("fact", "")
    row = next((one for one in memory.entered(request) if one["facts"][0] == fact), None)
    unknown = Refusal("undo.unknown", {})
    done = undo_all(counter.node, row["facts"], counter.at) if row else unknown
    if isinstance(done, Refusal):
        said.refuse(request, done)
    else:
        memory.forget(request, fact)
        toasts.add(request, "stock.undone", tone="note")
    return redirect("stock:enter")
