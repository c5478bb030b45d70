"""What a hub says of its machines: leases, machines shut out, what stays good of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.store.telling import described, named, stocked, tell
from tests.node.sync.province import HUB_KEY, Province, Wire
from tests.node.sync.test_exchange import lends, reads, sync_copy, takes_back

from tusach.node.acts import machines
from tusach.node.acts.machines import Machine
from tusach.node.store.keys import VOUCH, Installation
from tusach.node.store.store import Store
from tusach.node.store.verify import verify
from tusach.node.sync import certifying
from tusach.node.sync.asking import synchronise
from tusach.node.sync.messages import BadMessage

HOUR_MS = 3_600_000


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


@pytest.fixture
def library(province: Province) -> Store:
    """A library with a copy and a reader, known at the hub."""
    found = province.library("one")
    tell(province.hub, described("Dế Mèn"), stocked("Dế Mèn"))
    synchronise(found, Wire(province.hub))
    reads(found, "An")
    synchronise(found, Wire(province.hub))
    return found


def known(store: Store, key: str) -> Machine:
    found = machines.machine_named(store, key, "")
    assert found is not None
    return found


def vouched(store: Store, seed: bytes) -> str:
    return store.installation.sign(VOUCH + Installation(seed).public_key).hex()


def status(store: Store) -> str:
    return str(store.state(named("copy Dế Mèn 1"), "copy").status)


def test_a_lease_is_renewed_and_never_made_shorter(province: Province, library: Store) -> None:
    hub = province.hub
    one = known(hub, library.own_key)
    until = certifying.renew(hub, one, days=900, by=None)
    assert known(hub, library.own_key).certificate.valid_until == until  # type: ignore[union-attr]
    with pytest.raises(BadMessage, match=r"enrol\.shorter"):
        certifying.renew(hub, known(hub, library.own_key), days=10, by=None)
    synchronise(library, Wire(hub))
    assert known(library, library.own_key).certificate.valid_until == until  # type: ignore[union-attr]


def test_a_lease_that_ends_soon_is_spoken_of_at_the_hub_and_at_the_machine_alone(
    province: Province, library: Store
) -> None:
    hub, other = province.hub, province.library("two")
    synchronise(library, Wire(hub))
    assert machines.lapsing(hub) == []
    for store in (hub, library):
        store.clock.ms += 660 * 24 * HOUR_MS  # type: ignore[attr-defined]
    assert {one.key for one, _ in machines.lapsing(hub)} == {library.own_key, other.own_key}
    assert [(one.key, left < 31) for one, left in machines.lapsing(library)] == [
        (library.own_key, True)
    ]


def test_what_a_stolen_machine_told_after_the_chosen_moment_falls_out_and_the_rest_stays(
    province: Province, library: Store
) -> None:
    hub = province.hub
    lends(library, "Dế Mèn", "An")
    synchronise(library, Wire(hub))
    until_ms = library.clock.ms  # type: ignore[attr-defined]
    library.clock.ms += HOUR_MS  # type: ignore[attr-defined]
    takes_back(library, "Dế Mèn")
    synchronise(library, Wire(hub))
    assert status(hub) == "available"
    one = known(hub, library.own_key)
    seen = certifying.falling(hub, one, until_ms)
    assert dict(seen.kinds) == {"copy.returned/2": 1}
    done = certifying.revoke(hub, one, reason="stolen", until_ms=until_ms, by=None)
    assert done == seen
    assert status(hub) == "on_loan"
    assert known(hub, library.own_key).revoked is not None
    with pytest.raises(BadMessage, match=r"node\.revoked"):
        synchronise(library, Wire(hub))
    assert verify(hub).faults == ()


def test_a_moment_of_now_keeps_all_that_the_hub_has(province: Province, library: Store) -> None:
    hub = province.hub
    lends(library, "Dế Mèn", "An")
    synchronise(library, Wire(hub))
    done = certifying.revoke(
        hub, known(hub, library.own_key), reason="lost", until_ms=None, by=None
    )
    assert (done.facts, status(hub)) == (0, "on_loan")


def test_every_key_of_a_machine_is_shut_out_and_what_each_told_in_time_stays(
    province: Province, library: Store
) -> None:
    hub, old = province.hub, library.own_key
    fresh = Installation(b"n" * 32, old, vouched(library, b"n" * 32))
    library.renew = lambda: fresh
    library.succeed()
    lends(library, "Dế Mèn", "An")
    synchronise(library, Wire(hub))
    assert status(hub) == "on_loan"
    one = known(hub, library.own_key)
    assert one.keys == (library.own_key, old)
    assert one == known(hub, old)
    certifying.revoke(hub, one, reason="stolen", until_ms=None, by=None)
    assert status(hub) == "on_loan"
    assert hub.standings is not None
    for key in (library.own_key, old):
        standing = hub.standings.of(key)
        assert standing is not None and standing.last_good


def test_of_a_stream_that_parted_the_smallest_number_holds_for_both_ways(
    province: Province, library: Store
) -> None:
    hub = province.hub
    clone = province.store("one", place=library.identity.place)
    sync_copy(library, clone)
    fresh = Installation(b"f" * 32, library.own_key, vouched(library, b"f" * 32))
    clone.renew = lambda: fresh
    lends(library, "Dế Mèn", "An")
    synchronise(library, Wire(hub))
    until_ms = library.clock.ms + HOUR_MS  # type: ignore[attr-defined]
    clone.clock.ms += 3 * HOUR_MS  # type: ignore[attr-defined]
    lends(clone, "Dế Mèn", "An")
    synchronise(clone, Wire(hub))
    one = known(hub, library.own_key)
    assert [fork.facts for fork in one.forks] and one.forks[0].since_ms > 0
    seen = certifying.falling(hub, one, until_ms)
    assert dict(seen.kinds)["copy.lent/2"] == 2
    assert [one.key for one in machines.unseen(hub, set())] == [one.key]
    assert list(machines.unseen(hub, {fork.branch for fork in one.forks})) == []


def test_nobody_but_a_hub_shuts_out_and_no_hub_itself(province: Province, library: Store) -> None:
    own = known(library, library.own_key)
    with pytest.raises(BadMessage, match=r"enrol\.not_a_hub"):
        certifying.revoke(library, own, reason="stolen", until_ms=None, by=None)
    with pytest.raises(BadMessage, match=r"enrol\.own"):
        certifying.revoke(
            province.hub,
            known(province.hub, HUB_KEY.public_hex),
            reason="stolen",
            until_ms=None,
            by=None,
        )


def test_a_later_word_of_the_hub_takes_the_place_of_the_first(
    province: Province, library: Store
) -> None:
    hub = province.hub
    lends(library, "Dế Mèn", "An")
    synchronise(library, Wire(hub))
    one = known(hub, library.own_key)
    certifying.revoke(hub, one, reason="stolen", until_ms=0, by=None)
    assert status(hub) != "on_loan"
    certifying.revoke(hub, known(hub, one.key), reason="stolen", until_ms=None, by=None)
    assert status(hub) == "on_loan"
