"""What people call the things that a figure counted: many at once, from the reading tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.ident import is_id
from tusach.node.acts.markets import unit_name
from tusach.node.desk.shown import titles_of
from tusach.node.office.room import Room
from tusach.node.pages.writing import day, number, term

AT_ONCE = 400
_COLUMNS: Mapping[str, str] = {
    "visit": "place, on_day",
    "empty_day": "place, on_day",
    "stop": "place, day",
    "trip": "vehicle, first_on",
    "crate": "nr, code",
    "gathering": "title, first",
    "online_use": "offer, month, place",
    "copy": "code, title",
    "title": "title, ''",
    "hold": "pickup, placed_on",
    "agreement": "paper, valid_from",
    "model": "unit, ''",
    "population": "unit, ''",
}
"""By table, what its rows are called by."""


def names_of(room: Room, keys: Iterable[str]) -> dict[str, str]:
    """Each key with the words for it; what has none by the beginning of its number."""
    wanted = sorted(set(keys))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        ahead = [one for one in some if is_id(one)]
        found |= {one: one[:12] for one in some}
        for table in _COLUMNS:
            if not ahead:
                break
            named = _of_table(room, table, ahead)
            found |= named
            ahead = [one for one in ahead if one not in named]
        for one in ahead:
            found[one] = room.name(one) or unit_name(room.node, one) or one[:12]
    return found


def name_of(room: Room, key: str) -> str:
    """What people call one thing that was counted."""
    return names_of(room, (key,))[key]


def _of_table(room: Room, table: str, some: Sequence[str]) -> dict[str, str]:
    marks = ", ".join("?" * len(some))
    rows = room.node.store.query(
        f"SELECT DISTINCT subject, {_COLUMNS[table]} FROM {table} "  # noqa: S608
        f"WHERE tenant = ? AND subject IN ({marks})",
        (room.node.tenant, *some),
    )
    if table == "copy":
        return _copies(room, rows)
    say = _WORDS.get(table, _somewhere)
    return {row[0]: words for row in rows if (words := say(room, *row[1:]))}


def _copies(room: Room, rows: Sequence[Any]) -> dict[str, str]:
    """The number on the label with the title, as people hold it in hand."""
    titles = titles_of(room.node, [title for _copy, _code, title in rows])
    return {
        copy: " · ".join(filter(None, (code, titles[title].words if title in titles else "")))
        or copy[:12]
        for copy, code, title in rows
    }


def _somewhere(room: Room, place: str | None, on: str | None) -> str:
    return " · ".join(filter(None, (room.name(place) if place else "", day(on) if on else "")))


def _crate(room: Room, nr: int | None, code: str | None) -> str:
    called = number(nr) if nr is not None else code
    return _("Crate {number}").format(number=called) if called else ""


def _event(room: Room, title: str | None, first: str | None) -> str:
    return " · ".join(filter(None, (title, day(first) if first else "")))


def _online(room: Room, offer: str, month: str, place: str) -> str:
    return f"{term(offer)} · {month[5:]}/{month[:4]} · {room.name(place)}"


def _model(room: Room, unit: str, _none: str) -> str:
    return unit_name(room.node, unit)


def _title(room: Room, title: str | None, _none: str) -> str:
    return title or ""


_WORDS: Mapping[str, Callable[..., str]] = {
    "crate": _crate,
    "gathering": _event,
    "agreement": _event,
    "model": _model,
    "population": _model,
    "online_use": _online,
    "title": _title,
}
