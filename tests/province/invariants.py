"""The invariants I1 to I14 of the ledger's design, each a function that raises Violated.

I13 (the digest of the JavaScript fold equals Python's) has no second implementation to compare
with yet. It is left out, not faked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec
from tests.province.machine import TENANT
from tests.province.node import HUB, SimNode
from tests.province.strange import facts_of

from tusach.ledger.fact import fact_hash, trusted
from tusach.ledger.story import Story
from tusach.ledger.stream import Broken, Head, Link, link
from tusach.library.copies.states import LOST, PLACE, READER, UNKNOWN, WITHDRAWN, CopyState
from tusach.library.nodes.facts import INVITED
from tusach.node.acts.machines import machines
from tusach.node.store.erasing import erased_by
from tusach.node.store.rows import rows_of
from tusach.node.store.schema import KEYS
from tusach.node.store.verify import parent_of, verify

if TYPE_CHECKING:
    from tests.province.run import Run

CUSTODIES = frozenset({WITHDRAWN, LOST, READER, PLACE, UNKNOWN})
BITS = 12
"""So many facts of a long story are laid in one by one: each may fold all the others again."""
NAME = re.compile(rb"zq(\d{2,})r(\d{4,})x", re.IGNORECASE)


class Violated(Exception):
    """An invariant does not hold. code: I1 to I14."""

    def __init__(self, run: Run, code: str, said: str) -> None:
        super().__init__(f"{code}: {said} (day {run.day}, {run.step})")
        self.code = code
        self.step = run.step


def hold(run: Run, code: str, is_true: object, said: str) -> None:
    run.checked[code] += 1
    if not is_true and (run.only is None or code in run.only):
        raise Violated(run, code, said)


# ---- one subject of one node, after every step that touched it ----


def of_subject(run: Run, node: SimNode, subject: str) -> None:
    """What can be said of one subject."""
    held = node.disk.engine.held(subject)
    if not held:
        return
    fresh = node.store.fold(subject, held)
    i1_any_order(run, node, fresh, held)
    i5_kept_equals_folded(run, node, fresh)
    if isinstance(fresh.state, CopyState):
        i6_one_custody(run, node, fresh, fresh.state)
        i7_loans(run, node, fresh, fresh.state)


def i1_any_order(run: Run, node: SimNode, fresh: Story, held: list[Any]) -> None:
    """I1: the same facts give byte-equal state in any order or batching."""
    rng = Random(f"{subject_die(fresh)}")  # noqa: S311
    mixed = [*held, *held[: len(held) // 3]]
    rng.shuffle(mixed)
    other = node.store.fold(fresh.subject, mixed)
    hold(run, "I1", other == fresh, f"{node.name}: {fresh.subject} in another order")
    half = max(rng.randrange(len(mixed) + 1), len(mixed) - BITS)
    story = node.store.fold(fresh.subject, mixed[:half])
    for one in mixed[half:]:
        story = node.store.extend(story, [one])
    if not any(one.fact.kind.startswith("fact.") for one in held):
        hold(run, "I1", story == fresh, f"{node.name}: {fresh.subject} bit by bit")


def subject_die(story: Story) -> str:
    """A die for a story: another one whenever it has grown."""
    return f"{story.subject} {len(story.held)}"


def i5_kept_equals_folded(run: Run, node: SimNode, fresh: Story) -> None:
    """I5: fold(snapshot and tail) = fold(all): what is remembered, and its rows."""
    kept = node.store.story(fresh.subject)
    hold(run, "I5", kept == fresh, f"{node.name}: {fresh.subject} as remembered")
    lying = rows_in(node, fresh.subject)
    told = rows_of(TENANT, fresh)
    told = {name: sorted(rows, key=KEYS[name]) for name, rows in told.items() if rows}
    hold(run, "I5", lying == told, f"{node.name}: rows of {fresh.subject}: {lying} for {told}")


def rows_in(node: SimNode, subject: str) -> dict[str, Any]:
    """All rows of a subject in the tables of a node."""
    tables = node.disk.engine._tables
    found = ((name, rows.get(subject)) for name, rows in tables.items())
    return {name: sorted(rows, key=KEYS[name]) for name, rows in found if rows}


def i6_one_custody(run: Run, node: SimNode, story: Story, state: CopyState) -> None:
    """I6: every copy has exactly one custody state."""
    custody = state.custody
    fits = custody.word in CUSTODIES and (custody.of is None) == (
        custody.word in (WITHDRAWN, LOST, UNKNOWN)
    )
    if custody.word == READER:
        fits = custody.of in {loan.fact for loan in state.open_loans} and state.holder is None
    hold(run, "I6", fits, f"{node.name}: {story.subject} is {custody}, held by {state.holder}")


def i7_loans(run: Run, node: SimNode, story: Story, state: CopyState) -> None:
    """I7: each open loan has one reader and one copy; contested ones are listed."""
    standing = tuple(loan for loan in state.loans if loan.ended_by is None)
    hold(run, "I7", standing == state.open_loans, f"{node.name}: open loans of {story.subject}")
    hold(run, "I7", state.standing == len(standing), f"{node.name}: count of {story.subject}")
    said = {fact for one in story.disagreements for fact in one.facts}
    for loan in standing:
        if len(standing) > 1:
            listed = loan.contested and loan.fact in said
            hold(run, "I7", listed, f"{node.name}: loan {loan.fact} is not listed as contested")
        rows = node.store.vault.query(
            "SELECT reader, copy FROM loan_reader WHERE fact = ?", (loan.fact,)
        )
        row = node.disk.engine.fact(loan.fact)
        commitment = trusted(row.raw).commitment if row else None
        if commitment and node.store.vault.part(commitment) is not None:
            fits = len(rows) == 1 and rows[0][1] == story.subject
            hold(run, "I7", fits, f"{node.name}: loan {loan.fact} of {rows}")


# ---- after every step ----


def after_a_step(run: Run) -> None:
    """What is cheap enough to be asked each time."""
    i2_nothing_promised_is_missing(run, since=-3)


def i2_nothing_promised_is_missing(run: Run, since: int = 0) -> None:
    """I2: a fact with a durable receipt, or told somebody as done, is never missing."""
    for node in run.nodes.values():
        promised = run.promised.get(node.name, {})
        all_held(run, node, node.told[since:], f"{node.name} told as done")
        kept = list(promised)[since:] if since else promised
        all_held(run, node, kept, f"{node.name} said that it holds")


def all_held(run: Run, node: SimNode, facts: Collection[str], said: str) -> None:
    """I2 for many facts of a node."""
    if facts:
        here = node.disk.engine._by_id
        missing = [one for one in facts if one not in here]
        run.checked["I2"] += len(facts) - 1
        hold(run, "I2", not missing, f"{said}: {missing[:3]}")


# ---- a whole node, every simulated week and at the end ----


def of_node(run: Run, node: SimNode) -> None:
    """Every invariant of one node, on everything."""
    i3_chains(run, node)
    i4_forks(run, node)
    i4_alert(run, node)
    stories = {}
    for subject in list(node.disk.engine._by_subject):
        of_subject(run, node, subject)
        stories[subject] = node.store.story(subject)
    i6_conserved(run, node, stories)
    i8_erased(run, node)
    i9_at_home(run, node)
    i10_dead_letters(run, node, stories)
    i14_revoked(run, node)


def i3_chains(run: Run, node: SimNode, *, verified: bool = True) -> None:
    """I3: verified chains are prefix-closed: every row links from its start to its head.

    verified: the form of each fact, and what `tusach verify` says, are looked at too.
    """
    with node.store.engine.reading() as reading:
        for row in reading.streams():
            head = parent_of(reading, row)
            hold(run, "I3", head.number == row.first - 1, f"{node.name}: {row.stream} has no root")
            numbers = sorted(node.disk.engine._chains.get(row.stream, {}))
            whole = numbers == list(range(row.first, row.number + 1))
            hold(run, "I3", whole, f"{node.name}: {row.stream} has gaps")
            for one in reading.chain(row.stream, row.first, row.number):
                found = link(head, one.raw) if verified else _linked(head, one.raw)
                said = f"{node.name}: {row.stream} at {one.number}"
                if isinstance(found, Broken):
                    hold(run, "I3", False, f"{said}: {found.reason}")
                    break
                head = msgspec.structs.replace(head, number=found.fact.number, hash=found.hash)
            fits = (head.number, head.hash) == (row.number, row.hash)
            hold(run, "I3", fits, f"{node.name}: {row.stream} ends elsewhere")
    if verified and not node.barred:  # a thief's own store names what it told; nobody counts it
        faults = verify(node.store).faults
        hold(run, "I3", not faults, f"{node.name}: verify: {faults}")


def _linked(head: Head, raw: bytes) -> Link | Broken:
    fact = trusted(raw)
    if (fact.number, fact.previous) != (head.number + 1, head.hash):
        return Broken(raw, "does not go on from the one before it")
    return Link(fact, raw, fact_hash(raw))


def i4_forks(run: Run, node: SimNode) -> None:
    """I4: where a stream forked, every way on that is held stands in a row of its own, listed."""
    ways: dict[tuple[str, int], set[str]] = {}
    for key, fact in facts_of(node):
        ways.setdefault((fact.stream, fact.number), set()).add(key)
    for (stream, number), keys in ways.items():
        if len(keys) < 2:
            continue
        rows = node.disk.engine.branches(stream)
        found = {
            one.id for row in rows for one in node.disk.engine.chain(row.stream, number, 1)
            if one.number == number
        }  # fmt: skip
        hold(run, "I4", keys <= found, f"{node.name}: {stream} at {number}: {keys - found}")


def i4_alert(run: Run, hub: SimNode) -> None:
    """I4: the hub's people see it: each way on stands with its machine, under all of its keys."""
    if hub.role != HUB or hub.store.standings is None:
        return
    shown = machines(hub.store)
    listed = {fork.branch for one in shown for fork in one.forks}
    ways = {row.stream for row in hub.disk.engine.streams() if row.branch_of}
    hold(run, "I4", ways <= listed, f"the hub's people do not see {sorted(ways - listed)[:3]}")
    known = hub.store.standings.known
    for new, old in hub.store.standings.successions:
        if old not in known or known[old].role == INVITED:
            continue
        same = any({new, old} <= set(one.keys) for one in shown)
        hold(run, "I4", same, f"{new[:8]} is not shown as the machine that {old[:8]} was")


