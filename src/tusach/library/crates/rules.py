"""May a crate be made, packed, sent, received, retired? Facts to tell, or a refusal with a way on.

A refusal never stands against the evidence: a crate that is here is received, wherever it was sent.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies.desk import Desk, gone, reason_fault
from tusach.library.copies.in_crates import CratePacked, CrateReceived, CrateSent, CrateUnpacked
from tusach.library.copies.states import LOST, CopyState
from tusach.library.crates import facts
from tusach.library.crates.facts import crate_subject
from tusach.library.crates.limits import Limits, back_fault, is_rare
from tusach.library.crates.story import ON_WAY, RETIRED, CrateState
from tusach.library.places.codes import CRATE, is_printed_code, kind_of
from tusach.library.readers.facts import PersonErased

MOST_NUMBER, MOST_ROOM, LONGEST_NAME = 9999, 999, 80
MOVED, HOME = "moved", "home"
GAVE, TOOK, BOTH = "gave", "took", "both"
KEY, PAPER = "key", "paper"

Told = tuple[Draft, ...] | Refusal


def make(crate: CrateState, body: facts.CrateMade, desk: Desk) -> Told:
    """The crate with this label belongs to the desk's place."""
    if refused := desk.future():
        return refused
    if crate.made is not None:
        return Refusal("crate.made_already", {})
    if not is_printed_code(body.code) or kind_of(body.code) != CRATE:
        return Refusal("crate.code_odd", {"code": body.code})
    if not 1 <= body.nr <= MOST_NUMBER:
        return Refusal("crate.number_odd", {"most": MOST_NUMBER})
    if body.room is not None and not 1 <= body.room <= MOST_ROOM:
        return Refusal("crate.room_odd", {"most": MOST_ROOM})
    return (_draft("crate.made/1", crate.subject, desk, body),)


def pack(
    crate: CrateState, copy: CopyState, desk: Desk, limits: Limits, *, hold: str | None = None
) -> Told:
    """The copy lies in the crate; out of another one in which it was known to lie.

    hold: for which it is packed, or None.
    """
    refused = _crate_in_hand(crate, desk) or _packing_fault(crate, copy, limits, hold=hold)
    if refused:
        return refused
    room = crate.made.room if crate.made is not None else None
    if room is not None and len(crate.inside) >= room:
        return Refusal("crate.full", {"room": room})
    body = CratePacked("promise" if hold else "", (hold,) if hold else ())
    also = (copy.subject, hold) if hold else (copy.subject,)
    packed = _draft("crate.packed/1", crate.subject, desk, body, also=also)
    other = copy.crate
    if other is None or other.of is None or other.of == crate.subject:
        return (packed,)
    out = CrateUnpacked(MOVED)
    return (_draft("crate.unpacked/1", other.of, desk, out, also=(copy.subject,)), packed)


def _packing_fault(
    crate: CrateState, copy: CopyState, limits: Limits, *, hold: str | None
) -> Refusal | None:
    if refused := gone(copy):
        return refused
    loan = copy.open_loan
    if loan is not None:
        return Refusal("copy.on_loan", {"due_on": loan.due_on, "loan": loan.fact})
    if copy.withheld is not None:
        return Refusal("copy.withheld", {"reason": copy.withheld.word})
    if copy.reserved is not None and copy.reserved.of != hold:
        return Refusal("crate.kept_for_hold", {"until": copy.reserved.until})
    if is_rare(copy, limits):
        return Refusal("crate.rare", {})
    lies_in = copy.crate
    is_in = lies_in is not None and lies_in.of == crate.subject and copy.subject in crate.inside
    return Refusal("crate.packed_already", {}) if is_in else None


def unpack(crate: CrateState, copies: Sequence[str], desk: Desk, *, reason: str = "") -> Told:
    """These copies are out of the crate, and stand at the place."""
    refused = desk.future() or _unknown(crate)
    if refused:
        return refused
    inside = tuple(one for one in copies if one in crate.inside)
    if not inside:
        return Refusal("crate.not_inside", {})
    if crate.under_way is not None:
        return Refusal("crate.on_way", {"to": crate.under_way.to})
    body = CrateUnpacked(reason)
    holds = tuple(hold for copy, hold in crate.for_holds if copy in inside)
    return (_draft("crate.unpacked/1", crate.subject, desk, body, also=(*inside, *holds)),)


