"""Two pages for everything here: a list with its form, one thing with what may be told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tusach.exchange.sheets.writing import Table, Value
from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import is_id
from tusach.node.office.listing import page_of
from tusach.node.office.room import Room
from tusach.node.pages import toasts
from tusach.node.pages.table_files import table_file
from tusach.node.people import directory
from tusach.node.people.access import Act
from tusach.node.store.transaction import Transaction

A_PAGE = 50
UNKNOWN = "–"
Cells = Sequence[Value]


class Listing(msgspec.Struct, kw_only=True):
    """A list. rows: the subject whose page a row leads to (empty: none), and its cells.

    name: of its file. empty: what to do where nothing is in it.
    """

    title: str
    intro: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Cells]]
    empty: str
    name: str
    page: str = ""


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is sent for: the rule is asked about the story of a subject, told at a place."""

    noun: str
    subject: str
    place: str
    rule: Callable[[Any], tuple[Draft, ...] | Refusal]


class Asked(msgspec.Struct, kw_only=True):
    """A form on a page. step: which of its forms. doing: of what was entered, once it is right.

    new: the id that something new will have; sent twice, it is told once. ends: what is told ends
    something, so the form stands closed. leads: the page of what is made, where one goes then.
    """

    step: str
    title: str
    button: str
    form: forms.Form
    doing: Callable[[dict[str, Any]], Doing]
    new: str = ""
    ends: bool = False
    is_quiet: bool = False
    leads: str = ""

    @property
    def said(self) -> str:
        """What the next page says."""
        return "programme.ended" if self.ends else "programme.told"

    @property
    def is_open(self) -> bool:
        """Whether the form stands open."""
        return bool(self.form.errors) or not (self.is_quiet or self.ends)


class Thing(msgspec.Struct, kw_only=True):
    """One thing: lines of what is known, and tables of what belongs to it.

    forget: address at which the name is erased, where there is one. links: address, icon, words.
    notes: sentences above everything else. file: what it is saved as, with its name; None where it
    is not. is_long: what may be told stands above the tables.
    """

    title: str
    back: str
    back_words: str
    lines: Sequence[tuple[str, str]]
    tables: Sequence[tuple[str, Sequence[str], Sequence[Cells]]] = ()
    forget: str = ""
    links: Sequence[tuple[str, str, str]] = ()
    notes: Sequence[str] = ()
    file: tuple[str, Table] | None = None
    is_long: bool = False


def mine(room: Room) -> dict[str, str]:
    """The places whose records one keeps, with their names."""
    return dict(room.places(Act.KEEP_RECORDS))


def seen(room: Room) -> dict[str, str]:
    """The places whose records one may look at, with their names; an inspector sees all of them."""
    return dict(directory.current().places()) if room.is_inspected else mine(room)


def bound(request: HttpRequest, step: str) -> Any:
    """What was sent for this form of the page, None where another one was."""
    return request.POST if request.method == "POST" and request.POST.get("step") == step else None


def new_id(request: HttpRequest, room: Room) -> str:
    """The id of something new: as the form says that was sent, else another one."""
    sent = request.POST.get("new", "")
    return sent if is_id(sent) else room.node.store.random.new_id()


def told(request: HttpRequest, room: Room, asked: Sequence[Asked]) -> bool:
    """Whether the form that was sent became facts; what is wrong stands in the form."""
    one = next((each for each in asked if each.step == request.POST.get("step")), None)
    if request.method != "POST" or one is None or not one.form.is_valid():
        return False
    doing = one.doing(one.form.cleaned_data)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        if one.new and transaction.held(doing.subject):
            return ()  # the button was pressed twice
        return doing.rule(transaction.state(doing.subject, doing.noun))

    done = room.node.store.act(room.staff.staff_id, deed)
    if isinstance(done, Refusal):
        one.form.add_error(None, room.say(done))
        return False
    toasts.add(request, one.said)
    return True


def show_list(
    request: HttpRequest, room: Room, listing: Listing, asked: Sequence[Asked]
) -> HttpResponse:
    """The list, page by page, with its forms; or as a file. Who inspects is shown no form."""
    asked = () if room.is_inspected else asked
    if "as" in request.GET:
        rows = [cells for _, cells in listing.rows]
        table = Table(name=listing.title, header=tuple(listing.heads), rows=rows)
        return file_of(request, table, listing.name)
    if told(request, room, asked):
        return _onward(request, asked)
    page = page_of(
        request,
        [(subject, list(zip(listing.heads, row, strict=True))) for subject, row in listing.rows],
        A_PAGE,
    )
    values = {"listing": listing, "page": page, "asked": asked}
    return render(request, "programme/list.html", values, status=_status(asked))


def show_thing(
    request: HttpRequest, room: Room, thing: Thing, asked: Sequence[Asked]
) -> HttpResponse:
    """One thing and its forms; or as a file. Who inspects is shown no form."""
    asked = () if room.is_inspected else asked
    if "as" in request.GET and thing.file is not None:
        name, table = thing.file
        return file_of(request, table, name)
    if told(request, room, asked):
        return redirect(request.path)
    tables = [
        (title, heads, [list(zip(heads, row, strict=True)) for row in rows])
        for title, heads, rows in thing.tables
    ]
    values = {"thing": thing, "tables": tables, "asked": asked}
    return render(request, "programme/thing.html", values, status=_status(asked))


def _onward(request: HttpRequest, asked: Sequence[Asked]) -> HttpResponse:
    """To what was made, where its form says so; else the page again."""
    one = next(each for each in asked if each.step == request.POST.get("step"))
    if not one.leads:
        return redirect(request.path)
    return redirect(one.leads, one.doing(one.form.cleaned_data).subject)


def _status(asked: Sequence[Asked]) -> int:
    return 422 if any(one.form.errors for one in asked) else 200


def file_of(request: HttpRequest, table: Table, name: str) -> HttpResponse:
    """The table as the kind of file that the address asks for."""
    found = table_file(request.GET.get("as", ""), (table,), name)
    if found is None:
        raise Http404
    return found


def language(room: Room) -> str:
    """The language in which names are entered: of the page, else of the province."""
    return (get_language() or "")[:2] or room.node.profile.province.default_language
