"""The door of the store: rules are asked and facts appended, in one transaction with the tables.

`act` runs a deed (usually: read some stories, ask a rule) and appends what it answers; a refusal
appends nothing. What `act` has answered survives `kill -9` and a power cut. One writer at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import msgspec

from tusach import BUILT_MS
from tusach.ledger import clock as clocks
from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.folders import Folders
from tusach.ledger.kind import HUB, NODE
from tusach.ledger.order import Corrections, Held
from tusach.ledger.story import Story
from tusach.library.scopes import CONTROL
from tusach.library.staff.story import StaffState
from tusach.node.store import errands
from tusach.node.store.asking import Aliases, LoansTold, loans_of_person
from tusach.node.store.hearing import clock_fault, corrections_of, hear, last_stamp, last_wall
from tusach.node.store.holdings import Holdings
from tusach.node.store.keys import Installation
from tusach.node.store.marking import no_months
from tusach.node.store.meetings import Meetings
from tusach.node.store.people_counted import PeopleCounted
from tusach.node.store.protocol import (
    Clock,
    Engine,
    FactRow,
    MachineClock,
    MachineRandom,
    Random,
    StoreFault,
)
from tusach.node.store.purging import LinkDays, MarkedMonths
from tusach.node.store.remembered import Remembered
from tusach.node.store.sealing import seal_heads
from tusach.node.store.settling import settle
from tusach.node.store.standings import breach_of, standings_of
from tusach.node.store.transaction import Changed, Transaction
from tusach.node.store.vault import Vault

Deed = Callable[[Transaction], Sequence[Draft] | Refusal]
Heads = Mapping[str, tuple[int, str]]
"""By own stream, the number and hash that it has reached."""

SEAL_AFTER = 2_000
"""Facts told without a seal; more are sealed at once, so that no peer must take them in one go."""

log = logging.getLogger("tusach.store")


class Done(msgspec.Struct, frozen=True):
    """An act that was told: the ids of its facts, durable."""

    facts: tuple[str, ...]


class Identity(msgspec.Struct, frozen=True):
    """Who a store writes for. offset_minutes: of the profile's time zone east of UTC.

    root: public key of the province's first hub (64 hex digits), whose word says who may tell what;
    None: this library works on its own, nobody is judged. place: id of the one it serves, or None.
    """

    tenant: str
    role: str
    offset_minutes: int = 420
    root: str | None = None
    place: str | None = None


class World(msgspec.Struct, frozen=True):
    """Time and chance, told. built_ms: a moment no clock may stand before."""

    clock: Clock = msgspec.field(default_factory=MachineClock)
    random: Random = msgspec.field(default_factory=MachineRandom)
    built_ms: int = BUILT_MS


class Store:
    """A node's ledger and vault behind one door."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        installation: Installation,
        *,
        folders: Folders,
        identity: Identity,
        world: World | None = None,
    ) -> None:
        self.engine, self.vault = engine, vault
        self.installation = installation
        self.folders, self.identity, self.tenant = folders, identity, identity.tenant
        world = world or World()
        self.clock, self.random, self.built_ms = world.clock, world.random, world.built_ms
        self.clock_offset_ms = 0
        self.listeners: list[Callable[[Changed], None]] = []
        self.keep_heads: Callable[[Heads], None] | None = None
        self.renew: Callable[[], Installation] | None = None
        self.former_keys: Callable[[], list[Installation]] = list
        """Keys that this home had and that are still on this machine, the oldest first."""
        self.perform: Callable[[], object] = int  # what is owed to others, after something came
        self.link_days: LinkDays | None = None
        self.marked_months: MarkedMonths = no_months
        self.remembered, self.people_counted = Remembered(), PeopleCounted()
        self.holdings, self.meetings = Holdings(), Meetings()
        self.aliases = Aliases(vault)
        self._turn, self._hearing = threading.RLock(), threading.Lock()
        self._telling, self._settled = False, ""
        self._sealed_at, self._unsealed, self._has_told = clocks.Clock(), 0, True
        self.corrections: Corrections = {}
        with engine.reading() as reading:
            streams = reading.streams()
            self.standings = standings_of(self, reading) if identity.root is not None else None
            self.corrections = corrections_of(self, reading)
            self.clock_state = last_stamp(self, streams, reading)
            self.wall_ms = last_wall(self, streams, reading)
            self.known_arrival = reading.arrival()

    # ---- time ----

    def now_ms(self) -> int:
        """Milliseconds since 1970, by the clock, with what a person has said of it."""
        return self.clock.now_ms() + self.clock_offset_ms

    def today(self) -> str:
        """The date in the tenant's time zone."""
        return clocks.day(self.now_ms(), offset_minutes=self.identity.offset_minutes)

    @property
    def clock_quality(self) -> str:
        return clocks.quality(synced=False, was_behind=self.clock_offset_ms != 0)

    def believe(self, true_ms: int) -> None:
        """A person says what time it is: ms since 1970 UTC; what the machine said binds nobody."""
        self.clock_offset_ms = true_ms - self.clock.now_ms()
        self.wall_ms = min(self.wall_ms, true_ms)

    def clock_fault(self) -> Refusal | None:
        """Why the machine's clock cannot be believed, or None."""
        return clock_fault(self)

    # ---- acting ----

    def act(self, by: str | None, deed: Deed) -> Done | Refusal:
        """The facts of a deed, durable; or its refusal, and nothing was written."""
        if refused := self.clock_fault():
            return refused
        with self.batch() as transaction:
            return self.act_in(transaction, by, deed)

    def act_in(self, transaction: Transaction, by: str | None, deed: Deed) -> Done | Refusal:
        """A deed inside a transaction that holds several."""
        drafts = deed(transaction)
        if isinstance(drafts, Refusal):
            return drafts
        roles_by_place: dict[str | None, frozenset[str]] = {}
        today = self.today()
        for draft in drafts:
            if draft.on > today:
                return Refusal("date.future", {"on": draft.on, "today": today})
            roles = roles_by_place.get(draft.place)
            if roles is None:
                roles = roles_by_place[draft.place] = self.roles(transaction, by, draft.place)
            breach = breach_of(self, transaction, draft, roles)
            if breach:
                return Refusal("act.not_allowed", {"kind": draft.kind, "why": breach})
        return Done(transaction.tell(drafts, by))

    def tell(self, by: str | None, drafts: Sequence[Draft]) -> Done | Refusal:
        """Drafts that need no rule to be asked (any more)."""
        return self.act(by, lambda _: drafts)

    @contextmanager
    def batch(self) -> Iterator[Transaction]:
        """Several acts, written together at the end.

        The next act waits until this one is remembered: it must see what this one has told.
        """
        with self.alone():
            if self._telling:
                raise RuntimeError("a batch within a batch")
            self._telling = True
            try:
                yield from self._batch()
            finally:
                self._telling = False

    def _batch(self) -> Iterator[Transaction]:
        transaction: Transaction | None = None
        try:
            with self.engine.writing() as writing:
                if not self.engine.single_writer:
                    with self._hearing:
                        hear(self, writing)
                transaction = Transaction(self, writing)
                errands.begin(writing)
                yield transaction
                if not transaction.waits:
                    return
                self.settle()
                changed = transaction.flush()
        except BaseException:
            if transaction is not None and transaction.put_to_vault:
                self._settle_later()
            raise
        self._committed(transaction, changed)

    def alone(self) -> AbstractContextManager[object]:
        """Nobody acts meanwhile."""
        return self._turn

    def _committed(self, transaction: Transaction, changed: Changed) -> None:
        """It is told; from here on nothing may make it look undone."""
        self.clock_state = transaction.clock
        self.wall_ms = max(self.wall_ms, self.now_ms())
        self.known_arrival = changed.arrival
        self.corrections = transaction.corrections
        self.standings = transaction.standings
        self.remembered.committed(changed.stories)
        self.holdings.moved(changed.streams, changed.arrival)
        self._has_told |= any(row.installation == self.own_key for row in changed.streams)
        transaction.loans.settle(changed.stories)
        if transaction.to_erase:
            self._settle_later()
        elif transaction.put_to_vault:
            self._settled = self.vault.last_fact()
        for listener in self.listeners:
            listener(changed)
        self._unsealed += transaction.facts
        if self._unsealed >= SEAL_AFTER:
            self.seal()

    def settle(self) -> None:
        """Whatever the vault has of the last act fits the ledger; usually nothing is to be done."""
        act_fact = self.vault.last_fact()
        if act_fact != self._settled:
            self._settled = settle(self)

    def _settle_later(self) -> None:
        try:
            self.settle()
        except StoreFault as fault:
            # The next act, or the next start, tries again before anything else is written.
            log.error("the vault could not be settled: %s", fault.code)

    def roles(self, transaction: Transaction, by: str | None, place: str | None) -> frozenset[str]:
        """The roles under which this teller speaks for a place today."""
        hub = {HUB} if self.identity.role == HUB else set()
        if by is None:
            return frozenset({NODE, *hub})
        state: StaffState = transaction.state(by, "staff")
        held = state.roles(self.today(), place)
        return held | hub if held else frozenset()

    # ---- reading ----

    def story(self, subject: str) -> Story:
        """A subject's story as it is on the disk now."""
        self.listen()
        version = self.remembered.version
        found = self.remembered.story(subject)
        if found is None:
            with self.engine.reading() as reading:
                found = self.fold(subject, reading.held(subject))
            self.remembered.found(found, version)
        return found

    def state(self, subject: str, noun: str) -> Any:
        """A subject's folded state; of one that nobody spoke of, the state before any fact."""
        return self.state_of(self.story(subject), noun)

    def state_of(self, story: Story, noun: str) -> Any:
        """A story's state as that of a noun."""
        if story.noun == noun:
            return story.state
        return self.folders.by_noun[noun].start(story.subject)

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of reading tables; `?` marks a parameter, the tenant is the caller's to name."""
        return self.engine.query(sql, params)

    def fact(self, fact_id: str) -> FactRow | None:
        """One fact by its id."""
        with self.engine.reading() as reading:
            return reading.fact(fact_id)

    def open_loans(self, reader: str, told: LoansTold | None = None) -> dict[str, str]:
        """Open loans of a reader's whole person: lending fact -> copy. told: not written yet."""
        self.listen()
        return loans_of_person(self, self.person(reader), told or {})

    def person(self, reader: str) -> tuple[str, ...]:
        """Every id of the person who has this reader id, where mergings of theirs lie here."""
        return self.aliases.person(reader)

    def listen(self) -> None:
        """Where others write too: forget what they have told of; within an act nobody can."""
        if self.engine.single_writer or self._telling:
            return
        with self._hearing, self.engine.reading() as reading:
            hear(self, reading)

    def borrower(self, fact: str) -> str | None:
        """Who has the copy of this open loan, where it was asked for or told lately."""
        return self.remembered.borrower(fact)

    # ---- folding ----

    def fold(self, subject: str, held: Iterable[Held]) -> Story:
        """All facts of a subject that may count, folded."""
        if self.standings is not None:
            held = self.standings.counting(held)
        return self.folders.fold(subject, held, self.corrections)

    def extend(self, story: Story, new: Sequence[Held]) -> Story:
        """A story with those of these facts that may count."""
        if self.standings is not None:
            new = self.standings.counting(new, story.held)
        return self.folders.extend(story, new, self.corrections) if new else story

    @property
    def own_key(self) -> str:
        """The public key under which this store tells, 64 hexadecimal digits."""
        return self.installation.public_hex

    def succeed(self) -> None:
        """This store goes on under a new key, vouched for by the one it had."""
        if self.renew is not None:
            with self.alone():
                self.seal()
                self.installation = self.renew()
                self.announce()

    def join(self, root: str, *, role: str | None = None, place: str | None = None) -> None:
        """From now on the word of this root counts; what may not count does not any more.

        Reading tables follow when they are retold.
        """
        with self.alone():
            self.identity = msgspec.structs.replace(
                self.identity,
                root=root,
                role=role or self.identity.role,
                place=place or self.identity.place,
            )
            with self.engine.reading() as reading:
                self.standings = standings_of(self, reading)
            self.remembered.forget()

    def announce(self) -> None:
        """A new installation opens its stream in `control`, so that others hear whom it follows."""
        if self.installation.succeeds is not None:
            with self.batch() as transaction:
                transaction.own_stream(CONTROL)
            self.seal()

    def forget(self) -> None:
        """Remember nothing: something was written past this store."""
        self.remembered.forget()
        self.holdings.forget()

    # ---- sealing ----

    def seal(self) -> int:
        """Sign the head of every own stream that is not sealed yet; how many were."""
        with self.alone():
            with self.engine.writing() as writing:
                stamp, sealed = self.clock_state, seal_heads(self, writing)
            self._sealed_at, self._unsealed, self._has_told = stamp, 0, False
        return sealed

    def seal_former(self, former: Iterable[Installation]) -> int:
        """What an old copy of this home ends with is sealed by keys that it had; none other can."""
        with self.alone(), self.engine.writing() as writing:
            return sum(seal_heads(self, writing, one) for one in former)

    def seal_if_told(self) -> int:
        """Seal, where facts were told since the last time."""
        self.vault.tidy()
        is_due = self._has_told or not self.engine.single_writer  # others move the clock as well
        return self.seal() if is_due and self.clock_state != self._sealed_at else 0

    def close(self) -> None:
        """Seal what is unsealed and end."""
        self.seal()
        self.engine.close()
        self.vault.close()
