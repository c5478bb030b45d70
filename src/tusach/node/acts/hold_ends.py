"""What ends a hold, a wish or a reservation without a person: a duty of every node.

Whoever asked was erased or reads no more; the copy that was kept is gone, by the word of somebody
who did not know for whom it was kept; the hold is over at another place. A copy that waits for
nobody any more stays on the shelf of holds until a person has it in hand: the list of its place
says so, and it holds no other reader back. Source: docs/decisions/0047.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from weakref import WeakKeyDictionary

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.story import Story, Told
from tusach.library import scopes
from tusach.library.copies.amends import UNDO_MS
from tusach.library.copies.facts import CopyFreed, CopyLent
from tusach.library.copies.states import LOST, WITHDRAWN, CopyState
from tusach.library.holds import rules
from tusach.library.holds.facts import HoldEnded, HoldEndedElsewhere
from tusach.library.holds.story import HoldState, WishState
from tusach.library.nodes.authority import may_hold
from tusach.node.acts import asked
from tusach.node.acts.ends import leads
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At, Node
from tusach.node.store.protocol import StoreFault
from tusach.node.store.transaction import Transaction

_ENDING = (HoldEnded, HoldEndedElsewhere, CopyLent)
READER_ENDED, FILLED, GONE = "reader_ended", "filled", "gone"
_OPEN = (
    "SELECT subject FROM hold WHERE tenant = ? AND filled_on IS NULL AND ended_on IS NULL "
    "AND placed_by IS NOT NULL",
    "SELECT subject FROM wish WHERE tenant = ? AND ended_on IS NULL",
)
_WITHOUT_COPY = (
    "SELECT h.subject FROM hold h JOIN copy c ON c.tenant = h.tenant AND c.subject = h.copy "
    "WHERE h.tenant = ? AND h.filled_on IS NULL AND h.ended_on IS NULL AND h.copy IS NOT NULL "
    "AND h.ready_on IS NOT NULL AND (coalesce(c.reserved_for, '') <> h.subject "
    "OR c.status IN ('lost', 'withdrawn'))"
)
_OVER = (
    "SELECT subject FROM hold WHERE tenant = ? AND placed_by IS NOT NULL "
    "AND (filled_on IS NOT NULL OR ended_on IS NOT NULL)"
)
log = logging.getLogger("tusach.holds")

_said: WeakKeyDictionary[Node, set[str]] = WeakKeyDictionary()
"""Holds of which this process knows that every place that is to know of their end does."""


def mend_holds(node: Node) -> int:
    """Nobody waits who cannot come, and no hold counts on a copy that is gone. A duty."""
    return end_nobodys(node) + _free_gone(node) + say_over(node)


def at_once(owed: Callable[[], int]) -> None:
    """Told now, beside the act that brought it about; what cannot be, the duty tells later."""
    try:
        owed()
    except StoreFault as fault:
        log.warning("what ends holds is not told yet: %s", fault.code)


def end_nobodys(node: Node, here: At | None = None) -> int:
    """What was asked for by people who were erased, or read nowhere any more, is over.

    here: a desk that has its copies in hand, where one is: they are kept for whoever is next.
    """
    return _told(node, _nobodys(node), partial(_end_of_nobody, node, here))


def _nobodys(node: Node) -> list[str]:
    found = [row[0] for sql in _OPEN for row in node.store.query(sql, (node.tenant,))]
    gone = node.store.query(
        "SELECT subject FROM reader WHERE tenant = ? AND (ended_on IS NOT NULL "
        "OR erased_on IS NOT NULL)",
        (node.tenant,),
    )
    left = {row[0] for row in gone}
    by = asked.who_asked(node, found)
    return [one for one in found if one not in by or by[one].reader in left]


def _end_of_nobody(
    node: Node, here: At | None, transaction: Transaction, subject: str
) -> Iterable[Draft]:
    state = transaction.story(subject).state
    if not isinstance(state, HoldState | WishState) or state.place is None:
        return ()
    asker = asked.who_asked(node, (subject,)).get(subject)
    if not asked.is_nobodys(node, transaction, state, asker) or not _may_tell(node, state.place):
        return ()
    there = desk(node, At(state.place, node.today()))
    if isinstance(state, WishState):
        wish = rules.end_wish(state, there, reason=READER_ENDED)
        return () if isinstance(wish, Refusal) else wish
    ended = rules.end(state, there, reason=READER_ENDED)
    if isinstance(ended, Refusal):
        return ()
    if here is None:
        return ended
    return (*ended, *asked.freed_with(node, transaction, state, here, reason=READER_ENDED))


def _free_gone(node: Node) -> int:
    """A hold waits again whose copy was lent, lost, sent or kept otherwise by who did not know."""
    rows = node.store.query(_WITHOUT_COPY, (node.tenant,))
    return _told(node, [row[0] for row in rows], partial(_freed, node))


def _freed(node: Node, transaction: Transaction, subject: str) -> Iterable[Draft]:
    hold: HoldState = transaction.state(subject, "hold")
    ready = hold.ready
    if not hold.is_open or ready is None or ready.of is None or ready.place is None:
        return ()
    copy: CopyState = transaction.state(ready.of, "copy")
    is_kept = copy.reserved is not None and copy.reserved.of == subject
    if (is_kept and copy.status not in (LOST, WITHDRAWN)) or not _may_tell(node, ready.place):
        return ()
    return (
        Draft(
            kind="copy.freed/1",
            subject=copy.subject,
            scope=scopes.circulation(ready.place),
            on=node.today(),
            place=ready.place,
            body=CopyFreed(GONE),
            also=(subject,),
        ),
    )


def say_over(node: Node) -> int:
    """The hub says it where a hold was told, and where its copy waits, if it ended elsewhere."""
    if not leads(node.store):
        return 0
    known = _said.setdefault(node, set())
    over = [row[0] for row in node.store.query(_OVER, (node.tenant,))]
    known.intersection_update(over)
    found = [one for one in over if one not in known and not _may_be_undone(node, one)]
    owed = [one for one in found if any(_over(node, node.store, one))]
    told = _told(node, owed, partial(_over, node))
    known.update(found)
    return told


def _ends(story: Story) -> list[Told]:
    return [one for one in story.tellings if isinstance(one.body, _ENDING)]


def _may_be_undone(node: Node, subject: str) -> bool:
    """Whether a person has just said so at a desk, and may take it back."""
    ends = _ends(node.store.story(subject))
    last = ends[-1].held.fact if ends else None
    if last is None or last.teller is None:
        return False
    return node.store.now_ms() - last.told_ms <= UNDO_MS


def _over(node: Node, known: asked.Known, subject: str) -> Iterable[Draft]:
    story = known.story(subject)
    hold = story.state
    if not isinstance(hold, HoldState) or hold.is_open:
        return
    heard = {one.place for one in _ends(story)}
    places = {hold.place}
    if hold.ready is not None and hold.ready.of is not None:
        copy: CopyState = known.state(hold.ready.of, "copy")
        if copy.reserved is not None and copy.reserved.of == subject:
            places.add(copy.reserved.place)
    reason = hold.ended.word if hold.ended is not None else FILLED
    for place in sorted(one for one in places if one is not None and one not in heard):
        yield Draft(
            kind="hold.ended/1",
            subject=subject,
            scope=scopes.circulation(place),
            on=node.today(),
            place=place,
            body=HoldEnded(reason),
        )


def _told(
    node: Node, subjects: Sequence[str], wish: Callable[[Transaction, str], Iterable[Draft]]
) -> int:
    told = 0
    for start in range(0, len(subjects), asked.AT_ONCE):
        some = subjects[start : start + asked.AT_ONCE]

        def deed(transaction: Transaction, some: Sequence[str] = some) -> list[Draft]:
            return [draft for one in some for draft in wish(transaction, one)]

        done = node.store.act(None, deed)
        if isinstance(done, Refusal):
            raise StoreFault(done.code, **done.values)
        told += len(done.facts)
    return told


def _may_tell(node: Node, place: str) -> bool:
    """Whether what this node tells at a place counts."""
    standings = node.store.standings
    standing = standings.of(node.store.own_key) if standings is not None else None
    scope = scopes.circulation(place)
    return standings is None or (standing is not None and may_hold(standing, scope))
