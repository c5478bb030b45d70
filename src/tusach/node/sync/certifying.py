"""What a hub says of machines that belong to the network: renewed, shut out, replaced.

A revocation names the last fact of each stream that is still good. People say a moment; what the
machine had told by then, by its own clock and as far as it lies here, stays. Where a stream parted,
the smallest number holds for all its ways, since a number is all that a fact says of where it
stands. Source: docs/decisions/0018, 0027.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import Fact, fact_hash, trusted
from tusach.library.nodes.facts import (
    NODE_ENROLLED,
    NODE_REVOKED,
    LastGood,
    NodeEnrolled,
    NodeRevoked,
    node_subject,
)
from tusach.library.scopes import CONTROL
from tusach.node.acts.machines import Machine, state_of
from tusach.node.store.keys import box_key
from tusach.node.store.protocol import Reading, StreamRow
from tusach.node.store.store import Store
from tusach.node.sync.messages import BadMessage

REASONS = ("stolen", "lost", "copied", "retired", "replaced")
AT_ONCE = 2_000
MOST_SHOWN = 200


class Falling(msgspec.Struct, frozen=True):
    """What a revocation would take out: good marks, facts by kind, the first of them whole."""

    marks: tuple[tuple[str, tuple[LastGood, ...]], ...]
    kinds: tuple[tuple[str, int], ...]
    first: tuple[Fact, ...]

    @property
    def facts(self) -> int:
        """How many facts count no more."""
        return sum(count for _, count in self.kinds)


def check_hub(store: Store) -> None:
    """Raises BadMessage where this machine is not one whose word makes certificates."""
    if store.identity.role != "hub":
        raise BadMessage("enrol.not_a_hub")


def renew(store: Store, one: Machine, *, days: int, by: str | None) -> str:
    """The lease of a machine is longer; its last day now.

    A vehicle gets its own places: those of a trip end with that trip, so it waits for the end of
    one. Raises BadMessage.
    """
    check_hub(store)
    said = one.certificate
    if said is None or one.revoked is not None:
        raise BadMessage("enrol.no_lease")
    until = (date.fromisoformat(store.today()) + timedelta(days=days)).isoformat()
    if until < said.valid_until:
        raise BadMessage("enrol.shorter", until=said.valid_until)
    if said.valid_until >= store.today() and set(said.places) - set(one.own):
        raise BadMessage("enrol.on_trip", until=said.valid_until)
    body = NodeEnrolled(
        said.installation, said.box, said.role, one.own, until, said.label, said.succeeds
    )
    tell(store, by, [draft(store, NODE_ENROLLED, said.installation, body)])
    return until


def falling(store: Store, one: Machine, until_ms: int | None) -> Falling:
    """What would count no more, if this machine were good until a moment; None: until now."""
    marks, kinds, first = [], dict[str, int](), list[Fact]()
    with store.engine.reading() as reading:
        rows = [row for row in reading.streams() if row.installation in one.keys]
        for key in one.keys:
            own = [row for row in rows if row.installation == key]
            good = _last_good(reading, own, until_ms)
            marks.append((key, good))
            numbers = {mark.stream: mark.number for mark in good}
            for row in own:
                for fact in _beyond(reading, row, numbers.get(row.trunk, 0)):
                    kinds[fact.kind] = kinds.get(fact.kind, 0) + 1
                    if len(first) < MOST_SHOWN:
                        first.append(fact)
    return Falling(
        tuple(marks), tuple(sorted(kinds.items(), key=lambda one: (-one[1], one[0]))), tuple(first)
    )


def revoke(
    store: Store, one: Machine, *, reason: str, until_ms: int | None, by: str | None
) -> Falling:
    """The machine counts no more, except up to that moment. Raises BadMessage."""
    check_may_revoke(store, one)
    if reason not in REASONS:
        raise BadMessage("enrol.reason", said=", ".join(REASONS))
    found = falling(store, one, until_ms)
    tell(store, by, shut_out(store, one, found, reason))
    store.seal()
    return found


def check_may_revoke(store: Store, one: Machine) -> None:
    """Raises BadMessage where this machine cannot shut that one out."""
    check_hub(store)
    if one.is_own:
        raise BadMessage("enrol.own")


def shut_out(store: Store, one: Machine, found: Falling, reason: str) -> list[Draft]:
    """Facts that revoke every key of a machine.

    A key that only stood as the one it follows would lose all it told with that one: it is given a
    certificate of its own first, so that what is good of it stays good.
    """
    drafts = []
    for key, marks in found.marks:
        if state_of(store, key).certificate is None and one.certificate is not None:
            said = one.certificate
            body = NodeEnrolled(
                key, box_key(key), said.role, said.places, said.valid_until, said.label
            )
            drafts.append(draft(store, NODE_ENROLLED, key, body))
        drafts.append(draft(store, NODE_REVOKED, key, NodeRevoked(reason, marks)))
    return drafts


def draft(store: Store, kind: str, key: str, body: msgspec.Struct) -> Draft:
    """A fact about an installation."""
    return Draft(
        kind=kind,
        subject=node_subject(store.tenant, key),
        scope=CONTROL,
        on=store.today(),
        body=body,
    )


def tell(store: Store, by: str | None, drafts: Sequence[Draft]) -> None:
    """Tell them all, or none. Raises BadMessage."""
    done = store.tell(by, drafts)
    if isinstance(done, Refusal):
        raise BadMessage("enrol.refused", said=done.code)


def _last_good(
    reading: Reading, rows: Sequence[StreamRow], until_ms: int | None
) -> tuple[LastGood, ...]:
    by_trunk: dict[str, list[StreamRow]] = {}
    for row in rows:
        by_trunk.setdefault(row.trunk, []).append(row)
    found = []
    for trunk, ways in sorted(by_trunk.items()):
        number = max(row.number for row in ways)
        if until_ms is not None:
            late = [_first_after(reading, row, until_ms) for row in ways]
            number = min([number, *(one - 1 for one in late if one is not None)])
        for row in ways:
            held = reading.chain(row.stream, number, 1) if number >= row.first else []
            if held and held[0].number == number:
                found.append(LastGood(trunk, number, fact_hash(held[0].raw)))
                break
    return tuple(found)


def _first_after(reading: Reading, row: StreamRow, until_ms: int) -> int | None:
    """The number of the first fact told after a moment; clocks of a stream never go back."""
    low, high = row.first, row.number + 1
    while low < high:
        middle = (low + high) // 2
        (one,) = reading.chain(row.stream, middle, 1)
        if trusted(one.raw).told_ms > until_ms:
            high = middle
        else:
            low = middle + 1
    return low if low <= row.number else None


def _beyond(reading: Reading, row: StreamRow, number: int) -> Iterator[Fact]:
    first = max(number + 1, row.first)
    while first <= row.number:
        held = reading.chain(row.stream, first, AT_ONCE)
        if not held:
            return
        for one in held:
            yield trusted(one.raw)
        first = held[-1].number + 1
