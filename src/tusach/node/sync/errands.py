"""What a page asks to be done between nodes: in the background, one at a time, with progress.

| file of `network/errands/<id>` | holds |
|---|---|
| `errand.json` | what was asked, how far it is, what came of it |
| `parcel` | the parcel that came by the browser, or that waits to be fetched by it |

Whoever asked may go away. An errand whose process has died came to nothing; doing it again brings
nothing twice.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.ident import is_id
from tusach.ledger.parcel import BadParcel
from tusach.node.acts.node import Node
from tusach.node.store.peers import FOLDER
from tusach.node.store.protocol import StoreFault
from tusach.node.sync import turn
from tusach.node.sync.messages import BadMessage

ERRANDS, FILE, PARCEL = "errands", "errand.json", "parcel"
EXCHANGE, WRITE, READ, PREPARE = "exchange", "write", "read", "prepare"
RUNNING, DONE, FAILED = "running", "done", "failed"
KEPT = 10
SAVED_EVERY_S = 0.5
SHORT_S = 1.5
"""So long a page waits for the end, so that most errands are done when it shows them."""

log = logging.getLogger("tusach.errands")


class Errand(msgspec.Struct, kw_only=True):
    """An errand. what: exchange, write, read or prepare.

    whom: an address, a node, the name of a file. folder: the stick; "" is the browser. size: bytes
    of a parcel that is read. done: facts, or bytes of a parcel. fault, values: why it came to
    nothing. result: what came of it.
    """

    id: str
    what: str
    whom: str = ""
    folder: str = ""
    size: int = 0
    began_ms: int = 0
    ended_ms: int = 0
    done: int = 0
    state: str = RUNNING
    fault: str = ""
    values: dict[str, str] = {}
    result: dict[str, Any] = {}


Step = Callable[[int], None]
"""step(done): facts or bytes so far. Raises BadMessage when the process ends."""
Deed = Callable[[Step], dict[str, Any]]
"""Does it; what came of it. Raises BadMessage, BadParcel, StoreFault or OSError."""


def folder_of(home: Path, errand: str) -> Path:
    """Where an errand lies. Raises ValueError for what is no id: it comes from addresses."""
    if not is_id(errand):
        raise ValueError("no id of an errand")
    return home / FOLDER / ERRANDS / errand


def parcel_of(home: Path, errand: str) -> Path:
    """Where the parcel of an errand lies."""
    return folder_of(home, errand) / PARCEL


def load(home: Path, errand: str) -> Errand | None:
    """An errand by its id; None where there is none, or where its file is bent."""
    try:
        return msgspec.json.decode((folder_of(home, errand) / FILE).read_bytes(), type=Errand)
    except (OSError, ValueError):
        return None


def is_cut_off(home: Path, errand: Errand) -> bool:
    """Whether the process that did it is gone."""
    return errand.state == RUNNING and errand.id not in _running and not turn.is_taken(home)


def begin(node: Node, errand: Errand, deed: Deed) -> None:
    """Do it on a thread of its own; returns when it is done, or soon."""
    errand.began_ms = max(node.store.now_ms(), 0)
    _forget_old(node.home, errand.id)
    keep(node.home, errand)
    thread = threading.Thread(target=_run, args=(node, errand, deed), name="errand", daemon=True)
    _running[errand.id] = (thread, end := threading.Event())
    _ends[errand.id] = end
    thread.start()
    thread.join(SHORT_S)


def drop(home: Path, errand: str) -> None:
    """Nothing of it stays."""
    shutil.rmtree(folder_of(home, errand), ignore_errors=True)


def end_all() -> None:
    """Before a node closes: leave off what goes on."""
    for errand, (thread, end) in list(_running.items()):
        end.set()
        thread.join(10)
        _running.pop(errand, None)


def wait_for_all() -> None:
    """Until everything that goes on in this process is done."""
    for thread, _end in list(_running.values()):
        thread.join()


_running: dict[str, tuple[threading.Thread, threading.Event]] = {}
_ends: dict[str, threading.Event] = {}


def _run(node: Node, errand: Errand, deed: Deed) -> None:
    try:
        errand.result = deed(_Steps(node.home, errand, _ends[errand.id]))
        errand.state = DONE
    except (BadMessage, StoreFault) as fault:
        errand.state, errand.fault = FAILED, fault.code
        errand.values = {name: str(value) for name, value in fault.values.items()}
    except BadParcel as fault:
        errand.state, errand.fault = FAILED, fault.code
    except Exception as fault:  # edge: a thread of its own, where nobody else would see it
        log.exception("an errand broke off")
        errand.state, errand.fault = FAILED, "errand.broken"
        errand.values = {"said": type(fault).__name__}
    errand.ended_ms = max(errand.began_ms, 0)
    with contextlib.suppress(StoreFault):
        errand.ended_ms = max(node.store.now_ms(), 0)
    try:
        keep(node.home, errand)
    except OSError as wrong:
        log.error("how an errand ended could not be kept: %s", type(wrong).__name__)
    finally:
        _running.pop(errand.id, None)
        _ends.pop(errand.id, None)


class _Steps:
    """Says how far it is, and hears whether to leave off."""

    def __init__(self, home: Path, errand: Errand, end: threading.Event) -> None:
        self.home, self.errand, self.end = home, errand, end
        self.saved = time.monotonic()

    def __call__(self, done: int) -> None:
        if self.end.is_set():
            raise BadMessage("sync.left_off")
        self.errand.done = done
        now = time.monotonic()
        if now - self.saved >= SAVED_EVERY_S:
            self.saved = now
            keep(self.home, self.errand)


def keep(home: Path, errand: Errand) -> None:
    """How it stands is kept. Raises OSError."""
    folder = folder_of(home, errand.id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{FILE}"
    fresh.write_bytes(msgspec.json.encode(errand))
    fresh.replace(folder / FILE)


def _all(home: Path) -> Iterator[Errand]:
    folder = home / FOLDER / ERRANDS
    for path in folder.iterdir() if folder.is_dir() else ():
        found = load(home, path.name) if is_id(path.name) else None
        if found is not None:
            yield found


def _forget_old(home: Path, but: str) -> None:
    """The latest errands are kept, and those that go on; parcels among them are large."""
    found = sorted(_all(home), key=lambda one: -one.began_ms)
    for one in found[KEPT:]:
        if one.id != but and one.id not in _running:
            drop(home, one.id)
