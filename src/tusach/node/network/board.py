"""All machines of the province in one list: who was heard when, what each lacks, how each is.

What machines say of themselves comes with their exchanges and parcels, and is of that moment; what
nobody said stays "not known".
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tusach import VERSION
from tusach.ledger.kind import HUB
from tusach.library.nodes.authority import Standing
from tusach.library.nodes.facts import VEHICLE
from tusach.node.acts.holding import holders
from tusach.node.acts.node import Node
from tusach.node.network.names import kind_of, name_of, places_of
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff
from tusach.node.settings.home import read_home
from tusach.node.store.holdings import look
from tusach.node.store.news import news
from tusach.node.store.offering import lacking, vector_for
from tusach.node.store.peers import Heard, Report, heard_from, reports_of
from tusach.node.store.protocol import Reading
from tusach.node.store.unsent import size_of

A_PAGE = 50
SILENT_DAYS = 14
DAY_MS = 24 * 3_600_000
CLOCK_OFF_MS = 5 * 60_000
LITTLE_DISK = 1 << 30
SHOWS = ("all", "trouble", "silent", "vehicles", "revoked")
SORTS = ("name", "contact", "version", "disk", "clock")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A machine. at_ms, silent_days, software, disk_free, ahead_ms: None or "" is not known.

    lacks: facts that it does not hold yet by its last word; owes: facts that it has and that are
    not here. upto: see `Report`. still_holds: places whose readers it should have given up after
    its trip.
    """

    key: str
    name: str
    role: str
    places: tuple[str, ...]
    at_ms: int | None = None
    silent_days: int | None = None
    software: str = ""
    disk_free: int | None = None
    ahead_ms: int | None = None
    lacks: int | None = None
    owes: int | None = None
    upto: int | None = None
    is_revoked: bool = False
    is_silent: bool = False
    still_holds: tuple[str, ...] = ()

    @property
    def is_clock_off(self) -> bool:
        """Whether its clock is wrong by more than minutes."""
        return self.ahead_ms is not None and abs(self.ahead_ms) > CLOCK_OFF_MS

    @property
    def is_disk_little(self) -> bool:
        """Whether its disk is nearly full."""
        return self.disk_free is not None and self.disk_free < LITTLE_DISK

    @property
    def is_older(self) -> bool:
        """Whether it runs another version than this machine."""
        return bool(self.software) and self.software != VERSION

    @property
    def is_in_trouble(self) -> bool:
        """Whether somebody should look after it."""
        told = (self.is_silent, self.is_clock_off, self.is_disk_little, bool(self.still_holds))
        return not self.is_revoked and any(told)


def silent_days(node: Node) -> int:
    """After how many days without a word a machine counts as silent."""
    told = read_home(node.home).get("silent_days")
    return told if isinstance(told, int) and told > 0 else SILENT_DAYS


def rows_of(node: Node) -> list[Row]:
    """Every machine but this one, by name, without what must be counted (`counted`)."""
    standings = node.store.standings
    if standings is None:
        return []
    followed = {old for new, old in standings.successions if new in standings.known}
    reports, held = reports_of(node.home), still_held(node)
    now, days = node.store.now_ms(), silent_days(node)
    rows = [
        _row(node, key, standing, reports.get(key), now=now, days=days, held=held)
        for key, standing in standings.known.items()
        if key not in followed
        and key != node.store.own_key
        # The province names the keys that it had before, too; nobody waits for their word.
        and (standing.role != HUB or key in reports)
    ]
    return sorted(rows, key=lambda row: (row.role != HUB, row.name.casefold(), row.key))


def still_held(node: Node) -> dict[str, tuple[str, ...]]:
    """By installation, the places whose readers a vehicle still has though its trip is over."""
    return {
        one.installation: tuple(node.place(place).name or place for place in one.places)
        for one in holders(node)
        if one.is_over
    }


def _row(
    node: Node,
    key: str,
    standing: Standing,
    said: Report | None,
    *,
    now: int,
    days: int,
    held: Mapping[str, Iterable[str]],
) -> Row:
    silent = max(now - said.at_ms, 0) // DAY_MS if said else None
    return Row(
        key=key,
        name=name_of(node, key),
        role=standing.role,
        places=tuple(places_of(node, standing)),
        at_ms=said.at_ms if said else None,
        silent_days=silent,
        software=said.software if said else "",
        disk_free=said.disk_free if said else None,
        ahead_ms=said.ahead_ms if said else None,
        upto=said.upto if said else None,
        owes=said.owes if said else None,
        is_revoked=standing.last_good is not None,
        is_silent=standing.last_good is None and (silent is None or silent >= days),
        still_holds=tuple(held.get(key, ())),
    )


def counted(node: Node, rows: Iterable[Row]) -> list[Row]:
    """The same rows with what each lacks and owes, by its last word; unknown where it gave none."""
    found = []
    for row in rows:
        heard = None if row.upto is not None else heard_from(node.home, row.key)
        if row.upto is not None and not row.is_revoked:
            row = _since(node, row, row.upto)
        elif heard is not None and not row.is_revoked:
            row = _counted(node, row, heard)
        found.append(row)
    return found


