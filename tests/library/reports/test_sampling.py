"""What is opened in an inspection is drawn by a word that everybody knows."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tusach.ledger.draft import Refusal
from tusach.library.programme.evaluate import Evidence
from tusach.library.reports.evidence import Proof
from tusach.library.reports.sampling import MOST, Sample, sample

FROZEN = "f" * 64
ROWS = tuple(Evidence(f"{nr:032x}", nr % 3 + 1, (f"{nr:064x}",)) for nr in range(200))
PROOFS = {"visits": Proof(ROWS), "model": Proof(ROWS[:40], ROWS[:10]), "staff": Proof()}


def drawn(proofs: Any = PROOFS, *, seed: str = "12 45 88", n: int = 30) -> Sample:
    found = sample(proofs, frozen=FROZEN, seed=seed, n=n)
    assert isinstance(found, Sample)
    return found


def test_the_same_seed_draws_the_same_things_in_whatever_order_they_come() -> None:
    mixed = list(ROWS)
    random.Random(7).shuffle(mixed)
    other = {"model": Proof(ROWS[:40][::-1], ROWS[:10]), "visits": Proof(tuple(mixed))}
    assert drawn(other) == drawn()
    assert len(drawn().drawn) == 30
    assert drawn().out_of == 200
    assert drawn(n=10).drawn == drawn().drawn[:10]


def test_another_seed_or_another_report_draws_others() -> None:
    first = {one.key for one in drawn().drawn}
    assert len(first & {one.key for one in drawn(seed="12 45 89").drawn}) < 15
    other = sample(PROOFS, frozen="0" * 64, seed="12 45 88", n=30)
    assert isinstance(other, Sample)
    assert len(first & {one.key for one in other.drawn}) < 15


def test_a_seed_is_the_same_however_it_is_typed() -> None:
    assert drawn(seed="  Chợ   Sóc Hà ") == drawn(seed="Cho\u031b\u0323 So\u0301c Ha\u0300")


def test_a_thing_that_counts_in_several_values_is_one_thing() -> None:
    found = {one.key: one for one in drawn(n=200).drawn}
    assert len(found) == 200
    assert found[ROWS[0].key].indicators == ("model", "visits")
    assert found[ROWS[100].key].indicators == ("visits",)
    assert found[ROWS[2].key].n == 3


def test_every_thing_is_drawn_as_often_as_every_other() -> None:
    counts = dict.fromkeys((one.key for one in ROWS), 0)
    for nr in range(400):
        for one in drawn(seed=f"seed {nr}", n=20).drawn:
            counts[one.key] += 1
    assert min(counts.values()) > 15
    assert max(counts.values()) < 70


@pytest.mark.parametrize(
    ("seed", "n", "code"),
    [
        ("", 30, "report.seed_odd"),
        ("  ", 30, "report.seed_odd"),
        ("x" * 81, 30, "report.seed_odd"),
        ("x", 0, "report.sample_odd"),
        ("x", MOST + 1, "report.sample_odd"),
    ],
)
def test_an_odd_seed_or_number_is_refused(seed: str, n: int, code: str) -> None:
    found = sample(PROOFS, frozen=FROZEN, seed=seed, n=n)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_a_report_without_evidence_has_nothing_to_draw() -> None:
    assert drawn({}).drawn == ()
