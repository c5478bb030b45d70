"""A wheel holds the whole program: what pip installs from it makes a library anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.node.cli.conftest import ROOT

SOURCES = ("src", "profiles", "requirements", "pyproject.toml", "setup.py", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built from a copy of it without a network."""
    tree, to = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        left_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, tree / name)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", str(tree), "--no-deps", "--no-build-isolation",
         "--no-index", "--wheel-dir", str(to), "--quiet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return next(to.glob("tusach-*.whl"))


@pytest.mark.timeout(300)
def test_what_is_installed_from_a_wheel_makes_and_looks_at_a_library_of_each_profile(
    wheel: Path, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
        file.extractall(installed)
    package, profiles = ROOT / "src" / "tusach", ROOT / "profiles"
    for folder, prefix in ((package, "tusach"), (profiles, "tusach/profiles")):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"{prefix}/{path.relative_to(folder).as_posix()}" in names
    environ = {**os.environ, "PYTHONPATH": str(installed), "TUSACH_KEYS": str(tmp_path / "keys")}
    for profile in sorted(one.name for one in profiles.iterdir() if one.is_dir()):
        home = str(tmp_path / profile)
        words = ("--role", "library", "--tenant", "XX", "--profile", profile)
        for line in (("init", *words), ("doctor",)):
            done = subprocess.run(
                [sys.executable, "-P", "-m", "tusach", *line, "--home", home, "--json"],
                cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode in (0, 1), done.stderr
