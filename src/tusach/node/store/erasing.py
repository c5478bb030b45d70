"""What is to be gone of a person: the parts told in the person's own story, and links to loans.

Links are found by each node in its own vault; a list of them in a fact would be the link itself.
Source: docs/decisions/0007.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from tusach.ledger.fact import Fact, trusted
from tusach.ledger.order import Held
from tusach.ledger.private import Part
from tusach.ledger.story import Story
from tusach.library.deliveries.story import DeliveryState
from tusach.library.readers.facts import PersonErased
from tusach.library.readers.story import ReaderState
from tusach.library.staff.story import StaffState
from tusach.library.weeding.story import WeedingState
from tusach.library.workers.story import WorkerState
from tusach.node.store import marking
from tusach.node.store.protocol import Reading
from tusach.node.store.vault_tables import LINK, TOLD

if TYPE_CHECKING:
    from tusach.node.store.store import Store
    from tusach.node.store.transaction import Transaction

PERSON_ERASED = "person.erased/1"
LENT = "copy.lent/"
LINKING = (LENT, "hold.placed/", "wish.told/")
"""Kinds whose private part names a reader, in a story that is not the reader's."""
NAMING = {
    "reader": "reader",
    "staff": "staff",
    "gift": "delivery",
    "weeding": "weeding",
    "worker": "worker",
}
"""By first word of a kind, the noun of the story in which its private part names somebody."""
_Named = ReaderState | StaffState | WorkerState | DeliveryState | WeedingState


class _Link(msgspec.Struct, frozen=True):
    reader: str = ""


StateOf = Callable[[str, str], Any]
"""state(subject, noun): as it stands here."""


def erased_by(story: Story, held: Iterable[Held] = ()) -> tuple[str, ...]:
    """The commitments that are to be gone for ever by a person's own story; usually none.

    What was erased once stays so, even where the erasing fact does not count any more. held: all
    facts of the subject: one of a machine that was shut out does not count, and names nonetheless.
    """
    found: dict[str, None] = {}
    for one in story.held:
        if one.fact.kind == PERSON_ERASED:
            try:
                told = msgspec.json.decode(one.fact.body, type=PersonErased)
            except msgspec.ValidationError:
                continue
            found.update(dict.fromkeys(told.commitments))
    state = story.state
    if isinstance(state, _Named) and state.erased_on is not None:
        found.update(dict.fromkeys(state.parts))
        # What was taken back is no less a name.
        found.update(dict.fromkeys(told_parts(story.subject, (*story.held, *held))))
    return tuple(found)


def told_parts(subject: str, held: Iterable[Held]) -> tuple[str, ...]:
    """The commitments of all that was told of a subject itself, whether or not it counts."""
    own = (one.fact.commitment for one in held if one.fact.subject == subject)
    return tuple(dict.fromkeys(one for one in own if one is not None))


def named_at(subject: str, held: Iterable[Held]) -> str | None:
    """The place of the first telling of a subject that names somebody, whether or not it counts."""
    own = (one.fact for one in held if one.fact.subject == subject)
    return next((one.place for one in own if one.commitment is not None), None)


def once_erased(held: Iterable[Held]) -> set[str]:
    """What may be gone by the erasures that are held of a subject, whether or not they count.

    held: all its facts. Where the machine that told of the erasure was shut out later, what went
    by its word stays gone, and is never taken in again; nothing goes by it from then on.
    """
    facts = [one.fact for one in held]
    found: set[str] = set()
    for fact in facts:
        if fact.kind == PERSON_ERASED:
            found.update(one.commitment for one in facts if one.commitment is not None)
            with contextlib.suppress(msgspec.ValidationError):
                found.update(msgspec.json.decode(fact.body, type=PersonErased).commitments)
    return found


def links_of(store: Store, reading: Reading, reader: str) -> list[tuple[str, str]]:
    """(commitment, subject) of every loan, hold and wish that leads to a reader here."""
    found = []
    for fact, subject in store.vault.query(
        "SELECT fact, copy FROM loan_reader WHERE reader = ? "
        "UNION ALL SELECT fact, asked FROM asked_by WHERE reader = ? ORDER BY 1",
        (reader, reader),
    ):
        row = reading.fact(fact)
        commitment = trusted(row.raw).commitment if row else None
        if commitment is not None:
            found.append((commitment, subject))
    return found


def gathered(transaction: Transaction, named: dict[str, Story]) -> dict[str, str]:
    """By commitment, why: what is to be gone by these stories and by what was refused.

    Whatever else has rows of names that change by it is added to the stories. The seeds go with it.
    """
    erased = dict(transaction.to_erase)
    unnamed = marking.Unnamed(transaction)
    for subject, story in list(named.items()):
        if not erased_by(story):
            continue
        told = erased_by(story, transaction.held(subject))
        if story.noun == "reader" and not all(map(transaction.store.vault.is_refused, told)):
            unnamed.take(subject)
        erased.update(dict.fromkeys(told, TOLD))
        for commitment, other in links_of(transaction.store, transaction.writing, subject):
            erased[commitment] = LINK
            named.setdefault(other, transaction.story(other))
    if erased:
        _forget_seeds(transaction, erased, named.values())
    return erased


def _forget_seeds(
    transaction: Transaction, erased: Collection[str], stories: Iterable[Story]
) -> None:
    seeds = transaction.seeds
    for story in stories:
        for one in story.held:
            commitment = one.fact.commitment
            if commitment is not None and commitment in erased:
                seeds.forget(commitment, one.fact)
    lost = (one for one in erased if not seeds.is_forgotten(one))
    if any(transaction.store.vault.part(one) for one in lost):
        # A part of another story (a reader who was merged): rather too many seeds than one too few.
        seeds.forget_all()


def is_link_to_erased(state: StateOf, kind: str, raw: bytes) -> bool:
    """Whether a private part that arrived ties something to somebody who was erased here."""
    if not kind.startswith(LINKING):
        return False
    try:
        reader = msgspec.json.decode(raw, type=_Link).reader
    except msgspec.ValidationError:
        return False
    return bool(reader) and _is_erased(state(reader, "reader"))


def is_of_erased(store: Store, fact: Fact, part: Part) -> bool:
    """Whether the private part of a fact that is not held here yet is to be gone for ever."""
    noun = NAMING.get(fact.kind.partition(".")[0])
    return (
        store.vault.is_refused(part.commitment)
        or is_link_to_erased(store.state, fact.kind, part.raw)
        or (noun is not None and _is_erased(store.state(fact.subject, noun)))
    )


def _is_erased(state: Any) -> bool:
    return isinstance(state, _Named) and state.erased_on is not None
