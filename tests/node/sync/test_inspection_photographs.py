"""Photographs of an assessment reach the province and the libraries of the commune, nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.node.sync.machines import Machines, machines, meet
from tests.node.sync.test_a_trip_to_the_fair import done
from tests.node.sync.test_photographs import carry, exchange, held, picture

from tusach.ledger.draft import Draft
from tusach.ledger.ident import sha256
from tusach.library.places import facts as places
from tusach.library.quality import assessing as rules
from tusach.library.quality import facts as quality
from tusach.node.acts import assessing, inspected
from tusach.node.acts.node import At, Node
from tusach.node.store import photographs
from tusach.node.sync.picturing import Exchanged

UNIT = "c" * 32
ONE = "commune@1"


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


class Inspected:
    """A commune with a library of its own, another library elsewhere, and the province."""

    def __init__(self, network: Machines) -> None:
        self.hub = network.hub
        self.own, self.other = network.join("own"), network.join("other")
        place = self.own.own_place() or ""
        state = self.hub.place(place)
        body = places.PlaceDescribed(state.name, state.kind, UNIT)
        told = Draft(
            kind="place.described/1",
            subject=place,
            scope="control",
            on=self.hub.today(),
            place=self.hub.own_place(),
            body=body,
        )
        done(self.hub.store.tell(None, (told,)))
        opened = quality.AssessmentOpened(UNIT, ONE, 2026)
        self.subject = quality.assessment_subject(
            self.hub.tenant, unit=UNIT, criteria=ONE, year=2026
        )
        at = rules.At(self.hub.today(), self.hub.own_place() or "")
        done(
            self.hub.store.act(
                None, lambda one: rules.begin(one.state(self.subject, "assessment"), opened, at)
            )
        )
        self.meet()

    def meet(self) -> None:
        for _ in range(2):
            for node in (self.own, self.other):
                meet(node, self.hub)

    def takes(self, node: Node, raw: bytes) -> str:
        shot = inspected.Shot(raw=raw, criterion="copies", children="none", taken_on=node.today())
        at = At(node.own_place() or "", node.today())
        criteria = assessing.sets()[ONE]
        done(inspected.add(node, self.subject, criteria, at, shot=shot))
        return sha256(raw)

    def removes(self, node: Node, digest: str) -> None:
        at = At(node.own_place() or "", node.today())
        done(inspected.remove(node, self.subject, at, digest=digest, reason="seen_asks"))


def test_what_the_province_took_reaches_the_library_of_the_commune_alone(
    network: Machines,
) -> None:
    seen = Inspected(network)
    digest = seen.takes(seen.hub, picture(1))
    seen.meet()
    assert exchange(seen.own, seen.hub) == Exchanged(received=1)
    assert exchange(seen.other, seen.hub) == Exchanged()
    assert (held(seen.own), held(seen.other)) == ({digest}, set())


def test_what_another_commune_took_in_its_review_goes_to_the_province_from_its_own_machine(
    network: Machines,
) -> None:
    seen = Inspected(network)
    digest = seen.takes(seen.other, picture(2))
    seen.meet()
    assert exchange(seen.other, seen.hub).sent == 1
    assert exchange(seen.own, seen.hub).received == 1
    assert held(seen.hub) == held(seen.own) == {digest}


def test_on_a_stick_it_goes_behind_all_facts(network: Machines) -> None:
    seen = Inspected(network)
    digest = seen.takes(seen.own, picture(3, 900))
    raw = carry(seen.own, seen.hub)
    assert held(seen.hub) == {digest}
    assert picture(3, 900)[-200:] not in raw


def test_what_is_removed_goes_everywhere_and_does_not_come_back(network: Machines) -> None:
    seen = Inspected(network)
    digest = seen.takes(seen.own, picture(4))
    seen.meet()
    exchange(seen.own, seen.hub)
    seen.removes(seen.hub, digest)
    assert held(seen.hub) == set()
    assert exchange(seen.own, seen.hub) == Exchanged()
    seen.meet()
    assert held(seen.own) == set()
    assert photographs.in_force(seen.other.store) == {}


def forge(seen: Inspected, digest: str, unit: str, *, removes: bool = False) -> None:
    """A machine of another commune names the hash in an assessment of its own."""
    subject = quality.assessment_subject(seen.other.tenant, unit=unit, criteria=ONE, year=2026)

    def told(kind: str, body: msgspec.Struct) -> Draft:
        on, place = seen.other.today(), seen.other.own_place()
        return Draft(kind=kind, subject=subject, scope="control", on=on, place=place, body=body)

    body = quality.AssessmentPhotographed(
        hash=digest,
        bytes=100,
        media="jpeg",
        width=8,
        height=8,
        children="none",
        taken_on=seen.other.today(),
    )
    drafts = [
        told("assessment.opened/1", quality.AssessmentOpened(unit, ONE, 2026)),
        told("assessment.photographed/1", body),
    ]
    if removes:
        gone = quality.AssessmentPhotographRemoved(digest, "seen_asks")
        drafts.append(told("assessment.photograph_removed/1", gone))
    done(seen.other.store.tell(None, tuple(drafts)))


@pytest.mark.parametrize("nr", range(4))
def test_who_names_the_hash_again_is_given_nothing_and_takes_nothing_from_others(
    network: Machines, nr: int
) -> None:
    seen = Inspected(network)
    digest = seen.takes(seen.hub, picture(20 + nr))
    seen.meet()
    forge(seen, digest, f"{2 * nr + 1:x}" * 32)
    seen.meet()
    exchange(seen.other, seen.hub)
    assert exchange(seen.own, seen.hub) == Exchanged(received=1)
    assert (held(seen.own), held(seen.other)) == ({digest}, set())


@pytest.mark.parametrize("unit", ["e" * 32, UNIT])
def test_who_may_not_hold_a_photograph_cannot_have_it_removed(network: Machines, unit: str) -> None:
    seen = Inspected(network)
    digest = seen.takes(seen.hub, picture(40))
    seen.meet()
    exchange(seen.own, seen.hub)
    forge(seen, digest, unit, removes=True)
    seen.meet()
    for node in (seen.hub, seen.own):
        photographs.sweep(node.store, node.home)
        assert held(node) == {digest}
    seen.removes(seen.own, digest)
    seen.meet()
    assert held(seen.hub) == held(seen.own) == set()
