"""Counting the stock: each scan is stored at once, on as many machines as there are hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.library.copies import caring
from tusach.library.copies import rules as copies
from tusach.library.copies.states import LOST, ON_LOAN, WITHDRAWN, CopyState
from tusach.library.holds.queue import Waiting
from tusach.library.places.codes import READER, is_printed_code, kind_of
from tusach.library.stocktaking import counting, rules
from tusach.library.stocktaking.counting import Counted, Taking
from tusach.library.stocktaking.facts import StocktakingBegun, StocktakingClosed
from tusach.library.stocktaking.story import StocktakingState
from tusach.node.acts import asked, circulation
from tusach.node.acts.finding import copy_of_code
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At, Node
from tusach.node.acts.undoing import undo_all
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

AGAIN, FOUND, TAKEN_BACK = "again", "found", "taken_back"
SCANS = ("copy.seen/", "copy.returned/", "stocktaking.noted/")
"""Kinds that a scan tells."""
MISSING_REASON = "missing"
MOST_MARKED = 5000
_COPIES = (
    "SELECT subject, status, home, holder, seen_at, seen_on, registered_on, counted_in, material, "
    "location FROM copy WHERE tenant = ? AND (home = ? OR counted_in = ?)"
)


class Scanned(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a scan.

    how: seen, again (was counted already), found (had counted as lost), taken_back (was on loan),
    strange (belongs elsewhere), wrong_shelf, withdrawn, unknown. fact: what may be undone, empty
    where nothing was told. of: where it belongs. next_in_line: as after a return.
    """

    how: str
    code: str
    copy: str = ""
    fact: str = ""
    of: str = ""
    next_in_line: Waiting | None = None


def begin(node: Node, body: StocktakingBegun, at: At) -> str | Refusal:
    """The stock of the place, or the part, is being counted; the id of the stocktaking."""
    count = node.store.random.new_id()
    (running,) = node.store.query(
        "SELECT count(*) FROM stocktaking WHERE tenant = ? AND place = ? AND closed_on IS NULL",
        (node.tenant, at.place),
    )
    done = node.store.act(
        at.by, lambda _: rules.begin(count, desk(node, at), body, running=running[0])
    )
    return done if isinstance(done, Refusal) else count


def pause(node: Node, count: str, at: At) -> Done | Refusal:
    """It rests."""
    return node.store.act(
        at.by, lambda transaction: rules.pause(_state(transaction, count), desk(node, at))
    )


def resume(node: Node, count: str, at: At) -> Done | Refusal:
    """It goes on."""
    return node.store.act(
        at.by, lambda transaction: rules.resume(_state(transaction, count), desk(node, at))
    )


def close(node: Node, count: str, at: At) -> Done | Refusal:
    """It is over, with what is known here."""
    found = figures(node, count)
    return node.store.act(
        at.by, lambda transaction: rules.close(_state(transaction, count), desk(node, at), found)
    )


def scan(node: Node, count: str, text: str, at: At, *, shelf: str = "") -> Scanned | Refusal:
    """The copy with this number stands here. shelf: the part that somebody stands before."""
    state: StocktakingState = node.store.state(count, "stocktaking")
    if refused := rules.scanning_fault(state, desk(node, at)):
        return refused
    joined = "".join(text.split())
    code = joined if is_printed_code(joined) else " ".join(text.split())[:60]
    if is_printed_code(code) and kind_of(code) == READER:
        return Refusal("stocktaking.card", {})
    copy = copy_of_code(node, code)
    if copy is None:
        return _noted(node, state, at, code=joined, why=rules.UNKNOWN)
    known: CopyState = node.store.state(copy, "copy")
    if known.status == WITHDRAWN:
        return _noted(node, state, at, code=joined, why=rules.WITHDRAWN, copy=copy)
    if known.counted_in == count and known.status != LOST and known.open_loan is None:
        return Scanned(how=AGAIN, code=code, copy=copy)
    how = {ON_LOAN: TAKEN_BACK, LOST: FOUND}.get(known.status, "")
    following: list[Waiting | None] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        told, one = _seen(node, transaction, copy, at, count=count)
        following[:] = [one]
        return told

    done = node.store.act(at.by, deed)
    if isinstance(done, Refusal):
        return done
    scanned = _scanned(node, state, copy, code=code, how=how, shelf=shelf, fact=done.facts[0])
    return msgspec.structs.replace(scanned, next_in_line=following[0])


def _seen(
    node: Node, transaction: Transaction, copy: str, at: At, *, count: str
) -> tuple[Sequence[Draft] | Refusal, Waiting | None]:
    """What a scan tells, and who comes next for a copy that was on loan, or counted as lost."""
    known: CopyState = transaction.state(copy, "copy")
    here = desk(node, at)
    if known.open_loan is None:
        told = copies.see(known, here, by="count", count=count)
        one = asked.after_return(node, transaction, known, at) if known.status == LOST else None
        return told if isinstance(told, Refusal) else (
            *told,
            *asked.kept_for(node, known, at, one),
        ), one
    back, one = circulation.take_back_in(node, transaction, copy=copy, at=at)
    if isinstance(back, Refusal):
        return back, None
    seen = caring.counted_on_return(copy, here, count=count)
    at_desk = [draft for draft in back if draft.subject == copy]
    beside = [draft for draft in back if draft.subject != copy]
    return (*at_desk, seen, *beside), one


