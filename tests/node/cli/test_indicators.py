"""`tusach indicators`: what is defined, and what is wrong with a file of definitions and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran
from tests.node.store import homes as scene

from tusach.node.acts.definitions import shipped

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
    assert done.told["tests"] == sum(len(said.tests) for said in shipped())
    listed = run(library, "indicators", "list", "--json").told["indicators"]
    assert [x["id"] for x in listed] == [said.id for said in shipped()]
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
        ({"colour": "red"}, "0.colour: there is no field colour; there are: id, version,"),
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
    assert odd.exit == 4 and "no JSON: look at line 1" in odd.err


EXAMPLE = Path(__file__).resolve().parents[3] / "docs/reference/fair_reach.json"
PAPER = ("--paper", "109/KH-UBND", "--dated", "2026-02-03")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a hub."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    scene.found(tmp_path / "hub", role="hub")
    return tmp_path / "hub"


def test_a_library_is_told_that_the_hub_defines(library: Path, run: Run) -> None:
    done = run(library, "indicators", "define", str(EXAMPLE), *PAPER, "--lang", "en")
    assert done.exit == 3 and "Only the provincial library" in done.err
    gone = run(library, "indicators", "withdraw", "visits", "--lang", "en")
    assert gone.exit == 3 and "Only the provincial library" in gone.err


def test_an_indicator_is_looked_at_defined_shown_and_withdrawn(hub: Path, run: Run) -> None:
    library = hub
    seen = run(library, "indicators", "define", str(EXAMPLE), "--look", "--json", "--lang", "en")
    assert seen.exit == 0, seen.err
    (one,) = seen.told["readings"]
    assert (one["reading"], one["old"]) == ("all", "–")
    assert one["new"] != "0"
    nobody = run(library, "indicators", "show", "fair-reach", "--lang", "en")
    assert nobody.exit == 2
    told = run(library, "indicators", "define", str(EXAMPLE), *PAPER, "--lang", "en")
    assert told.exit == 0, told.err
    assert "Told: fair_reach, version 1." in told.out
    listed = run(library, "indicators", "list", "--json").told["indicators"]
    (one,) = [x for x in listed if x["id"] == "fair_reach"]
    assert (one["standing"], one["paper"], one["too_old"]) == ("in_force", "109/KH-UBND", False)
    shown = run(library, "indicators", "show", "fair-reach")
    assert json.loads(shown.out)["id"] == "fair_reach"
    again = run(library, "indicators", "define", str(EXAMPLE), *PAPER, "--lang", "en")
    assert again.exit == 3 and "holds already" in again.err
    gone = run(library, "indicators", "withdraw", "fair-reach", "--reason", "mistake")
    assert gone.exit == 0, gone.err
    twice = run(library, "indicators", "withdraw", "fair-reach", "--lang", "en")
    assert twice.exit == 3 and "nothing to take back" in twice.err


def test_nothing_is_told_of_a_file_with_a_fault(library: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    file.write_text(EXAMPLE.read_text().replace('"stop"', '"drone"'))
    done = run(library, "indicators", "define", str(file), *PAPER, "--json", "--lang", "vi")
    assert done.exit == 4
    assert {one["code"] for one in done.told["faults"]} >= {"source.unknown"}
    assert "drone" in done.err
    listed = run(library, "indicators", "list", "--json").told["indicators"]
    assert [x["id"] for x in listed] == [said.id for said in shipped()]


def test_the_paper_is_asked_for_and_the_example_holds_without_a_home(
    library: Path, run: Run, tmp_path: Path
) -> None:
    lacking = run(library, "indicators", "define", str(EXAMPLE), "--lang", "en")
    assert lacking.exit == 2 and "--paper NUMBER" in lacking.err
    nowhere = tmp_path / "nowhere"
    alone = run(nowhere, "indicators", "check", str(EXAMPLE), "--json")
    assert (alone.exit, alone.told["tests"]) == (0, 3)
    assert run(nowhere, "indicators", "list", "--json").exit == 0
    look = run(nowhere, "indicators", "define", str(EXAMPLE), "--look")
    assert look.exit == 2
    assert not nowhere.exists()
