"""A vehicle is sent on a trip, listed, and gives it up, with commands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran
from tests.node.sync.machines import HUB, machines, meet, reader

Run = Callable[..., Ran]


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub, a library with a reader and a vehicle, closed again; the folder of their homes."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with ExitStack() as stack:
        network = stack.enter_context(machines(tmp_path / "homes"))
        library, car = network.join("nui"), network.join("xe", "vehicle")
        reader(library, "Lý Thị Mẩy")
        for node in (library, car):
            meet(node, network.hub)
    return tmp_path / "homes"


def test_a_trip_from_the_hub_to_the_end(homes: Path, run: Run, tmp_path: Path) -> None:
    hub, car = homes / HUB, homes / "xe"
    empty = run(hub, "trip", "--json")
    assert (empty.exit, empty.told["holders"]) == (0, [])
    sent = run(hub, "trip", "xe", "--places", "nui", "--until", "2099-01-01", "--json")
    assert (sent.exit, len(sent.told["places"])) == (0, 1)
    stick, back = str(tmp_path / "stick"), str(tmp_path / "back")
    assert run(hub, "parcel", "write", stick, "--for", "xe").exit == 0
    assert run(car, "parcel", "read", stick).exit == 0
    for language, word in (("vi", "đang giữ"), ("en", "holds")):
        listed = run(hub, "trip", "--lang", language)
        assert listed.exit == 0
        assert word in listed.out
    refused = run(car, "release", "--place", "nowhere", "--json")
    assert (refused.exit, refused.told["refusal"]["code"]) == (3, "release.not_held")
    given = run(car, "release", "--place", "nui", "--json")
    assert given.exit == 0
    assert given.told["parts"] > 0
    assert run(car, "release", "--json").told["parts"] == 0
    assert run(car, "verify", "--json").told["faults"] == []
    assert run(car, "parcel", "write", back).exit == 0
    assert run(hub, "parcel", "read", back).exit == 0
    assert run(hub, "trip", "--json").told["holders"] == []


def test_wrong_words_of_a_trip_are_refused(homes: Path, run: Run) -> None:
    hub, car = homes / HUB, homes / "xe"
    for home, words, code in (
        (hub, ("bike", "--places", "nui"), "trip.no_vehicle"),
        (hub, ("xe", "--places", "nowhere"), "trip.no_place"),
        (car, ("xe", "--places", "nui"), "trip.not_a_hub"),
    ):
        ran = run(home, "trip", *words, "--json")
        assert (ran.exit, ran.told["refusal"]["code"]) == (3, code)
    assert run(hub, "trip", "xe", "--until", "soon").exit == 2
    assert run(homes / "nui", "release", "--json").told["refusal"]["code"] == (
        "release.not_a_vehicle"
    )
