"""What may not follow here is refused before anything moves, with what is in the way."""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path
from typing import Any

import pytest
from tests.node.desk.conftest import Library
from tests.node.network.conftest import LAPTOP, let_in, library_alone, library_with_chief
from tests.node.network.conftest import library as hub_library
from tests.node.upgrading.making import KEY, STRANGER, small
from tools import release as maker

from tusach import VERSION
from tusach.library.nodes.facts import NODE_REVOKED, NodeRevoked
from tusach.node.acts.node import Node
from tusach.node.settings import machine
from tusach.node.store.keys import fingerprint
from tusach.node.store.protocol import StoreFault
from tusach.node.sync.certifying import draft, tell
from tusach.node.upgrading import course, fitting, trust
from tusach.node.upgrading.release_file import open_release

__all__ = ["hub_library", "library_alone", "library_with_chief"]


def refused(node: Node, path: Path) -> StoreFault:
    with pytest.raises(StoreFault) as found:
        course.look(path, node)
    return found.value


DOES_NOT_FIT: list[tuple[str, dict[str, Any], str]] = [
    (VERSION, {}, "upgrade.same"),
    (f"{VERSION}.0", {}, "upgrade.same"),
    ("0.0.9", {}, "upgrade.older"),
    ("0.9", {"follows": "0.8"}, "upgrade.too_far"),
    ("0.9", {"facts": 0}, "upgrade.forgets"),
    ("0.9", {"python": ("3.99", "4.0")}, "upgrade.python"),
    ("0.9", {"python": ("2.7", "3.11")}, "upgrade.python"),
    ("0.9", {"kind": "cpython-27", "platform": "linux-x86_64"}, "upgrade.platform"),
    ("0.9", {"platform": "win32-amd64"}, "upgrade.platform"),
    ("0.9", {"pins": (("nobody-has-this", "1.0"),)}, "upgrade.wants_packages"),
    ("0.9", {"pins": (("msgspec", "0.0.1"),)}, "upgrade.wants_packages"),
]


def test_a_release_that_does_not_fit_is_refused(node: Node, stick: Path) -> None:
    assert course.look(small(stick, "0.2.0"), node).source == trust.NAMED
    for version, more, code in DOES_NOT_FIT:
        assert refused(node, small(stick, version, **more)).code == code


def test_without_room_nothing_begins(
    home: Path, node: Node, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "free_bytes", lambda folder: 10 << 20)
    with pytest.raises(StoreFault) as found:
        course.upgrade(node, small(stick), lambda *told: None)
    assert found.value.code == "upgrade.no_room"
    assert int(found.value.values["said"]) == (fitting.MARGIN >> 20) - 9
    assert not list(home.with_name("home.versions").glob("*release*"))


def test_packages_that_are_copied_from_here_are_part_of_the_room(
    node: Node, stick: Path, tmp_path: Path
) -> None:
    pins = (("django", importlib.metadata.version("django")),)
    manifest = open_release(small(stick, pins=pins)).manifest
    assert fitting.room_for(manifest, tmp_path) > manifest.unpacked + (15 << 20)
    (tmp_path / f"packages-{manifest.packages}").mkdir()
    assert fitting.room_for(manifest, tmp_path) == manifest.unpacked


def test_on_a_small_disk_nothing_begins_and_nothing_is_left(
    node: Node, stick: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_VERSIONS", str(small_disk / "versions"))
    with pytest.raises(StoreFault) as found:
        course.upgrade(node, small(stick), lambda *told: None)
    assert found.value.code == "upgrade.no_room"
    monkeypatch.setattr(fitting, "MARGIN", 0)
    large = small(stick, wheels={"a-1-py3-none-any.whl": maker.wheel("a", "1", {"a": noise()})})
    with pytest.raises(StoreFault) as found:
        course.upgrade(node, large, lambda *told: None)
    assert found.value.code == "upgrade.no_room"
    left = sorted(one.name for one in (small_disk / "versions").iterdir())
    assert left == ["course.json", "course.lock"]


def noise() -> bytes:
    """Seven megabytes that nothing makes smaller."""
    return b"".join(hashlib.sha256(str(nr).encode()).digest() for nr in range(230_000))


def test_a_stick_that_is_pulled_out_is_named(
    node: Node, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small(stick)
    monkeypatch.setattr(course, "_read", pulled_out)
    with pytest.raises(StoreFault) as found:
        course.upgrade(node, path, lambda *told: None)
    assert found.value.code == "upgrade.stick_gone"


def pulled_out(*words: object) -> Any:
    yield b"tusach"
    raise OSError(5, "Input/output error")


def test_no_file_and_a_folder_are_named(node: Node, stick: Path) -> None:
    for path, code in ((stick / "x", "file.missing"), (stick, "upgrade.no_release")):
        with pytest.raises(StoreFault) as found:
            course.upgrade(node, path, lambda *told: None)
        assert found.value.code == code


# ---- whose word counts ----


def test_a_strange_signer_is_named_by_the_number_that_people_compare(
    node: Node, stick: Path
) -> None:
    fault = refused(node, small(stick, key=STRANGER))
    assert fault.code == "upgrade.stranger"
    assert fault.values["said"] == fingerprint(STRANGER.public_key)


def test_a_key_that_a_person_has_named_counts_until_it_is_forgotten(
    node: Node, stick: Path
) -> None:
    path = small(stick, key=STRANGER)
    trust.trust(node.home, STRANGER.public_hex)
    assert course.look(path, node).key == STRANGER.public_hex
    trust.forget(node.home, STRANGER.public_hex)
    assert refused(node, path).code == "upgrade.stranger"
    with pytest.raises(StoreFault) as found:
        trust.trust(node.home, "abc")
    assert found.value.code == "upgrade.no_key"


def test_the_maker_of_the_version_that_runs_counts(
    node: Node, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust.forget(node.home, KEY.public_hex)
    path = small(stick)
    assert refused(node, path).code == "upgrade.stranger"
    monkeypatch.setattr(trust, "built_in", lambda: (KEY.public_hex,))
    assert course.look(path, node).source == trust.MAKER


def test_a_checkout_believes_nobody_by_itself() -> None:
    assert trust.built_in() == ()


def test_nobody_has_signed_is_said(node: Node, stick: Path) -> None:
    from tusach.node.upgrading.release_file import encode, whole

    path = small(stick)
    found = open_release(path)
    payload = b"".join(found.pieces(found.manifest.parts[0]))
    path.write_bytes(b"".join(whole(encode(found.manifest), [], [payload])))
    assert refused(node, path).code == "upgrade.unsigned"


def test_a_hub_vouches_for_the_province_until_it_is_shut_out(
    library_with_chief: Library, stick: Path
) -> None:
    node = library_with_chief.node
    let_in(library_with_chief, LAPTOP)
    path = small(stick, key=LAPTOP)
    assert refused(node, path).code == "upgrade.stranger", "a library is no hub"
    let_in_as_hub(library_with_chief)
    assert course.look(path, node).source == trust.PROVINCE
    body = NodeRevoked("stolen", ())
    tell(node.store, None, [draft(node.store, NODE_REVOKED, LAPTOP.public_hex, body)])
    assert refused(node, path).code == "upgrade.stranger"


def let_in_as_hub(library: Library) -> None:
    from tusach.library.nodes.facts import NODE_ENROLLED, NodeEnrolled
    from tusach.node.store.keys import box_key

    store, public = library.node.store, LAPTOP.public_hex
    body = NodeEnrolled(public, box_key(public), "hub", (), "2027-06-01", "second hub")
    tell(store, None, [draft(store, NODE_ENROLLED, public, body)])
