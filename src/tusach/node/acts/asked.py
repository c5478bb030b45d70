"""Who waits for a copy, as acts at the desk ask: the line, who comes next, whose holds are open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace

from tusach.ledger.draft import Draft
from tusach.ledger.story import Story
from tusach.library.copies import caring
from tusach.library.copies.desk import Desk
from tusach.library.copies.states import AVAILABLE, CopyState
from tusach.library.holds.queue import FIRST_COME, HERE_FIRST, Waiting, next_for, wanted_by
from tusach.library.holds.story import HoldState, WishState
from tusach.library.readers.story import ReaderState
from tusach.node.acts.node import At, Node
from tusach.node.store.transaction import Transaction


class Known(Protocol):
    """What is known now: a store as it stands, or a transaction that has told more."""

    def story(self, subject: str) -> Story:
        """All of a subject."""

    def state(self, subject: str, noun: str) -> Any:
        """A subject as it stands."""

    def open_loans(self, reader: str) -> dict[str, str]:
        """Copies by the lending facts of a reader's open loans."""


AT_ONCE = 400
_LINE = (
    "SELECT subject FROM hold WHERE tenant = ? AND filled_on IS NULL AND ended_on IS NULL "
    "AND placed_by IS NOT NULL AND (title = ? OR wants = ?)"
)


def holds_of(node: Node, known: Known, reader: str) -> dict[str, HoldState]:
    """The open holds of a reader's whole person."""
    found = {}
    for one in node.store.person(reader):
        for (hold,) in node.store.vault.query(
            "SELECT asked FROM asked_by WHERE reader = ? ORDER BY fact", (one,)
        ):
            state = known.state(hold, "hold")
            # A wish is asked for as well, and is no hold: nothing was placed under its id.
            if isinstance(state, HoldState) and state.placed is not None and state.is_open:
                found[hold] = state
    return found


class Asker(NamedTuple):
    """Who asked, empty for nobody in particular; of a wish its words."""

    reader: str
    wish: str = ""
    author: str = ""


NOBODY = Asker("")


