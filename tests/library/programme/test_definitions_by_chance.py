"""Whatever somebody writes as a definition: it is used whole or refused with words."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as some
from tests.library.programme.test_defining import _SELECT, ROOT, WHOLE, changed

from tusach.library.programme import defining, facts, limits
from tusach.library.programme.reading_in import definition_bytes, read_definitions, read_one

_leaf = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False)
    | some.text(max_size=30)
    | some.sampled_from(["stop", "visit", "unit", "n", "' OR 1=1 --", "2026", "L2026", "<i>"])
)
_json = some.recursive(
    _leaf,
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(some.text(max_size=8) | some.sampled_from(sorted(WHOLE)), inner,
                            max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip
_paths = some.sampled_from(
    [
        *WHOLE,
        "readings/0/id",
        "readings/0/numerator",
        "readings/0/numerator/every",
        f"{_SELECT}/source",
        f"{_SELECT}/where",
        f"{_SELECT}/where/status",
        f"{_SELECT}/of",
        f"{_SELECT}/times",
        "readings/0/growth",
        "readings/0/base_year",
        "readings/0/counted_from",
        "tests/0/given",
        "tests/0/given/stop",
        "tests/0/given/stop/0",
        "tests/0/given/stop/0/on_day",
        "tests/0/given/unit/0/since",
        "tests/0/period",
        "tests/0/expect",
    ]
)


@given(path=_paths, value=_json)
def test_whatever_stands_in_a_definition_it_is_used_whole_or_refused_with_words(
    path: str, value: Any
) -> None:
    found, wrong = read_one(json.dumps(changed(path, value)).encode())
    assert (found is None) is bool(wrong)
    if found is not None:
        assert defining.readable(definition_bytes(found).decode()) == found


@given(some.binary(max_size=200))
def test_whatever_bytes_a_file_has_it_is_refused_with_words(raw: bytes) -> None:
    found, wrong = read_one(raw)
    assert found is None
    assert wrong
    assert read_definitions(raw)[0] == ()


def test_limits_leave_room_for_what_comes_with_the_program() -> None:
    raw = (ROOT / "src/tusach/library/programme/indicators.json").read_bytes()
    found, wrong = read_definitions(raw)
    assert wrong == ()
    assert max(len(definition_bytes(one)) for one in found) < facts.LARGEST_DEFINITION // 2
    assert not list(limits.beyond(msgspec.to_builtins(found[0])))
