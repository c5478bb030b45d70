"""Slow hashes for passwords and PINs: memory-hard, small enough, and one at a time.

Argon2id with 19 MiB, two passes, one lane. A second caller waits; a crowd is turned away at
once, so that a flood of guesses can never occupy every thread that serves the desk.
"""

import hmac
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tusach.node.settings.told import signing_secret

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
WAITING = 2
PATIENCE_SECONDS = 3.0

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_turn = threading.Lock()
_queue = threading.BoundedSemaphore(1 + WAITING)
# The C library keeps freed memory for each thread that used it: with one thread for all
# hashes a node keeps 19 MiB, with eight that serve pages it kept 75.
_worker: tuple[int, ThreadPoolExecutor] | None = None
Answer = TypeVar("Answer")
# Checked where there is no hash, so that an unknown name takes as long as a known one.
_nobody: str | None = None


class Busy(Exception):
    """Too many people are logging in at this moment; the next try will do."""


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        if not _turn.acquire(timeout=PATIENCE_SECONDS):
            raise Busy
        try:
            yield
        finally:
            _turn.release()
    finally:
        _queue.release()


def _on_the_worker(work: Callable[[], Answer]) -> Answer:
    global _worker
    # A forked process has the number of its parent's worker, but not the thread.
    if _worker is None or _worker[0] != os.getpid():
        _worker = os.getpid(), ThreadPoolExecutor(max_workers=1, thread_name_prefix="hashing")
    return _worker[1].submit(work).result()


def slow_hash(secret: str) -> str:
    """Return the Argon2id hash of a secret, in its usual text form."""
    with _one_at_a_time():
        return _on_the_worker(lambda: _hasher.hash(secret))


def slow_check(secret: str, hashed: str | None) -> bool:
    """Tell whether a secret fits a hash; without a hash, spend the same work and say no."""
    with _one_at_a_time():
        return _on_the_worker(lambda: _check(secret, hashed))


def _check(secret: str, hashed: str | None) -> bool:
    nobodys = _nobodys_hash()
    try:
        return _hasher.verify(hashed or nobodys, secret) and bool(hashed)
    except (VerificationError, InvalidHashError):
        return False


def _nobodys_hash() -> str:
    global _nobody
    if _nobody is None:
        _nobody = _hasher.hash("nobody has this secret")
    return _nobody


def keyed_hash(purpose: str, text: str) -> str:
    """Return a fast hash that nobody can repeat without this node's secret key."""
    key = f"tusach.{purpose}:{signing_secret()}".encode()
    return hmac.new(key, text.encode(), sha256).hexdigest()
