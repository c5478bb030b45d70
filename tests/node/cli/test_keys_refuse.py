"""Keys in a wrong place, or a secret that cannot be made, are said in words before any act."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran, command

from tusach.node.settings.keys import SECRET


@pytest.mark.parametrize("name", ["verify", "digest", "retell", "doctor", "serve"])
def test_keys_inside_the_home_are_refused_in_words(
    library: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(library / "keys"))
    ran = command(library, name, "--json")
    assert ran.exit == 3
    assert "Traceback" not in ran.err
    assert ran.told["refusal"]["code"] == "keys.inside"
    assert len(ran.out.splitlines()) == 1
    assert not (library / "keys").exists()


def unwritable(keys: Path) -> None:
    """A link that leads nowhere stands where the secret would be written: for root also."""
    (keys / SECRET).unlink(missing_ok=True)
    (keys / SECRET).symlink_to(keys / "none" / "none")


def test_a_secret_that_cannot_be_had_is_refused_in_words(library: Path, tmp_path: Path) -> None:
    unwritable(tmp_path / "keys")
    ran = command(library, "retell", "--json")
    assert ran.exit == 3
    assert "Traceback" not in ran.err
    assert ran.told["refusal"]["code"] == "file.failed"


def test_whoever_only_looks_needs_no_secret(library: Path, tmp_path: Path) -> None:
    unwritable(tmp_path / "keys")
    said: list[Ran] = [command(library, name, "--json") for name in ("digest", "verify")]
    assert [ran.exit for ran in said] == [0, 0]
