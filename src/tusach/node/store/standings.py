"""Who may tell what in this network, from the certificates that lie here; asked when folding.

A fact whose installation may not tell it is kept, chained and passed on like any other, but it
does not count: it is *barred*, and folded as soon as a certificate says otherwise. Nothing of this
is stored; equal facts give equal answers on every node. Source: docs/decisions/0018.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tusach.ledger.draft import Draft
from tusach.ledger.fact import NO_HASH, VERSION, Fact, body_of, trusted
from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED, StreamOpened
from tusach.ledger.order import Held
from tusach.ledger.seal import is_vouched
from tusach.ledger.stream import opening
from tusach.library.nodes.authority import (
    NOT_ITS_KIND,
    OF_HUBS,
    Heard,
    Standing,
    judge,
    may_hold,
    passes_alike,
    settle,
)
from tusach.library.nodes.facts import INVITED, VEHICLE
from tusach.library.nodes.story import NodeState
from tusach.node.store.keys import Ed25519
from tusach.node.store.protocol import Reading, StreamRow

if TYPE_CHECKING:
    from tusach.node.store.store import Store
    from tusach.node.store.transaction import Transaction

CONTROL, HUB = "control", "hub"
OF_NODES = ("node.", "scope.released/", "erasure.done/")
AMENDMENTS = frozenset({FACT_CORRECTED, FACT_VOIDED})
_LOOKED_AT = AMENDMENTS | OF_HUBS
AT_ONCE = 2_000

NodeFacts = dict[str, dict[str, Held]]
"""By node (subject), the facts about it, by id: counting or not."""


class Standings:
    """What is known of every installation, and what follows for each fact."""

    def __init__(
        self,
        store: Store,
        facts: NodeFacts,
        successions: frozenset[tuple[str, str]],
        streams: dict[str, tuple[str, str]],
    ) -> None:
        """successions: (new, old) installation, vouched for. streams: id -> scope, installation."""
        self.store = store
        self.facts = facts
        self.successions = successions
        self.streams = streams
        self.known = self._settled()
        self._free: set[str] = set()
        self._passing: set[tuple[str, str, str | None]] = set()

    def _settled(self) -> dict[str, Standing]:
        root = self.store.identity.root
        assert root is not None
        heard = {
            subject: [Heard(one, *reversed(self.written_in(one.fact))) for one in held.values()]
            for subject, held in self.facts.items()
        }
        return settle(root, heard, self._node, self.successions)

    def _node(self, subject: str, held: Sequence[Held]) -> NodeState | None:
        state = self.store.folders.fold(subject, held).state
        return state if isinstance(state, NodeState) else None

    def written_in(self, fact: Fact) -> tuple[str, str]:
        """Scope and installation of a fact's stream; empty where the stream is not known."""
        return self.streams.get(fact.stream, ("", ""))

    def of(self, installation: str) -> Standing | None:
        """What an installation may; None where it is not known.

        This very one may go on working, also under another key than it had, or invited only.
        """
        found = self.known.get(installation)
        if (found is None or found.role == INVITED) and installation in self.own_keys():
            own = self.store.identity
            places = frozenset({own.place} if own.place else ())
            return Standing(own.role, places, installation=installation)
        return found

    def own_keys(self) -> set[str]:
        """This installation and those that vouched for it, one after the other."""
        own = {self.store.own_key, self.store.installation.succeeds or ""}
        while more := {old for new, old in self.successions if new in own} - own:
            own |= more
        return own

    def knows(self, opened: StreamOpened) -> bool:
        """Whether an installation that opens a stream is known, or vouched for by one that is."""
        if self.of(opened.installation) is not None:
            return True
        return opened.succeeds in self.known and is_vouched(opened, Ed25519())

    def may_hold(self, installation: str, scope: str, *, on: str = "") -> bool:
        """Whether an installation may have facts of a scope; on: may be given some on this day."""
        standing = self.of(installation)
        return standing is not None and may_hold(standing, scope, on=on)

    def is_lent(self, scope: str) -> bool:
        """Whether this very installation is a vehicle that had the scope for a trip."""
        standing = self.of(self.store.own_key)
        place = scope.partition(":")[2]
        if standing is None or standing.role != VEHICLE:
            return False
        return place in standing.speaks_of - standing.own

    def is_released(self, scope: str) -> bool:
        """Whether this very installation has given a scope up."""
        standing = self.of(self.store.own_key)
        return standing is not None and scope in standing.released

    def bars(self, held: Held, others: Iterable[Held]) -> str | None:
        """Why a fact does not count, or None. others: of its story, to see what it amends."""
        fact = held.fact
        if fact.stream in self._free or (fact.stream, fact.kind, fact.place) in self._passing:
            return None
        scope, installation = self.written_in(fact)
        standing = self.of(installation)
        if standing is not None and standing.role == HUB and standing.last_good is None:
            self._free.add(fact.stream)
            return None
        among: dict[str, tuple[Fact, str]] = {}
        if fact.kind in AMENDMENTS:
            among = {one.id: (one.fact, self.written_in(one.fact)[0]) for one in others}
        known = self.store.folders.register.get(fact.kind)
        found = judge(fact, known, scope, standing, among=among)
        if found is None and standing is not None and passes_alike(fact, scope, standing):
            self._passing.add((fact.stream, fact.kind, fact.place))
        return found

    def counting(self, held: Iterable[Held], others: Sequence[Held] = ()) -> list[Held]:
        """Those facts that count. others: more of the same story."""
        found = list(held)
        every = [*others, *found]
        return [one for one in found if self.bars(one, every) is None]

    def with_more(self, facts: Iterable[Held], openings: Iterable[StreamOpened]) -> Standings:
        """What is known with these facts about nodes and these new streams besides."""
        told = dict(self.facts)
        for held in facts:
            told[held.fact.subject] = {**told.get(held.fact.subject, {}), held.id: held}
        return Standings(self.store, told, self.successions | vouched(openings), self.streams)

    def changed_since(self, before: Standings) -> set[str]:
        """Streams whose facts are judged otherwise than before, or may be."""
        changed = {
            one
            for one in self.known.keys() | before.known.keys()
            if _judged_by(self.known.get(one)) != _judged_by(before.known.get(one))
        }
        return {stream for stream, (_, key) in self.streams.items() if key in changed}


