"""All machines of the network as rows: who was heard when, what each lacks, how each is.

What machines say of themselves comes with their exchanges and parcels, and is of that moment; what
nobody said stays "not known". Lease and forks are what certificates and streams show.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from tusach import VERSION
from tusach.ledger.kind import HUB
from tusach.library.nodes.authority import Standing
from tusach.library.nodes.facts import INVITED, VEHICLE
from tusach.node.acts import noticed
from tusach.node.acts.holding import holders
from tusach.node.acts.machines import WARN_DAYS, Machine, machines
from tusach.node.acts.node import Node
from tusach.node.office.machine_names import name_of, places_of
from tusach.node.settings.home import read_home
from tusach.node.store.holdings import look
from tusach.node.store.news import news
from tusach.node.store.offering import lacking, vector_for
from tusach.node.store.peers import Heard, Report, heard_from, reports_of
from tusach.node.store.protocol import Reading
from tusach.node.store.unsent import size_of

SILENT_DAYS, MOST_DAYS = 14, 365
DAY_MS = 24 * 3_600_000
CLOCK_OFF_MS = 5 * 60_000
LITTLE_DISK = 1 << 30
SHOWS = ("all", "trouble", "silent", "vehicles", "revoked")
SORTS = ("name", "contact", "version", "disk", "clock")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A machine. at_ms, silent_days, software, disk_free, ahead_ms: None or "" is not known.

    lacks: facts that it does not hold yet by its last word; owes: facts that it has and that are
    not here. upto: see `Report`. still_holds: places whose readers it should have given up after
    its trip. subject: of the machine that it is, which may have several keys. until: last day of
    its lease; left: days until then. is_forked: its streams parted, and nobody here has looked.
    keys: under how many it has told, one after the other: more than one after a restore or a copy.
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
    subject: str = ""
    until: str = ""
    left: int | None = None
    is_forked: bool = False
    keys: int = 1
    is_own: bool = False

    @property
    def is_lapsing(self) -> bool:
        """Whether its lease has ended or ends soon."""
        return self.left is not None and self.left <= WARN_DAYS

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
        told = (
            self.is_silent,
            self.is_clock_off,
            self.is_disk_little,
            bool(self.still_holds),
            self.is_forked,
            self.is_lapsing,
        )
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
    now, days, known = node.store.now_ms(), silent_days(node), _machines(node)
    seen = noticed.seen(node.home)
    rows = [
        _of_machine(
            node,
            _row(node, key, standing, reports.get(key), now=now, days=days, held=held),
            known[key],
            seen,
        )
        for key, standing in standings.known.items()
        if key not in followed
        and standing.role != INVITED
        and key != node.store.own_key
        # The province names the keys that it had before, too; nobody waits for their word.
        and (standing.role != HUB or key in reports)
    ]
    return sorted(rows, key=lambda row: (row.role != HUB, row.name.casefold(), row.key))


def own_row(node: Node) -> Row:
    """This very machine, of which nothing has to be heard."""
    own = _machines(node)[node.store.own_key]
    row = Row(
        key=node.store.own_key,
        name=name_of(node, node.store.own_key),
        role=own.role,
        places=tuple(node.place(one).name or node.place(one).code for one in own.places),
        software=VERSION,
        is_own=True,
    )
    return _of_machine(node, row, own, noticed.seen(node.home))


def _machines(node: Node) -> dict[str, Machine]:
    return {key: one for one in machines(node.store) for key in one.keys}


def _of_machine(node: Node, row: Row, one: Machine, seen: set[str]) -> Row:
    return msgspec.structs.replace(
        row,
        subject=one.subject,
        until=one.certificate.valid_until if one.certificate else "",
        left=one.days_left(node.today()),
        is_forked=any(fork.branch not in seen for fork in one.forks),
        is_revoked=row.is_revoked or one.revoked is not None,
        keys=len(one.keys),
    )


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


def is_shown(row: Row, show: str) -> bool:
    """Whether a row is of a kind (`SHOWS`)."""
    return _SHOWN[show](row)


def chosen(rows: list[Row], *, show: str = "all", sort: str = "name", words: str = "") -> list[Row]:
    """Those of a kind whose name or place holds the words, in an order; the worst first."""
    asked = words.casefold()
    found = [
        row
        for row in rows
        if _SHOWN[show](row) and asked in " ".join((row.name, *row.places)).casefold()
    ]
    return sorted(found, key=_BY[sort])


def as_told(row: Row) -> dict[str, Any]:
    """A row for scripts and tables; None is not known."""
    told: dict[str, Any] = msgspec.to_builtins(row)
    return {**told, "is_in_trouble": row.is_in_trouble, "software": row.software or None}
