"""A reader after all facts; nothing here names a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.readers import facts


class Block(msgspec.Struct, frozen=True):
    """A block that stands: its fact, the acts it stops, a reason code, its last day or None."""

    fact: str
    acts: tuple[str, ...]
    reason: str
    until: str | None


class Card(msgspec.Struct, frozen=True):
    """A card: the issuing fact, the commitment of its number, and the fact that ended it."""

    fact: str
    commitment: str | None
    ended_by: str | None = None


class Consent(msgspec.Struct, frozen=True):
    """An answer that counts: its fact, its day, the purposes that were not withdrawn since."""

    fact: str
    on: str
    purposes: tuple[str, ...]
    by: str
    proof: str
    commitment: str | None = None


class ReaderState(msgspec.Struct, frozen=True):
    """A reader as the ledger knows one. private: commitment of the latest description, or None.

    place: home place. parts: every commitment ever told of this reader. Erasure is final: once
    erased_on is set all of `parts` are to be gone, those that arrive later too, and nothing told
    brings a name back (a person who returns is registered anew, under another id).
    consents: answers that count. withdrawn: facts that withdrew a consent, and to which purposes.
    """

    subject: str
    place: str | None = None
    registered_on: str | None = None
    group: str = ""
    age_band: str = ""
    sex: str = ""
    valid_until: str = ""
    private: str | None = None
    cards: tuple[Card, ...] = ()
    blocks: tuple[Block, ...] = ()
    merges: tuple[tuple[str, str | None], ...] = ()
    ended_on: str | None = None
    erased_on: str | None = None
    parts: tuple[str, ...] = ()
    consents: tuple[Consent, ...] = ()
    withdrawn: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def stopped(self, act: str, on: str) -> Block | None:
        """The first standing block that stops this act on a date, or None."""
        for block in self.blocks:
            if act in block.acts and (block.until is None or on <= block.until):
                return block
        return None

    @property
    def is_registered(self) -> bool:
        """Whether there is such a reader here, and the person was not erased."""
        return self.registered_on is not None and self.erased_on is None

    @property
    def card(self) -> Card | None:
        """The card that holds now: the latest that nothing has ended."""
        return next((card for card in reversed(self.cards) if card.ended_by is None), None)


class ReaderFolder:
    """Folds `reader.*` and `person.erased`."""

    noun = "reader"

    def start(self, subject: str) -> ReaderState:
        """A reader of whom nothing is known."""
        return ReaderState(subject)

    def step(self, state: ReaderState, told: Told, telling: Telling) -> ReaderState:
        """The reader after one more fact."""
        committed = told.held.fact.commitment
        if committed is not None and committed not in state.parts:
            state = replace(state, parts=(*state.parts, committed))
        if state.erased_on is not None:
            return state
        body: Any = told.body
        match body:
            case facts.ReaderRegistered():
                return _registered(state, told, body)
            case facts.ReaderDescribed():
                return replace(
                    state,
                    group=body.group,
                    age_band=body.age_band,
                    sex=body.sex,
                    private=committed or state.private,
                )
            case facts.ReaderCardIssued():
                return replace(state, cards=(*state.cards, Card(told.id, committed)))
            case facts.ReaderCardEnded():
                return replace(state, cards=tuple(_end(c, body, told.id) for c in state.cards))
            case facts.ReaderRenewed():
                return replace(state, valid_until=max(state.valid_until, body.valid_until))
            case facts.ReaderBlocked():
                block = Block(told.id, body.acts, body.reason, body.until)
                return replace(state, blocks=(*state.blocks, block))
            case facts.ReaderUnblocked():
                kept = tuple(block for block in state.blocks if block.fact != body.block)
                return replace(state, blocks=kept)
            case facts.ReaderMerged():
                return replace(state, merges=(*state.merges, (told.id, committed)))
            case facts.ReaderSplit():
                kept_merges = tuple(one for one in state.merges if one[0] != body.merged)
                return replace(state, merges=kept_merges)
            case facts.ReaderConsented():
                return _consented(state, told, body, telling)
            case facts.ReaderConsentWithdrawn():
                return _withdrawn(state, told, body)
            case facts.ReaderEnded():
                return replace(state, ended_on=told.on)
            case facts.PersonErased():
                return replace(
                    state,
                    erased_on=told.on,
                    private=None,
                    cards=(),
                    merges=(),
                    consents=(),
                    withdrawn=(),
                )
        return state


def _registered(state: ReaderState, told: Told, body: facts.ReaderRegistered) -> ReaderState:
    return replace(
        state,
        place=told.place,
        registered_on=state.registered_on or told.on,
        group=body.group,
        age_band=body.age_band,
        sex=body.sex,
        valid_until=max(state.valid_until, body.valid_until),
        private=told.held.fact.commitment or state.private,
        ended_on=None,
    )


def _consented(
    state: ReaderState, told: Told, body: facts.ReaderConsented, telling: Telling
) -> ReaderState:
    """The answer counts, but for what was withdrawn by somebody of whom its teller knew nothing."""
    gone = {
        purpose
        for fact, purposes in state.withdrawn
        for purpose in purposes
        if purpose in body.purposes and not telling.lineage.knew(told.id, fact)
    }
    held = tuple(one for one in body.purposes if one not in gone)
    answer = Consent(told.id, told.on, held, body.by, body.proof, told.held.fact.commitment)
    return replace(state, consents=(*state.consents, answer)) if held else state


def _withdrawn(state: ReaderState, told: Told, body: facts.ReaderConsentWithdrawn) -> ReaderState:
    left = (
        replace(one, purposes=tuple(each for each in one.purposes if each not in body.purposes))
        for one in state.consents
    )
    return replace(
        state,
        consents=tuple(one for one in left if one.purposes),
        withdrawn=(*state.withdrawn, (told.id, body.purposes)),
    )


def _end(card: Card, body: facts.ReaderCardEnded, fact: str) -> Card:
    if card.fact != body.card or card.ended_by is not None:
        return card
    return replace(card, ended_by=fact)


def roots(merged: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """For each reader id that some merging names, the smallest id of its class.

    A merging joins two registrations of one person; the classes are the same in whatever order the
    mergings were told. Limits, blocks and erasure look at the whole class.

    >>> dict(roots([("b", "c"), ("c", "a")])) == {"a": "a", "b": "a", "c": "a"}
    True
    """
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in merged:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {one: root(one) for one in tuple(parent)}


def whole_person(reader: str, merged: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Every id of the person who has this reader id, sorted; at least the id itself."""
    found = roots(merged)
    own = found.get(reader, reader)
    return tuple(sorted({reader, *(one for one, root in found.items() if root == own)}))


