"""Nodes that journeys visit: a real `tusach serve`, started, killed and started again by its id."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext

ROOT = Path(os.environ.get("TUSACH_JOURNEY_ROOT", Path(__file__).resolve().parent.parent.parent))
MORNING = "2026-11-25T08:30"
"""The day of all journeys, a Wednesday; the year of the demonstration ends with the day before."""
DAY_BEFORE = "2026-11-24"

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def command(moment: str | None, *arguments: str | Path) -> list[str]:
    """The words that run `tusach` at a moment, or, where none is told, now."""
    if moment is None:
        return [str(Path(sys.executable).with_name("tusach")), *map(str, arguments)]
    return [sys.executable, "-m", "tests.journeys.on_a_day", moment, *map(str, arguments)]


def environment(home: Path) -> dict[str, str]:
    """The environment of a process of this home; its keys lie beside it."""
    paths = (str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", ""))
    return os.environ | {
        "TUSACH_HOME": str(home),
        "TUSACH_KEYS": str(home.with_name("keys")),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }


def build(home: Path) -> None:
    """Fill a home with the smallest demonstration province."""
    words = ("demo", "--size", "small", "--until", DAY_BEFORE, "--home", home)
    made = subprocess.run(
        command(MORNING, *words), capture_output=True, text=True, check=False, env=environment(home)
    )
    assert made.returncode == 0, made.stdout + made.stderr


def twin(home: Path, folder: Path) -> Path:
    """A copy of a home and its keys in another folder, for a journey that changes much."""
    shutil.copytree(home, folder / "home")
    shutil.copytree(home.with_name("keys"), folder / "keys")
    return folder / "home"


class Node:
    """One home and the process that serves it."""

    def __init__(self, home: Path, *, port: int = 0) -> None:
        self.home = home
        self.log = home.with_name("serve.log")
        self.port = _free_port(port)
        self.process: subprocess.Popen[bytes] | None = None
        self._told = 0

    @property
    def address(self) -> str:
        """Where the browser on the node itself finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def lan_address(self) -> str:
        """Where a phone in the library's Wi-Fi finds it."""
        return f"http://node.local:{self.port}"

    def logins(self) -> dict[str, tuple[str, str]]:
        """By role (librarian, provincial, administrator, reader): name and password or PIN."""
        told = json.loads((self.home / "home.json").read_text(encoding="utf-8"))
        return {
            one["what"]: (one["login"], one["password"].removeprefix("PIN "))
            for one in told["demo_logins"]
        }

    def start(self, moment: str | None = MORNING) -> None:
        """Serve from now on; returns when the first page has answered."""
        words = ("serve", "--json", "--bind", f"127.0.0.1:{self.port}", "--home", self.home)
        self._told = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                command(moment, *words),
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=environment(self.home),
            )
        _wait_until_it_answers(self.process, f"{self.address}/style", self._announced, self.log)

    def _announced(self) -> bool:
        """Whether this very process said that it serves this home.

        An answer at the address alone may come from another node that was quicker to take it.
        """
        with self.log.open("rb") as told:
            told.seek(self._told)
            return str(self.home).encode() in told.read()

    def kill(self) -> None:
        """As a power cut ends it: at once, without a word."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=20)

    def stop(self) -> None:
        """End it politely, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def tell(self, *words: str) -> None:
        """A command beside the process that serves, which does it."""
        ran = subprocess.run(
            command(MORNING, *words, "--home", self.home, "--json"),
            capture_output=True, text=True, check=False, env=environment(self.home),
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def log_in(self, context: BrowserContext, role: str) -> None:
        """Log a browser in as staff of a role, or as the reader, without showing a page."""
        name, secret = self.logins()[role]
        at, fields = "login", {"username": name, "password": secret}
        if role == "reader":
            at, fields = "card", {"card": name, "pin": secret}
        address = f"{self.address}/{at}"
        form = context.request.get(address).text()
        found = _TOKEN.search(form)
        assert found is not None, form
        fields["csrfmiddlewaretoken"] = found.group(1)
        answer = context.request.post(address, form=fields, max_redirects=0)
        assert answer.status == 302, answer.text()


def _free_port(wanted: int = 0) -> int:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return _free_port()
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(
    process: subprocess.Popen[bytes], address: str, announced: Callable[[], bool], log: Path
) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(address, timeout=10).close()
            if announced():
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
    raise RuntimeError(f"serve did not start:\n{log.read_text(encoding='utf-8')}")
