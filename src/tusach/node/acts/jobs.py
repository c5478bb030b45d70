"""Imports in the background: one at a time, with progress, stoppable, begun again after a fall.

The job itself runs on a thread of the process that writes. It holds the ledger for a moment at a
time, so that the desk goes on beside it. Whoever asked may go away: the job's file says how it
stands, and a job whose process has died begins again at the person's word and duplicates nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import IO
from weakref import WeakKeyDictionary

import msgspec

from tusach.exchange.marc.reader import Read, read
from tusach.ledger.draft import Refusal
from tusach.node.acts import job_files as files
from tusach.node.acts.importing import Account, Wish, import_stream
from tusach.node.acts.importing_lists import import_list
from tusach.node.acts.importing_readers import import_readers
from tusach.node.acts.job_files import DONE, FAILED, LIST, READERS, RETRY, RUNNING, STOPPED, Job
from tusach.node.acts.node import At, Node
from tusach.node.acts.rows_in import add
from tusach.node.store.protocol import StoreFault

CHUNK = 64 << 10
RECORDS_AT_ONCE = 500
SAVED_EVERY_S = 0.5
BREATH_S = 0.001
MOST_RETRIED = 500

log = logging.getLogger("tusach.jobs")


class _Stopped(Exception):
    """A person, or the end of the process, has stopped the import."""


class Jobs:
    """The imports of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.home = node.home
        self._lock = threading.Lock()
        self._running: Job | None = None
        self._turn: IO[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._ending = False
        self._saved_at = 0.0

    def running(self) -> Job | None:
        """The import that runs now, here or in another process of this home."""
        if self._running is not None:
            return self._running
        found = next((job for job in files.all_jobs(self.home) if job.state == RUNNING), None)
        return found if found is not None and self._runs_elsewhere() else None

    def get(self, job: str) -> Job | None:
        """A job by its id, as it stands this moment."""
        running = self._running
        if running is not None and running.id == job:
            return running
        return files.load(self.home, job)

    def all(self) -> list[Job]:
        """Every job, the latest first."""
        running = self._running
        found = files.all_jobs(self.home)
        return [running if running and job.id == running.id else job for job in found]

    def is_interrupted(self, job: Job) -> bool:
        """Whether the process that ran it is gone."""
        return job.state == RUNNING and job is not self._running and not self._runs_elsewhere()

    def start(self, job: Job) -> Refusal | None:
        """Run it from the beginning: what is there already is recognised."""
        with self._lock:
            running = self.running()
            if running is not None:
                return Refusal("import.running", {"name": running.name})
            if not files.upload_of(self.home, job.id).exists():
                return Refusal("import.upload_gone", {})
            self._turn = files.take_turn(self.home)
            if self._turn is None:
                return Refusal("import.running", {"name": "…"})
            self._stop.clear()
            files.ask_to_stop(self.home, job.id, stop=False)
            job.state, job.fault, job.fault_values = RUNNING, "", {}
            job.began_ms, job.ended_ms = max(self.node.store.now_ms(), 0), 0
            job.account, job.done_bytes = Account(), 0
            files.save(self.home, job)
            self._running = job
            self._thread = threading.Thread(
                target=self._run, args=(job,), name="import", daemon=True
            )
            self._thread.start()
        return None

    def stop(self, job: str) -> None:
        """Stop an import; what it has stored stays."""
        files.ask_to_stop(self.home, job, stop=True)

    def join(self, seconds: float | None = None) -> None:
        """Wait for the import that runs."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def end(self) -> None:
        """The process ends: the import is left as interrupted, to begin again later."""
        self._ending = True
        self._stop.set()
        self.join(10)

    def settled(self) -> frozenset[str]:
        """Digests of pieces that were rejected once and came in later."""
        return frozenset(
            digest for job in self.all() if job.kind == RETRY for digest in job.settled
        )

    # ---- on the thread ----

    def _run(self, job: Job) -> None:
        try:
            self._perform(job)
            job.state = DONE
        except _Stopped:
            job.state = RUNNING if self._ending else STOPPED
        except StoreFault as fault:
            job.state, job.fault = FAILED, fault.code
            job.fault_values = {key: str(value) for key, value in fault.values.items()}
        except Exception as fault:  # edge: a thread of its own, where nobody else would see it
            log.exception("an import broke off")
            job.state, job.fault = FAILED, "import.broken"
            job.fault_values = {"said": type(fault).__name__}
        self._finish(job)

    def _finish(self, job: Job) -> None:
        job.ended_ms = max(self.node.store.now_ms(), 0)
        try:
            files.save(self.home, job)
            if job.state == DONE:
                files.drop_upload(self.home, job.id)
        except StoreFault as fault:
            log.error("how an import ended could not be kept: %s", fault.code)
        finally:
            files.ask_to_stop(self.home, job.id, stop=False)
            turn, self._turn, self._running = self._turn, None, None
            if turn is not None:
                turn.close()

    def _runs_elsewhere(self) -> bool:
        if self._turn is not None:
            return False
        turn = files.take_turn(self.home)
        if turn is None:
            return True
        turn.close()
        return False

    def _perform(self, job: Job) -> None:
        path = files.upload_of(self.home, job.id)
        if files.sum_of(path) != job.digest:
            raise StoreFault("import.upload_changed")
        at = At(job.place, self.node.today(), job.by)
        if job.kind == READERS:
            assert job.layout is not None
            import_readers(
                self.node,
                path.read_bytes(),
                job.name,
                at,
                layout=job.layout,
                guardian=job.guardian,
                account=job.account,
                step=lambda _: self._step(job),
            )
            return
        if job.kind == LIST:
            assert job.layout is not None
            import_list(
                self.node,
                path.read_bytes(),
                job.name,
                at,
                layout=job.layout,
                account=job.account,
                step=lambda _: self._step(job),
            )
            return
        wish = Wish(encoding=job.encoding, with_copies=job.with_copies, at_once=RECORDS_AT_ONCE)
        with self.node.much():
            import_stream(
                self.node, self._chunks(job), job.name, at, wish=wish, account=job.account
            )

    def _chunks(self, job: Job) -> Iterator[bytes]:
        path = files.upload_of(self.home, job.id)
        try:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
                    job.done_bytes += len(chunk)
                    self._step(job)
        except OSError as fault:
            raise StoreFault("file.unreadable", path=job.name, said=str(fault)) from fault

    def _step(self, job: Job) -> None:
        """Between two commits: let others at the ledger, hear whether to stop, keep the account."""
        if self._stop.wait(BREATH_S) or files.is_to_stop(self.home, job.id):
            raise _Stopped
        now = time.monotonic()
        if now - self._saved_at >= SAVED_EVERY_S:
            self._saved_at = now
            files.save(self.home, job, surely=False)


_all: WeakKeyDictionary[Node, Jobs] = WeakKeyDictionary()


def jobs_of(node: Node) -> Jobs:
    """The imports of a node."""
    found = _all.get(node)
    if found is None:
        found = _all[node] = Jobs(node)
    return found


def end_jobs(node: Node) -> None:
    """Before a node closes: stop the import that runs, if any."""
    found = _all.get(node)
    if found is not None:
        found.end()


class Piece(msgspec.Struct, frozen=True):
    """A rejected piece of a file, as the quarantine keeps it. file, position, offset: its place."""

    nr: int
    file: str
    position: int
    offset: int
    reason: str
    on_ms: int
    size: int
    digest: str
    is_row: bool


def retry(node: Node, pieces: list[tuple[Piece, bytes]], at: At) -> Job:
    """Rejected records read once more, by today's reader; those that are records now come in.

    The others stay where they are, and are not set aside a second time.
    """
    job = Job(
        id=node.store.random.new_id(),
        kind=RETRY,
        name="",
        place=at.place,
        by=at.by,
        made_ms=max(node.store.now_ms(), 0),
    )
    for piece, raw in pieces[:MOST_RETRIED]:
        found = list(read([raw]))
        if not found or not all(isinstance(one, Read) for one in found):
            job.account.read += 1
            job.account.rejected_count += 1
            continue
        fresh = import_stream(node, [raw], piece.file, at, wish=Wish(at_once=RECORDS_AT_ONCE))
        add(job.account, fresh)
        job.settled.append(piece.digest)
    job.state, job.began_ms, job.ended_ms = DONE, job.made_ms, max(node.store.now_ms(), 0)
    files.save(node.home, job)
    return job
