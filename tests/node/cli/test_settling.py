"""`tusach disagreements` lists what waits with its ways; `tusach settle` takes one, or it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran

from tusach.ledger.draft import Refusal
from tusach.library.readers.rules import NewReader
from tusach.node.acts import registering
from tusach.node.acts.node import At, writing_node

Run = Callable[..., Ran]


@pytest.fixture
def twice(library: Path) -> Path:
    """A home in which somebody was registered twice."""
    with writing_node(library) as node:
        place = node.place_id("main")
        group = node.profile.lending.reader_groups[0].code
        twin = NewReader(subject="", name="Bà Na", group=group, birth_year=1960)
        for _ in range(2):
            told = registering.register_readers(node, (twin,), At(place, node.today()))
            assert not isinstance(told, Refusal), told
    return library


def opened(run: Run, home: Path, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run(home, "disagreements", "--json", *words).told["open"]
    return found


def test_each_case_is_listed_with_its_ways_and_without_names(run: Run, twice: Path) -> None:
    ran = run(twice, "disagreements")
    (case,) = opened(run, twice)
    assert case["ways"] == ["merge", "parted"]
    assert f"tusach settle {case['id']} merge" in ran.out
    assert "Bà Na" not in ran.out


def test_the_list_of_a_place_holds_what_that_place_should_look_at(run: Run, twice: Path) -> None:
    assert len(opened(run, twice, "--place", "main")) == 1
    ran = run(twice, "disagreements", "--place", "nowhere", "--json")
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, "place.unknown")


def test_a_case_is_settled_once_and_taken_back(run: Run, twice: Path) -> None:
    (case,) = opened(run, twice)
    key = str(case["id"])
    done = run(twice, "settle", key, "--json")
    assert done.exit == 0, done
    assert opened(run, twice) == []
    assert len(opened(run, twice, "--joined")) == 1
    again = run(twice, "settle", key, "--json")
    assert (again.exit, again.told["refusal"]["code"]) == (3, "settle.done_already")
    back = run(twice, "settle", key, "--json", "--undo", *done.told["facts"])
    assert back.exit == 0, back
    assert [one["id"] for one in opened(run, twice)] == [key]


def test_an_unknown_way_is_refused(run: Run, twice: Path) -> None:
    (case,) = opened(run, twice)
    ran = run(twice, "settle", str(case["id"]), "burn", "--json")
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, "settle.option_unknown")
