"""Wheels become folders: no name leads elsewhere, no file differs from the list it came with."""

from __future__ import annotations

import csv
import importlib.metadata
import io
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.upgrading.making import small
from tools import release as maker

from tusach.node.settings import machine
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading import unpacking
from tusach.node.upgrading.release_file import open_release
from tusach.node.upgrading.unpacking import copy_installed, install, unpack

GOOD = {"a/__init__.py": b"x = 1\n", "a/b/c.txt": b"c"}


def wheel(folder: Path, change: Callable[[dict[str, bytes]], None] = lambda files: None) -> Path:
    """A wheel of two files; change: what somebody did to what is in it."""
    with zipfile.ZipFile(io.BytesIO(maker.wheel("a", "1", GOOD))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    path = folder / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return path


def refused(path: Path, into: Path) -> str:
    with pytest.raises(StoreFault) as found:
        unpack(path, into)
    return found.value.code


def test_every_file_lies_as_the_wheel_has_it(tmp_path: Path) -> None:
    size = unpack(wheel(tmp_path), tmp_path / "into")
    assert (tmp_path / "into" / "a" / "b" / "c.txt").read_bytes() == b"c"
    assert size == sum(p.stat().st_size for p in (tmp_path / "into").rglob("*") if p.is_file())


def test_what_belongs_beside_is_laid_and_scripts_are_not(tmp_path: Path) -> None:
    files = {**GOOD, "a-1.data/purelib/d.py": b"d", "a-1.data/scripts/run": b"#!"}
    path = tmp_path / "a-1-py3-none-any.whl"
    path.write_bytes(maker.wheel("a", "1", files))
    unpack(path, tmp_path / "into")
    assert (tmp_path / "into" / "d.py").read_bytes() == b"d"
    assert not list((tmp_path / "into").rglob("run"))
    assert list(unpacking._bent(tmp_path / "into")) == []


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a\\x", "c:x", "a/../../x", "a//x", "./x", "a/./x", "x\0y"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert not unpacking.is_safe(name)
    if "\0" in name:
        return  # a zip ends a name there
    path = wheel(tmp_path, lambda files: files.update({name: b"x"}))
    assert refused(path, tmp_path / "into") == "upgrade.wheel"
    assert not (tmp_path / "x").exists()


def bend(files: dict[str, bytes]) -> None:
    files["a/b/c.txt"] = b"d"


def add(files: dict[str, bytes]) -> None:
    files["a/more.py"] = b""


def twice(files: dict[str, bytes]) -> None:
    files["A/b/c.txt"] = b"c"


def no_list(files: dict[str, bytes]) -> None:
    files.pop("a-1.dist-info/RECORD")


def two_lists(files: dict[str, bytes]) -> None:
    files["b-1.dist-info/RECORD"] = b""


@pytest.mark.parametrize("change", [bend, add, twice, no_list, two_lists])
def test_what_its_list_does_not_say_is_refused(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    assert refused(wheel(tmp_path, change), tmp_path / "into") == "upgrade.wheel"


def test_a_link_in_a_wheel_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(maker.wheel("a", "1", GOOD))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK if name == "a/b/c.txt" else stat.S_IFREG) << 16
            archive.writestr(info, raw)
    assert refused(path, tmp_path / "into") == "upgrade.wheel"


def test_no_wheel_and_one_that_swells_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.whl"
    path.write_bytes(b"no zip")
    assert refused(path, tmp_path / "into") == "upgrade.wheel"
    with pytest.raises(StoreFault) as found:
        unpack(wheel(tmp_path), tmp_path / "into", most=3)
    assert found.value.code == "upgrade.wheel"


def test_installed_packages_are_copied_so_that_they_work_alone(tmp_path: Path) -> None:
    pins = [(name, importlib.metadata.version(name)) for name in ("msgspec", "pynacl", "cffi")]
    copy_installed(pins, tmp_path / "into")
    assert list(unpacking._bent(tmp_path / "into")) == []
    code = "import msgspec, nacl.signing; print(msgspec.__file__)"
    words = [machine.base_python(), "-I", "-S", "-c"]
    path = f"import sys; sys.path.insert(0, {str(tmp_path / 'into')!r}); {code}"
    ran = subprocess.run([*words, path], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith(str(tmp_path))


def test_a_bent_package_of_the_machine_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lying = tmp_path / "site"
    unpack(wheel(tmp_path), lying)
    monkeypatch.syspath_prepend(str(lying))
    copy_installed([("a", "1")], tmp_path / "fine")
    (lying / "a" / "b" / "c.txt").write_bytes(b"d")
    with pytest.raises(StoreFault) as found:
        copy_installed([("a", "1")], tmp_path / "into")
    assert found.value.code == "upgrade.packages_bent"


def test_packages_of_another_version_are_not_taken(tmp_path: Path) -> None:
    with pytest.raises(StoreFault) as found:
        copy_installed([("msgspec", "0.0.1")], tmp_path / "into")
    assert found.value.code == "upgrade.wants_packages"


def test_a_version_lies_there_whole_or_not_at_all(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    release = open_release(small(tmp_path))
    install(release, versions, step=lambda done, total: None)
    names = sorted(one.name for one in versions.iterdir())
    assert names == ["0.2.0", f"packages-{release.manifest.packages}"]
    assert (versions / "0.2.0" / "program" / "tusach" / "__init__.py").read_bytes() == b"x = 1\n"
    assert unpacking.about_of(versions, "0.2.0") == release.manifest


def test_shared_packages_that_were_bent_since_are_not_built_on(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    raw = maker.wheel("a", "1", GOOD)
    path = small(tmp_path, wheels={"a-1-py3-none-any.whl": raw})
    install(open_release(path), versions, step=lambda done, total: None)
    (packages,) = versions.glob("packages-*")
    assert (packages / "a" / "__init__.py").exists()
    (packages / "a" / "__init__.py").write_bytes(b"x = 2\n")
    with pytest.raises(StoreFault) as found:
        install(open_release(path), versions, step=lambda done, total: None)
    assert found.value.code == "upgrade.packages_bent"


def test_a_file_that_changes_after_it_was_checked_is_not_unpacked(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    path = small(tmp_path)
    release = open_release(path)
    raw = bytearray(path.read_bytes())
    raw[release.at + 60] ^= 1
    path.write_bytes(raw)
    with pytest.raises(StoreFault):
        install(release, versions, step=lambda done, total: None)
    assert list(versions.iterdir()) == []


def test_the_list_of_a_wheel_that_the_maker_writes_is_right() -> None:
    with zipfile.ZipFile(io.BytesIO(maker.wheel("a", "1", GOOD))) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("a-1.dist-info/RECORD").decode())))
        assert {row[0] for row in rows} == set(archive.namelist())
