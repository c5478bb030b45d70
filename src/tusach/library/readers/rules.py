"""May this person be registered, described, blocked, given a card?"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.places.codes import is_printed_code
from tusach.library.readers import facts
from tusach.library.readers.story import ReaderState
from tusach.library.shapes import is_code

LONGEST_NAME = 200
"""Letters; a longer text is a slip of the clipboard, and is refused with these words."""


class NewReader(msgspec.Struct, frozen=True, kw_only=True):
    """What the form holds for one person. card: number to be issued, or empty for none."""

    subject: str
    name: str
    group: str
    card: str = ""
    birth_year: int | None = None
    age_band: str = ""
    sex: str = ""
    hamlet: str = ""
    phone: str = ""
    household: str = ""
    guardian: str = ""
    guardian_name: str = ""
    languages: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()


class RegisterPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The place's rule. guardian_below: age in whole years under which an adult must answer.

    valid_until: last day of the registration, ISO.
    """

    valid_until: str
    guardian_below: int = 16


def register(
    new: NewReader, *, place: str, on: str, policy: RegisterPolicy
) -> tuple[Draft, ...] | Refusal:
    """The person reads at this place from `on`, with a card where a number is given."""
    refused = _name_fault(new.name) or _birth_fault(new, on, policy)
    if refused:
        return refused
    body = facts.ReaderRegistered(new.group, policy.valid_until, new.age_band, new.sex)
    drafts = [
        _draft("reader.registered/1", new.subject, place=place, on=on, body=body, private=_who(new))
    ]
    card = new.card.strip()
    if card:
        drafts.append(
            _draft(
                "reader.card_issued/1",
                new.subject,
                place=place,
                on=on,
                body=facts.ReaderCardIssued(is_printed_code(card)),
                private=facts.CardPrivate(card),
            )
        )
    return tuple(drafts)


def register_family(
    family: Sequence[NewReader], *, place: str, on: str, policy: RegisterPolicy
) -> tuple[Draft, ...] | Refusal:
    """All of a household are registered, or nobody; the refusal names the line."""
    drafts: list[Draft] = []
    for line, new in enumerate(family, start=1):
        found = register(new, place=place, on=on, policy=policy)
        if isinstance(found, Refusal):
            return Refusal(found.code, {**found.values, "line": line})
        drafts.extend(found)
    return tuple(drafts)


def describe(
    state: ReaderState, new: NewReader, *, on: str, policy: RegisterPolicy
) -> tuple[Draft, ...] | Refusal:
    """The reader reads anew as the form says; the card and its last day stay."""
    if state.place is None or not state.is_registered:
        return Refusal("reader.unknown")
    refused = _name_fault(new.name) or _birth_fault(new, on, policy)
    if refused:
        return refused
    body = facts.ReaderDescribed(new.group, new.age_band, new.sex)
    return (
        _draft(
            "reader.described/1",
            state.subject,
            place=state.place,
            on=on,
            body=body,
            private=_who(new),
        ),
    )


def issue_card(
    state: ReaderState, number: str, *, on: str, ended_reason: str = "lost"
) -> tuple[Draft, ...] | Refusal:
    """The reader holds this card; every earlier one is ended with the reason."""
    if state.place is None or not state.is_registered:
        return Refusal("reader.unknown")
    if not number.strip():
        return Refusal("card.number_missing")
    if not is_code(ended_reason):
        return Refusal("reason.missing")
    ended = [
        _draft(
            "reader.card_ended/1",
            state.subject,
            place=state.place,
            on=on,
            body=facts.ReaderCardEnded(card.fact, ended_reason),
        )
        for card in state.cards
        if card.ended_by is None
    ]
    issued = _draft(
        "reader.card_issued/1",
        state.subject,
        place=state.place,
        on=on,
        body=facts.ReaderCardIssued(is_printed_code(number.strip())),
        private=facts.CardPrivate(number.strip()),
    )
    return (*ended, issued)


def renew(state: ReaderState, *, valid_until: str, on: str) -> tuple[Draft, ...] | Refusal:
    """The registration holds until a later day."""
    if state.place is None or not state.is_registered:
        return Refusal("reader.unknown")
    if valid_until <= state.valid_until:
        return Refusal("reader.renewal_not_later", {"until": state.valid_until})
    body = facts.ReaderRenewed(valid_until)
    return (_draft("reader.renewed/1", state.subject, place=state.place, on=on, body=body),)


def block(
    state: ReaderState, *, acts: tuple[str, ...], reason: str, on: str, until: str | None
) -> tuple[Draft, ...] | Refusal:
    """The named acts are stopped until a day, or until the block is lifted."""
    if state.place is None or not state.is_registered:
        return Refusal("reader.unknown")
    if not acts or not set(acts) <= set(facts.ACTS):
        return Refusal("block.acts_missing")
    if not is_code(reason):
        return Refusal("reason.missing")
    if until is not None and until < on:
        return Refusal("block.until_past", {"until": until})
    body = facts.ReaderBlocked(acts, reason, until)
    return (_draft("reader.blocked/1", state.subject, place=state.place, on=on, body=body),)


