"""One transaction: rules are asked and their facts laid over what is kept, then written at once.

Nothing is seen by others before the end; a second act in the same transaction sees the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from tusach.ledger import clock as clocks
from tusach.ledger.draft import Draft
from tusach.ledger.fact import VERSION, Fact, body_of, unique
from tusach.ledger.ident import sha256, stream_id
from tusach.ledger.mechanism import STREAM_OPENED, StreamOpened
from tusach.ledger.order import Held
from tusach.ledger.private import Part, seal_part
from tusach.ledger.story import Story
from tusach.ledger.stream import written
from tusach.library.copies.story import CopyState
from tusach.library.readers.facts import PersonErased
from tusach.node.store.names import names_of
from tusach.node.store.protocol import FactRow, Quarantined, StreamRow, Writing
from tusach.node.store.rows import rows_of
from tusach.node.store.vault import NameRows, Wish

if TYPE_CHECKING:
    from tusach.node.store.store import Store

NO_HASH = "0" * 64
PERSON_ERASED = "person.erased/1"
_NAMED = frozenset({"reader", "staff"})


class Changed(msgspec.Struct, frozen=True):
    """What a commit changed: the newest arrival and the stories told on, for side files."""

    arrival: int
    stories: tuple[Story, ...]


class Transaction:
    """What a deed may ask, and where its drafts become facts."""

    def __init__(self, store: Store, writing: Writing) -> None:
        self.store = store
        self.writing = writing
        self.arrival = writing.arrival()
        self.clock = store.clock_state
        self._stories: dict[str, Story] = {}
        self._fresh: set[str] = set()
        self._streams: dict[str, StreamRow] = {}
        self._rows: list[FactRow] = []
        self._blobs: dict[str, bytes] = {}
        self._parts: list[tuple[Part, str]] = []
        self._part_by: dict[str, Part] = {}
        self._adding: list[tuple[str, tuple[Any, ...]]] = []
        self._erased: list[str] = []
        self._brought: set[str] = set()
        self._aside: list[Quarantined] = []
        self.serials: dict[str, int] = {}

    @property
    def facts(self) -> int:
        """How many facts, and pieces set aside, wait for the end."""
        return len(self._rows) + len(self._aside)

    def story(self, subject: str) -> Story:
        """A subject's story, with what this transaction has told already."""
        found = self._stories.get(subject) or self.store.cached(subject)
        if found is None:
            held = self.writing.held(subject)
            if not held:
                self._fresh.add(subject)
            found = self.store.fold(subject, held)
            self.store.cache(found)
        return found

    def state(self, subject: str, noun: str) -> Any:
        """The folded state of a subject; of one that nobody spoke of, the state before any fact."""
        return self.store.state_of(self.story(subject), noun)

    def tell(self, drafts: Sequence[Draft], by: str | None) -> tuple[str, ...]:
        """The drafts as facts of this installation; their ids."""
        return tuple(self._tell(draft, by) for draft in drafts)

    def _tell(self, draft: Draft, by: str | None) -> str:
        stream = self._own_stream(draft.scope)
        touched = (draft.subject, *draft.also)
        after = unique([head for one in touched for head in self.story(one).heads])
        part = None
        if draft.private is not None:
            part = seal_part(draft.private, self.store.random.salt())
        for raw in draft.blobs:
            self._blobs[sha256(raw)] = raw
        self.clock = clocks.tell(self.clock, self.store.now_ms())
        fact = Fact(
            version=VERSION,
            stream=stream.stream,
            number=stream.number + 1,
            previous=stream.hash,
            told_ms=self.clock.ms,
            tick=self.clock.tick,
            clock_quality=self.store.clock_quality,
            on=draft.on,
            tenant=self.store.tenant,
            place=draft.place,
            subject=draft.subject,
            also=unique(draft.also),
            after=after,
            kind=draft.kind,
            teller=by,
            body=body_of(draft.body),
            commitment=part.commitment if part else None,
        )
        link = written(fact)
        if part is not None:
            self._keep_part(part, link.id, draft)
        self.take(fact, link.raw, link.hash)
        return link.id

    def take(self, fact: Fact, raw: bytes, digest: str) -> None:
        """A checked fact, laid over what is kept: chain, touched stories."""
        stream = self._stream(fact.stream)
        assert stream is not None
        self._streams[fact.stream] = msgspec.structs.replace(
            stream, number=fact.number, hash=digest
        )
        self.arrival += 1
        if fact.kind == PERSON_ERASED:
            self._erased.extend(msgspec.json.decode(fact.body, type=PersonErased).commitments)
        touched = (fact.subject, *fact.also)
        self._rows.append(
            FactRow(self.arrival, digest[:32], fact.stream, fact.number, fact.kind, touched, raw)
        )
        held = Held(digest[:32], fact)
        for subject in touched:
            before = self.story(subject)
            story = self.store.extend(before, held)
            self._stories[subject] = story
            if isinstance(story.state, CopyState):
                self.store.settle_loans(before.state, story.state)

    def keep_part(self, part: Part, fact: str) -> None:
        """A private part that is committed to by a fact of this transaction."""
        self._parts.append((part, fact))
        self._part_by[part.commitment] = part

    def bring_part(self, part: Part, fact: str, subject: str) -> None:
        """A private part that came with a fact from elsewhere."""
        self.keep_part(part, fact)
        self._brought.add(subject)

    def set_aside(self, piece: Quarantined) -> None:
        """A piece that cannot be taken in: kept with its reason, the same one once."""
        self._aside.append(piece)

    def keep_blob(self, raw: bytes) -> None:
        """Bulky bytes that came with a fact from elsewhere."""
        self._blobs[sha256(raw)] = raw

    def open_stream(self, row: StreamRow) -> None:
        """A stream that was not known here; its first fact is taken next."""
        self._streams[row.stream] = row

    def sealed_until(self, stream: str, number: int) -> None:
        """The stream is sealed up to this number."""
        row = self._stream(stream)
        assert row is not None
        if number > row.sealed:
            self._streams[stream] = msgspec.structs.replace(row, sealed=number)

    def stream_row(self, stream: str) -> StreamRow | None:
        """A stream with what this transaction has added."""
        return self._stream(stream)

    def refold(self, subject: str) -> None:
        """Fold a subject anew from all its facts: a clock was corrected."""
        held = (*self.writing.held(subject), *self.story(subject).held)
        self._stories[subject] = self.store.fold(subject, held)

    def flush(self) -> tuple[Wish, Changed]:
        """Write everything: private parts first, into the vault, then facts and tables."""
        wish = self._wish()
        self.store.vault.put(wish)
        self.writing.append(self._rows)
        for digest, raw in self._blobs.items():
            self.writing.put_blob(digest, raw)
        for row in self._streams.values():
            self.writing.put_stream(row)
        for piece in self._aside:
            self.writing.put_quarantine(piece)
        for subject, story in self._stories.items():
            self.writing.put_rows(
                subject,
                story.noun,
                rows_of(self.store.tenant, story),
                fresh=subject in self._fresh,
            )
        return wish, Changed(self.arrival, tuple(self._stories.values()))

    def _wish(self) -> Wish:
        names: list[tuple[str, NameRows]] = []
        find = self._find_part
        for subject, story in self._stories.items():
            if story.noun in _NAMED or subject in self._brought:
                names.append((subject, names_of(story, find)))
        return Wish(
            parts=tuple(self._parts),
            names=tuple(names),
            adding=tuple(self._adding),
            erased=tuple(self._erased),
        )

    def _find_part(self, commitment: str) -> Part | None:
        if commitment in self._erased:
            return None
        return self._part_by.get(commitment) or self.store.vault.part(commitment)

    def _keep_part(self, part: Part, fact: str, draft: Draft) -> None:
        self.keep_part(part, fact)
        if draft.kind.startswith("copy.lent/"):
            reader = draft.private.reader
            self._adding.append(("loan_reader", (fact, reader, draft.subject)))
            self.store.note_loan(reader, fact, draft.subject)

    def _stream(self, stream: str) -> StreamRow | None:
        found = self._streams.get(stream)
        if found is None:
            found = self.writing.stream(stream)
            if found is not None:
                self._streams[stream] = found
        return found

    def _own_stream(self, scope: str) -> StreamRow:
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
        fact = Fact(
            version=VERSION,
            stream=stream,
            number=1,
            previous=NO_HASH,
            told_ms=self.clock.ms,
            tick=self.clock.tick,
            clock_quality=self.store.clock_quality,
            on=self.store.today(),
            tenant=self.store.tenant,
            place=None,
            subject=stream,
            also=(),
            after=(),
            kind=STREAM_OPENED,
            teller=None,
            body=body_of(opened),
            commitment=None,
        )
        link = written(fact)
        self.take(fact, link.raw, link.hash)