def breach_of(
    store: Store, transaction: Transaction, draft: Draft, roles: frozenset[str]
) -> str | None:
    """Why this node, and whoever tells it here, may not tell this; None where they may.

    What would count nowhere in the network is not told at all. A place that the province has not
    granted yet, or a certificate that has not come, stops nobody: it may come later.
    """
    kind = store.folders.register.kinds[draft.kind]
    breach = store.folders.register.breach(kind, scope=draft.scope, roles=roles)
    known = store.standings
    if breach or known is None or not (draft.scope == CONTROL or draft.kind in _LOOKED_AT):
        return breach
    own = known.of(store.own_key)
    story = transaction.story(draft.subject) if draft.kind in AMENDMENTS else None
    among = (
        {one.id: (one.fact, known.written_in(one.fact)[0]) for one in story.held} if story else {}
    )
    fact = Fact(
        version=VERSION,
        stream="",
        number=0,
        previous=NO_HASH,
        told_ms=0,
        tick=0,
        clock_quality=store.clock_quality,
        on=draft.on,
        tenant=store.tenant,
        place=draft.place,
        subject=draft.subject,
        also=(),
        after=(),
        kind=draft.kind,
        teller=None,
        body=body_of(draft.body),
        commitment=None,
    )
    return (
        NOT_ITS_KIND if judge(fact, kind, draft.scope, own, among=among) == NOT_ITS_KIND else None
    )


def _judged_by(standing: Standing | None) -> tuple[object, ...]:
    return standing.judged_by if standing else ()


def vouched(openings: Iterable[StreamOpened]) -> frozenset[tuple[str, str]]:
    """(new, old) of every opening whose forerunner has signed for it."""
    verifier = Ed25519()
    return frozenset(
        (one.installation, one.succeeds)
        for one in openings
        if one.succeeds and is_vouched(one, verifier)
    )


def standings_of(store: Store, reading: Reading) -> Standings:
    """What the ledger says, as it lies here."""
    facts: NodeFacts = {}
    streams: dict[str, tuple[str, str]] = {}
    for row in reading.streams():
        streams[row.trunk] = (row.scope, row.installation)
        if row.scope == CONTROL:
            _node_facts(reading, row, facts)
    return Standings(store, facts, vouched(openings(reading).values()), streams)


def openings(reading: Reading) -> dict[str, StreamOpened]:
    """By installation, how it opened one of its streams: they all say the same of it."""
    found: dict[str, StreamOpened] = {}
    for row in reading.streams():
        if row.first == 1 and row.installation not in found:
            for first in reading.chain(row.stream, 1, 1):
                found[row.installation] = opening(trusted(first.raw))
    return found


def _node_facts(reading: Reading, row: StreamRow, found: NodeFacts) -> None:
    number = row.first
    while rows := reading.chain(row.stream, number, AT_ONCE):
        for one in rows:
            if one.kind.startswith(OF_NODES):
                fact = trusted(one.raw)
                found.setdefault(fact.subject, {})[one.id] = Held(one.id, fact)
        number = rows[-1].number + 1