def unblock(state: ReaderState, fact: str, *, on: str) -> tuple[Draft, ...] | Refusal:
    """The block is lifted."""
    if state.place is None or fact not in {one.fact for one in state.blocks}:
        return Refusal("block.unknown")
    body = facts.ReaderUnblocked(fact)
    return (_draft("reader.unblocked/1", state.subject, place=state.place, on=on, body=body),)


def merge(state: ReaderState, also: str, *, on: str) -> tuple[Draft, ...] | Refusal:
    """Two registrations are one person from now on; the other id is private, like a name."""
    if state.place is None or not state.is_registered:
        return Refusal("reader.unknown")
    if also == state.subject:
        return Refusal("reader.merged_with_itself")
    return (
        _draft(
            "reader.merged/1",
            state.subject,
            place=state.place,
            on=on,
            body=facts.ReaderMerged(),
            private=facts.OtherPrivate(also),
        ),
    )


def split(state: ReaderState, merged: str, *, on: str) -> tuple[Draft, ...] | Refusal:
    """The merging was wrong: they are two persons after all. merged: the merging fact."""
    if state.place is None or merged not in {fact for fact, _ in state.merges}:
        return Refusal("reader.not_merged")
    body = facts.ReaderSplit(merged)
    return (_draft("reader.split/1", state.subject, place=state.place, on=on, body=body),)


def end(state: ReaderState, *, reason: str, on: str) -> tuple[Draft, ...] | Refusal:
    """The person does not read here any more; what was lent stays on the account."""
    if state.place is None or not state.is_registered or state.ended_on is not None:
        return Refusal("reader.unknown")
    if not is_code(reason):
        return Refusal("reason.missing")
    body = facts.ReaderEnded(reason)
    return (_draft("reader.ended/1", state.subject, place=state.place, on=on, body=body),)


def erase(
    states: Sequence[ReaderState], *, open_loans: int, reason: str, on: str
) -> tuple[Draft, ...] | Refusal:
    """Every private part of the person is to be erased everywhere.

    states: all registrations of the person (the whole class of aliases). open_loans: copies that
    the person still has; they come back first, else nobody could ask for them.
    """
    if not states or any(state.place is None or state.erased_on is not None for state in states):
        return Refusal("reader.unknown")
    if open_loans:
        return Refusal("reader.has_copies", {"open": open_loans})
    if not is_code(reason):
        return Refusal("reason.missing")
    return tuple(
        _draft(
            "person.erased/1",
            state.subject,
            place=state.place or "",
            on=on,
            body=facts.PersonErased(state.parts, reason),
        )
        for state in states
    )


def erased_in(subject: str, parts: Sequence[str], *, place: str, on: str, reason: str) -> Draft:
    """Whoever these private parts name is erased from the story of something else."""
    body = facts.PersonErased(tuple(sorted(set(parts))), reason)
    return _draft("person.erased/1", subject, place=place, on=on, body=body)


def _who(new: NewReader) -> facts.ReaderPrivate:
    return facts.ReaderPrivate(
        name=" ".join(new.name.split()),
        birth_year=new.birth_year,
        hamlet=new.hamlet.strip(),
        phone=new.phone.strip(),
        household=new.household,
        guardian=new.guardian,
        guardian_name=" ".join(new.guardian_name.split()),
        languages=new.languages,
        consent=new.consent,
    )


def _name_fault(name: str) -> Refusal | None:
    plain = " ".join(name.split())
    if not plain:
        return Refusal("reader.name_missing")
    if len(plain) > LONGEST_NAME:
        return Refusal("reader.name_too_long", {"letters": len(plain), "most": LONGEST_NAME})
    return None


def _birth_fault(new: NewReader, on: str, policy: RegisterPolicy) -> Refusal | None:
    if new.birth_year is None:
        return None
    year = int(on[:4])
    if not year - 120 <= new.birth_year <= year:
        return Refusal("reader.birth_year_odd", {"year": new.birth_year})
    is_child = year - new.birth_year < policy.guardian_below
    if is_child and not (new.guardian or new.guardian_name.strip()):
        return Refusal("reader.guardian_missing", {"below": policy.guardian_below})
    return None


def _draft(
    kind: str,
    subject: str,
    *,
    place: str,
    on: str,
    body: msgspec.Struct,
    private: msgspec.Struct | None = None,
) -> Draft:
    return Draft(
        kind=kind,
        subject=subject,
        scope=scopes.people(place),
        on=on,
        place=place,
        body=body,
        private=private,
    )
