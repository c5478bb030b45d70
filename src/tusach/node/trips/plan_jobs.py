"""Plans made in the background: one at a time, with progress, called off at a person's word.

A plan is nobody's fact before it is published: it lies in a folder of this node, with the wishes it
was made from, and may be thrown away. The plan of a process that died is said to be broken off.
"""

from __future__ import annotations

import logging
import shutil
import threading
from datetime import date
from pathlib import Path
from weakref import WeakKeyDictionary

import msgspec

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.trips.carrying import carried
from tusach.library.trips.pins import Pin
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem
from tusach.node.acts.job_files import read_kept, write_kept
from tusach.node.acts.node import Node
from tusach.node.store.protocol import StoreFault
from tusach.node.trips import plan_files
from tusach.node.trips.routing.router import Router, Step, router

FOLDER, JOB, PLAN, WISHES = "plans", "job.json", "plan.json", "wishes.json"
RUNNING, DONE, STOPPED, FAILED = "running", "done", "stopped", "failed"

log = logging.getLogger("tusach.plans")


class PlanJob(msgspec.Struct):
    """One plan and how it stands. of: the plan it goes on from; way: which of the three.

    cost_m, unserved: of the best plan so far. faults: what the checker found in the finished one.
    used: pins that it was made with; pins: those that hold now, for the next one.
    """

    id: str
    by: str
    made_ms: int
    from_on: date
    until_on: date
    vehicles: tuple[str, ...]
    seconds: int
    state: str = RUNNING
    phase: str = ""
    spent_s: int = 0
    cost_m: int = 0
    unserved: int = 0
    required_unserved: int = 0
    faults: int = 0
    planner: str = ""
    of: str = ""
    way: str = ""
    changed: int = 0
    pins: tuple[Pin, ...] = ()
    used: tuple[Pin, ...] = ()

    @property
    def cost_km(self) -> int:
        """The cost of the best plan so far, in kilometres."""
        return self.cost_m // 1000


