"""`tusach upgrade` beside installing: looking, believing, vouching, wrong use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran
from tests.node.desk.conftest import Library
from tests.node.network.conftest import library as hub_library
from tests.node.network.conftest import library_alone, library_with_chief
from tests.node.upgrading.making import KEY, STRANGER, small

from tusach.node.cli.management.commands import upgrade
from tusach.node.settings.home import read_home
from tusach.node.settings.versions import versions_of
from tusach.node.store.keys import fingerprint
from tusach.node.store.protocol import StoreFault
from tusach.node.sync import enrolling
from tusach.node.upgrading import course, trust
from tusach.node.upgrading.release_file import open_release

__all__ = ["hub_library", "library_alone", "library_with_chief"]

Run = Callable[..., Ran]


def test_looking_says_what_it_brings_and_changes_nothing(home: Path, stick: Path, run: Run) -> None:
    ran = run(home, "upgrade", str(small(stick)), "--look", "--json", "--lang", "vi")
    assert ran.exit == 0
    assert (ran.told["version"], ran.told["source"]) == ("0.2.0", "named")
    assert ran.told["signed_by"] == fingerprint(KEY.public_key)
    assert "Có trang mới." in ran.err
    assert not versions_of(home).exists()


def test_a_key_is_believed_and_forgotten_by_its_file_or_its_letters(
    home: Path, stick: Path, run: Run
) -> None:
    path = stick / "key.public"
    path.write_text(f"{STRANGER.public_hex}\n")
    ran = run(home, "upgrade", "--trust", str(path), "--json")
    assert (ran.exit, ran.told["key"]) == (0, fingerprint(STRANGER.public_key))
    assert read_home(home)["release_keys"] == [KEY.public_hex, STRANGER.public_hex]
    assert run(home, "upgrade", "--forget", KEY.public_hex.upper()).exit == 0
    assert trust.named(home) == (STRANGER.public_hex,)
    for wrong in ("abc", str(stick), str(stick / "none")):
        ran = run(home, "upgrade", "--trust", wrong, "--json")
        assert (ran.exit, ran.told["refusal"]["code"]) == (3, "upgrade.no_key")


@pytest.mark.parametrize(
    "words", [(), ("--look",), ("--back", "--list"), ("x", "--back"), ("--list", "--trust", "k")]
)
def test_what_is_wanted_must_be_one_thing(home: Path, run: Run, words: tuple[str, ...]) -> None:
    assert run(home, "upgrade", *words).exit == 2


def test_the_list_is_empty_of_faults_where_nothing_was_upgraded(home: Path, run: Run) -> None:
    ran = run(home, "upgrade", "--list", "--json")
    assert ran.exit == 0
    assert [one["runs"] for one in ran.told["versions"]] == [True]
    assert ran.told["faults"] == [] and ran.told["last"] is None


def test_a_hub_vouches_for_what_it_believes_itself(
    library_with_chief: Library, stick: Path
) -> None:
    node = library_with_chief.node
    enrolling.lead(node)
    path = small(stick)
    with pytest.raises(StoreFault) as refused:
        upgrade._signed(node, path)
    assert refused.value.code == "upgrade.stranger", "nobody vouches for a stranger's"
    trust.trust(node.home, KEY.public_hex)
    found = upgrade._signed(node, path)
    assert found.exit == 0
    keys = [one.key for one in open_release(path).signatures]
    assert keys == [KEY.public_hex, node.store.installation.public_hex]
    trust.forget(node.home, KEY.public_hex)
    assert course.look(path, node).source == trust.PROVINCE


def test_a_library_vouches_for_nothing(home: Path, stick: Path, run: Run) -> None:
    path = small(stick)
    before = path.read_bytes()
    ran = run(home, "upgrade", "--sign", str(path), "--json")
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, "upgrade.no_hub")
    assert path.read_bytes() == before