def i6_conserved(run: Run, node: SimNode, stories: dict[str, Story]) -> None:
    """I6: copies are conserved: each that was registered is one row, counted once."""
    registered = {row.touched[0] for row in node.disk.engine._facts if row.kind == COPY_REGISTERED}
    states = [one.state for one in stories.values() if isinstance(one.state, CopyState)]
    known = {one.subject for one in states if one.registered is not None}
    counted = Counter(one.custody.word for one in states if one.registered is not None)
    hold(run, "I6", known <= registered, f"{node.name}: copies out of nothing")
    lost = registered - known - _amended(node, stories)
    hold(run, "I6", not lost, f"{node.name}: copies vanished: {sorted(lost)[:3]}")
    hold(run, "I6", sum(counted.values()) == len(known), f"{node.name}: {counted} of {len(known)}")


COPY_REGISTERED = "copy.registered/1"


def _amended(node: SimNode, stories: dict[str, Story]) -> set[str]:
    """Subjects of which something was taken back, or does not count for who told it."""
    held = node.disk.engine._by_subject
    return {
        subject for subject, story in stories.items() if len(held[subject]) > len(story.tellings)
    }


def i8_erased(run: Run, node: SimNode) -> None:
    """I8: erased bytes are nowhere (ledger, vault's raw pages, notes); commitments are refused."""
    node.store.vault.tidy()
    raw = b""
    for reader, erasures in run.erased.items():
        if not any(node.holds(one) for one in erasures):
            continue
        story = node.store.story(reader)
        for commitment in erased_by(story):
            gone = node.store.vault.part(commitment) is None
            refused = node.store.vault.is_refused(commitment)
            hold(run, "I8", gone and refused, f"{node.name}: {commitment} of {reader}")
        if not any(_counts(node, one) for one in erasures if node.holds(one)):
            continue  # told by a machine that was shut out: what is gone is gone, no more goes
        standing = getattr(story.state, "erased_on", None) is not None
        hold(run, "I8", standing, f"{node.name}: the erasure of {reader} was taken back")
        rows = node.store.vault.query("SELECT 1 FROM loan_reader WHERE reader = ?", (reader,))
        hold(run, "I8", not rows, f"{node.name}: loans still lead to {reader}")
        raw = raw or everything(node).lower()
        name = run.named.get(reader, "")
        if name:
            gone = name.lower().encode() not in raw
            hold(run, "I8", gone, f"{node.name}: the name of {reader} is there")


