"""Deeds that no desk does: facts of other software, a stolen machine, an erasure in a race."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any

from tests.province.machine import TENANT
from tests.province.node import LIBRARY, SimNode, key_of

from tusach.ledger import clock as clocks
from tusach.ledger.draft import Draft
from tusach.ledger.fact import Fact, fact_hash, trusted
from tusach.ledger.mechanism import ClockCorrected
from tusach.ledger.stream import written
from tusach.library import scopes
from tusach.library.nodes.facts import LastGood, NodeEnrolled, NodeRevoked, node_subject
from tusach.library.readers import rules as readers
from tusach.node.settings.whole_file import write_pieces
from tusach.node.store.envelopes import fact_of
from tusach.node.store.keys import Installation, box_key
from tusach.node.sync import parcels
from tusach.node.sync.messages import BadMessage

if TYPE_CHECKING:
    from tests.province.run import Run


def control(kind: str, subject: str, body: Any, on: str, place: str | None = None) -> Draft:
    """A wish in `control`."""
    return Draft(kind=kind, subject=subject, scope=scopes.CONTROL, on=on, place=place, body=body)


def certificate(
    node: SimNode, places: tuple[str, ...], on: str, key: Installation | None = None
) -> Draft:
    """The hub's word that a machine serves these places. key: another that it had."""
    key = key or node.disk.key
    body = NodeEnrolled(
        key.public_hex, box_key(key.public_hex), node.role, tuple(sorted(places)), "2036-12-31",
        succeeds=key.succeeds if key.succeeds and not key.vouch else None,
    )  # fmt: skip
    return control("node.enrolled/1", node_subject(TENANT, key.public_hex), body, on)


def tell_raw(
    node: SimNode, kind: str, subject: str, scope: str, body: Any, note: dict[str, str]
) -> str | None:
    """A fact that this software would not tell, told by its own store; its id, in the note too."""
    store = node.store
    if store.clock_fault() is not None:
        return None
    with store.batch() as transaction:
        stream = transaction.own_stream(scope)
        transaction.clock = clocks.tell(transaction.clock, store.now_ms())
        wish = Draft(
            kind=kind, subject=subject, scope=scope, on=store.today(), place=node.place, body=body
        )
        after = transaction.story(subject).heads
        fact: Fact = fact_of(
            store, stream, wish, after=after, clock=transaction.clock, by=None, part=None
        )
        link = written(fact)
        note[link.id] = subject
        transaction.take(fact, link.raw, link.hash)
    node.told.append(link.id)
    return link.id


def tell_newer(run: Run, node: SimNode, rng: Random) -> bool:
    """A kind of tomorrow, about a copy that everybody knows."""
    place = run.served(node)[0]
    copy = run.stock[rng.randrange(len(run.stock))]
    body = {"due_on": "2031-01-01", "by": "drone"}
    scope = scopes.circulation(place)
    return tell_raw(node, "copy.lent/9", copy, scope, body, run.newer) is not None


POISONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("copy.lent/2", {"due_on": "never", "rule": None, "governed_by": "x"}),
    ("copy.returned/2", {"loan": 7}),
    ("copy.seen/2", {"by": ["a", "list"]}),
    ("fact.corrected/1", {"target": 1, "replacement": {}, "reason": "x", "standing": "teller"}),
    ("loan.renewed/1", {}),
)


def tell_poison(run: Run, node: SimNode, rng: Random) -> bool:
    """Its subject gets a dead letter; every other row of the node stays as it was (I10)."""
    place = run.served(node)[0]
    copy = run.stock[rng.randrange(len(run.stock))]
    kind, body = POISONS[rng.randrange(len(POISONS))]
    before = run.rows(node)
    if tell_raw(node, kind, copy, scopes.circulation(place), body, run.poisons) is None:
        return False
    run.only_changed(node, before, copy)
    return True


