"""What a home keeps of its imports: one folder each, with the upload until it is done.

| file of `imports/` | holds |
|---|---|
| `<id>/job.json` | what was asked, how far it came, its account; with a sum over itself |
| `<id>/upload` | the bytes as they came; gone when the import is done |
| `<id>/stop` | a person's word to stop it, for whichever process runs it |
| `running` | locked by the process that runs an import |
| `layouts.json` | which column of a list means what, by the header; with a sum over itself |

None of it is a fact, none is exchanged. What was stored is in the ledger, what was rejected in the
quarantine beside it; these files only say which file it came in.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from tusach.exchange.marc.decoding import Encoding
from tusach.exchange.sheets.layout import Layout
from tusach.ledger.ident import is_id
from tusach.node.acts.importing import Account
from tusach.node.settings import machine
from tusach.node.store.own_files import open_lock
from tusach.node.store.protocol import StoreFault

FOLDER, UPLOAD, JOB, LAYOUTS = "imports", "upload", "job.json", "layouts.json"
STOP, LOCK = "stop", "running"
MARC, LIST, RETRY, READERS = "marc", "list", "retry", "readers"
WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"
LONGEST_NAME = 160
_CHUNK = 1 << 20


class Job(msgspec.Struct, kw_only=True):
    """One import. state: waiting (for a person), running, done, stopped (by a person), failed.

    kind: what the file holds. guardian: who answers for children of a list of readers.
    A job that is running without a process that runs it was interrupted; it begins again. place:
    owner of the copies. by: staff id. digest: of the upload. settled: digests of pieces that a
    retry has brought in. fault: code and values of what stopped it.
    """

    id: str
    kind: str
    name: str
    place: str
    by: str | None
    made_ms: int
    size: int = 0
    digest: str = ""
    state: str = WAITING
    encoding: Encoding = "auto"
    with_copies: bool = True
    layout: Layout | None = None
    guardian: str = ""
    began_ms: int = 0
    ended_ms: int = 0
    done_bytes: int = 0
    account: Account = msgspec.field(default_factory=Account)
    settled: list[str] = []
    fault: str = ""
    fault_values: dict[str, Any] = {}

    @property
    def percent(self) -> int:
        """How much of the upload was read, in hundredths."""
        return min(100, 100 * self.done_bytes // self.size) if self.size else 0


class _Kept(msgspec.Struct):
    check: str
    kept: msgspec.Raw


def folder_of(home: Path, job: str) -> Path:
    """Where a job lies. Raises ValueError for what is no id: it comes from addresses."""
    if not is_id(job):
        raise ValueError("no id of a job")
    return home / FOLDER / job


def upload_of(home: Path, job: str) -> Path:
    """Where the bytes of a job lie."""
    return folder_of(home, job) / UPLOAD


def save(home: Path, job: Job, *, surely: bool = True) -> None:
    """Keep how a job stands; surely: also over a power cut."""
    folder = folder_of(home, job.id)
    folder.mkdir(parents=True, exist_ok=True)
    write_kept(folder / JOB, msgspec.json.encode(job), surely=surely)


def load(home: Path, job: str) -> Job | None:
    """A job by its id; None where there is none, or where its file is bent."""
    try:
        kept = read_kept(folder_of(home, job) / JOB)
        return msgspec.json.decode(kept, type=Job) if kept else None
    except (ValueError, OSError):
        return None


def all_jobs(home: Path) -> list[Job]:
    """Every job, the latest first."""
    found = [load(home, name) for name in _ids(home)]
    return sorted((job for job in found if job is not None), key=lambda job: (-job.made_ms, job.id))


def forget(home: Path, job: str) -> None:
    """Remove the file of a job and its upload; what it has brought in stays."""
    shutil.rmtree(folder_of(home, job), ignore_errors=True)


def drop_upload(home: Path, job: str) -> None:
    """The bytes are not needed any more."""
    upload_of(home, job).unlink(missing_ok=True)


def drop_reader_uploads(home: Path) -> bool:
    """No list of readers lies here any more, but for one that is being read: it holds persons.

    Returns whether none is left.
    """
    left = True
    for job in all_jobs(home):
        if job.kind != READERS:
            continue
        if job.state == RUNNING:
            left = False
        else:
            drop_upload(home, job.id)
    return left


def ask_to_stop(home: Path, job: str, *, stop: bool) -> None:
    """Leave word for the process that runs a job, or take the word back."""
    path = folder_of(home, job) / STOP
    if stop:
        path.touch()
    else:
        path.unlink(missing_ok=True)


def is_to_stop(home: Path, job: str) -> bool:
    """Whether somebody has asked for this job to stop."""
    return (folder_of(home, job) / STOP).exists()


def take_turn(home: Path) -> IO[bytes] | None:
    """The right to run an import, for as long as the file stays open; None while another runs.

    A hub serves its pages by several processes; the lock ends with its process, however that ends.
    """
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    file = os.fdopen(open_lock(home / FOLDER / LOCK), "ab")
    if not machine.try_lock(file):
        file.close()
        return None
    return file


def sum_of(path: Path) -> str:
    """SHA-256 of a file, in hex; raises StoreFault where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as fault:
        raise StoreFault("file.unreadable", path=path.name, said=str(fault)) from fault
    return digest.hexdigest()


def layouts(home: Path) -> dict[str, Layout]:
    """Every layout that was chosen, by the key of its header."""
    try:
        kept = read_kept(home / FOLDER / LAYOUTS)
        return msgspec.json.decode(kept, type=dict[str, Layout]) if kept else {}
    except (ValueError, OSError):
        return {}


def remember(home: Path, layout: Layout) -> None:
    """The next list with this header is read the same way."""
    known = {**layouts(home), layout.key: layout}
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    write_kept(home / FOLDER / LAYOUTS, msgspec.json.encode(known), surely=True)


def faults(home: Path) -> Iterator[str]:
    """Names of files that are not as they were written."""
    for name in _ids(home):
        path = folder_of(home, name)
        try:
            kept = read_kept(path / JOB)
            job = msgspec.json.decode(kept, type=Job) if kept else None
        except (ValueError, OSError):
            yield f"{FOLDER}/{name}/{JOB}"
            continue
        upload = path / UPLOAD
        if job and job.digest and upload.exists() and sum_of(upload) != job.digest:
            yield f"{FOLDER}/{name}/{UPLOAD}"
    try:
        read_kept(home / FOLDER / LAYOUTS)
    except (ValueError, OSError):
        yield f"{FOLDER}/{LAYOUTS}"


def _ids(home: Path) -> list[str]:
    try:
        return sorted(path.name for path in (home / FOLDER).iterdir() if is_id(path.name))
    except FileNotFoundError:
        return []


def read_kept(path: Path) -> bytes:
    """What was kept in a file; empty where there is none. Raises ValueError for a bent one."""
    try:
        whole = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except FileNotFoundError:
        return b""
    except msgspec.DecodeError as fault:
        raise ValueError(path.name) from fault
    kept = bytes(whole.kept)
    if hashlib.sha256(kept).hexdigest() != whole.check:
        raise ValueError(path.name)
    return kept


def write_kept(path: Path, kept: bytes, *, surely: bool) -> None:
    """Keep bytes with their checksum; surely: also over a power cut. Raises StoreFault."""
    whole = _Kept(hashlib.sha256(kept).hexdigest(), msgspec.Raw(kept))
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(whole))
            if surely:
                machine.sync_file(file)
        fresh.replace(path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        full = fault.errno in (28, 122)
        raise StoreFault("store.full" if full else "store.failed", said=str(fault)) from fault