def everything(node: SimNode) -> bytes:
    """Every byte that lies on the disk of a node."""
    engine, parts = node.disk.engine, [node.disk.connection.serialize()]
    parts += [row.raw for row in engine._facts]
    parts += [one.raw + one.source.encode() for one in engine._aside]
    parts += engine._blobs.values()
    parts.append(repr(engine._tables).encode())
    files = (one for one in sorted(node.home.rglob("*")) if one.is_file())
    parts += [one.read_bytes() for one in files if one.name != "stick"]
    return b"\n".join(parts)


def i9_at_home(run: Run, node: SimNode) -> None:
    """I9: no byte of a reader lies outside the nodes of the reader's place and the hub."""
    if node.role == HUB:
        hold(run, "I9", True, "")
        return
    allowed = {run.places.index(one) for one in node.places}
    for found in NAME.finditer(everything(node)):
        at_home = int(found[1]) in allowed
        hold(run, "I9", at_home, f"{node.name} has {found[0]!r}")


def i10_only_this_subject(
    run: Run, node: SimNode, before: dict[str, dict[str, Any]], subject: str
) -> None:
    """I10: one bad fact changes only its subject. before: all rows as they were."""
    for name, rows in run.rows(node).items():
        old = before[name]
        changed = {one for one in rows.keys() | old.keys() if rows.get(one) != old.get(one)}
        strange = changed - {subject} - node.disk.engine._streams.keys()
        hold(run, "I10", not strange, f"{node.name}: {name} of {sorted(strange)[:3]}")


