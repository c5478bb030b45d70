"""An indicator that the province says itself: told, replaced, withdrawn, apart, too new to read."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.telling import TENANT, Teller, codes, named
from tests.spec.indicator_cases import DEFINED, INDICATOR, SECOND, indicator_rows

from tusach.ledger.draft import Draft, Refusal
from tusach.library.programme import defining, facts, telling
from tusach.library.programme.definition import Definition
from tusach.library.programme.reading_in import (
    LARGEST_FILE,
    definition_bytes,
    definition_hash,
    read_definitions,
    read_one,
)
from tusach.library.programme.story import IndicatorState
from tusach.library.register import FOLDERS

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = (ROOT / "docs/reference/fair_reach.json").read_bytes()
WHOLE: dict[str, Any] = json.loads(EXAMPLE)
AT = telling.At("2026-11-20", named("place A"))
SUBJECT = facts.indicator_subject(TENANT, "fair_reach")
NONE = IndicatorState(SUBJECT)


def said(**more: Any) -> Definition:
    found, wrong = read_one(json.dumps(WHOLE | more).encode())
    assert found is not None, wrong
    return found


def faults(whole: Any) -> list[tuple[str, str]]:
    found, wrong = read_one(whole if isinstance(whole, bytes) else json.dumps(whole).encode())
    assert found is None
    return [(one.where, one.code) for one in wrong]


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def define(
    state: IndicatorState, one: Definition, *, shipped: int = 0, paper: str = "109/KH", **more: str
) -> tuple[Draft, ...] | Refusal:
    dated = more.get("dated", "2026-02-03")
    return defining.define(state, one, shipped=shipped, paper=paper, dated=dated, at=AT)


# ---- the story ----


@given(some.randoms(use_true_random=False))
def test_facts_in_any_order_twice_or_in_halves_fold_alike(chance: random.Random) -> None:
    for _, subject, held in indicator_rows():
        wanted = FOLDERS.fold(subject, held)
        mixed = [*held, *held[: len(held) // 2]]
        chance.shuffle(mixed)
        assert FOLDERS.fold(subject, mixed) == wanted


def test_the_highest_version_counts_until_it_is_withdrawn() -> None:
    by_name = {name: FOLDERS.fold(INDICATOR, held) for name, _, held in indicator_rows()}
    two, withdrawn = by_name["a new version"].state, by_name["withdrawn"].state
    assert two.in_force.told == SECOND
    assert [two.standing_of(one) for one in two.versions] == ["earlier", "in_force"]
    assert withdrawn.in_force.told == DEFINED
    assert withdrawn.standing_of(withdrawn.versions[1]) == "withdrawn"
    assert withdrawn.latest == 2


def test_two_texts_of_one_version_disagree_and_neither_counts_until_one_is_withdrawn() -> None:
    by_name = {name: FOLDERS.fold(INDICATOR, held) for name, _, held in indicator_rows()}
    apart, settled = by_name["told apart"], by_name["one of both withdrawn"]
    assert codes(apart) == ["indicator.defined_apart"]
    assert codes(settled) == []  # withdrawing one of both ends the matter
    assert apart.state.in_force.told.version == 1
    assert apart.state.disputed == {3}
    assert [apart.state.standing_of(x) for x in apart.state.versions[2:]] == ["disputed"] * 2
    assert settled.state.in_force.told.version == 3


def test_one_text_told_by_two_is_one_definition() -> None:
    a, b = Teller("A"), Teller("B")
    a.say("indicator.defined/1", INDICATOR, DEFINED, on="2026-10-05")
    b.say("indicator.defined/1", INDICATOR, DEFINED, on="2026-10-05")
    a.meet(b)
    story = a.story(INDICATOR)
    assert codes(story) == []
    drafts = defining.withdraw(story.state, "", AT)
    assert isinstance(drafts, tuple)
    assert len(drafts) == 2  # both words are taken back, else one of them would go on counting


def test_the_next_version_ends_what_two_texts_of_one_version_contradict() -> None:
    a, b = Teller("A"), Teller("B")
    a.say("indicator.defined/1", INDICATOR, SECOND, on="2026-10-05")
    b.say("indicator.defined/1", INDICATOR, replace(SECOND, definition="{}"), on="2026-10-05")
    a.meet(b)
    assert codes(a.story(INDICATOR)) == ["indicator.defined_apart"]
    a.say("indicator.defined/1", INDICATOR, replace(SECOND, version=3), on="2026-11-20")
    assert codes(a.story(INDICATOR)) == []


# ---- may it be told ----


def test_a_definition_is_told_whole_and_read_again_byte_for_byte() -> None:
    one = said()
    (draft,) = define(NONE, one)
    assert isinstance(draft.body, facts.IndicatorDefined)
    assert (draft.scope, draft.kind) == ("control", "indicator.defined/1")
    assert draft.body.definition.encode() == definition_bytes(one)
    assert defining.readable(draft.body.definition) == one


def test_a_version_is_given_once_and_goes_up() -> None:
    teller = Teller("A")
    teller.tell(define(NONE, said(version=3), shipped=2))
    state = teller.state(SUBJECT)
    assert code(define(NONE, said(version=2), shipped=2)) == "indicator.version_low"
    assert code(define(state, said(version=3))) == "indicator.nothing_new"
    other = said(version=3, provisional=False)
    low = define(state, other)
    assert isinstance(low, Refusal)
    assert (low.code, low.values["least"]) == ("indicator.version_low", 4)
    assert code(define(state, replace(other, version=4))) == ""


def test_a_version_that_was_withdrawn_is_not_given_again() -> None:
    teller = Teller("A")
    teller.tell(define(NONE, said(version=1)))
    teller.tell(defining.withdraw(teller.state(SUBJECT), "mistake", AT))
    state = teller.state(SUBJECT)
    assert state.in_force is None
    assert code(define(state, said(version=1))) == "indicator.version_low"
    assert code(defining.withdraw(state, "", AT)) == "indicator.none"


def test_it_stands_on_a_paper_that_is_there_already() -> None:
    assert code(define(NONE, said(), paper="")) == "target.paper_odd"
    assert code(define(NONE, said(), dated="2026-11-21")) == "target.paper_later"
    for odd in ("2026-2-3", "2026-02-30", "03/02/2026", "no"):
        assert code(define(NONE, said(), dated=odd)) == "date.malformed"


def test_which_is_withdrawn_is_said_where_two_stand_for_one_version() -> None:
    by_name = {name: held for name, _, held in indicator_rows()}
    state = FOLDERS.fold(INDICATOR, by_name["told apart"]).state
    first, *_, third, fourth = state.versions
    assert code(defining.withdraw(state, "", AT)) == "indicator.which"
    assert code(defining.withdraw(state, "", AT, fact="zz")) == "indicator.none"
    assert code(defining.withdraw(state, "Words of mine", AT, fact=third.fact)) == (
        "target.reason_odd"
    )
    (draft,) = defining.withdraw(state, "", AT, fact=fourth.fact[:12])
    assert draft.body.defined == fourth.fact
    every = replace(state, versions=tuple(replace(x, fact=f"a{nr}") for nr, x in
                                          enumerate(state.versions)))  # fmt: skip
    assert code(defining.withdraw(every, "", AT, fact="a")) == "indicator.which"
    assert first.fact != third.fact


# ---- what a program uses ----


def told(one: Definition, **more: Any) -> facts.IndicatorDefined:
    text = definition_bytes(one).decode()
    return replace(facts.IndicatorDefined(one.id, one.version, text, "1", "2026-01-01"), **more)


def test_what_was_told_stands_before_what_comes_with_the_program_whatever_its_number() -> None:
    shipped = (said(id="visits", version=9), said(id="loans"))
    own = said(id="visits", version=2)
    new = said(id="fair_reach")
    used, old = defining.used(shipped, {"visits": told(own), "fair_reach": told(new)})
    assert used == (own, shipped[1], new)
    assert old == ()


def test_an_older_program_says_so_and_counts_neither_by_it_nor_by_the_one_before() -> None:
    shipped = (said(id="visits"), said(id="loans"))
    text = definition_bytes(said(id="visits", version=2)).decode()
    newer = text.replace('"source":"stop"', '"source":"drone"')
    word = text.replace('"id":', '"half_life":3,"id":', 1)
    for one in (newer, word, "[" * 100_000, "no json"):
        used, old = defining.used(
            shipped, {"visits": facts.IndicatorDefined("visits", 2, one, "1", "2026-01-01")}
        )
        assert [x.id for x in used] == ["loans"]
        assert [(x.indicator, x.version) for x in old] == [("visits", 2)]


def test_a_text_that_says_another_name_or_version_than_its_fact_is_not_used() -> None:
    one = told(said(), version=7)
    assert defining.used((), {"fair_reach": one})[0] == ()
    spaced = replace(told(said()), definition=json.dumps(WHOLE))
    assert defining.used((), {"fair_reach": spaced})[0] == ()


# ---- what is wrong with a file ----


def test_the_worked_example_of_the_reference_holds_and_is_taken_as_a_list_too() -> None:
    one = said()
    listed, wrong = read_one(json.dumps({"indicators": [WHOLE]}).encode())
    assert wrong == ()
    assert listed == one
    assert definition_hash(one) == definition_hash(said())


def changed(path: str, value: Any) -> dict[str, Any]:
    whole = json.loads(EXAMPLE)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    at: Any = whole
    for step in steps:
        at = at[step]
    at[last] = value
    return dict(whole)


_SELECT = "readings/0/numerator/every/0/0"


@pytest.mark.parametrize(
    ("path", "value", "where", "fault"),
    [
        ("id", "x'; DROP TABLE visit", "id", "name.odd"),
        ("readings/0/id", "<b>", "readings.0.id", "name.odd"),
        ("title", {"vi": "Chợ"}, "title.en", "title.missing"),
        ("title", {"vi": "Chợ", "en": "Fair", "fr": "Foire"}, "title.fr", "title.language"),
        ("readings/0/title/vi", " ", "readings.all.title.vi", "title.missing"),
        ("title/vi", "<script>", "title.vi", "limit.signs"),
        ("legal", "a\u0000b", "legal", "limit.signs"),
        ("legal", "a\u202eb", "legal", "limit.signs"),
        ("legal", "a" * 301, "legal", "limit.text"),
        ("milestones", [{"at": 1, "value": 3}], "milestones.0.at", "limit.year"),
        ("milestones", [{"at": 2026, "value": 2**70}], "milestones.0.value", "limit.number"),
        ("milestones", [{"at": 2000 + n, "value": n} for n in range(30)], "milestones",
         "limit.many"),
        ("periods", [], "periods", "list.empty"),
        ("privacy", {"min_cell": 4}, "privacy.min_cell", "limit.cell"),
        ("tests/0/expect/den", 0, "tests.0.expect.den", "expect.den_zero"),
        ("tests/0/expect/num", 2, "tests.0", "test.fails"),
        (f"{_SELECT}/where", {"status": {"one_of": ["a"] * 61}},
         "readings.all.numerator.0.where.status.one_of", "limit.many"),
        (f"{_SELECT}/where", {f"f{n}": {"is": 1} for n in range(100)},
         "readings.all.numerator.0.where", "limit.many"),
        ("readings/0/numerator/every", [[{"source": "stop"}] * 100],
         "readings.all.numerator", "limit.many"),
        ("tests/0/given/stop", [{"evidence": "a", "on_day": "2026-01-01"}] * 300,
         "tests.0.given", "limit.many"),
        ("tests/0/given/stop/0/on_day", None, "tests.0", "test.rows_odd"),
        (f"{_SELECT}/where", {"status": {"is": 1}}, "readings.all.numerator.0.where.status",
         "ask.type"),
        ("readings/0/base_year", 12, "readings.0.base_year", "limit.year"),
    ],
)  # fmt: skip
def test_what_is_beyond_all_measure_is_refused_with_its_place(
    path: str, value: Any, where: str, fault: str
) -> None:
    assert (where, fault) in faults(changed(path, value))


@pytest.mark.parametrize(
    ("raw", "where", "fault", "words"),
    [
        (b"[" * 100_000, "", "shape.kind", "array"),
        (b'{"id":' + b"[" * 100_000, "", "text.deep", ""),
        (b'{"id": "\xff"}', "", "text.not_utf8", ""),
        (b'{\n"id": 1,\n}', "", "text.no_json", "3"),
        (b'{"id": "a"', "", "text.no_json", "1"),
        (b'{"id": "a", "idx": 1}', "idx", "shape.unknown", "disaggregate"),
        (b'{"id": "a"}', "version", "shape.missing", "version"),
        (b'{"id": "a", "unit": "share"}', "unit", "shape.choice", "percent"),
        (b'{"id": "a", "periods": ["week"]}', "periods.0", "shape.choice", "quarter"),
        (b'{"id": "a", "version": 1.5}', "version", "shape.kind", "float"),
        (b'{"id": "a", "version": 0}', "version", "shape.kind", ">= 1"),
        (
            b'{"id": "a", "readings": [{"denominator": {"every": [[{"colour": 1}]]}}]}',
            "readings.0.denominator.every.0.0.colour",
            "shape.unknown",
            "source, where, times, of",
        ),
        (
            b'{"id": "a", "readings": [{"numerator": {"every": [[{"source": "a", "where": '
            b'{"q": {"like": 1}}}]]}}]}',
            "readings.0.numerator.every.0.0.where.*.like",
            "shape.unknown",
            "is, one_of, at_least",
        ),
        (b'{"indicators": []}', "indicators", "definition.one", "0"),
        (b'{"indicators": [1, 2]}', "indicators", "definition.one", "2"),
        (b" " * 200_000, "", "text.large", "65536"),
        (b'{"indicators": [], "more": 1}', "more", "shape.unknown", "indicators, note"),
    ],
)
def test_what_is_no_definition_says_the_place_and_what_may_stand_there(
    raw: bytes, where: str, fault: str, words: str
) -> None:
    found, (wrong,) = read_one(raw)
    assert found is None
    assert (wrong.where, wrong.code) == (where, fault)
    assert words in " ".join(map(str, wrong.values))


def test_a_definition_that_is_larger_than_a_fact_of_it_may_be_is_refused() -> None:
    row = {"evidence": "x" * 290, "on_day": "2026-01-01", "status": "y" * 100}
    stops = [*WHOLE["tests"][0]["given"]["stop"], *[row] * 190]
    assert faults(changed("tests/0/given/stop", stops)) == [("", "text.large")]
    many = {f"f{n}": {"is": 1} for n in range(10_000)}
    assert faults(changed(f"{_SELECT}/where", many)) == [("", "text.large")]
    assert read_definitions(b" " * (LARGEST_FILE + 1))[1][0].code == "text.large"


def test_fewer_than_three_tests_are_refused() -> None:
    assert ("tests", "tests.few") in faults(WHOLE | {"tests": WHOLE["tests"][:2]})


def test_marks_are_composed_as_facts_have_them() -> None:
    one = said(title={"vi": "Chợ phiên ba\u0309n", "en": "Fair"})
    text = definition_bytes(one).decode()
    assert "Chợ phiên bản" in text
    assert defining.readable(text) == one
