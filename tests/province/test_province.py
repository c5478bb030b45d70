"""A province under faults: whatever goes wrong, what was told is kept, and all come to the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
from tests.node.cli.conftest import ROOT
from tests.province.faults import EVERY_FAULT
from tests.province.invariants import Violated
from tests.province.plan import FAULT, Size, plan
from tests.province.run import Run
from tests.province.shrink import Failure, numbers_in, one_seed, ranges, shrunk, tried

SMALL = Size(nodes=3, days=8, acts=4)
SEEDS = (6, 7, 11, 14, 36, 38, 81, 99, 104, 201, 213, 250, 2154, 2166)
"""Seeds under which the simulator once found something, together with every fault."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(2))
def test_every_invariant_holds_while_faults_strike(part: int) -> None:
    for seed in SEEDS[part::2]:
        found = one_seed(seed, Size())
        assert isinstance(found, Run), f"{found.said}\nreplay: {found.command}"


@pytest.mark.timeout(600)
def test_every_fault_of_the_list_strikes() -> None:
    struck: Counter[str] = Counter()
    for seed in range(60):
        found = one_seed(seed, Size(nodes=4, days=8, acts=2, faults=7))
        assert isinstance(found, Run), f"{found.said}\nreplay: {found.command}"
        struck.update(found.struck)
        if not set(EVERY_FAULT) - struck.keys():
            return
    pytest.fail(f"never: {set(EVERY_FAULT) - struck.keys()}")


def test_the_same_seed_comes_to_the_same_digest_and_another_seed_to_another() -> None:
    runs = [one_seed(seed, SMALL) for seed in (3, 3, 4)]
    digests = [one.digest() for one in runs if isinstance(one, Run)]
    assert len(digests) == 3
    assert digests[0] == digests[1] != digests[2]


def test_a_failing_run_is_made_short_and_its_command_says_how_to_see_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act = Run.act

    def forgetful(self: Run, node: object, name: str, die: int) -> bool:
        if name == "visit" and self.struck["clock jumps"]:
            raise Violated(self, "I6", "planted")
        return act(self, node, name, die)  # type: ignore[arg-type]

    monkeypatch.setattr(Run, "act", forgetful)
    size = Size(nodes=3, days=8, acts=4, faults=6)
    failure = next(
        found for seed in range(40) if isinstance(found := one_seed(seed, size), Failure)
    )
    short = shrunk(failure, most=120)
    assert short.code == "I6"
    assert len(short.steps) == 2
    assert [one.what for one in short.steps].count(FAULT) == 1
    assert f"SEED={failure.seed} " in short.command
    kept = numbers_in(short.command.partition("STEPS=")[2])
    again = one_seed(failure.seed, size, kept)
    assert isinstance(again, Failure)
    assert again.said == short.said


def test_a_plan_is_made_of_the_seed_alone() -> None:
    assert plan(5, SMALL) == plan(5, SMALL) != plan(6, SMALL)


def test_what_crashes_a_run_is_a_finding_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "look_at_touched", lambda self: 1 // 0)
    _, failure = tried(1, SMALL, plan(1, SMALL))
    assert failure is not None
    assert failure.code == "ZeroDivisionError"


@pytest.mark.timeout(120)
def test_many_seeds_are_shared_out_to_processes_by_the_command_that_people_type() -> None:
    words = [sys.executable, "-m", "tests.province", "--seeds", "3", "--nodes", "1", "--days", "2"]
    folders = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    ran = subprocess.run(
        [*words, "--jobs", "2"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": folders},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith("3 seeds")


@pytest.mark.parametrize("numbers", [[1], [1, 2, 3], [0, 2, 3, 9], [4, 6, 7, 8, 20, 21]])
def test_numbers_of_steps_are_written_and_read_again(numbers: list[int]) -> None:
    assert numbers_in(ranges(numbers)) == numbers
