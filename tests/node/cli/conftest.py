"""A small library on disk, and commands run on it as a person or a script would."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings as django_settings
from tests.node.store import homes as scene

from tusach.node.acts import registering

ROOT = Path(__file__).resolve().parents[3]
TUSACH = [sys.executable, "-c", "from tusach.node.cli.main import run; run()"]


class Ran(msgspec.Struct, frozen=True):
    """How a command ended and what it said; told: the object on its last line."""

    exit: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return json.loads(self.out.splitlines()[-1])


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed home with titles, copies, readers and loans; its readers do not expire."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    scene.found(home)
    scene.fill(home, readers=3, loans=2)
    with scene.at_work(home) as node:
        for reader in scene.readers_of(node):
            registering.renew_reader(node, reader, "2099-12-31", scene.at_desk(node))
    return home


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: Any,
    db: None,
) -> Callable[..., Ran]:
    """A function that runs one command within this process: run(home, "lend", copy, card)."""

    def command(home: Path, name: str, *words: str) -> Ran:
        django_settings.TUSACH_HOME = home
        module = import_module(f"tusach.node.cli.management.commands.{name.replace('-', '_')}")
        capsys.readouterr()
        try:
            code = module.Command().run_words(name, list(words))
        except SystemExit as ended:  # how argparse ends a wrong use, or help
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


class Served(msgspec.Struct, frozen=True):
    """A process that serves a home."""

    process: Any
    address: str
    home: Path


@pytest.fixture
def serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], contextlib.AbstractContextManager[Served]]:
    """A function that serves a home by a real process, for as long as a block lasts."""

    @contextlib.contextmanager
    def serving(home: Path) -> Iterator[Served]:
        address = f"127.0.0.1:{free_port()}"
        process = subprocess.Popen(
            [*TUSACH, "serve", "--home", str(home), "--bind", address, "--json"],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            assert told["address"] == f"http://{address}/"
            yield Served(process, told["address"], home)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(60)
            process.stdout.close()

    return serving


def environment() -> dict[str, str]:
    """Of a process that runs the program beside the tests."""
    return {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


def command(home: Path, *words: str) -> Ran:
    """One command as a process of its own."""
    found = subprocess.run(
        [*TUSACH, *words, "--home", str(home)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(found.returncode, found.stdout, found.stderr)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@contextlib.contextmanager
def looking(home: Path) -> Iterator[Any]:
    """The node of a home, only looked at."""
    from tusach.node.acts.node import open_node

    node = open_node(home, readonly=True)
    try:
        yield node
    finally:
        node.indexer.close()
        node.store.engine.close()
        node.store.vault.close()


def codes_of(home: Path, status: str) -> list[str]:
    """Codes of copies in a status."""
    with looking(home) as node:
        words = "SELECT code FROM copy WHERE status = ? ORDER BY code"
        return [row[0] for row in node.store.query(words, (status,))]


def cards_of(home: Path) -> list[str]:
    """Card numbers of the readers."""
    with looking(home) as node:
        return scene.cards_of(node)


def fill_up(path: Path, disk: Path, *, but: int = 0) -> None:
    """No room is left on the disk, but so many bytes."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while True:
            os.write(handle, bytes(4096))
    os.ftruncate(handle, os.fstat(handle).st_size - but)
    os.close(handle)
    assert os.statvfs(disk).f_bavail * 4096 == but