class PlanJobs:
    """The plans of one node."""

    def __init__(self, node: Node) -> None:
        self.home = node.home / FOLDER
        self._lock = threading.Lock()
        self._running: PlanJob | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def all(self) -> list[PlanJob]:
        """Every plan, the latest first."""
        names = [path.name for path in self.home.iterdir()] if self.home.exists() else []
        found = [job for name in names if (job := self.get(name)) is not None]
        return sorted(found, key=lambda job: (-job.made_ms, job.id))

    def get(self, job: str) -> PlanJob | None:
        """A plan by its id, as it stands this moment; None where there is none or it is bent."""
        running = self._running
        if running is not None and running.id == job:
            return running
        try:
            kept = read_kept(self._path(job) / JOB)
            return msgspec.json.decode(kept, type=PlanJob) if kept else None
        except (ValueError, OSError):
            return None

    def is_broken_off(self, job: PlanJob) -> bool:
        """Whether the process that made it is gone."""
        return job.state == RUNNING and job is not self._running

    def plan_of(self, job: str) -> tuple[Problem, Plan] | None:
        """The plan with its wishes; None where it is not there or cannot be read."""
        try:
            kept = read_kept(self._path(job) / PLAN)
        except (ValueError, OSError):
            return None
        found = plan_files.read(kept, _no_wishes) if kept else None
        return None if found is None or isinstance(found, Refusal) else found

    def wishes_of(self, job: str) -> Problem | None:
        """The wishes of a plan without its pins; None where it has none or they are bent."""
        try:
            kept = read_kept(self._path(job) / WISHES)
            return msgspec.json.decode(kept, type=Problem) if kept else None
        except (ValueError, OSError):
            return None

    def set_pins(self, job: PlanJob, pins: tuple[Pin, ...]) -> None:
        """Keep what a person wants of the next plan of these days."""
        job.pins = pins
        self._save(job)

    def start(
        self,
        job: PlanJob,
        problem: Problem,
        *,
        planner: Router | None = None,
        before: Problem | None = None,
        stands: Plan | None = None,
    ) -> bool:
        """Begin to plan; False where another plan is being made. before: without the pins.

        What stands of the plan that it goes on from, of the last one of these days, or else of what
        is promised (`stands`), is kept where nothing better is found.
        """
        with self._lock:
            if self._running is not None:
                return False
            self._stop.clear()
            self._save(job)
            if before is not None:
                write_kept(self._path(job.id) / WISHES, msgspec.json.encode(before), surely=True)
            self._running = job
            self._thread = threading.Thread(
                target=self._run,
                args=(job, problem, planner or router(), self._begin(job, problem) or stands),
                name="planning",
                daemon=True,
            )
            self._thread.start()
        return True

    def keep(self, job: PlanJob, problem: Problem, plan: Plan) -> None:
        """A plan that is finished already, as one way of three is."""
        self._finish(job, problem, plan, DONE)

    def stop(self, job: str) -> None:
        """Call it off; the best plan so far is kept."""
        running = self._running
        if running is not None and running.id == job:
            self._stop.set()

    def remove(self, job: str) -> None:
        """Throw a plan away; what was published stays published."""
        self.stop(job)
        self.join()
        shutil.rmtree(self._path(job), ignore_errors=True)

    def join(self, seconds: float | None = None) -> None:
        """Wait for the plan that is being made."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _path(self, job: str) -> Path:
        if not is_id(job):
            raise ValueError("no id of a plan")
        return self.home / job

    def _save(self, job: PlanJob) -> None:
        folder = self._path(job.id)
        folder.mkdir(parents=True, exist_ok=True)
        write_kept(folder / JOB, msgspec.json.encode(job), surely=True)

    def _begin(self, job: PlanJob, problem: Problem) -> Plan | None:
        """What stands of a plan of these days."""
        same = [
            one.id
            for one in self.all()
            if (one.from_on, one.until_on) == (job.from_on, job.until_on)
            and one.id != job.id
            and one.state in (DONE, STOPPED)
        ]
        for one in filter(None, (job.of, *same)):
            made = self.plan_of(one)
            if made is not None:
                return carried(problem, *made)
        return None

    def _run(self, job: PlanJob, problem: Problem, planner: Router, begin: Plan | None) -> None:
        def step(found: Step) -> None:
            job.phase, job.spent_s = found.phase, int(found.seconds)
            job.cost_m, job.unserved = found.cost_m, found.unserved

        try:
            plan = planner.plan(
                problem,
                seconds=job.seconds,
                progress=step,
                called_off=self._stop.is_set,
                begin=begin,
            )
            self._finish(job, problem, plan, STOPPED if self._stop.is_set() else DONE)
        except Exception:  # edge: a thread of its own, where nobody else would see it
            log.exception("a plan broke off")
            job.state = FAILED
            try:
                self._save(job)
            except StoreFault as fault:
                log.error("how a plan ended could not be kept: %s", fault.code)
        finally:
            self._running = None

    def _finish(self, job: PlanJob, problem: Problem, plan: Plan, state: str) -> None:
        fields = plan_files.fields_of(problem, plan)
        job.state, job.planner = state, plan.made_by
        job.cost_m, job.unserved = fields["cost_metres"], len(fields["unserved"])
        job.required_unserved, job.faults = fields["required_unserved"], len(fields["faults"])
        folder = self._path(job.id)
        folder.mkdir(parents=True, exist_ok=True)
        write_kept(folder / PLAN, msgspec.json.encode(fields), surely=True)
        self._save(job)


def _no_wishes(first: date, last: date, names: tuple[str, ...]) -> Refusal:
    """A plan of this node carries its own wishes."""
    return Refusal("plan.file_empty", {})


_all: WeakKeyDictionary[Node, PlanJobs] = WeakKeyDictionary()


def plan_jobs_of(node: Node) -> PlanJobs:
    """The plans of a node."""
    found = _all.get(node)
    if found is None:
        found = _all[node] = PlanJobs(node)
    return found
