"""Evidence of a report: roots, differences, and what does not hold is named."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.spec.report_cases import frozen, key

from tusach.ledger.canonical import canonical
from tusach.library.programme.definition import Definition
from tusach.library.programme.evaluate import Evidence
from tusach.library.programme.reading_in import definition_bytes, definition_hash, read_definitions
from tusach.library.reports.checking import Aim, Fault, checked, definitions_of
from tusach.library.reports.difference import differences
from tusach.library.reports.evidence import Proof, digest, is_of_persons, read, root, written
from tusach.library.reports.facts import ReportFrozen, ReportValue

RAW = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
ALL = {one.id: one for one in read_definitions(RAW)[0]}
LETTERS = st.text("abc09 ", max_size=5)
ROWS = st.lists(
    st.builds(Evidence, LETTERS, st.integers(0, 9), st.lists(LETTERS, max_size=3).map(tuple)),
    max_size=12,
    unique=True,
)


def rows(n: int, each: int = 1) -> tuple[Evidence, ...]:
    return tuple(Evidence(key(str(nr))[:32], each, (key(f"s{nr}")[:32],)) for nr in range(n))


def in_order(n: int) -> tuple[Evidence, ...]:
    return tuple(sorted(rows(n)))


def value(indicator: str, proof: Proof, num: int | None, den: int | None = None) -> ReportValue:
    said = ALL[indicator]
    return ReportValue(
        indicator=indicator,
        reading=said.reading,
        definition=definition_hash(said),
        num=num,
        den=den,
        num_root=root(proof.num),
        den_root=root(proof.den),
    )


PROOFS = {
    "model": Proof(in_order(3), in_order(20)),
    "visits": Proof((Evidence("a", 7, ("a",)),), None),
    "new_readers": Proof(),
}
VALUES = (
    value("model", PROOFS["model"], 3, 20),
    value("visits", PROOFS["visits"], 7),
    value("new_readers", PROOFS["new_readers"], 41),
)
FILES = {
    f"{name}.json": definition_bytes(ALL[name])
    for name in ("model", "visits", "new_readers", "visits_growth", "far_trips")
}
DEFINITIONS = definitions_of(FILES)[0]


def report(*values: ReportValue, **more: Any) -> ReportFrozen:
    return frozen(values=values or VALUES, period="2026", **more)


def faults(body: ReportFrozen, proofs: Any = PROOFS) -> list[tuple[str, str]]:
    return [(one.where, one.code) for one in checked(body, DEFINITIONS, proofs)[1]]


@given(ROWS)
def test_evidence_is_read_as_it_was_written(some: list[Evidence]) -> None:
    proofs = {"b": Proof(tuple(some), None), "a": Proof(None, ())}
    assert read(written(proofs)) == proofs
    assert digest(proofs) == hashlib.sha256(written(proofs)).hexdigest()


@given(ROWS, st.data())
def test_a_root_changes_with_any_row_and_with_the_order(some: list[Evidence], data: Any) -> None:
    if not some:
        assert root(some) == hashlib.sha256(b"").hexdigest()
        return
    at = data.draw(st.integers(0, len(some) - 1))
    other = msgspec.structs.replace(some[at], n=some[at].n + 1)
    assert root([*some[:at], other, *some[at + 1 :]]) != root(some)
    assert root(some[:-1]) != root(some)
    turned = some[::-1]
    assert (root(turned) == root(some)) == (turned == some)


def test_a_root_is_that_of_rfc_9162() -> None:
    def hashed(raw: bytes) -> bytes:
        return hashlib.sha256(raw).digest()

    leaves = [hashed(b"\0" + canonical([x.key, x.n, list(x.stories)])) for x in rows(3)]
    left = hashed(b"\1" + leaves[0] + leaves[1])
    assert root(rows(3)) == hashed(b"\1" + left + leaves[2]).hex()
    with pytest.raises(msgspec.DecodeError):
        read(b'{"model":{"num":[[1]],"den":null}}')


def test_a_report_that_holds_says_what_is_wanted_next_and_how_much_was_proved() -> None:
    found, wrong = checked(report(), DEFINITIONS, PROOFS)
    assert wrong == ()
    assert [one.proved for one in found] == [2, 1, 0]
    assert found[0].aim == Aim(2026, 3, 0)
    assert [one.aim for one in found[1:]] == [None, None]
    assert checked(report(unit="1" * 32), DEFINITIONS, PROOFS)[0][0].aim is None


def test_milestones_of_numbers_and_of_growth() -> None:
    trips = value("far_trips", Proof(in_order(2)), 2)
    growth = value("visits_growth", Proof((Evidence("a", 110, ()),), (Evidence("b", 100, ()),)), 0)
    growth = msgspec.structs.replace(growth, num=110, den=100)
    proofs = {
        "far_trips": Proof(in_order(2)),
        "visits_growth": Proof((Evidence("a", 110, ()),), (Evidence("b", 100, ()),)),
    }
    found, wrong = checked(report(trips, growth), DEFINITIONS, proofs)
    assert wrong == ()
    aim = found[0].aim
    assert aim is not None
    assert aim.missing == aim.wanted - 2
    assert found[1].aim is None
    late = frozen(values=(trips,), period="2050")
    assert checked(late, DEFINITIONS, {"far_trips": Proof(in_order(2))})[0][0].aim is None


def changed(nr: int, **more: Any) -> ReportFrozen:
    values = list(VALUES)
    values[nr] = msgspec.structs.replace(values[nr], **more)
    return report(*values)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (changed(0, num=4), [("model", "count_differs")]),
        (changed(0, den=19), [("model", "count_differs")]),
        (changed(0, num_root=key("x")), [("model", "root_differs")]),
        (changed(0, definition=key("x")), [("model", "definition_missing")]),
        (changed(0, reading="guess"), [("model", "definition_missing")]),
        (changed(1, lacking="nothing_heard"), [("visits", "lacking_odd")]),
        (changed(2, num_root=key("x")), [("new_readers", "evidence_missing")]),
        (report(*VALUES[:2]), [("new_readers", "evidence_of_nothing")]),
        (frozen(values=VALUES, period="2026Q9"), [("report", "period_unknown")]),
        (report(due=10, heard=8, silent=3), [("report", "coverage_odd")]),
    ],
)
def test_the_line_that_does_not_hold_is_named(
    body: ReportFrozen, found: list[tuple[str, str]]
) -> None:
    assert faults(body) == found


def test_evidence_that_is_missing_doubled_or_of_people_is_named() -> None:
    assert faults(report(VALUES[1]), {}) == [("visits", "evidence_missing")]
    twice = (*in_order(3)[:2], in_order(3)[1])
    body = report(value("model", Proof(twice, in_order(20)), 3, 20))
    assert faults(body, {"model": Proof(twice, in_order(20))}) == [("model", "evidence_twice")]
    people = Proof(in_order(2))
    body = report(value("new_readers", people, 2))
    assert faults(body, {"new_readers": people}) == [("new_readers", "evidence_of_people")]
    below = Proof(PROOFS["visits"].num, in_order(2))
    body = report(value("visits", below, 7, 2))
    assert faults(body, {"visits": below}) == [("visits", "evidence_of_people")]


def test_definitions_are_known_by_their_bytes_and_prove_their_own_examples() -> None:
    assert DEFINITIONS[definition_hash(ALL["model"])] == ALL["model"]
    odd = definitions_of({"x.json": b"[]"})
    assert odd == ({}, (Fault("x.json", "definition_odd"),))
    said = msgspec.to_builtins(ALL["visits"])
    said["tests"][0]["expect"] = {"num": 999_999}
    assert _faults_of(said) == ["definition_fails"]
    said["tests"][0]["given"] = {"visit": [{"n": 3}]}
    assert _faults_of(said) == ["definition_fails"]
    said = msgspec.to_builtins(ALL["visits"]) | {"legal": ""}
    assert _faults_of(said) == ["definition_fails"]


def _faults_of(said: Any) -> list[str]:
    return [one.code for one in definitions_of({"x.json": msgspec.json.encode(said)})[1]]


def test_people_are_never_listed() -> None:
    def of(indicator: str) -> bool:
        reading = ALL[indicator].read_as("")
        assert reading is not None
        return is_of_persons(reading.numerator)

    assert (of("new_readers"), of("staff"), of("visits")) == (True, True, False)
    assert isinstance(ALL["model"], Definition)


def test_a_difference_names_the_rows_that_came_and_went() -> None:
    three, four = in_order(3), tuple(sorted((*in_order(3)[1:], *in_order(5)[3:])))
    now = value("model", Proof(four, in_order(20)), 4, 20)
    gone = msgspec.structs.replace(VALUES[2], num=40, definition=key("another"))
    found = differences(
        (*VALUES, value("far_trips", Proof(), None)),
        (now, VALUES[1], gone),
        proofs_then=PROOFS,
        proofs_now={"model": Proof(four, in_order(20)), "new_readers": Proof()},
    )
    assert [one.then.indicator for one in found] == ["model", "new_readers"]
    assert set(found[0].came) == set(four) - set(three)
    assert set(found[0].went) == set(three) - set(four)
    assert (found[0].are_listed, found[0].redefined) == (True, False)
    assert (found[1].are_listed, found[1].redefined, found[1].came) == (False, True, ())