def i10_dead_letters(run: Run, node: SimNode, stories: dict[str, Story]) -> None:
    """I10: what cannot be read is a dead letter of its own subject; an unknown kind is said."""
    for subject, story in stories.items():
        for fact, reason in story.dead:
            fits = run.poisons.get(fact) == subject
            hold(run, "I10", fits, f"{node.name}: {subject}: {reason}")
    for fact, subject in run.poisons.items():
        if node.holds(fact) and fact not in stories[subject].void:
            dead = fact in dict(stories[subject].dead)
            counts = _counts(node, fact)
            hold(run, "I10", dead == counts, f"{node.name}: poison {fact} is no dead letter")
    for fact, subject in run.newer.items():
        if node.holds(fact) and _counts(node, fact) and fact not in stories[subject].void:
            said = bool(stories[subject].needs_update)
            hold(run, "I10", said, f"{node.name}: {subject} hides a kind it does not know")


def _counts(node: SimNode, fact: str) -> bool:
    row = node.disk.engine.fact(fact)
    standings = node.store.standings
    if row is None or standings is None:
        return row is not None
    held = node.disk.engine.held(row.touched[0])
    return next((standings.bars(one, held) for one in held if one.id == fact), None) is None


def i14_revoked(run: Run, node: SimNode) -> None:
    """I14: a revoked key cannot alter state after the last good fact of each of its streams."""
    for row in node.disk.engine.streams():
        good = run.revoked.get(row.installation)
        if good is None or not _knows_revocation(node, row.installation):
            continue
        last = good.get(row.trunk, 0)
        for one in node.disk.engine.chain(row.stream, max(last + 1, row.first), row.number):
            for subject in one.touched:
                story = node.store.story(subject)
                silent = all(told.id != one.id for told in story.tellings)
                said = f"{node.name}: {one.kind} {one.id} of a revoked key counts"
                hold(run, "I14", silent and one.id not in story.void, said)


def _knows_revocation(node: SimNode, installation: str) -> bool:
    from tusach.library.nodes.facts import node_subject

    held = node.disk.engine.held(node_subject(TENANT, installation))
    return any(one.fact.kind == "node.revoked/1" for one in held)
