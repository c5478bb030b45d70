"""`tusach indicators`: what is defined, and what is wrong with a file of definitions and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran

from tusach.node.acts.definitions import definitions

Run = Callable[..., Ran]
RAW = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()


def one(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(x for x in json.loads(RAW)["indicators"] if x["id"] == name)
    return found


def checked(run: Run, home: Path, folder: Path, *some: dict[str, Any], lang: str = "en") -> Ran:
    file = folder / "own.json"
    file.write_text(json.dumps({"indicators": some}))
    return run(home, "indicators", "check", str(file), "--lang", lang)


def test_all_that_come_with_the_program_prove_themselves_on_this_node(
    library: Path, run: Run
) -> None:
    done = run(library, "indicators", "check", "--json")
    assert (done.exit, done.told["holds"]) == (0, True)
    assert done.told["tests"] == sum(len(said.tests) for said in definitions())
    listed = run(library, "indicators", "list", "--json").told["indicators"]
    assert [x["id"] for x in listed] == [said.id for said in definitions()]
    assert all(x["tests"] >= 3 and x["legal"] for x in listed)


def test_what_is_shown_holds_as_a_file_of_its_own(library: Path, run: Run, tmp_path: Path) -> None:
    shown = json.loads(run(library, "indicators", "show", "model").out)
    assert checked(run, library, tmp_path, shown).exit == 0
    nobody = run(library, "indicators", "show", "happiness", "--lang", "en")
    assert nobody.exit == 2 and "indicators list" in nobody.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"where": {"colour": {"is": "red"}}},
            "readings.all.numerator.0.where.colour: visit has no field colour; it has: channel,",
        ),
        ({"source": "diary"}, "there is no source diary; known: acquired,"),
        ({"of": "reader"}, "visit has no reader to count; it has: evidence, place, unit"),
    ],
)
def test_an_unknown_name_is_said_with_its_place_and_what_there_is(
    library: Path, run: Run, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    wrong = one("visits")
    wrong["readings"][0]["numerator"]["every"][0][0] |= change
    done = checked(run, library, tmp_path, wrong)
    assert done.exit == 4
    assert said in done.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"milestones": [{"at": 2026, "value": 15}, {"at": 2026, "value": 20}]},
         "milestones.2026: two milestones stand for 2026"),
        ({"milestones": [{"at": 2026, "value": 30}, {"at": 2030, "value": 10}]},
         "milestones.2030: the milestone of 2030 asks for less than that of 2026"),
        ({"tests": []}, "it has 0 tests; at least 3 are needed"),
        ({"legal": ""}, "say on which clause or decision it stands"),
        ({"colour": "red"}, "it cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole_is_said(
    library: Path, run: Run, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    done = checked(run, library, tmp_path, one("model") | change)
    assert done.exit == 4
    assert said in done.err


def test_a_test_that_fails_says_what_it_expects_and_what_came(
    library: Path, run: Run, tmp_path: Path
) -> None:
    wrong = one("visits")
    wrong["tests"][0]["expect"] = {"num": 999_999}
    done = checked(run, library, tmp_path, wrong)
    assert done.exit == 4
    assert "expects 999999 and comes to" in done.err
    assert "cần 999999" in checked(run, library, tmp_path, wrong, lang="vi").err


def test_a_file_that_is_none_or_nowhere_is_said(library: Path, run: Run, tmp_path: Path) -> None:
    nowhere = run(library, "indicators", "check", str(tmp_path / "none.json"), "--lang", "en")
    assert nowhere.exit == 2 and "cannot be read" in nowhere.err
    file = tmp_path / "odd.json"
    file.write_bytes(b"\xff\x00{")
    odd = run(library, "indicators", "check", str(file), "--lang", "en")
    assert odd.exit == 4 and "no list of indicators" in odd.err
