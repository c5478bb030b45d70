"""Sets of criteria: what the shipped ones ask for, and what no set may be."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest

from tusach.library.quality import first_set
from tusach.library.quality.criteria import CriteriaSet, SetsOdd, judged, read_sets

RAW = resources.files("tusach.library.quality").joinpath("criteria.json").read_bytes()


def least(name: str) -> dict[str, int | None]:
    return {one.code: one.at_least for one in read_sets(RAW)[name].criteria}


def test_the_shipped_sets_ask_what_the_decree_asks_and_are_marked_provisional() -> None:
    found = read_sets(RAW)
    assert list(found) == ["commune@1", "community@1"]
    assert all(one.provisional for one in found.values())
    commune, community = least("commune@1"), least("community@1")
    assert (commune["copies"], commune["periodicals"], commune["floor"]) == (2000, 2, 40)
    assert (community["copies"], community["floor"]) == (1500, 25)
    assert "periodicals" not in community


def test_what_the_gap_planner_asks_is_in_each_set_under_the_same_code_and_action() -> None:
    for one in read_sets(RAW).values():
        for known in first_set.CRITERIA:
            found = one.get(known.code)
            assert found is not None
            assert (found.kind, found.action) == ("computed", known.action)
        stock = one.get("stock")
        assert stock is not None
        assert stock.at_least == first_set.LEAST_COPIES
        assert one.get("wings") is None


def test_every_wording_is_in_both_languages() -> None:
    for one in read_sets(RAW).values():
        for each in one.criteria:
            for words in (each.names, each.legal, *([each.measure] if each.at_least else [])):
                assert set(words) == {"vi", "en"}, each.code


def test_a_number_is_judged_and_silence_is_not() -> None:
    commune: CriteriaSet = read_sets(RAW)["commune@1"]
    floor, access = commune.get("floor"), commune.get("access")
    assert floor is not None
    assert access is not None
    assert [judged(floor, value) for value in (39, 40, 0, None)] == [False, True, False, None]
    assert judged(access, 1) is None


def _set(**more: Any) -> dict[str, Any]:
    one = {
        "code": "a",
        "names": {"vi": "A"},
        "kind": "observed",
        "legal": {"vi": "B"},
        "must": True,
        "action": "do",
    }
    return {"name": "x@1", "names": {}, "legal": {}, "provisional": True, "criteria": [one | more]}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (b"{", "truncated"),
        ({"sets": [{"name": "x@1"}]}, "missing required field"),
        ({"sets": [_set(color="red")]}, "unknown field"),
        ({"sets": [_set() | {"name": "x"}]}, "with a version"),
        ({"sets": [_set(), _set()]}, "name of its own"),
        ({"sets": [_set() | {"criteria": []}]}, "no criteria"),
        ({"sets": [_set(code="A b")]}, "lower-case words"),
        ({"sets": [_set(action="A b")]}, "lower-case words"),
        ({"sets": [_set(legal={})]}, "on what it stands"),
        ({"sets": [_set(kind="computed")]}, "say the least"),
        ({"sets": [_set(at_least=0, measure={"vi": "m"})]}, "of something"),
        ({"sets": [_set(at_least=5)]}, "of something"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(wrong: Any, said: str) -> None:
    raw = wrong if isinstance(wrong, bytes) else json.dumps(wrong).encode()
    with pytest.raises(SetsOdd, match=said):
        read_sets(raw)
