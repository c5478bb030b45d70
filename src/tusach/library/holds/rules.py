"""May this be asked for, put off, given up? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies.desk import Desk, ReaderAtDesk, draft, reader_fault, reason_fault
from tusach.library.copies.states import WITHDRAWN, CopyState
from tusach.library.holds import facts
from tusach.library.holds.story import HoldState, WishState

LONGEST_WISH = 300
"""Letters of a wish in the reader's own words."""

Asked = tuple[Draft, ...] | Refusal


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader asks for. hold: the new id. has: whether the person has a copy of it now.

    limit: most open holds of one reader, None = no limit, 0 = nothing is kept for anybody. title:
    its id, None where the copy itself is asked for. copies: how many the stock has, as far as known
    here. same: a hold of the person for the same thing, if any.
    """

    hold: str
    pickup: str
    title: str | None = None
    copy: CopyState | None = None
    has: bool = False
    same: str | None = None
    limit: int | None = 3
    channel: str = ""
    needed_until: str | None = None
    paper: str = ""


def place(asking: Asking, reader: ReaderAtDesk, desk: Desk) -> Asked:
    """The reader waits for the title (or the copy), to fetch it at the pickup place."""
    refused = desk.future() or _odd(asking, desk) or reader_fault(reader, "hold", desk)
    if refused:
        return refused
    if asking.limit is not None and len(reader.holds) >= asking.limit:
        return Refusal("hold.limit", {"limit": asking.limit, "open": len(reader.holds)})
    body = facts.HoldPlaced(
        pickup=asking.pickup,
        title=asking.title if asking.copy is None else None,
        copy=asking.copy.subject if asking.copy is not None else None,
        group=reader.state.group,
        channel=asking.channel,
        needed_until=asking.needed_until,
        paper=asking.paper,
    )
    private = facts.AskedPrivate(reader.state.subject, reader.heads)
    return (draft("hold.placed/1", asking.hold, desk, body, private=private),)


def _odd(asking: Asking, desk: Desk) -> Refusal | None:
    if asking.title is None and asking.copy is None:
        return Refusal("hold.nothing_asked", {})
    if asking.copy is not None and asking.copy.status == WITHDRAWN:
        return Refusal("copy.withdrawn", {"on": asking.copy.withdrawn_on})
    if asking.same is not None:
        return Refusal("hold.placed_already", {"hold": asking.same})
    if asking.has:
        return Refusal("hold.has_it", {})
    if asking.needed_until is not None and asking.needed_until < desk.on:
        return Refusal("hold.needed_past", {"until": asking.needed_until})
    return None


def suspend(hold: HoldState, desk: Desk, *, until: str | None) -> Asked:
    """The hold is passed over until that day, or until it is resumed; its place in line stays."""
    refused = _over(hold) or desk.future()
    if refused:
        return refused
    if hold.ready is not None:
        return Refusal("hold.ready", {"until": hold.ready.until})
    if until is not None and until <= desk.on:
        return Refusal("hold.until_past", {"until": until})
    body = facts.HoldSuspended(until)
    return (draft("hold.suspended/1", hold.subject, desk, body),)


def resume(hold: HoldState, desk: Desk) -> Asked:
    """The hold counts again."""
    refused = _over(hold) or desk.future()
    if refused:
        return refused
    if desk.on >= hold.suspended_until:
        return Refusal("hold.not_suspended", {})
    return (draft("hold.resumed/1", hold.subject, desk, facts.HoldResumed()),)


def end(hold: HoldState, desk: Desk, *, reason: str) -> Asked:
    """Nobody waits any more. What was kept for it is freed by a fact of the copy."""
    refused = _over(hold) or desk.future() or reason_fault(reason)
    if refused:
        return refused
    return (draft("hold.ended/1", hold.subject, desk, facts.HoldEnded(reason)),)


def assign(hold: HoldState, copy: str, *, holder: str, on: str) -> tuple[Draft, ...]:
    """The hub asks the place that has a copy to send it.

    holder: that place, in whose scope it lies.
    """
    placed = hold.placed
    assert placed is not None
    body = facts.HoldAssigned(copy=copy, pickup=placed.pickup, title=placed.title)
    return (
        Draft(
            kind="hold.assigned/1",
            subject=hold.subject,
            scope=scopes.circulation(holder),
            on=on,
            place=holder,
            body=body,
        ),
    )


class Wishing(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wishes for. wish: the new id; text, author: in their words."""

    wish: str
    text: str
    author: str = ""
    language: str = ""
    material: str = ""
    title: str | None = None
    channel: str = ""
    paper: str = ""


def wish(wishing: Wishing, reader: ReaderAtDesk | None, desk: Desk) -> Asked:
    """Somebody wishes for something that is not in the stock; reader None: nobody in particular."""
    text = " ".join(wishing.text.split())
    if reader is not None and not reader.state.is_registered:
        return Refusal("reader.unknown", {})
    refused = desk.future()
    if refused:
        return refused
    if not text and wishing.title is None:
        return Refusal("wish.empty", {})
    if len(text) > LONGEST_WISH or len(wishing.author) > LONGEST_WISH:
        return Refusal("wish.too_long", {"most": LONGEST_WISH})
    body = facts.WishTold(
        group=reader.state.group if reader else "",
        language=wishing.language,
        material=wishing.material,
        title=wishing.title,
        channel=wishing.channel,
        paper=wishing.paper,
    )
    private = facts.WishPrivate(
        text=text,
        author=" ".join(wishing.author.split()),
        reader=reader.state.subject if reader else "",
        after_reader=reader.heads if reader else (),
    )
    return (draft("wish.told/1", wishing.wish, desk, body, private=private),)


def answer(state: WishState, body: facts.WishAnswered, desk: Desk) -> Asked:
    """What becomes of the wish; a later answer replaces an earlier one."""
    if state.told is None or state.ended is not None:
        return Refusal("wish.over", {})
    refused = desk.future() or reason_fault(body.answer)
    if refused:
        return refused
    return (draft("wish.answered/1", state.subject, desk, body),)


def end_wish(state: WishState, desk: Desk, *, reason: str) -> Asked:
    """Nobody waits for it any more."""
    if state.told is None or state.ended is not None:
        return Refusal("wish.over", {})
    refused = desk.future() or reason_fault(reason)
    if refused:
        return refused
    return (draft("wish.ended/1", state.subject, desk, facts.WishEnded(reason)),)


def _over(hold: HoldState) -> Refusal | None:
    if hold.placed is None:
        return Refusal("hold.unknown", {})
    return None if hold.is_open else Refusal("hold.over", {})