def _scanned(
    node: Node,
    state: StocktakingState,
    copy: str,
    *,
    code: str,
    how: str,
    shelf: str,
    fact: str,
) -> Scanned:
    known: CopyState = node.store.state(copy, "copy")
    said = known.registered
    location = said.location if said else ""
    if known.home != state.place:
        return Scanned(how=counting.STRANGE, code=code, copy=copy, fact=fact, of=known.home or "")
    assert state.begun is not None
    of_part = said is not None and (
        (not state.begun.materials or said.material in state.begun.materials)
        and (not state.begun.locations or location in state.begun.locations)
    )
    if not how and (not of_part or (shelf and location != shelf)):
        return Scanned(how=counting.WRONG_SHELF, code=code, copy=copy, fact=fact, of=location)
    return Scanned(how=how or counting.SEEN, code=code, copy=copy, fact=fact)


def _noted(
    node: Node, state: StocktakingState, at: At, *, code: str, why: str, copy: str = ""
) -> Scanned | Refusal:
    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        now = _state(transaction, state.subject)
        return rules.note(now, desk(node, at), code=code, why=why)

    done = node.store.act(at.by, deed)
    if isinstance(done, Refusal):
        return done
    return Scanned(how=why, code=code, copy=copy, fact=next(iter(done.facts), ""))


def unscan(node: Node, fact: str, at: At) -> circulation.Told | Refusal:
    """A scan was a mistake: nothing that it told counts, and a copy that was lent is so again."""
    row = node.store.fact(fact)
    told = trusted(row.raw) if row is not None else None
    if told is None or not told.kind.startswith(SCANS) or told.place != at.place:
        return Refusal("undo.unknown", {})
    return circulation.undo(node, fact, at)


def taking_of(node: Node, count: str) -> Taking | None:
    """The stocktaking as counting wants it; None where none is known."""
    state: StocktakingState = node.store.state(count, "stocktaking")
    if state.begun is None or state.place is None:
        return None
    return Taking(count=count, place=state.place, begun_on=state.begun_on, part=state.begun)


def counted(node: Node, taking: Taking) -> list[Counted]:
    """Every copy that a stocktaking may concern, as it is known now."""
    names = ("copy", "status", "home", "holder", "seen_at", "seen_on", "registered_on",
             "counted_in", "material", "location")  # fmt: skip
    rows = node.store.query(_COPIES, (node.tenant, taking.place, taking.count))
    return [Counted(**_plain(dict(zip(names, row, strict=True)))) for row in rows]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "material": row["material"] or "",
        "location": row["location"] or "",
        "status": row["status"] or "",
    }


def figures(node: Node, count: str) -> StocktakingClosed:
    """What the stocktaking finds, as far as is known here now."""
    taking = taking_of(node, count)
    if taking is None:
        return StocktakingClosed(0, 0, 0, 0, 0, 0, 0)
    noted = len(node.store.state(count, "stocktaking").noted)
    return counting.result(counted(node, taking), taking, noted=noted)


def standing(node: Node, count: str, *wanted: str) -> list[str]:
    """Copies that stand so in a stocktaking."""
    taking = taking_of(node, count)
    if taking is None:
        return []
    return [one.copy for one in counted(node, taking) if counting.standing(one, taking) in wanted]


def how_many(node: Node, count: str) -> int:
    """How many copies were scanned into it, on whatever machine."""
    rows = node.store.query(
        "SELECT count(*) FROM copy WHERE tenant = ? AND counted_in = ?", (node.tenant, count)
    )
    return int(rows[0][0])


def mark_missing(node: Node, count: str, at: At, *, only: str = "") -> Done | Refusal:
    """Every copy that was not found counts as missing, in one act. only: this one alone."""
    state: StocktakingState = node.store.state(count, "stocktaking")
    if state.closed_by is None:
        return Refusal("stocktaking.not_closed", {})
    if state.place != at.place:
        return Refusal("stocktaking.other_place", {"place": state.place})
    missing = [one for one in standing(node, count, counting.MISSING) if only in ("", one)]
    if not missing:
        return Refusal("stocktaking.none_missing", {})

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        for copy in missing[:MOST_MARKED]:
            known = transaction.state(copy, "copy")
            told = copies.lose(known, desk(node, at), reason=MISSING_REASON)
            if isinstance(told, Refusal):
                return told
            drafts += told
        return drafts

    return node.store.act(at.by, deed)


def marked(node: Node, count: str, at: At) -> list[str]:
    """Facts by which this person marked copies of a stocktaking as missing, not long ago."""
    found = []
    since_ms = node.store.now_ms() - copies.UNDO_MS
    for copy in standing(node, count, counting.GONE):
        state: CopyState = node.store.state(copy, "copy")
        if state.lost_reason != MISSING_REASON or state.lost_by is None:
            continue
        row = node.store.fact(state.lost_by)
        told = trusted(row.raw) if row else None
        if told is not None and told.teller == at.by and told.told_ms >= since_ms:
            found.append(state.lost_by)
    return found


def unmark(node: Node, count: str, at: At) -> Done | Refusal:
    """What this person marked as missing just now is not missing."""
    facts = marked(node, count, at)
    return undo_all(node, facts, at) if facts else Refusal("undo.done_already", {})


def _state(transaction: Transaction, count: str) -> StocktakingState:
    found: StocktakingState = transaction.state(count, "stocktaking")
    return found
