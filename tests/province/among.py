"""The invariants that concern several nodes, and what a report said before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from tests.province.invariants import hold, i2_nothing_promised_is_missing, rows_in
from tests.province.machine import TENANT, Disk, SimVault
from tests.province.node import FOLDERS, HUB, SimNode, key_of

from tusach.ledger.fact import trusted
from tusach.library.copies.states import CopyState
from tusach.library.nodes.facts import INVITED
from tusach.node.store.protocol import StreamRow
from tusach.node.store.retell import scope_digests
from tusach.node.store.store import Identity, Store, World

if TYPE_CHECKING:
    from tests.province.run import Run


def of_province(run: Run) -> None:
    """What concerns several nodes, and reports of the hub for later."""
    i2_nothing_promised_is_missing(run)
    i1_same_facts_same_rows(run)
    i11_reports(run)


def i1_same_facts_same_rows(run: Run) -> None:
    """I1 between nodes: whoever holds the same facts of a subject shows the same rows."""
    hub = run.hub
    there = hub.disk.engine._by_subject
    for node in run.living():
        if node is hub or _is_stranger(hub, node) or not _agree_on_control(node, hub):
            continue
        for subject, held in node.disk.engine._by_subject.items():
            if {one.id for one in held} == {one.id for one in there.get(subject, ())}:
                same = rows_in(node, subject) == rows_in(hub, subject)
                hold(run, "I1", same, f"{node.name} and the hub differ on {subject}")


def _agree_on_control(node: SimNode, hub: SimNode) -> bool:
    here, there = scope_digests(node.store), scope_digests(hub.store)
    return here.get("control") == there.get("control")


class Report(msgspec.Struct, frozen=True):
    """Figures of the hub, and the vector at which they were known."""

    day: int
    rows: tuple[StreamRow, ...]
    figures: tuple[tuple[str, int], ...]


def figures(store: Store) -> tuple[tuple[str, int], ...]:
    """Loans by place, visits, copies by custody, disagreements: folded from all facts."""
    found: Counter[str] = Counter()
    for subject, held in store.engine.subjects():
        story = store.fold(subject, held)
        found["disagreements"] += len(story.disagreements)
        if isinstance(story.state, CopyState):
            found[f"copies {story.state.custody.word}"] += 1
            for loan in story.state.loans:
                found[f"loans {loan.place}"] += 1
        elif story.noun == "visits":
            found["visits"] += story.state.total
        elif story.noun == "reader":
            found["readers"] += story.state.registered_on is not None
    return tuple(sorted(found.items()))


def i11_reports(run: Run) -> None:
    """I11: a report is reproducible for ever: folding the facts up to its vector gives it again."""
    hub = run.hub
    for report in run.reports:
        again = as_known(hub, report.rows)
        if again is None:  # the hub was put back since, and lacks some of these facts now
            continue
        same = figures(again) == report.figures
        hold(run, "I11", same, f"the report of day {report.day} cannot be told again")
    if len(run.reports) < 3:
        with hub.store.engine.reading() as reading:
            rows = tuple(reading.streams())
        run.reports.append(Report(run.day, rows, figures(hub.store)))


def as_known(node: SimNode, rows: tuple[StreamRow, ...]) -> Store | None:
    """A store that holds what stands at or below these heads; None where some of it is not here."""
    disk = Disk(key_of("report"))
    facts = []
    for row in rows:
        key, number = row.hash[:32], row.number
        while number >= row.first:
            one = node.disk.engine.fact(key)
            if one is None:
                return None
            facts.append(msgspec.structs.replace(one, stream=row.stream))
            key, number = trusted(one.raw).previous[:32], number - 1
    facts.sort(key=lambda one: one.arrival)
    with disk.engine.writing() as writing:
        numbered = [
            msgspec.structs.replace(one, arrival=nr) for nr, one in enumerate(facts, start=1)
        ]
        writing.append(numbered)
        for row in rows:
            writing.put_stream(row)
    identity = Identity(TENANT, HUB, root=node.root)
    world = World(clock=node.clock, random=node.random, built_ms=0)
    vault = SimVault(disk)
    return Store(disk.engine, vault, disk.key, folders=FOLDERS, identity=identity, world=world)


def _is_stranger(hub: SimNode, node: SimNode) -> bool:
    """Whether its word does not count: the hub knows it not, or only by the stick it came with."""
    standing = hub.store.standings.of(node.store.own_key) if hub.store.standings else None
    return standing is None or standing.role == INVITED


def i12_converges(run: Run, held: dict[str, tuple[str, int]]) -> None:
    """I12: at rest, two exchanges on each edge bring all to the same.

    held: the facts of the living, each with stream and number; all of them are at the hub then:
    both ways on of a fork (I4), and whatever else was ever told and not lost with a disk (I2).
    """
    hub = run.hub
    others = [one for one in run.living() if one is not hub]
    if any(_is_stranger(hub, one) for one in others):
        run.rebuild_hub()
    for one in others:
        run.exchange(one, hub)
        if _is_stranger(hub, one):
            run.confirm(one)
    quiet = 0
    for _ in range(2 * len(others) + 4):
        # A copy of a machine that notices it is one tells so, also when another has brought the
        # hub what shows it: two rounds on each edge after the last such telling are enough.
        keys = sum(len(one.keys) for one in run.nodes.values())
        for node in others:
            run.exchange(node, hub)
        told = keys != sum(len(one.keys) for one in run.nodes.values())
        quiet = 0 if told else quiet + 1
        if quiet == 2:
            break
    for node in others:
        found = run.exchange(node, hub)
        said = f"{node.name} and the hub still exchange: {found}"
        rest = found is not None and found.sent == found.received == found.waiting == 0
        hold(run, "I12", rest, said)
    theirs = run.digests(hub)
    for node in others:
        for scope, digest in run.digests(node).items():
            same = theirs.get(scope) == digest
            hold(run, "I12", same, f"{node.name} and the hub differ in {scope}")
    for fact, number in sorted(held.items()):
        rivals = sum(other == number for other in held.values()) > 1 if not hub.holds(fact) else 0
        code = "I4" if rivals else "I2"
        hold(run, code, hub.holds(fact), f"{fact} was with somebody and is not at the hub")
