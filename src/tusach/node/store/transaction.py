"""One transaction: rules are asked and their facts laid over what is kept, then written at once.

Nothing is seen by others before the end; a second act in the same transaction sees the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from tusach.ledger import clock as clocks
from tusach.ledger.draft import Draft
from tusach.ledger.fact import Fact, trusted, unique
from tusach.ledger.ident import sha256, stream_id
from tusach.ledger.mechanism import StreamOpened
from tusach.ledger.order import Held
from tusach.ledger.private import Part, seal_part
from tusach.ledger.story import Story
from tusach.ledger.stream import opening, written
from tusach.library.copies.story import CopyState
from tusach.node.store import errands
from tusach.node.store.correcting import told_corrections, touched_by, touched_in
from tusach.node.store.envelopes import fact_of, opening_of
from tusach.node.store.erasing import LENT, gathered
from tusach.node.store.loans_told import LoansTold
from tusach.node.store.names import links_in, names_of
from tusach.node.store.protocol import FactRow, Quarantined, StreamRow, Writing
from tusach.node.store.purging import refuse_old
from tusach.node.store.row_changes import tenant_rows
from tusach.node.store.seeding import Seeds
from tusach.node.store.standings import OF_NODES
from tusach.node.store.vault_act import Wish
from tusach.node.store.vault_tables import LINK, RELEASED

if TYPE_CHECKING:
    from tusach.node.store.store import Store

NO_HASH = "0" * 64
_NAMED = frozenset({"reader", "staff", "hold", "wish", "delivery", "weeding", "crate", "worker"})


class Changed(msgspec.Struct, frozen=True):
    """What a commit changed: newest arrival, stories told on, streams that stand otherwise.

    heard: it came from elsewhere; nobody at this desk waits to see it.
    """

    arrival: int
    stories: tuple[Story, ...]
    heard: bool = False
    streams: tuple[StreamRow, ...] = ()


class Transaction:
    """What a deed may ask, and where its drafts become facts."""

    def __init__(self, store: Store, writing: Writing) -> None:
        self.store, self.writing = store, writing
        self.arrival, self.clock = writing.arrival(), store.clock_state
        self.corrections, self.standings = store.corrections, store.standings
        self.first_fact, self.put_to_vault, self.heard = "", False, False
        self.to_erase: dict[str, str] = {}
        self.seeds = Seeds(store.vault, store.random, store.identity.offset_minutes)
        self.serials: dict[str, int] = {}
        # Of many facts that come at once, several speak of one subject: it is folded when asked.
        self._unfolded: dict[str, list[Held]] = {}
        self._stories: dict[str, Story] = {}
        self._before: dict[str, Story] = {}
        self._streams: dict[str, StreamRow] = {}
        self._rows: list[FactRow] = []
        self._blobs: dict[str, bytes] = {}
        self._parts: list[tuple[Part, str, str]] = []
        self._part_by: dict[str, Part] = {}
        self._adding: list[tuple[str, tuple[Any, ...]]] = []
        self._again: list[str] = []
        self._brought: set[str] = set()
        self._links: list[tuple[str, Fact]] = []
        self._aside: list[Quarantined] = []
        self._of_nodes: list[Held] = []
        self._openings: list[StreamOpened] = []
        self.loans = LoansTold(store)

    @property
    def facts(self) -> int:
        """How many facts, and pieces set aside, wait for the end."""
        return len(self._rows) + len(self._aside)

    @property
    def waits(self) -> bool:
        """Whether anything waits for the end."""
        return bool(self.facts or self._blobs or self._parts or self._again or self.to_erase)

    def story(self, subject: str) -> Story:
        """A subject's story, with what this transaction has told already."""
        found = self._stories.get(subject) or self._before.get(subject)
        if found is None:
            found = self.store.remembered.story(subject)
            if found is None:
                found = self.store.fold(subject, self.writing.held(subject))
            self._before[subject] = found
        more = self._unfolded.pop(subject, None)
        if more is not None:
            before = found
            self._stories[subject] = found = self.store.extend(before, more)
            if isinstance(found.state, CopyState):
                self.loans.moved(before.state, found.state)
        return found

    def fold_all(self) -> None:
        """Every story that was told on holds what was told."""
        for subject in list(self._unfolded):
            self.story(subject)

    def open_loans(self, reader: str) -> dict[str, str]:
        """Open loans of a reader, with what this transaction has told already."""
        self.fold_all()
        return self.loans.of(reader)

    def borrower(self, fact: str) -> str | None:
        """Who has the copy of this open loan, where it was asked for or told lately."""
        return self.loans.borrower(fact)

    def state(self, subject: str, noun: str) -> Any:
        """The folded state of a subject; of one that nobody spoke of, the state before any fact."""
        return self.store.state_of(self.story(subject), noun)

    def tell(self, drafts: Sequence[Draft], by: str | None) -> tuple[str, ...]:
        """The drafts as facts of this installation; their ids."""
        return tuple(self._tell(draft, by) for draft in drafts)

    def _tell(self, draft: Draft, by: str | None) -> str:
        stream = self.own_stream(draft.scope)
        touched = (draft.subject, *draft.also)
        after = unique([head for one in touched for head in self.story(one).heads])
        for raw in draft.blobs:
            self._blobs[sha256(raw)] = raw
        self.clock = clocks.tell(self.clock, self.store.now_ms())
        part = None
        if draft.private is not None:
            salt = self.seeds.salt(stream.stream, stream.number + 1, self.clock.ms)
            part = seal_part(draft.private, salt)
        fact = fact_of(self.store, stream, draft, after=after, clock=self.clock, by=by, part=part)
        # Decoded once before it is kept: a body that no fold can read must not enter a stream.
        self.store.folders.register.body(fact.kind, fact.body)
        link = written(fact)
        if part is not None:
            self._keep_part(part, link.id, draft)
        self.take(fact, link.raw, link.hash)
        return link.id

    def take(self, fact: Fact, raw: bytes, digest: str, *, lies_in: str = "") -> None:
        """A checked fact, laid over what is kept: chain, touched stories.

        lies_in: the branch that takes it, where it stands not on the trunk of its stream.
        """
        where = lies_in or fact.stream
        stream = self._stream(where)
        assert stream is not None
        self._streams[where] = msgspec.structs.replace(stream, number=fact.number, hash=digest)
        self.arrival += 1
        touched = (fact.subject, *fact.also)
        self.first_fact = self.first_fact or digest[:32]
        self._rows.append(
            FactRow(self.arrival, digest[:32], where, fact.number, fact.kind, touched, raw)
        )
        held = Held(digest[:32], fact)
        if fact.kind.startswith(OF_NODES):
            self._of_nodes.append(held)
        elif fact.number == 1:
            self._openings.append(opening(fact))
        for subject in touched:
            self._unfolded.setdefault(subject, []).append(held)

    def keep_part(self, part: Part, fact: str, subject: str) -> None:
        """A private part that is committed to by a fact of this transaction."""
        self._parts.append((part, fact, subject))
        self._part_by[part.commitment] = part

    def bring_part(self, part: Part, fact: str, told: Fact) -> None:
        """A private part that came with a fact from elsewhere."""
        self.keep_part(part, fact, told.subject)
        self._again.append(part.commitment)
        self.name_anew(fact, told)

    def name_anew(self, fact: str, told: Fact) -> None:
        """A fact came whose private part lies here: rows of names follow it."""
        if told.kind.startswith(LENT):  # one row more, whatever else is known of the copy
            self._links.append((fact, told))
        else:
            self._brought.add(told.subject)

    def refuse_part(self, commitment: str, fact: Fact) -> None:
        """The private part of a fact that is to be nowhere: its person was erased."""
        self.to_erase[commitment] = LINK
        self.seeds.forget(commitment, fact)

    def unlink(self, fact: str, told: Fact) -> bool:
        """It is to be known no more whose loan this fact was; whether it was known."""
        commitment = told.commitment
        if commitment is None or self._find_part(commitment) is None:
            return False
        self.refuse_part(commitment, told)
        self._parts = [one for one in self._parts if one[0].commitment != commitment]
        self._brought.add(told.subject)
        return True

    def reader_of(self, loan: str, copy: str) -> str | None:
        """Whose a loan is, by the private part that is here or comes with this act."""
        rows = links_in(self.story(copy), {loan}, self._find_part)
        return str(rows[0][1]) if rows else None

    def mark(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows of the vault's tables of months are added with this act."""
        self._adding.extend((name, row) for row in rows)

    def release(self, commitment: str, fact: Fact, scope: str) -> None:
        """The private part of a fact goes, until its scope is held again."""
        self.to_erase[commitment] = RELEASED + scope
        self.seeds.forget(commitment, fact)
        self._brought.add(fact.subject)

    def miss(self, commitment: str) -> None:
        """A released part is nowhere any more: nobody waits for it."""
        self._again.append(commitment)

    def set_aside(self, piece: Quarantined) -> None:
        """A piece that cannot be taken in: kept with its reason, the same one once."""
        self._aside.append(piece)

    def keep_blob(self, raw: bytes) -> None:
        """Bulky bytes that came with a fact from elsewhere."""
        self._blobs[sha256(raw)] = raw

    def open_stream(self, row: StreamRow) -> None:
        """A stream that was not known here; its first fact is taken next."""
        self._streams[row.stream] = row
        if self.standings is not None:
            self.standings.streams[row.trunk] = (row.scope, row.installation)

    def sealed_until(self, stream: str, number: int) -> None:
        """The stream is sealed up to this number."""
        row = self._stream(stream)
        assert row is not None
        if number > row.sealed:
            self._streams[stream] = msgspec.structs.replace(row, sealed=number)

    def branches(self, trunk: str) -> list[StreamRow]:
        """The branches of a stream, with what this transaction has added; usually none."""
        found = {row.stream: row for row in self.writing.branches(trunk)}
        found.update((key, row) for key, row in self._streams.items() if row.branch_of == trunk)
        return [found[key] for key in sorted(found)]

    def stream_row(self, stream: str) -> StreamRow | None:
        """A stream with what this transaction has added."""
        return self._stream(stream)

    def flush(self) -> Changed:
        """Write everything: private parts first, into the vault, then facts and tables."""
        self.fold_all()
        self._judge_anew()
        self._correct_clocks()
        refuse_old(self, self._links)
        wish = self._wish()
        self.to_erase = dict(wish.erased)
        if any((wish.parts, wish.names, wish.adding, wish.erased, wish.again, wish.forgotten)):
            self.put_to_vault = True
            self.store.vault.put(wish)
        writing, tenant = self.writing, self.store.tenant
        writing.append(self._rows)
        errands.end(writing, self._rows, self.clock.ms)
        for digest, raw in sorted(self._blobs.items()):
            writing.put_blob(digest, raw)
        for row in self._streams.values():
            writing.put_stream(row)
        for piece in self._aside:
            writing.put_quarantine(piece)
        writing.put_stories(tenant_rows(tenant, self._before, self._stories))
        streams = tuple(self._streams.values())
        return Changed(self.arrival, tuple(self._stories.values()), self.heard, streams)

    def _judge_anew(self) -> None:
        """Certificates have changed: fold anew whatever is told by those whom it concerns."""
        told = self._of_nodes or any(one.succeeds for one in self._openings)
        if self.standings is None or not told:
            return
        before, now = self.standings, self.standings.with_more(self._of_nodes, self._openings)
        self.standings = now
        subjects = {held.fact.subject for held in self._of_nodes}
        for stream in sorted(now.changed_since(before)):
            subjects |= touched_in(self._rows_of(stream), self.writing, self._rows)
        self._brought |= subjects  # who is barred now is named no more
        fold = self.store.folders.fold
        for subject in sorted(subjects):
            self.story(subject)
            held = now.counting(self.held(subject))
            self._stories[subject] = fold(subject, held, self.corrections)

    def _rows_of(self, trunk: str) -> list[str]:
        return [trunk, *(row.stream for row in self.branches(trunk))]

    def held(self, subject: str) -> list[Held]:
        """All facts of a subject, whether they count or not, with what waits for the end."""
        more = (Held(row.id, trusted(row.raw)) for row in self._rows if subject in row.touched)
        return [*self.writing.held(subject), *more]

    def _correct_clocks(self) -> None:
        """A stretch of facts that was told with a wrong clock: fold anew whatever it touches."""
        streams = [key for key, story in self._stories.items() if story.noun == "stream"]
        was = told_corrections(self._before[one] for one in streams)
        told = told_corrections(self._stories[one] for one in streams)
        # A stretch may be corrected before anything of its stream is here.
        if was == told and told.items() <= self.corrections.items():
            return
        every = {row.stream for row in self.writing.streams()} | self._streams.keys()
        before = self.corrections
        self.corrections = now = told_corrections(self.story(one) for one in sorted(every))
        fold = self.store.folders.fold
        found = touched_by(before, now, self.writing, self._rows, ways=self._rows_of)
        for subject in sorted(found):
            self._stories[subject] = fold(subject, self.story(subject).held, now)

    def _wish(self) -> Wish:
        find = self._find_part
        named = {
            subject: story
            for subject, story in self._stories.items()
            if story.noun in _NAMED or self._before[subject].noun in _NAMED
        }
        erased = gathered(self, named)
        refused = self.store.vault.is_refused
        self.to_erase = {one: why for one, why in erased.items() if not refused(one)}
        for subject in self._brought:
            named.setdefault(subject, self.story(subject))
        lent: dict[str, set[str]] = {}
        for fact, told in self._links:
            lent.setdefault(told.subject, set()).add(fact)
        for subject, facts in lent.items():
            if subject not in named:
                rows = links_in(self.story(subject), facts, find)
                self._adding.extend(("loan_reader", row) for row in rows)
        return Wish(
            fact=self.first_fact or self._any_fact(),
            parts=tuple(self._parts),
            names=tuple((subject, names_of(story, find)) for subject, story in named.items()),
            adding=tuple(self._adding),
            erased=tuple(self.to_erase.items()),
            again=tuple(self._again) if self.store.vault.scopes_away() else (),
            seeds=tuple(self.seeds.made),
            forgotten=self.seeds.forgotten,
        )

    def _any_fact(self) -> str:
        # No fact is new: these parts belong to facts that are held, and are never taken back.
        held = self.writing.facts(self.arrival - 1, 1)
        return held[0].id if held else ""

    def _find_part(self, commitment: str) -> Part | None:
        if commitment in self.to_erase:
            return None
        return self._part_by.get(commitment) or self.store.vault.part(commitment)

    def _keep_part(self, part: Part, fact: str, draft: Draft) -> None:
        self.keep_part(part, fact, draft.subject)
        if draft.kind.startswith(LENT):
            reader = draft.private.reader
            self._adding.append(("loan_reader", (fact, reader, draft.subject)))
            self.loans.lent(reader, fact, draft.subject)

    def _stream(self, stream: str) -> StreamRow | None:
        found = self._streams.get(stream) or self.writing.stream(stream)
        if found is not None:
            self._streams[stream] = found
        return found

    def own_stream(self, scope: str) -> StreamRow:
        """This installation's stream in a scope, opened if need be."""
        key = self.store.installation.public_key
        stream = stream_id(key, self.store.tenant, scope)
        found = self._stream(stream)
        if found is not None:
            return found
        own = self.store.installation
        self.open_stream(StreamRow(stream, scope, own.public_hex, 0, NO_HASH))
        opened = StreamOpened(self.store.tenant, scope, own.public_hex, own.succeeds, own.vouch)
        self._open(stream, opened)
        return self._streams[stream]

    def _open(self, stream: str, opened: StreamOpened) -> None:
        self.clock = clocks.tell(self.clock, self.store.now_ms())
        fact = opening_of(self.store, stream, opened, self.clock)
        link = written(fact)
        self.take(fact, link.raw, link.hash)
