"""Processes that plan parts side by side: the solver holds the interpreter, threads do not help."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

import msgspec

from tusach.library.trips.problem import Problem
from tusach.node.trips.routing.search import Answer, Task, Work, planned_part

Stopped = Callable[[], bool]
LOOK_S = 0.2
"""How often a call to stop is looked for while others work."""

_here: dict[str, Any] = {}
"""In a process of its own: the problem it plans and the sign to stop."""


@contextmanager
def workers(problem: Problem, many: int, called_off: Stopped) -> Iterator[Work]:
    """Plans parts in so many processes; with one, in this one."""
    if many == 1:
        yield lambda tasks: [
            None if called_off() else planned_part(problem, task, called_off) for task in tasks
        ]
        return
    context = multiprocessing.get_context("spawn")
    sign = context.Event()
    pool = ProcessPoolExecutor(
        many,
        mp_context=context,
        initializer=_begin,
        initargs=(msgspec.json.encode(problem), sign),
    )
    try:
        yield lambda tasks: _side_by_side(pool, tasks, sign, called_off)
    finally:
        sign.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _side_by_side(
    pool: ProcessPoolExecutor, tasks: Sequence[Task], sign: Any, called_off: Stopped
) -> list[Answer | None]:
    try:
        futures = [pool.submit(_plan, msgspec.json.encode(task)) for task in tasks]
        waiting: set[Future[bytes]] = set(futures)
        while waiting:
            if called_off():
                sign.set()
            _, waiting = wait(waiting, timeout=LOOK_S)
        return [msgspec.json.decode(one.result(), type=Answer) for one in futures]
    except BrokenProcessPool:
        # Killed from outside, as where memory is short: what was found until then holds.
        return [None for _ in tasks]


def _begin(problem: bytes, sign: Any) -> None:
    _here["problem"] = msgspec.json.decode(problem, type=Problem)
    _here["sign"] = sign


def _plan(task: bytes) -> bytes:
    answer = planned_part(
        _here["problem"], msgspec.json.decode(task, type=Task), _here["sign"].is_set
    )
    return msgspec.json.encode(answer)
