"""The peer: Morango 0.8.2, one small model, client to server over loopback.

It is installed into an environment of its own for the run, never into this project's. Where it
cannot be had, that is said and nothing is measured.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.store.__main__ import Bench

VERSION, RECORDS = "0.8.2", 10_000
PATIENCE_S, WAIT_S = 600, 60
PEER = Path(__file__).with_name("peer")


def installed(folder: Path) -> Path | None:
    """A Python that has Morango; None where it cannot be had."""
    python = folder / "venv" / "bin" / "python"
    commands = (
        [sys.executable, "-m", "venv", str(folder / "venv")],
        [str(python), "-m", "pip", "install", "-q", f"morango=={VERSION}"],
    )
    for command in commands:
        found = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
        if found.returncode:
            print(f"Morango {VERSION}: not measured: {found.stderr.strip()[-300:]}")
            return None
    return python


def measure(bench: Bench) -> None:
    """Records a second from a client to a server, by its own sync."""
    folder = bench.folder / "morango"
    folder.mkdir()
    try:
        python = installed(folder)
    except (OSError, subprocess.TimeoutExpired) as fault:
        print(f"Morango {VERSION}: not measured: {fault}")
        return
    if python is None:
        return
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]

    def words(what: str, *more: str) -> list[str]:
        return [str(python), str(PEER / "morango_peer.py"), what, str(folder), *more]

    subprocess.run(words("prepare"), check=True, capture_output=True)
    nowhere = subprocess.DEVNULL
    server = subprocess.Popen(words("serve", str(port)), stdout=nowhere, stderr=nowhere)
    try:
        _wait(port)
        reference = bench.reference()
        found = subprocess.run(
            words("push", str(port), str(RECORDS)), check=True, capture_output=True, text=True
        )
        said = json.loads(found.stdout.splitlines()[-1])
    finally:
        server.terminate()
        server.wait(WAIT_S)
    assert said["there"] == RECORDS, said
    name = f"Morango {VERSION}: {RECORDS:,} records of one small model"
    bench.note(name, RECORDS / said["seconds"], "/s", reference)


def _wait(port: int) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/morango/v1/morangoinfo/1/")
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("Morango's server did not answer")