def _since(node: Node, row: Row, upto: int) -> Row:
    """What came here of what it may hold, after the place up to which it holds everything."""
    with look(node.store) as (reading, _):
        found = news(node.store, reading, row.key, upto, most=sys.maxsize, told={}) or ()
        wants = tuple(one for one in found if not _told_by(reading, one.stream, row.key))
    return msgspec.structs.replace(row, lacks=size_of(wants))


def _told_by(reading: Reading, stream: str, key: str) -> bool:
    row = reading.stream(stream)
    return row is not None and row.installation == key


def _counted(node: Node, row: Row, heard: Heard) -> Row:
    with node.store.engine.reading() as reading:
        mine = vector_for(node.store, reading, row.key)
        both = lacking(node.store, reading, mine, heard.vector)
    return msgspec.structs.replace(row, lacks=size_of(both.they_lack), owes=size_of(both.i_lack))


_SHOWN: dict[str, Callable[[Row], bool]] = {
    "all": lambda row: True,
    "trouble": lambda row: row.is_in_trouble,
    "silent": lambda row: row.is_silent,
    "vehicles": lambda row: row.role == VEHICLE,
    "revoked": lambda row: row.is_revoked,
}
_BY: dict[str, Callable[[Row], tuple[Any, ...]]] = {
    "name": lambda row: (row.role != HUB, row.name.casefold()),
    "contact": lambda row: (row.at_ms is not None, row.at_ms),
    "version": lambda row: (row.software == "", row.software),
    "disk": lambda row: (row.disk_free is None, row.disk_free),
    "clock": lambda row: (row.ahead_ms is None, -abs(row.ahead_ms or 0)),
}


def chosen(rows: list[Row], *, show: str = "all", sort: str = "name", words: str = "") -> list[Row]:
    """Those of a kind whose name or place holds the words, in an order; the worst first."""
    asked = words.casefold()
    found = [
        row
        for row in rows
        if _SHOWN[show](row) and asked in " ".join((row.name, *row.places)).casefold()
    ]
    return sorted(found, key=_BY[sort])


@rule(staff("provincial"))
@in_office(Act.CHANGE_PLACE, everywhere=True)
def board(request: HttpRequest, room: Room) -> HttpResponse:
    """The list, a page at a time."""
    show, sort, words = _asked(request)
    rows = rows_of(room.node)
    page = Paginator(chosen(rows, show=show, sort=sort, words=words), A_PAGE).get_page(
        request.GET.get("page")
    )
    values = {
        "page": page,
        "rows": [_shown(row) for row in counted(room.node, page)],
        "show": show,
        "sort": sort,
        "words": words,
        "shows": [
            {"code": code, "words": said, "count": sum(map(_SHOWN[code], rows))}
            for code, said in _show_words()
        ],
        "sorts": _sort_words(),
        "days": silent_days(room.node),
        "is_hub": room.node.store.identity.role == HUB,
        "software": VERSION,
    }
    return render(request, "network/board.html", values)


def _asked(request: HttpRequest) -> tuple[str, str, str]:
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    words = request.GET.get("q", "").strip()[:100]
    return show if show in SHOWS else "all", sort if sort in SORTS else "name", words


def _shown(row: Row) -> dict[str, Any]:
    ahead = None if row.ahead_ms is None else round(row.ahead_ms / 60_000)
    return {"row": row, "kind": kind_of(row.role), "ahead": ahead, "behind": -(ahead or 0)}


def _show_words() -> list[tuple[str, str]]:
    return [
        ("all", _("All")),
        ("trouble", _("Need somebody")),
        ("silent", _("Silent")),
        ("vehicles", _("Vehicles")),
        ("revoked", _("Locked out")),
    ]


def _sort_words() -> list[tuple[str, str]]:
    return [
        ("name", _("by name")),
        ("contact", _("longest silent first")),
        ("version", _("oldest version first")),
        ("disk", _("fullest disk first")),
        ("clock", _("most wrong clock first")),
    ]


@rule(staff("provincial"))
@in_office(Act.CHANGE_PLACE, everywhere=True)
def as_csv(request: HttpRequest, room: Room) -> HttpResponse:
    """The same list whole, for a table program."""
    show, sort, words = _asked(request)
    rows = counted(room.node, chosen(rows_of(room.node), show=show, sort=sort, words=words))
    text = io.StringIO()
    writer = csv.writer(text)
    told = [as_told(row) for row in rows]
    names = list(as_told(Row(key="", name="", role="", places=())))
    writer.writerow(names)
    writer.writerows([_cell(one[name]) for name in names] for one in told)
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="network.csv"'},
    )


def as_told(row: Row) -> dict[str, Any]:
    """A row for scripts and tables; None is not known."""
    told: dict[str, Any] = msgspec.to_builtins(row)
    return {**told, "is_in_trouble": row.is_in_trouble, "software": row.software or None}


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    # A table program takes a text that begins so for a formula.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
