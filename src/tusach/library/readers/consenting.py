"""Which purposes of a reader's data need whose answer, who gave one, and what is still missing.

Nothing here stops a loan: what is missing is said, and only what needs the consent is left undone.
Source: docs/decisions/0036; the programme's `consent.json` with its citations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.profile.consent import Consents, rules_for
from tusach.library.readers import facts
from tusach.library.readers.story import Consent, ReaderState
from tusach.library.shapes import is_code

PARENT, SELF = "parent", "self"
PAPER, WORD = "paper", "word"
PROOFS = (PAPER, WORD)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that the programme takes. holds_days: from its day on; None: until withdrawn.

    proofs: paper, word, or both.
    """

    by: str
    proofs: tuple[str, ...] = PROOFS
    holds_days: int | None = None


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """For this purpose one of these answers is needed; several needs of one purpose: all of them.

    answers: the first is the one that is asked for, the others do in its stead. required: without
    it something is missing; else the purpose is only served where it was agreed to.
    """

    purpose: str
    answers: tuple[Answer, ...]
    required: bool = False


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is missing. until: last day on which another answer does in its stead, or ''.

    proof: paper where only a signature will do.
    """

    purpose: str
    by: str
    proof: str
    required: bool
    until: str = ""


def needs_of(consents: Consents | None, age: int | None, *, on: str) -> tuple[Need, ...]:
    """What the programme's rules ask for a reader of this age on a day; nothing without rules."""
    if consents is None:
        return ()
    return tuple(
        Need(
            purpose=purpose,
            answers=tuple(
                Answer(by=one.by, proofs=one.proofs, holds_days=one.holds_days)
                for one in rule.answers
            ),
            required=rule.required,
        )
        for rule in rules_for(consents, age, on=date.fromisoformat(on))
        for purpose in rule.purposes
    )


def lacking(needs: Iterable[Need], consents: Sequence[Consent], *, on: str) -> tuple[Lack, ...]:
    """What is missing on a day, in the order of the needs; also where something stands in for it.

    >>> need = Need(purpose="service", answers=(Answer(by="parent"),
    ...     Answer(by="teacher", holds_days=30)), required=True)
    >>> told = Consent("f", "2026-03-01", ("service",), "teacher", "word")
    >>> [(one.by, one.until) for one in lacking([need], [told], on="2026-03-02")]
    [('parent', '2026-03-31')]
    """
    found = []
    for need in needs:
        first, *_ = need.answers
        best = _best(need, consents, on)
        if best is None:
            continue
        proof = PAPER if first.proofs == (PAPER,) else WORD
        lack = Lack(
            purpose=need.purpose, by=first.by, proof=proof, required=need.required, until=best
        )
        found.append(lack)
    return tuple(found)


def agreed(needs: Iterable[Need], consents: Sequence[Consent], purpose: str, *, on: str) -> bool:
    """Whether the purpose may be served on a day: all of its needs are met, if only for a while.

    A purpose of which no need speaks was never asked about: silence is no consent.
    """
    own = [one for one in needs if one.purpose == purpose]
    missing = (one for one in lacking(own, consents, on=on) if not one.until)
    return bool(own) and next(missing, None) is None


def _best(need: Need, consents: Sequence[Consent], on: str) -> str | None:
    """None: met for good. Else the last day of an answer that holds for a time, or nothing."""
    latest = ""
    for one in consents:
        if need.purpose not in one.purposes or one.on > on:
            continue
        for answer in need.answers:
            if answer.by != one.by or one.proof not in answer.proofs:
                continue
            if answer.holds_days is None:
                return None
            last = date.fromisoformat(one.on) + timedelta(days=answer.holds_days)
            if last.isoformat() >= on:
                latest = max(latest, last.isoformat())
    return latest


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a person noted: who agreed to what, by paper or word; guardian: a reader's id."""

    purposes: tuple[str, ...]
    by: str = PARENT
    proof: str = PAPER
    guardian: str = ""
    guardian_name: str = ""
    phone: str = ""


def consent(subject: str, said: Said, *, place: str, on: str) -> tuple[Draft, ...] | Refusal:
    """The answer is noted. subject: the reader, perhaps registered in the same act."""
    if not said.purposes or not all(map(is_code, said.purposes)):
        return Refusal("consent.purpose_missing")
    if not is_code(said.by) or said.proof not in PROOFS:
        return Refusal("consent.answer_missing")
    name = " ".join(said.guardian_name.split())
    own = said.by == SELF
    private = facts.ConsentPrivate(
        "" if own else said.guardian, "" if own else name, said.phone.strip()
    )
    body = facts.ReaderConsented(said.purposes, said.by, said.proof)
    return (
        Draft(
            kind="reader.consented/1",
            subject=subject,
            scope=scopes.people(place),
            on=on,
            place=place,
            body=body,
            private=private if private != facts.ConsentPrivate() else None,
        ),
    )


def agree(state: ReaderState, said: Said, *, on: str) -> tuple[Draft, ...] | Refusal:
    """The answer is noted for a reader who is registered."""
    if state.place is None or not state.is_registered:
        return Refusal("reader.unknown")
    return consent(state.subject, said, place=state.place, on=on)


def withdraw(
    state: ReaderState, purposes: tuple[str, ...], *, on: str
) -> tuple[Draft, ...] | Refusal:
    """Nobody's consent to these purposes counts any more."""
    if state.place is None or state.registered_on is None:
        return Refusal("reader.unknown")
    standing = {purpose for one in state.consents for purpose in one.purposes}
    if not purposes or not set(purposes) <= standing:
        return Refusal("consent.none_to_withdraw")
    return (
        Draft(
            kind="reader.consent_withdrawn/1",
            subject=state.subject,
            scope=scopes.people(state.place),
            on=on,
            place=state.place,
            body=facts.ReaderConsentWithdrawn(purposes),
        ),
    )
