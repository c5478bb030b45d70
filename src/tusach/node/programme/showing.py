"""Two pages for everything here: a list with its form, one thing with what may be told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tusach.exchange.sheets.writing import Table, comma_separated, xlsx
from tusach.ledger.draft import Draft, Refusal
from tusach.node.office.listing import page_of
from tusach.node.office.room import Room
from tusach.node.pages import toasts

A_PAGE = 50
FILES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
Deed = Callable[[Any], tuple[Draft, ...] | Refusal]


class Listing(msgspec.Struct, kw_only=True):
    """A list. rows: the subject whose page a row leads to (empty: none), and its cells.

    name: of its file. empty: what to do where nothing is in it.
    """

    title: str
    intro: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    empty: str
    name: str
    page: str = ""


class Asked(msgspec.Struct, kw_only=True):
    """A form on a page. step: which of its forms; noun, subject: whose story the deed is asked of.

    deed: what the rule says, once the form is right. said: the toast.
    """

    step: str
    title: str
    button: str
    form: forms.Form
    noun: str
    subject: Callable[[], str]
    deed: Callable[[dict[str, Any]], Deed]
    place: Callable[[dict[str, Any]], str]
    said: str = "programme.told"
    icon: str = "check"
    is_quiet: bool = False


class Thing(msgspec.Struct, kw_only=True):
    """One thing: lines of what is known, and tables of what belongs to it.

    forget: address at which the name is erased, where there is one.
    """

    title: str
    back: str
    back_words: str
    lines: Sequence[tuple[str, str]]
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = ()
    forget: str = ""


def bound(request: HttpRequest, step: str) -> Any:
    """What was sent for this form of the page, None where another one was."""
    return request.POST if request.method == "POST" and request.POST.get("step") == step else None


def told(request: HttpRequest, room: Room, asked: Sequence[Asked]) -> bool:
    """Whether the form that was sent became facts; what is wrong stands in the form."""
    one = next((each for each in asked if each.step == request.POST.get("step")), None)
    if request.method != "POST" or one is None or not one.form.is_valid():
        return False
    values = one.form.cleaned_data
    deed, at = one.deed(values), room.at(one.place(values))
    done = room.node.store.act(
        at.by, lambda transaction: deed(transaction.state(one.subject(), one.noun))
    )
    if isinstance(done, Refusal):
        one.form.add_error(None, room.say(done))
        return False
    toasts.add(request, one.said)
    return True


def show_list(
    request: HttpRequest, room: Room, listing: Listing, asked: Sequence[Asked]
) -> HttpResponse:
    """The list, page by page, with its forms; or as a file."""
    kind = request.GET.get("as")
    if kind is not None:
        return _file(kind, listing)
    if told(request, room, asked):
        return redirect(request.path)
    rows = [
        (subject, list(zip(listing.heads, cells, strict=True))) for subject, cells in listing.rows
    ]
    values = {"listing": listing, "page": page_of(request, rows, A_PAGE), "asked": asked}
    return render(request, "programme/list.html", values, status=_status(asked))


def show_thing(
    request: HttpRequest, room: Room, thing: Thing, asked: Sequence[Asked]
) -> HttpResponse:
    """One thing and its forms."""
    if told(request, room, asked):
        return redirect(request.path)
    tables = [
        (title, heads, [list(zip(heads, row, strict=True)) for row in rows])
        for title, heads, rows in thing.tables
    ]
    values = {"thing": thing, "tables": tables, "asked": asked}
    return render(request, "programme/thing.html", values, status=_status(asked))


def _status(asked: Sequence[Asked]) -> int:
    return 422 if any(one.form.errors for one in asked) else 200


def _file(kind: str, listing: Listing) -> HttpResponse:
    rows = tuple(tuple(cells) for _, cells in listing.rows)
    table = Table(name=listing.title, header=tuple(listing.heads), rows=rows)
    return as_file(kind, table, listing.name)


def as_file(kind: str, table: Table, name: str) -> HttpResponse:
    """The table as a file to keep."""
    if kind not in FILES:
        raise Http404
    body = xlsx((table,)) if kind == "xlsx" else comma_separated(table)
    said = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(body, content_type=FILES[kind], headers={"Content-Disposition": said})


def language(room: Room) -> str:
    """The language in which names are entered: of the page, else of the province."""
    return (get_language() or "")[:2] or room.node.profile.province.default_language
