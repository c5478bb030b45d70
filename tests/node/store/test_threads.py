"""Many threads look while one acts: nobody sees, or remembers, what was not told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.store.telling import (
    counted,
    facts,
    lent,
    named,
    returned,
    small_library,
    tell,
)

from tusach.ledger.draft import Refusal
from tusach.node.store.schema import BY_NAME
from tusach.node.store.store import Store
from tusach.node.store.transaction import Transaction
from tusach.node.store.verify import verify

DE_MEN = "Dế Mèn phiêu lưu ký"
LOANS = BY_NAME["copy"].names.index("loans")
COPY, READER = named(f"copy {DE_MEN} 2"), named("reader Lý Thị Mẩy")


@pytest.fixture
def told(kind: str, new_store: Callable[..., Store]) -> Store:
    made = new_store(kind)
    small_library(made)
    return made


def run_all(jobs: list[Callable[[], None]]) -> None:
    """Each job on a thread of its own, all begun at once; what one raises is raised here."""
    faults: list[BaseException] = []
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        try:
            gate.wait(30)
            job()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a thread hangs"
    if faults:
        raise faults[0]


def test_of_many_who_lend_one_copy_at_once_one_does(told: Store) -> None:
    done = []

    def deed(transaction: Transaction) -> object:
        if transaction.state(COPY, "copy").open_loan is not None:
            return Refusal("copy.on_loan")
        return (lent(DE_MEN, "Lý Thị Mẩy", 2),)

    def lend() -> None:
        for _ in range(5):
            done.append(told.act(None, deed))

    run_all([lend] * 6)
    assert sum(not isinstance(one, Refusal) for one in done) == 1
    assert len(done) == 30
    assert told.story(COPY).disagreements == ()
    assert list(told.open_loans(READER).values()) == [COPY]
    assert verify(told).faults == ()


def test_whoever_looks_while_a_copy_comes_and_goes_sees_whole_acts_only(told: Store) -> None:
    ends = threading.Event()
    seen = set()

    def work() -> None:
        try:
            for _ in range(25):
                tell(told, lent(DE_MEN, "Lý Thị Mẩy", 2), counted(1))
                tell(told, returned(told, DE_MEN, 2), counted(1))
        finally:
            ends.set()

    def look() -> None:
        while not ends.is_set():
            seen.add(told.story(COPY).state.open_loan is not None)
            assert set(told.open_loans(READER).values()) <= {COPY}
            with told.engine.reading() as reading:
                rows = reading.subject_rows("copy", COPY)
                held = reading.held(COPY)
            # A fact, its story and its row are seen together, or not at all.
            assert rows[0][LOANS] == len(held) // 2 == len(told.fold(COPY, held).state.loans)

    run_all([work, look, look, look])
    assert seen <= {True, False}
    story = told.story(COPY)
    told.forget()
    assert told.story(COPY) == story
    assert told.open_loans(READER) == {}
    assert verify(told).faults == ()


def test_what_is_undone_by_a_fault_was_never_to_be_seen(told: Store) -> None:
    ends = threading.Event()
    before = facts(told)

    class Cut(Exception):
        pass

    def work() -> None:
        try:
            for _ in range(40):
                with pytest.raises(Cut), told.batch() as transaction:
                    transaction.tell([lent(DE_MEN, "Lý Thị Mẩy", 2)], None)
                    raise Cut
        finally:
            ends.set()

    def look() -> None:
        while not ends.is_set():
            assert told.state(COPY, "copy").open_loan is None
            assert told.open_loans(READER) == {}

    run_all([work, look, look])
    assert facts(told) == before
    assert told.open_loans(READER) == {}


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_threads_that_end_leave_no_connection_behind(new_store: Callable[..., Store]) -> None:
    told = new_store("sqlite")

    def look() -> None:
        assert facts(told) == 0

    for _ in range(3):
        run_all([look] * 4)
    before = open_files()
    for _ in range(20):
        run_all([look] * 4)
    assert open_files() <= before + 8