def correct_clock(run: Run, rng: Random) -> bool:
    """The hub mends a stretch of some stream that lies there."""
    hub = run.hub
    with hub.store.engine.reading() as reading:
        rows = [row for row in reading.streams() if row.number > 2 and not row.branch_of]
    if not rows:
        return False
    row = rows[rng.randrange(len(rows))]
    first = rng.randrange(1, row.number)
    body = ClockCorrected(row.stream, first, row.number, rng.randrange(-(10**9), 10**9))
    wish = control("clock.corrected/1", row.stream, body, hub.store.today())
    return run.told(hub, hub.store.tell(None, (wish,)))


def revoke(run: Run, node: SimNode) -> bool:
    """The hub calls good what it has, but for the last few facts of some keys.

    The place gets a new machine, brought up by the hub.
    """
    hub = run.hub
    run.seal(hub)
    keys = [one for one in run.installations(node) if hub.store.standings.of(one) is not None]
    if not keys:
        return False
    wishes = []
    for key in keys:
        good = marks_of(hub, key, doubted=int(key[:2], 16) % 4)
        body = NodeRevoked("stolen", good)
        subject = node_subject(TENANT, key)
        wishes.append(control("node.revoked/1", subject, body, hub.store.today()))
        run.revoked[key] = {mark.stream: mark.number for mark in good}
    if not run.told(hub, hub.store.tell(None, wishes)):
        for key in keys:
            run.revoked.pop(key, None)
        return False
    for one in run.nodes.values():
        if set(run.installations(one)) & set(keys):
            one.barred = True
    fresh = run.add(f"{node.name}+", LIBRARY, node.places, key_of(f"{node.name}+{len(run.nodes)}"))
    run.told(hub, hub.store.tell(None, (certificate(fresh, node.places, hub.store.today()),)))
    return True


def marks_of(hub: SimNode, key: str, *, doubted: int = 0) -> tuple[LastGood, ...]:
    """How far the hub has the streams of an installation, but for the last few facts of each."""
    found = []
    with hub.store.engine.reading() as reading:
        for row in reading.streams():
            if row.installation == key and not row.branch_of:
                last = max(row.number - doubted, 0)
                for one in reading.chain(row.stream, last, 1) if last >= row.first else ():
                    found.append(LastGood(row.stream, last, fact_hash(one.raw)))
    return tuple(found)


def race_erasure(run: Run, node: SimNode, rng: Random) -> bool:
    """The stick with the reader's newest name is written before, and read after the erasure."""
    hub = run.hub
    known = [one for one in node.readers if hub.store.state(one, "reader").registered_on]
    if not known:
        return False
    reader = known[rng.randrange(len(known))]
    run.act_on_reader(node, "describe_reader", reader, rng.randrange(2**32))
    stick = run.write_stick(node, hub)
    state = hub.store.state(reader, "reader")
    drafts = readers.erase([state], open_loans=0, reason="wish", on=hub.store.today())
    if not isinstance(drafts, tuple) or not run.told(hub, done := hub.store.tell(None, drafts)):
        return False
    run.erased.setdefault(reader, []).append(done.facts[0])
    if stick is not None:
        run.read_stick(hub, stick.raw)
    return True


class _Full:
    """Bytes that fit no stick: the disk has no room after some of them."""

    def __init__(self, pieces: Iterator[bytes], error: int) -> None:
        self.pieces = pieces
        self.error = error

    def __iter__(self) -> Iterator[bytes]:
        yield next(self.pieces)
        raise OSError(self.error, "simulated")


def unwritable_stick(node: SimNode, *, full: bool) -> bool:
    """The real writing of a file breaks off; what was on the stick before is there whole."""
    path = node.home / "stick"
    path.write_bytes(b"what was there before")
    try:
        keys = parcels.recipients_of(node.store, "hub")
        pieces = parcels.write(node.store, node.home, keys)
        error = errno.ENOSPC if full else errno.EROFS
        write_pieces(path, _Full(iter(pieces), error))
    except BadMessage:
        return False
    except OSError:
        assert path.read_bytes() == b"what was there before"
        assert [one.name for one in node.home.iterdir() if one.name.startswith(".stick")] == []
        return True
    return False


def facts_of(node: SimNode) -> Iterator[tuple[str, Fact]]:
    """Every fact that lies at a node, with its id."""
    for row in node.disk.engine._facts:
        yield row.id, trusted(row.raw)