COUNTED_TWICE = "readers.counted_twice"


class BorrowersState(msgspec.Struct, frozen=True):
    """How many different readers borrowed at a place in a period. counted: None before any fact."""

    subject: str
    place: str | None = None
    counted: facts.ReadersCounted | None = None
    counted_by: str | None = None


class BorrowersFolder:
    """Folds `readers.counted`: who knew of one and counts anew replaces it.

    Of two told apart with other numbers the one that lacks fewer loans counts; they disagree.
    """

    noun = "borrowers"

    def start(self, subject: str) -> BorrowersState:
        """A period that nobody has counted."""
        return BorrowersState(subject)

    def step(self, state: BorrowersState, told: Told, telling: Telling) -> BorrowersState:
        """The period after one more counting."""
        body: facts.ReadersCounted = told.body
        counted = replace(state, place=told.place, counted=body, counted_by=told.id)
        if state.counted is None or state.counted_by is None:
            return counted
        if telling.lineage.knew(told.id, state.counted_by):
            _settle(told.id, telling)
            return counted
        if body != state.counted:
            telling.disagree(COUNTED_TWICE, state.counted_by, told.id)
        return counted if body.unlinked < state.counted.unlinked else state


def _settle(fact: str, telling: Telling) -> None:
    """Counts that its teller had all in hand contradict each other no more."""
    known = telling.lineage.past(fact)
    telling.disagreements[:] = [
        one
        for one in telling.disagreements
        if one.code != COUNTED_TWICE or not known.issuperset(one.facts)
    ]


FOLDERS = (ReaderFolder(), BorrowersFolder())
