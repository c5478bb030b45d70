"""Taking back what was told: undo at the desk, and corrections by the teller or a supervisor.

Nothing is ever removed: a voiding or a correction is a fact of its own, in the scope of the one it
speaks of. Source: docs/decisions/0001; spec/wire.md.
"""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.mechanism import SUPERVISOR, TELLER, FactCorrected, FactVoided
from tusach.library.shapes import is_code

UNDO_MS = 10 * 60 * 1000
"""An act may be undone by whoever told it within ten minutes."""
ERASED = "person.erased/"
"""What went by it is gone on every machine that heard of it: taking it back would bring a person
back who has no name. Whoever comes again is registered anew."""


FINAL = Refusal("undo.erasure", {})


def is_final(kind: str) -> bool:
    """Whether a fact of this kind is never taken back nor corrected."""
    return kind.startswith(ERASED)


class Undoing(msgspec.Struct, frozen=True, kw_only=True):
    """The fact that a person wants to take back, and who asks when.

    latest: whether it is the last fact of its subject that counts. also: other subjects that it
    touched: the voiding touches them, too.
    """

    fact: str
    kind: str
    subject: str
    scope: str
    told_ms: int
    teller: str | None
    latest: bool
    void: bool
    also: tuple[str, ...] = ()


class Amender(msgspec.Struct, frozen=True, kw_only=True):
    """Who amends, when and where. supervisor: whether the role stands above the teller's."""

    by: str | None
    on: str
    place: str | None
    supervisor: bool = False


def undo(
    wish: Undoing, *, by: str | None, now_ms: int, on: str, place: str | None
) -> tuple[Draft, ...] | Refusal:
    """The fact does not count any more: within ten minutes, by its teller, if nothing followed."""
    if wish.void:
        return Refusal("undo.done_already", {})
    if is_final(wish.kind):
        return FINAL
    if now_ms - wish.told_ms > UNDO_MS:
        return Refusal("undo.too_late", {"minutes": UNDO_MS // 60_000})
    if wish.teller != by:
        return Refusal("undo.other_teller", {})
    if not wish.latest:
        return Refusal("undo.followed", {})
    body = FactVoided(wish.fact, "undo", TELLER)
    return (_draft("fact.voided/1", wish, body, Amender(by=by, on=on, place=place)),)


def void(wish: Undoing, amender: Amender, *, reason: str) -> tuple[Draft, ...] | Refusal:
    """The fact does not count any more, at any time; facts that followed are told anew in order."""
    standing = _standing(wish, amender, reason)
    if isinstance(standing, Refusal):
        return standing
    return (_draft("fact.voided/1", wish, FactVoided(wish.fact, reason, standing), amender),)


def correct(
    wish: Undoing, body: msgspec.Struct, amender: Amender, *, reason: str
) -> tuple[Draft, ...] | Refusal:
    """The fact counts as if it had been told with this body, of the same kind, from the first day.

    Whom it touched (the private part) is never corrected: void it and tell it anew.
    """
    standing = _standing(wish, amender, reason)
    if isinstance(standing, Refusal):
        return standing
    corrected = FactCorrected(wish.fact, msgspec.to_builtins(body), reason, standing)
    return (_draft("fact.corrected/1", wish, corrected, amender),)


def _standing(wish: Undoing, amender: Amender, reason: str) -> str | Refusal:
    if wish.void:
        return Refusal("undo.done_already", {})
    if is_final(wish.kind):
        return FINAL
    if not is_code(reason):
        return Refusal("reason.missing", {})
    if amender.supervisor:
        return SUPERVISOR
    return TELLER if wish.teller == amender.by else Refusal("amend.other_teller", {})


def _draft(kind: str, wish: Undoing, body: msgspec.Struct, amender: Amender) -> Draft:
    return Draft(
        kind=kind,
        subject=wish.subject,
        scope=wish.scope,
        on=amender.on,
        place=amender.place,
        also=wish.also,
        body=body,
    )
