"""A hub that several processes serve is not upgraded under them, and not served by another one."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.cli.conftest import ROOT, environment, free_port
from tests.node.store import homes as scene
from tests.node.upgrading.making import KEY, real
from tests.node.upgrading.test_there_and_back import lay, upgrade
from tests.node.upgrading.test_there_and_back import packages as packages

from tusach.node.settings.versions import START, read_pointer, versions_of
from tusach.node.store import workers
from tusach.node.upgrading import trust

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(600)]
PATIENCE_S = 60


@pytest.fixture
def hub(
    tmp_path: Path, stick: Path, packages: Path, postgres_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:  # fmt: skip
    """A home in PostgreSQL that believes the tests' key."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "hub"
    scene.found(home, database=postgres_database)
    trust.trust(home, KEY.public_hex)
    lay(home, stick, packages)
    return home


def begin(home: Path, address: str, *folders: str) -> subprocess.Popen[str]:
    """gunicorn as `deploy/` starts it, with another PYTHONPATH where one is given."""
    environ = {**environment(), "TUSACH_HOME": str(home)}
    environ["DJANGO_SETTINGS_MODULE"] = "tusach.node.settings.django"
    if folders:
        environ["PYTHONPATH"] = os.pathsep.join(folders)
    words = ["--no-control-socket", "--workers", "2", "--bind", address]
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *words, "tusach.node.cli.wsgi:application"],
        cwd="/" if folders else ROOT, env=environ, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@contextlib.contextmanager
def served(home: Path, *folders: str) -> Iterator[str]:
    """The address, once a page comes from there."""
    address = f"127.0.0.1:{free_port()}"
    process = begin(home, address, *folders)
    try:
        wait_for_page(process, address)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def wait_for_page(process: subprocess.Popen[str], address: str) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(f"http://{address}/", timeout=5) as answer,
        ):
            return str(answer.read().decode())
        time.sleep(0.1)
    raise AssertionError("no page came")


def leader(home: Path) -> int:
    """The process that writes, as the lock of the home says."""
    return int(json.loads((home / "node.lock").read_text())["pid"])


def test_while_it_is_served_an_upgrade_says_to_stop_it_and_then_which_program_to_start(
    hub: Path, stick: Path
) -> None:
    release = real(stick, "0.2.0")
    with served(hub):
        refused = upgrade(hub, release)
        assert (refused.exit, refused.told["refusal"]["code"]) == (3, "upgrade.many_processes")
        assert "Stop it" in refused.told["refusal"]["message"]
        # The one that writes dies: whether or not another is in its place yet, nothing begins.
        os.kill(leader(hub), signal.SIGKILL)
        again = upgrade(hub, release)
        assert again.exit == 3
        assert again.told["refusal"]["code"] in ("upgrade.many_processes", "home.busy_elsewhere")
    with workers.serving(hub) as shares:
        assert shares
        alone = upgrade(hub, release)
        assert (alone.exit, alone.told["refusal"]["code"]) == (3, "upgrade.many_processes")
    assert read_pointer(versions_of(hub)) is None
    done = upgrade(hub, release)
    assert (done.exit, done.told["version"]) == (0, "0.2.0"), done.err
    old = begin(hub, f"127.0.0.1:{free_port()}")
    _, said = old.communicate(timeout=PATIENCE_S)
    start = versions_of(hub) / "0.2.0" / START
    assert old.returncode not in (0, None)
    assert str(start) in said and "PYTHONPATH" in said
    assert 'wsgi.py"' not in said, "words, not where in the program they were said"
    folders = re.findall(r"here(\.parent)? / '([^']+)'", start.read_text())
    paths = [str((start.parent.parent if up else start.parent) / name) for up, name in folders]
    with served(hub, *paths):
        assert leader(hub)
