"""What scripts may rely on: options, one JSON object, exit codes, both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran, cards_of, codes_of, looking

from tusach.node.cli import main as door

Run = Callable[..., Ran]
LANGUAGES = ("vi", "en")
LOOKS = {
    "verify": ("streams", "facts", "seals", "faults"),
    "digest": ("scopes",),
    "disagreements": ("open",),
    "search": ("total", "milliseconds", "hits"),
    "copy": ("subject", "state", "disagreements", "facts", "status"),
    "reader": ("subject", "state", "facts", "open_loans"),
    "story": ("subject", "state", "facts"),
}


def words_of(name: str, home: Path) -> list[str]:
    """A right use of a reading command."""
    match name:
        case "search":
            return ["viet nam"]
        case "copy":
            return codes_of(home, "available")[:1]
        case "reader":
            return cards_of(home)[:1]
        case "story":
            with looking(home) as node:
                return [node.place_id("main")]
    return []


def one_object(ran: Ran) -> Any:
    """The one JSON object of an answer: the last line, and the only one that is an object."""
    objects = [line for line in ran.out.splitlines() if line.startswith("{")]
    assert len(objects) == 1, ran
    assert ran.out.splitlines()[-1] == objects[0]
    return json.loads(objects[0])


@pytest.mark.parametrize("name", door.names())
def test_each_command_says_what_it_takes(run: Run, tmp_path: Path, name: str) -> None:
    ran = run(tmp_path, name, "--help")
    assert ran.exit == 0
    for option in ("--home", "--json", "--lang", "--help"):
        assert option in ran.out


@pytest.mark.parametrize("name", door.names())
def test_a_wrong_use_of_any_command_ends_with_2(run: Run, tmp_path: Path, name: str) -> None:
    ran = run(tmp_path, name, "--no-such-option")
    assert ran.exit == 2
    assert ran.out == ""
    assert "cách dùng: tusach" in ran.err


def test_an_unknown_command_is_a_wrong_use_and_lists_the_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert door.main(["no-such-command"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert all(name in said.err for name in door.names())


@pytest.mark.parametrize(
    ("name", "words"),
    [("lend", []), ("copy", ["1", "--lang", "xx"]), ("serve", ["--bind", "a:b:c"])],
)
def test_a_wrong_use_is_one_object_for_a_script(
    run: Run, tmp_path: Path, name: str, words: list[str]
) -> None:
    ran = run(tmp_path, name, *words, "--json")
    assert ran.exit == 2
    told = one_object(ran)["refusal"]
    assert told["code"] == "usage"
    assert told["message"] in ran.err


def test_an_unknown_command_is_one_object_for_a_script(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert door.main(["no-such-command", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)["refusal"]
    assert told["code"] == "usage"
    assert "no-such-command" in told["message"]


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_each_reading_command_answers_one_object(run: Run, library: Path, name: str) -> None:
    ran = run(library, name, *words_of(name, library), "--json")
    assert ran.exit == 0
    assert set(LOOKS[name]) <= one_object(ran).keys()


@pytest.mark.parametrize("name", sorted(set(LOOKS) | {"lend", "retell"}))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_there_is_no_library_every_command_says_what_to_do(
    run: Run, tmp_path: Path, name: str, lang: str
) -> None:
    words = {"search": ["x"], "copy": ["1"], "reader": ["1"], "story": ["0"], "lend": ["1", "2"]}
    ran = run(tmp_path / "none", name, *words.get(name, []), "--json", "--lang", lang)
    assert ran.exit == 3
    told = one_object(ran)["refusal"]
    assert told["code"] == "home.missing"
    assert ("tusach init" in told["message"]) and told["message"] in ran.err
    assert not (tmp_path / "none").exists()


def test_lend_return_and_renew_answer_with_fact_and_due_date(run: Run, library: Path) -> None:
    (copy, *_), (card, *_) = codes_of(library, "available"), cards_of(library)
    lent = run(library, "lend", copy, card, "--json")
    assert lent.exit == 0
    assert set(one_object(lent)) >= {"fact", "due_on"}
    again = run(library, "lend", copy, card, "--json")
    assert (again.exit, one_object(again)["refusal"]["code"]) == (3, "copy.with_this_reader")
    back = run(library, "return", copy, "--json")
    assert (back.exit, one_object(back)["due_on"]) == (0, None)
    renewed = run(library, "renew", copy, "--json")
    assert (renewed.exit, one_object(renewed)["refusal"]["code"]) == (3, "loan.none")
    assert run(library, "verify", "--json").exit == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["lend", "no such copy", "CARD"], "scan.unknown_copy"),
        (["lend", "COPY", "no such card"], "scan.unknown_card"),
        (["lend", "COPY", "CARD", "--on", "2999-01-01"], "date.future"),
        (["lend", "COPY", "CARD", "--on", "2001-01-01"], "copy.registered_later"),
        (["lend", "COPY", "CARD", "--on", "yesterday"], "date.malformed"),
        (["lend", "COPY", "CARD", "--place", "nowhere"], "place.unknown"),
        (["return", "☃ <script>"], "scan.unknown_copy"),
        (["copy", "a" * 10_000], "scan.unknown_copy"),
        (["reader", "'; DROP TABLE card"], "scan.unknown_card"),
        (["story", "f" * 32], "subject.unknown"),
    ],
)
def test_a_refusal_is_worded_in_both_languages_and_tells_nothing(
    run: Run, library: Path, words: list[str], code: str
) -> None:
    real = {"COPY": codes_of(library, "available")[0], "CARD": cards_of(library)[0]}
    name, *rest = [real.get(word, word) for word in words]
    before = run(library, "digest", "--json").told
    messages = set()
    for lang in LANGUAGES:
        ran = run(library, name, *rest, "--json", "--lang", lang)
        assert ran.exit == 3
        refusal = one_object(ran)["refusal"]
        assert refusal["code"] == code
        assert len(refusal["message"]) > 10
        messages.add(refusal["message"])
    assert len(messages) == 2
    assert run(library, "digest", "--json").told == before


def test_damage_ends_with_4_and_names_the_place(run: Run, library: Path) -> None:
    path = library / "ledger.sqlite"
    raw = path.read_bytes()
    at = raw.index(b'"kd":"copy.registered/1"')
    path.write_bytes(raw[:at] + b"\x20" + raw[at + 1 :])
    for words in (("--json",), ("--json", "--quick")):
        ran = run(library, "verify", *words)
        assert ran.exit == 4
        told = one_object(ran)
        assert {"where", "code", "message"} <= told["faults"][0].keys()
        assert "verify.chain" in {fault["code"] for fault in told["faults"]}


def test_retell_changes_nothing(run: Run, library: Path) -> None:
    before = run(library, "search", "viet nam", "--json").told["hits"]
    ran = run(library, "retell", "--json")
    assert ran.exit == 0
    told = one_object(ran)
    assert told["digest_before"] == told["digest_after"]
    assert told["facts"] > 40
    assert run(library, "search", "viet nam", "--json").told["hits"] == before
    assert run(library, "verify", "--json").exit == 0


def test_what_is_rejected_needs_a_person_and_ends_with_1(
    run: Run, library: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.mrc"
    page.write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    ran = run(library, "import-marc", str(page), "--json")
    told = one_object(ran)
    assert ran.exit == 1
    assert told["read"] == told["stored"] + told["present"] + len(told["rejected"]) > 0
    assert {"file", "position", "offset", "reason"} <= told["rejected"][0].keys()
    missing = run(library, "import-marc", str(tmp_path / "none.mrc"), "--json")
    assert (missing.exit, one_object(missing)["refusal"]["code"]) == (3, "file.missing")


def test_titles_go_out_and_one_without_its_record_is_named(
    run: Run, library: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.mrc"
    ran = run(library, "export-marc", str(out), "--json")
    told = one_object(ran)
    assert ran.exit in (0, 1)
    assert told["written"] + len(told["faults"]) == 5
    assert out.exists()
    assert not list(tmp_path.glob(".out*"))


def test_without_json_people_read_lines_and_no_object(run: Run, library: Path) -> None:
    for name in ("digest", "search", "copy", "reader"):
        ran = run(library, name, *words_of(name, library))
        assert ran.exit == 0
        assert ran.out.strip()
        assert not ran.out.startswith("{")
