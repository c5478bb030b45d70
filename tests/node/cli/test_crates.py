"""Crates for scripts: one by its label, all of them, those that are late."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.node.cli.conftest import Ran
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.node.acts import crating

Run = Callable[..., Ran]


def test_a_crate_is_told_with_its_books_and_journeys_and_late_ones_are_listed(
    library: Path, run: Run
) -> None:
    assert run(library, "crate", "--json").told["crates"] == []
    with scene.at_work(library) as node:
        at = scene.at_desk(node)
        made = crating.make(node, 1, at, room=60)
        assert not isinstance(made, Refusal)
        ((crate, code),) = made.crates
        copy = scene.copies_of(node)[-1]
        crating.pack(node, crate, copy, at)
        away = node.place_id("elsewhere")
        crating.send(node, crate, at, to=away, back_on="2026-03-01")
    told = run(library, "crate", code, "--json")
    assert (told.exit, told.told["status"]) == (0, "on_way")
    assert [one["copy"] for one in told.told["contents"]] == [copy]
    assert [one["back_on"] for one in told.told["stays"]] == ["2026-03-01"]
    for language, word in (("vi", "Thùng số 1"), ("en", "Crate 1")):
        assert word in run(library, "crate", "--lang", language).out
        assert run(library, "crate", code, "--lang", language).exit == 0
    late = run(library, "crate", "--late", "--json").told["crates"]
    assert [one["crate"] for one in late] == [crate]


def test_no_label_of_a_crate_or_one_that_nobody_knows_is_refused(library: Path, run: Run) -> None:
    for code, why in (("123", "crate.code_odd"), ("300770000195", "crate.code_odd")):
        refused = run(library, "crate", code, "--json")
        assert (refused.exit, refused.told["refusal"]["code"]) == (3, why)
    strange = "3007700001"
    strange += f"{98 - int(strange) * 100 % 97:02d}"
    refused = run(library, "crate", strange, "--json")
    assert (refused.exit, refused.told["refusal"]["code"]) == (3, "crate.unknown")
