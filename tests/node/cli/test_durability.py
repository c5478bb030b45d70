"""What was answered as done is there: after kill -9 at any moment, after a full disk."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.node.cli.conftest import (
    ROOT,
    Served,
    cards_of,
    codes_of,
    environment,
    fill_up,
    looking,
)
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.node.acts import circulation
from tusach.node.acts.verifying import verify_home
from tusach.node.cli import handover
from tusach.node.store.protocol import StoreFault

pytestmark = pytest.mark.timeout(600)
KILLS, KILLS_OF_SERVE = 12, 3


def start_worker(home: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.node.cli.worker", str(home), *words],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


def lines(process: subprocess.Popen[str]) -> Iterator[list[str]]:
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith("\n"):
            yield line.split()


def missing(home: Path, told: set[str]) -> list[str]:
    """Facts that were answered as done and are not there."""
    with looking(home) as node:
        return [fact for fact in sorted(told) if node.store.fact(fact) is None]


def test_no_told_act_is_lost_when_the_process_is_killed_at_any_moment(library: Path) -> None:
    chance, told = random.Random(20261123), set()
    for _ in range(KILLS):
        process = start_worker(library)
        acts = 0
        wanted = chance.randrange(1, 25)
        pause = chance.random() * 0.02
        for line in lines(process):
            if line[0] == "told":
                told.add(line[1])
                acts += 1
            if acts == wanted:
                # At a moment of its own, in the middle of whatever comes next.
                threading.Timer(pause, process.kill).start()
                acts += 1
        process.wait()
        assert process.returncode == -9
        assert process.stdout is not None
        process.stdout.close()
        assert verify_home(library).faults == ()
        assert missing(library, told) == []
    assert len(told) > KILLS
    with scene.at_work(library, ms=later(library)) as node:
        assert node.search.count == len(node.store.query("SELECT subject FROM title"))
    assert verify_home(library).faults == ()


def later(home: Path) -> int:
    """A moment after everything that was sealed in a home."""
    with looking(home) as node:
        return int(node.store.wall_ms) + 1_000


def test_no_act_that_a_serving_process_answered_is_lost_when_it_is_killed(
    library: Path, serve: Callable[[Path], contextlib.AbstractContextManager[Served]]
) -> None:
    chance, told = random.Random(7), set()
    copies, cards = codes_of(library, "available"), cards_of(library)
    for turn in range(KILLS_OF_SERVE):
        with serve(library) as served:
            killer = threading.Timer(0.2 + chance.random() / 2, served.process.kill)
            killer.start()
            with contextlib.suppress(StoreFault, OSError, ValueError):
                for nr in range(10_000):
                    name = "return" if nr % 2 else "lend"
                    words = {"copy": copies[(nr // 2) % len(copies)], "reader": cards[turn]}
                    words |= {"on": "", "place": "", "by": None}
                    found = handover.ask(
                        library, name, words, lang="vi", progress=lambda *_told: None
                    )
                    if "fact" in found["fields"]:
                        told.add(found["fields"]["fact"])
            killer.join()
            served.process.wait()
        assert verify_home(library).faults == ()
        assert missing(library, told) == []
    assert len(told) > KILLS_OF_SERVE


def test_a_limit_on_files_refuses_the_act_whole_and_room_lets_it_go_on(library: Path) -> None:
    """Works for everybody: the kernel refuses what would make a file larger."""
    process = start_worker(library, "--room", "60000")
    said = list(lines(process))
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    assert process.returncode == 0
    codes = [line[1] for line in said if line[0] == "refused"]
    assert codes == ["store.full"]
    assert said[-1] == ["done"]
    told = {line[1] for line in said if line[0] == "told"}
    assert len(told) > 10
    assert missing(library, told) == []
    assert verify_home(library).faults == ()


def test_a_full_disk_refuses_the_act_whole_and_room_lets_it_go_on(
    library: Path, small_disk: Path
) -> None:
    home = scene.copied(library, small_disk / "home")
    ballast = small_disk / "ballast"
    told: list[str] = []
    with scene.at_work(home) as node:
        at = scene.at_desk(node)

        def act(nr: int) -> None:
            copy = scene.copies_of(node)[nr % 10]
            reader = scene.readers_of(node)[nr % 3]
            if node.store.state(copy, "copy").open_loan is None:
                done = circulation.lend(node, copy, reader, at)
            else:
                done = circulation.take_back(node, copy, at)
            if not isinstance(done, Refusal):
                told.append(done.fact)

        act(0)
        fill_up(ballast, small_disk)
        with pytest.raises(StoreFault) as refused:
            for nr in range(1, 5_000):
                act(nr)
        assert refused.value.code == "store.full"
        before = len(told)
        for nr in range(5):
            with contextlib.suppress(StoreFault):
                act(nr)
        ballast.unlink()
        for nr in range(20):
            act(nr)
        assert len(told) >= before + 10
    assert missing(home, set(told)) == []
    assert verify_home(home).faults == ()
