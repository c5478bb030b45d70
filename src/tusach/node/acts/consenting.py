"""Consents are noted and withdrawn; whose are missing at a place."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.readers import consenting
from tusach.library.readers.consenting import Lack, Need, Said
from tusach.library.readers.rules import NewReader
from tusach.library.readers.story import Consent, ReaderState
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

MESSAGES = "messages"
"""The purpose of reminders by telephone, if the programme has it."""
AT_ONCE = 500


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A reader of a list, with what is missing of consents."""

    reader: str
    group: str
    registered_on: str
    valid_until: str
    lacks: tuple[Lack, ...] = ()
    agrees: tuple[str, ...] = ()


def needs_of(node: Node, *, group: str, birth_year: int | None, on: str) -> tuple[Need, ...]:
    """Whose answers the programme wants of such a reader; a group that stands for many has none.

    Of whom no year is known the group says how old the youngest may be.
    """
    found = next((one for one in node.profile.lending.reader_groups if one.code == group), None)
    if found is not None and found.stands_for_many:
        return ()
    if birth_year is not None:
        age: int | None = int(on[:4]) - birth_year
    else:
        age = (found.age_from or 0) if found is not None and found.needs_guardian else None
    return consenting.needs_of(node.profile.consent, age, on=on)


def lacks_of(node: Node, state: ReaderState, on: str) -> tuple[Lack, ...]:
    """What is missing of a reader on a day, required or not."""
    return consenting.lacking(_needs(node, state, on), state.consents, on=on)


def agrees(node: Node, state: ReaderState, purpose: str, on: str) -> bool:
    """Whether the reader's data may serve a purpose on a day."""
    return consenting.agreed(_needs(node, state, on), state.consents, purpose, on=on)


def note(node: Node, reader: str, said: Said, at: At) -> Done | Refusal:
    """Somebody agreed; fields of `said` that the programme does not know are refused."""
    known = {one.code for one in node.profile.consent.purposes} if node.profile.consent else set()
    if not set(said.purposes) <= known:
        return Refusal("consent.purpose_missing")

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return consenting.agree(transaction.state(reader, "reader"), said, on=at.on)

    return node.store.act(at.by, deed)


def note_signed(node: Node, readers: Sequence[str], at: At) -> Done | Refusal:
    """Everything required that is missing of these readers was answered as it is asked for.

    A parent's part counts as signed on paper; a child's own part as its word. All, or nobody.
    """

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        for reader in readers:
            state: ReaderState = transaction.state(reader, "reader")
            for said in _signed(node, state, at.on):
                told = consenting.agree(state, said, on=at.on)
                if isinstance(told, Refusal):
                    return told
                drafts.extend(told)
        return drafts or Refusal("consent.nothing_missing")

    return node.store.act(at.by, deed)


def withdraw(node: Node, reader: str, purposes: tuple[str, ...], at: At) -> Done | Refusal:
    """The consent to these purposes counts no more."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return consenting.withdraw(transaction.state(reader, "reader"), purposes, on=at.on)

    return node.store.act(at.by, deed)


def signed_at_once(node: Node, new: NewReader, *, at: At) -> Sequence[Draft]:
    """What is told beside the registration of a child whose parent signs in the same moment."""
    needs = needs_of(node, group=new.group, birth_year=new.birth_year, on=at.on)
    drafts: list[Draft] = []
    for said in _answers(consenting.lacking(needs, (), on=at.on)):
        name = "" if new.guardian else new.guardian_name
        whole = msgspec.structs.replace(said, guardian=new.guardian, guardian_name=name)
        told = consenting.consent(new.subject, whole, place=at.place, on=at.on)
        assert not isinstance(told, Refusal)  # purposes and answers are the programme's own
        drafts.extend(told)
    return drafts


def readings(node: Node, place: str, on: str) -> list[Reading]:
    """Every reader of a place who has not ended, with what is missing; unsorted."""
    rows = node.store.query(
        "SELECT subject, grp, registered_on, valid_until, consents FROM reader WHERE tenant = ? "
        "AND place = ? AND ended_on IS NULL AND erased_on IS NULL",
        (node.tenant, place),
    )
    years = _years(node, [row[0] for row in rows])
    found = []
    known: dict[tuple[str, int | None], tuple[Need, ...]] = {}
    for reader, group, registered_on, valid_until, told in rows:
        key = (group, years.get(reader))
        if key not in known:
            known[key] = needs_of(node, group=group, birth_year=key[1], on=on)
        consents = [
            Consent(fact, day, tuple(purposes), by, proof)
            for fact, day, purposes, by, proof in json.loads(told or "[]")
        ]
        lacks = consenting.lacking(known[key], consents, on=on)
        missing = {one.purpose for one in lacks if not one.until}
        asked = dict.fromkeys(one.purpose for one in known[key])
        found.append(
            Reading(
                reader=reader,
                group=group,
                registered_on=registered_on,
                valid_until=valid_until,
                lacks=tuple(one for one in lacks if one.required),
                agrees=tuple(one for one in asked if one not in missing),
            )
        )
    return found


def _needs(node: Node, state: ReaderState, on: str) -> tuple[Need, ...]:
    years = _years(node, [state.subject])
    return needs_of(node, group=state.group, birth_year=years.get(state.subject), on=on)


def _signed(node: Node, state: ReaderState, on: str) -> list[Said]:
    return _answers(lacks_of(node, state, on))


def _answers(lacks: Sequence[Lack]) -> list[Said]:
    """One answer for each person that is asked, to everything required that is missing."""
    asked: dict[tuple[str, str], list[str]] = {}
    for one in lacks:
        if one.required:
            asked.setdefault((one.by, one.proof), []).append(one.purpose)
    return [
        Said(purposes=tuple(purposes), by=by, proof=proof)
        for (by, proof), purposes in asked.items()
    ]


def _years(node: Node, readers: Sequence[str]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for first in range(0, len(readers), AT_ONCE):
        some = tuple(readers[first : first + AT_ONCE])
        marks = ", ".join("?" * len(some))
        found.update(
            node.store.vault.query(
                f"SELECT reader, birth_year FROM reader_name WHERE reader IN ({marks})",  # noqa: S608
                some,
            )
        )
    return found