def not_there(crate: str, copy: str, desk: Desk) -> Draft:
    """Somebody looked: the copy does not lie in that crate, into which it was packed."""
    return _draft("crate.unpacked/1", crate, desk, CrateUnpacked("not_there"), also=(copy,))


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """Where a crate goes. back_on: None = home for good. copies: those inside, as known now.

    trip: that carries it. reason: a code, empty = rotation.
    """

    to: str
    copies: tuple[CopyState, ...]
    back_on: str | None = None
    trip: str | None = None
    reason: str = ""


def send(crate: CrateState, sending: Sending, desk: Desk, limits: Limits) -> Told:
    """The crate leaves with the copies that stand here; what readers have of it is left behind."""
    refused = _crate_in_hand(crate, desk) or back_fault(desk.on, sending.back_on, limits)
    if refused:
        return refused
    if sending.to == desk.place:
        return Refusal("crate.sent_here", {})
    known = {one.subject: one for one in sending.copies}
    left = tuple(one for one in crate.inside if one in known and not _goes(crate, known[one], desk))
    body = CrateSent(
        to=sending.to,
        back_on=sending.back_on,
        left=left,
        reason=sending.reason,
        trip=sending.trip,
    )
    return (_draft("crate.sent/1", crate.subject, desk, body, also=crate.inside),)