def who_asked(node: Node, subjects: Sequence[str]) -> dict[str, Asker]:
    """By hold or wish, who asked for it, as far as it is known here."""
    found: dict[str, Asker] = {}
    for start in range(0, len(subjects), AT_ONCE):
        some = subjects[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = node.store.vault.query(
            f"SELECT asked, reader, wish, author FROM asked_by WHERE asked IN ({marks})",  # noqa: S608
            tuple(some),
        )
        found |= {subject: Asker(*row) for subject, *row in rows}
    return found


def wishes_of(node: Node, known: Known, reader: str) -> dict[str, WishState]:
    """The wishes of a reader's whole person that are not over."""
    found = {}
    for one in node.store.person(reader):
        for (wish,) in node.store.vault.query(
            "SELECT asked FROM asked_by WHERE reader = ? AND wish <> '' ORDER BY fact", (one,)
        ):
            state = known.state(wish, "wish")
            if isinstance(state, WishState) and state.told is not None and state.ended is None:
                found[wish] = state
    return found


def mine_of(
    node: Node, known: Known, reader: str, *, copy: CopyState, line: Sequence[Waiting]
) -> frozenset[str]:
    """The reader's open holds, where any could be of this copy: somebody waits, or it is kept."""
    if not line and copy.reserved is None:
        return frozenset()
    return frozenset(holds_of(node, known, reader))


def line_for(node: Node, known: Known, copy: CopyState) -> list[Waiting]:
    """Everybody known here who waits for this copy or its title, as it is known now."""
    title = copy.registered.title if copy.registered else None
    rows = node.store.query(_LINE, (node.tenant, title, copy.subject))
    states: list[HoldState] = [known.state(hold, "hold") for (hold,) in rows]
    askers = who_asked(node, [one.subject for one in states])
    with_who = ((one, askers.get(one.subject)) for one in states)
    waiting = (one for one, who in with_who if not is_nobodys(node, known, one, who))
    return [found for one in waiting if (found := _waiting(one)) is not None]


def _waiting(state: HoldState) -> Waiting | None:
    placed, kept = state.placed, state.ready or state.on_way
    if placed is None or not state.is_open:
        return None
    return Waiting(
        hold=state.subject,
        placed_on=state.placed_on,
        placed_ms=state.placed_ms,
        placed_by=state.placed_by or "",
        pickup=placed.pickup,
        title=placed.title,
        wants=placed.copy,
        suspended_until=state.suspended_until,
        needed_until=placed.needed_until or "",
        copy=kept.of if kept else None,
    )


def is_nobodys(node: Node, known: Known, state: HoldState | WishState, asker: Asker | None) -> bool:
    """Whether whoever asked was erased, or reads nowhere any more, though nobody ended it yet.

    asker: as far as it is known here; unknown for other reasons than erasing, somebody waits.
    """
    if asker is None:
        return state.part is not None and node.store.vault.is_refused(state.part)
    if not asker.reader:
        return False
    person = node.store.person(asker.reader)
    found: list[ReaderState] = [known.state(one, "reader") for one in person]
    return all(one.ended_on is not None or one.erased_on is not None for one in found)


def as_kept(node: Node, known: Known, copy: CopyState) -> CopyState:
    """The copy, kept for nobody where its hold is over, or has another copy on the shelf."""
    kept = copy.reserved
    if kept is None or kept.of is None:
        return copy
    hold: HoldState = known.state(kept.of, "hold")
    has_another = hold.ready is not None and hold.ready.of != copy.subject
    asker = who_asked(node, (kept.of,)).get(kept.of)
    if hold.is_open and not has_another and not is_nobodys(node, known, hold, asker):
        return copy
    return replace(copy, reserved=None)


def wanted(
    node: Node, copy: CopyState, at: At, line: Sequence[Waiting], *, mine: Collection[str] = ()
) -> int:
    """How many others wait here before this reader, where not enough other copies stand here."""
    if not line:
        return 0
    title = copy.registered.title if copy.registered else None
    free = 0
    if title is not None:
        free = node.store.query(
            "SELECT count(*) FROM copy WHERE tenant = ? AND title = ? AND holder = ? "
            "AND status = ? AND subject <> ?",
            (node.tenant, title, at.place, AVAILABLE, copy.subject),
        )[0][0]
    return wanted_by(
        line, copy=copy.subject, title=title, here=at.place, on=at.on, mine=mine, free=free
    )


def after_return(node: Node, transaction: Transaction, copy: CopyState, at: At) -> Waiting | None:
    """Who comes next for a copy that has just come back here."""
    if copy.withheld is not None or copy.damages and copy.status != AVAILABLE:
        return None
    line = line_for(node, transaction, copy)
    if not line:
        return None
    material = copy.registered.material if copy.registered else "book"
    policy = node.lending(at.place, group="", material=material, on=at.on)
    order = HERE_FIRST if policy.here_first else FIRST_COME
    title = copy.registered.title if copy.registered else None
    return next_for(line, copy=copy.subject, title=title, here=at.place, on=at.on, order=order)


def kept_for(node: Node, copy: CopyState, at: At, one: Waiting | None) -> tuple[Draft, ...]:
    """That the copy waits on the shelf of holds, where it is fetched here."""
    if one is None or one.pickup != at.place:
        return ()
    until = shelf_until(node, copy, at)
    return (caring.reserved_on_return(copy.subject, _here(node, at), hold=one.hold, until=until),)


def _here(node: Node, at: At) -> Desk:
    return Desk(
        place=at.place,
        on=at.on,
        today=node.today(),
        governed_by=at.place,
        calendar=node.calendar(at.place, at.on),
    )


def freed_with(
    node: Node, transaction: Transaction, hold: HoldState, at: At, *, reason: str
) -> tuple[Draft, ...]:
    """Beside a hold's end: its copy, kept at this desk, is free and kept for whoever is next."""
    if hold.ready is None or hold.ready.of is None:
        return ()
    copy: CopyState = transaction.state(hold.ready.of, "copy")
    if copy.reserved is None or copy.reserved.of != hold.subject or copy.holder != at.place:
        return ()
    freed = caring.let_go(copy, _here(node, at), reason=reason)
    following = after_return(node, transaction, copy, at)
    return (*freed, *kept_for(node, copy, at, following))


def fits(hold: HoldState, copy: CopyState) -> bool:
    """Whether this copy is what the hold asks for; of one told elsewhere the hub's word says it."""
    placed, said = hold.placed, copy.registered
    if placed is None:
        asked_for = hold.assigned or hold.on_way or hold.ready
        return asked_for is not None and asked_for.of == copy.subject
    if placed.copy is not None:
        return placed.copy == copy.subject
    return said is not None and said.title == placed.title


def shelf_until(node: Node, copy: CopyState, at: At) -> str:
    """The last day on which a copy waits for who asked for it: an open one."""
    material = copy.registered.material if copy.registered else "book"
    days = node.lending(at.place, group="", material=material, on=at.on).shelf_days
    last = date.fromisoformat(at.on) + timedelta(days=days)
    calendar = node.calendar(at.place, at.on)
    for step in range(60):
        if calendar.is_open(last + timedelta(days=step)):
            return (last + timedelta(days=step)).isoformat()
    return last.isoformat()
