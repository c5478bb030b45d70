"""Erasing a person: told once, carried out by every node, confirmed by each that held anything.

The parts themselves go with the fact, in the transaction that takes it in (`store.erasing`); what
lies beside the ledger goes by the removers. Only then does a node confirm. Source: decision 24.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from weakref import WeakKeyDictionary

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.parcel import MAGIC
from tusach.ledger.story import Story
from tusach.library import scopes
from tusach.library.nodes.authority import may_hold
from tusach.library.nodes.facts import ERASURE_DONE, ErasureDone, node_subject
from tusach.library.readers import rules as readers
from tusach.library.readers.story import ReaderState, whole_person
from tusach.node.acts.hold_ends import at_once, end_nobodys
from tusach.node.acts.node import At, Node
from tusach.node.store.erasing import PERSON_ERASED, erased_by
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

READER = "reader"
REASONS = ("wish", "deceased", "moved", "purpose_over", "mistake")
"""Why a person is erased: codes with words."""

Remover = Callable[[Node, str], bool]
"""Removes what lies beside the ledger of an erased reader; whether nothing of it is left."""

WAITING = "waiting"
"""The folder of a home for what came from others and is not taken in yet: not to be made again."""

REMOVERS: list[Remover] = []
"""Each layer above that keeps something of readers on this machine adds its own."""

_confirmed: WeakKeyDictionary[Node, set[str]] = WeakKeyDictionary()
"""Subjects of whose erasures this process knows that all were confirmed."""

log = logging.getLogger("tusach.erasing")


class Person(msgspec.Struct, frozen=True):
    """All that is known here of one person.

    registrations: reader ids of the whole class of aliases. open_loans: lending fact -> copy.
    parts: private parts that would go, links to loans not counted. links: of loans, ended or not.
    answers_for: readers whose papers name this person as the adult.
    """

    registrations: tuple[str, ...]
    open_loans: dict[str, str]
    parts: int
    links: int
    answers_for: tuple[str, ...]


def registrations(node: Node, reader: str) -> tuple[str, ...]:
    """Every reader id of the person, as far as this node knows of mergings."""
    merged = node.store.vault.query("SELECT reader, also FROM alias ORDER BY fact")
    return whole_person(reader, merged)


def person(node: Node, reader: str) -> Person:
    """What is to be removed, for the page that asks before."""
    ids = registrations(node, reader)
    vault = node.store.vault
    marks = ", ".join("?" * len(ids))
    states: list[ReaderState] = [node.store.state(one, "reader") for one in ids]
    held = [one for state in states for one in state.parts if vault.part(one) is not None]
    links = vault.query(
        f"SELECT count(*) FROM loan_reader WHERE reader IN ({marks})",  # noqa: S608
        ids,
    )
    wards = vault.query(
        f"SELECT reader FROM reader_name WHERE guardian IN ({marks}) ORDER BY reader",  # noqa: S608
        ids,
    )
    return Person(
        registrations=ids,
        open_loans={k: v for one in ids for k, v in node.store.open_loans(one).items()},
        parts=len(held),
        links=int(links[0][0]),
        answers_for=tuple(row[0] for row in wards),
    )


def erase(node: Node, reader: str, at: At, *, reason: str) -> Done | Refusal:
    """Every registration of the person is erased, here at once and everywhere in time.

    What the person waited and wished for is over.
    """
    if reason not in REASONS:
        return Refusal("reason.missing")

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        ids = registrations(node, reader)
        states: list[ReaderState] = [transaction.state(one, "reader") for one in ids]
        standing = [one for one in states if one.place is not None and one.erased_on is None]
        elsewhere = [one for one in standing if not _may_tell(node, one.place or "")]
        if elsewhere:
            return Refusal("reader.registered_elsewhere", {"place": elsewhere[0].place})
        lent = {fact for one in ids for fact in transaction.open_loans(one)}
        return readers.erase(standing, open_loans=len(lent), reason=reason, on=at.on)

    done = node.store.act(at.by, deed)
    if not isinstance(done, Refusal):
        at_once(lambda: end_nobodys(node, at))
        confirm(node)
    return done


def _may_tell(node: Node, place: str) -> bool:
    """Whether this node may tell of readers of a place; what it may not would never count."""
    standings = node.store.standings
    standing = standings.of(node.store.own_key) if standings is not None else None
    return standings is None or (standing is not None and may_hold(standing, scopes.people(place)))


class Erasure(msgspec.Struct, frozen=True):
    """A `person.erased` that counts: its fact, subject, place, day, and the day it was named first.

    noun: whose story names who is erased: a reader's own, a delivery's (the giver), a weeding's
    (the council).
    """

    fact: str
    subject: str
    place: str
    on: str
    named_on: str
    reason: str = ""
    noun: str = READER


def erasures(node: Node) -> list[Erasure]:
    """Every erasure that this node has heard of, the oldest first."""
    found = [one for subject, noun in _erased(node) for one in _erasures_of(node, subject, noun)]
    return sorted(found, key=lambda one: (one.on, one.fact))


def _erased(node: Node) -> list[tuple[str, str]]:
    """Subject and noun of each story in which somebody was erased."""
    return node.store.query(
        "SELECT subject, 'reader' AS noun FROM reader "
        "WHERE tenant = ? AND erased_on IS NOT NULL "
        "UNION ALL SELECT subject, noun FROM erasure WHERE tenant = ? ORDER BY 1",
        (node.tenant, node.tenant),
    )


def _erasures_of(node: Node, subject: str, noun: str) -> Iterable[Erasure]:
    story = node.store.story(subject)
    state = node.store.state_of(story, noun)
    for one in story.held:
        if one.fact.kind == PERSON_ERASED:
            reason = msgspec.json.decode(one.fact.body).get("reason", "")
            place = one.fact.place or state.place or ""
            on = state.registered_on or "" if noun == READER else _first_named(story)
            yield Erasure(one.id, subject, place, one.fact.on, on, reason, noun)


def _first_named(story: Story) -> str:
    """The day of business of the first telling that has a private part; empty: not known."""
    return min((one.fact.on for one in story.held if one.fact.commitment), default="")


def confirm(node: Node) -> int:
    """Tell of each erasure that was carried out here and not confirmed yet. A duty."""
    known = _confirmed.setdefault(node, set())
    waiting = [(one, noun) for one, noun in _erased(node) if one not in known]
    if not waiting:
        return 0
    subject = node_subject(node.tenant, node.store.own_key)
    told = set(node.store.state(subject, "node").erasures)
    drafts: list[Draft] = []
    for named, noun in waiting:
        owed = [
            one
            for one in _erasures_of(node, named, noun)
            if one.fact not in told and _may_tell(node, one.place)
        ]
        if not owed:
            known.add(named)
        elif is_removed(node, named):
            drafts += [_confirmation(node, subject, one) for one in owed]
    done = node.store.tell(None, drafts) if drafts else Done(())
    if isinstance(done, Refusal):
        log.warning("erasures are carried out but not confirmed yet: %s", done.code)
        return 0
    return len(done.facts)


def is_removed(node: Node, subject: str) -> bool:
    """Whether nothing private of who is erased in a story is left on this machine.

    What is left is removed.
    """
    vault = node.store.vault
    months = (
        "SELECT 1 FROM borrowed_in WHERE reader = ? UNION SELECT 1 FROM came_back WHERE subject = ?"
    )
    if vault.query(months, (subject, subject)):
        vault.forget_months(reader=subject)
    left = [remove for remove in (_sweep, *REMOVERS) if not remove(node, subject)]
    parts = erased_by(node.store.story(subject))
    vault.tidy()
    return (
        not left
        and vault.scrubbed
        and all(vault.part(one) is None for one in parts)
        and not vault.query("SELECT 1 FROM loan_reader WHERE reader = ? LIMIT 1", (subject,))
    )


def _sweep(node: Node, reader: str) -> bool:
    """Parcels that lie in the home still go: they were made before, and are made again at will.

    What waits to be taken in is no such thing: a remover of `sync` looks into it.
    """
    waiting = node.home / WAITING
    for path in sorted(node.home.rglob("*")):
        if waiting in path.parents:
            continue
        try:
            with path.open("rb") if path.is_file() else BytesIO() as file:
                is_parcel = file.read(len(MAGIC)) == MAGIC
            if is_parcel:
                path.unlink()
        except FileNotFoundError:
            continue
        except OSError as fault:
            log.warning("a parcel in the home could not be looked at or removed: %s", fault)
            return False
    return True


def _confirmation(node: Node, subject: str, one: Erasure) -> Draft:
    return Draft(
        kind=ERASURE_DONE,
        subject=subject,
        scope=scopes.people(one.place),
        on=node.today(),
        place=one.place,
        body=ErasureDone(one.fact),
    )
