"""Releases for tests: of this very tree under another number, or of a few invented files."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools import release as maker

from tusach.node.settings.whole_file import write_pieces
from tusach.node.store.keys import Installation
from tusach.node.upgrading.release_file import ENDING

ROOT = Path(__file__).resolve().parents[3]
KEY = Installation(b"a key of the tests, 32 bytes lon")
STRANGER = Installation(b"b key of the tests, 32 bytes lon")
NOTES = {"vi": "Bản thử.\n\nCó trang mới.", "en": "A test.\n\nThere is a new page."}
COMMANDS = "tusach/node/cli/management/commands"


@functools.cache
def wanted() -> tuple[tuple[str, str], ...]:
    """What the program stands on, on this machine."""
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    return tuple(maker.pins(text))


@functools.cache
def tree(version: str) -> dict[str, bytes]:
    """The files of this tree under another number."""
    return maker.program(ROOT, version, [KEY.public_hex])


def real(
    folder: Path, version: str, changed: Mapping[str, bytes] | None = None, **more: Any
) -> Path:
    """A release of this tree; changed: files that differ, by their name below `tusach`."""
    files = {**tree(version), **(changed or {})}
    return write(folder, files, version, **{"pins": wanted(), **more})


def small(folder: Path, version: str = "0.2.0", **more: Any) -> Path:
    """A release of one invented file, which stands on nothing."""
    return write(folder, {"tusach/__init__.py": b"x = 1\n"}, version, **{"pins": (), **more})


def write(
    folder: Path,
    files: Mapping[str, bytes],
    version: str,
    *,
    pins: tuple[tuple[str, str], ...],
    key: Installation = KEY,
    wheels: Mapping[str, bytes] | None = None,
    **more: Any,
) -> Path:
    """The file of a release."""
    folder.mkdir(exist_ok=True)
    path = folder / f"tusach-{version}{ENDING}"
    pieces = maker.release(
        files, version=version, key=key, notes=NOTES, wanted=pins, wheels=wheels, **more
    )
    write_pieces(path, pieces)
    return path


SERVES_NO_MORE = b"""
import sys
sys.stderr.write("ImportError: a library is missing\\n")
raise SystemExit(7)
"""
SERVES_COPIES_ONLY = b"""
import os, sys
if "rehearsal-" not in os.environ["TUSACH_HOME"]:
    sys.stderr.write("the disk is too slow\\n")
    raise SystemExit(9)
from tusach.node.cli.serves import Command
"""
BENDS_THE_HOME = b"""
import http.server, json, os, pathlib
pathlib.Path(os.environ["TUSACH_HOME"], "home.json").write_text("{")
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}/"}), flush=True)
server.serve_forever()
"""
CANNOT_READ = b"""
import json
print(json.dumps({"refusal": {"code": "backup.newer", "message": "a later form of backup"}}))
raise SystemExit(3)
"""


def serve(code: bytes) -> dict[str, bytes]:
    """A version whose `serve` is this; the true one lies beside it."""
    true = (ROOT / "src" / COMMANDS / "serve.py").read_bytes()
    return {f"{COMMANDS}/serve.py": code, "tusach/node/cli/serves.py": true}


def restore(code: bytes) -> dict[str, bytes]:
    """A version whose `restore` is this."""
    return {f"{COMMANDS}/restore.py": code}


def wheels(names: frozenset[str]) -> dict[str, bytes]:
    """Some packages of this machine as wheels, as if they had been downloaded."""
    found: dict[str, bytes] = {}
    for name, version in wanted():
        if name not in names:
            continue
        lying = importlib.metadata.distribution(name)
        files = {
            "/".join(file.parts): Path(str(file.locate())).read_bytes()
            for file in lying.files or ()
            if ".." not in file.parts
            and "__pycache__" not in file.parts
            and not file.parts[0].endswith(".dist-info")
        }
        found[f"{name.replace('-', '_')}-{version}-cp311-abi3-linux.whl"] = maker.wheel(
            name.replace("-", "_"), version, files, level=1
        )
    return found
