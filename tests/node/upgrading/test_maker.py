"""The maker of releases: a key for one owner, wheels with their hashes, a whole program."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.node.cli.conftest import ROOT, environment
from tests.node.upgrading.making import tree, wanted
from tools import release as maker

from tusach import VERSION
from tusach.node.upgrading.release_file import open_release

PINS = """
a==1.0 \\
    --hash=sha256:{sum}
    # via -r requirements/run.in
b==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:00
"""


def test_a_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    public = maker.new_key(tmp_path / "key")
    assert (tmp_path / "key.public").read_text().strip() == public
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert maker.read_key(tmp_path / "key").public_hex == public
    with pytest.raises(SystemExit, match="never overwritten"):
        maker.new_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(SystemExit, match="read by others"):
        maker.read_key(tmp_path / "key")


def test_the_program_is_whole_profiles_and_translations_too() -> None:
    files = tree("0.2.0")
    names = set(files)
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "tusach").rglob("*")
        if path.is_file() and path.suffix not in (".po", ".pyc") and ".egg-info" not in str(path)
    }
    assert sources - names == set(), "files of the program that a release would lack"
    assert "tusach/profiles/caobang/province.json" in names
    assert "tusach/node/office/locale/vi/LC_MESSAGES/django.mo" in names
    assert b'VERSION = "0.2.0"' in files["tusach/__init__.py"]
    assert VERSION.encode() not in files["tusach/__init__.py"]


def test_packages_are_taken_with_their_hashes_only(tmp_path: Path) -> None:
    raw = maker.wheel("a", "1.0", {"a.py": b""})
    path = tmp_path / "a-1.0-py3-none-any.whl"
    path.write_bytes(raw)
    pins = maker.pins(PINS.format(sum=hashlib.sha256(raw).hexdigest()))
    assert list(pins) == [("a", "1.0")], "what is for another system is left out"
    assert maker.packages(tmp_path, pins) == {path.name: raw}
    path.write_bytes(maker.wheel("a", "1.0", {"a.py": b"x"}))
    with pytest.raises(SystemExit, match="not a file of"):
        maker.packages(tmp_path, pins)
    path.unlink()
    with pytest.raises(SystemExit, match="no wheel for this machine"):
        maker.packages(tmp_path, pins)


def test_what_the_program_stands_on_is_what_is_pinned() -> None:
    names = {name for name, _version in wanted()}
    assert {"django", "msgspec", "pynacl", "waitress"} <= names
    assert "pytest" not in names


def test_the_door_makes_a_release_that_can_be_read(tmp_path: Path) -> None:
    key = tmp_path / "key"
    (tmp_path / "notes").mkdir()
    for language in ("vi", "en"):
        (tmp_path / "notes" / f"{language}.txt").write_text(f"notes {language}")
    maker.new_key(key)
    words = [sys.executable, "-m", "tools.release", "make", "--key", str(key)]
    words += ["--notes", str(tmp_path / "notes"), "--version", "7.1", "--made-ms", "5"]
    made = []
    for out in ("a", "b"):
        (tmp_path / out).mkdir()
        subprocess.run(
            [*words, "--out", str(tmp_path / out)],
            cwd=ROOT, env=environment(), check=True, capture_output=True,
        )  # fmt: skip
        made.append(tmp_path / out / "tusach-7.1.tusach-release")
    assert made[0].read_bytes() == made[1].read_bytes()
    found = open_release(made[0])
    assert found.manifest.notes == {"vi": "notes vi", "en": "notes en"}
    assert found.manifest.keys == (maker.read_key(key).public_hex,)
    path = tmp_path / "program.whl"
    path.write_bytes(b"".join(found.pieces(found.manifest.parts[0])))
    with zipfile.ZipFile(path) as archive:
        told = archive.read("tusach/release_keys.json").decode()
    assert told == f'["{found.manifest.keys[0]}"]'
    assert made[0].stat().st_size < 5 << 20, "it must come through a bad line"