def _goes(crate: CrateState, copy: CopyState, desk: Desk) -> bool:
    """Whether the copy lies in the crate, as far as its own story says."""
    if copy.open_loan is not None or copy.status == LOST or copy.withdrawn_by is not None:
        return False
    if copy.crate is not None and copy.crate.of != crate.subject:
        return False
    return copy.holder in (None, desk.place)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a crate, as ids of copies. anyway: known to be meant for elsewhere."""

    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    anyway: bool = False


def receive(crate: CrateState, receipt: Receipt, desk: Desk) -> Told:
    """The crate is here with all that was sent, or with these exceptions.

    Nobody here may know what should lie in it, or that there is such a crate: it is received all
    the same, and `complete` says later what came.
    """
    if refused := desk.future():
        return refused
    coming = crate.under_way
    if coming is None and crate.at == desk.place:
        return Refusal("crate.received_already", {"on": crate.since})
    if coming is not None and coming.to != desk.place and not receipt.anyway:
        return Refusal("crate.for_another", {"to": coming.to})
    return _receipt(crate, receipt, desk)


def expected(crate: CrateState) -> tuple[str, ...]:
    """The copies that should lie in it: those it was sent with, else those it holds."""
    coming = crate.under_way
    return coming.copies if coming is not None and coming.copies else crate.inside


def _receipt(crate: CrateState, receipt: Receipt, desk: Desk) -> Told:
    last = crate.last
    listed = expected(crate)
    missing = tuple(one for one in receipt.missing if one in listed)
    surplus = tuple(one for one in receipt.surplus if one not in listed)
    also = (*listed, *surplus)
    body = CrateReceived(
        sent=last.sent if last is not None else None,
        missing=missing,
        surplus=surplus,
        damaged=tuple(one for one in receipt.damaged if one in also and one not in missing),
        unlisted=not listed,
    )
    return (_draft("crate.received/1", crate.subject, desk, body, also=also),)


def correct(crate: CrateState, receipt: Receipt, desk: Desk) -> Told:
    """What was found is said once more: exceptions found later, or what came with an unlisted one.

    Of the same journey, at the place where the crate is.
    """
    refused = desk.future()
    last = crate.last
    if refused:
        return refused
    if last is None or last.received is None or last.at != desk.place:
        return Refusal("crate.not_here", {"at": crate.at})
    listed = last.copies or (*crate.inside, *last.missing)
    missing = tuple(one for one in receipt.missing if one in listed)
    surplus = tuple(one for one in receipt.surplus if one not in listed)
    also = (*listed, *surplus)
    body = CrateReceived(
        sent=last.sent,
        missing=missing,
        surplus=surplus,
        damaged=tuple(one for one in receipt.damaged if one in also and one not in missing),
    )
    return (_draft("crate.received/1", crate.subject, desk, body, also=also),)


def is_incomplete(crate: CrateState, place: str) -> bool:
    """Whether a receipt of this place was told before anybody there knew what came with it."""
    last = crate.last
    return last is not None and last.unlisted and bool(last.copies) and last.at == place


def stay(crate: CrateState, desk: Desk) -> Told:
    """A crate that was meant for another place stays here, agreed."""
    refused = desk.future()
    if refused:
        return refused
    if crate.astray is None or crate.at != desk.place:
        return Refusal("crate.not_astray", {})
    last = crate.last
    assert last is not None
    body = CrateReceived(sent=last.sent, missing=last.missing, agreed=True)
    return (_draft("crate.received/1", crate.subject, desk, body, also=crate.inside),)


def forward(crate: CrateState, copies: Sequence[CopyState], desk: Desk, limits: Limits) -> Told:
    """A crate that came to the wrong place goes on to the right one, due back as was said."""
    to, last = crate.astray, crate.last
    if to is None or last is None:
        return Refusal("crate.not_astray", {})
    back_on = last.back_on if last.back_on is not None and last.back_on > desk.on else None
    sending = Sending(to=to, copies=tuple(copies), back_on=back_on, reason="forward")
    return send(crate, sending, desk, limits)


def hand_over(
    crate: CrateState,
    body: facts.CrateHandedOver,
    private: facts.SignersPrivate,
    desk: Desk,
) -> Told:
    """The crate was signed for; the names lie in the scope of the place that keeps the minutes."""
    refused = desk.future() or _unknown(crate)
    if refused:
        return refused
    names = [one.name for one in (private.gave, private.took) if one is not None]
    wanted = {GAVE: (True, False), TOOK: (False, True), BOTH: (True, True)}
    sides = (private.gave is not None, private.took is not None)
    if body.how not in (KEY, PAPER) or wanted.get(body.side) != sides:
        return Refusal("crate.signer_missing", {})
    if not all(0 < len(name) <= LONGEST_NAME for name in names):
        return Refusal("crate.signer_missing", {})
    return (
        Draft(
            kind="crate.handed_over/1",
            subject=crate.subject,
            scope=scopes.operations(desk.place),
            on=desk.on,
            place=desk.place,
            body=body,
            private=private,
        ),
    )


def forget_signers(crate: CrateState, desk: Desk, *, reason: str) -> Told:
    """The names of the signatures told at this place are to be removed everywhere."""
    parts = tuple(one.part for one in crate.signed if one.part and one.place == desk.place)
    if not parts:
        return Refusal("crate.nobody_named", {})
    if refused := reason_fault(reason):
        return refused
    return (
        Draft(
            kind="person.erased/1",
            subject=crate.subject,
            scope=scopes.people(desk.place),
            on=desk.on,
            place=desk.place,
            body=PersonErased(parts, reason),
        ),
    )


def retire(crate: CrateState, desk: Desk, *, reason: str) -> Told:
    """The crate carries nothing any more; it is emptied first."""
    refused = _crate_in_hand(crate, desk) or reason_fault(reason)
    if refused:
        return refused
    if crate.inside:
        return Refusal("crate.not_empty", {"n": len(crate.inside)})
    return (_draft("crate.retired/1", crate.subject, desk, facts.CrateRetired(reason)),)


def _unknown(crate: CrateState) -> Refusal | None:
    return Refusal("crate.unknown", {}) if crate.made is None else None


def _crate_in_hand(crate: CrateState, desk: Desk) -> Refusal | None:
    """Only a crate that stands here is packed or sent."""
    refused = desk.future() or _unknown(crate)
    if refused:
        return refused
    if crate.status == RETIRED:
        assert crate.retired is not None
        return Refusal("crate.retired", {"on": crate.retired.on})
    if crate.status == ON_WAY:
        assert crate.under_way is not None
        return Refusal("crate.on_way", {"to": crate.under_way.to})
    if crate.at != desk.place:
        return Refusal("crate.elsewhere", {"at": crate.at})
    return None


def _draft(
    kind: str, crate: str, desk: Desk, body: msgspec.Struct, *, also: tuple[str, ...] = ()
) -> Draft:
    return Draft(
        kind=kind,
        subject=crate,
        scope=scopes.CATALOGUE,
        on=desk.on,
        place=desk.place,
        body=body,
        also=also,
    )


__all__ = [
    "BOTH",
    "GAVE",
    "HOME",
    "KEY",
    "PAPER",
    "TOOK",
    "Receipt",
    "Sending",
    "correct",
    "crate_subject",
    "expected",
    "forget_signers",
    "forward",
    "hand_over",
    "is_incomplete",
    "make",
    "pack",
    "receive",
    "retire",
    "send",
    "stay",
    "unpack",
]
