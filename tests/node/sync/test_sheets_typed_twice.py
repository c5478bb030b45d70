"""Sheets typed shuffled and twice, at a library and at the hub, count as what stands on them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.node.store import homes as scene
from tests.node.sync import machines as network
from tests.node.sync.machines import machines, meet

from tusach.ledger.draft import Refusal
from tusach.node.acts import sheets, trusting
from tusach.node.acts.node import At, Node
from tusach.node.acts.sheet_undoing import undo_row
from tusach.node.acts.sheets import Entered

MONTH = scene.ON[:7]


class Line(NamedTuple):
    """A line of a sheet; a and b: what its cells say."""

    what: str
    row: int
    copy: int
    n: int


lines = some.lists(
    some.builds(
        Line,
        some.sampled_from(("loans", "uses", "visits")),
        some.integers(1, 9),
        some.integers(0, 2),
        some.integers(1, 40),
    ),
    max_size=9,
    unique_by=lambda one: (one.what, one.row),
)


def typed(node: Node, line: Line, subjects: dict[str, str], copies: list[str], who: str) -> None:
    """Both machines type what the row says; the day is the row's own, in the month so far."""
    sheet = subjects[line.what]
    deeds = {
        "loans": sheets.loan(node, line.row, copy=copies[line.copy], reader=who),
        "uses": sheets.use(node, line.row, copy=copies[line.copy], times=line.n),
        "visits": sheets.tally(node, line.row, channel="on_site", counts={"": line.n}),
    }
    on = f"{MONTH}-01"
    done = sheets.enter(node, sheet, line.row, deeds[line.what], on=on, by=None)
    assert isinstance(done, Entered), done


def counted(node: Node, subjects: dict[str, str]) -> dict[str, object]:
    """What the figures of the month are made of."""
    ask = node.store.query
    return {
        "loans": ask("SELECT count(*) FROM loan WHERE paper <> ''")[0][0],
        "uses": ask("SELECT coalesce(sum(n), 0) FROM used")[0][0],
        "visits": ask("SELECT coalesce(sum(n), 0), coalesce(sum(paper), 0) FROM visit")[0],
        "to type": {
            what: node.store.state(sheet, "sheet").missing for what, sheet in subjects.items()
        },
        "disagreements": ask(
            "SELECT count(*) FROM disagreement WHERE noun IN ('copy', 'sheet', 'visits')"
        )[0][0],
    }


def wanted(written: list[Line], subjects: dict[str, str], node: Node) -> dict[str, object]:
    """The model: each line once."""
    of = {what: [one for one in written if one.what == what] for what in subjects}
    rows = {what: node.store.state(sheet, "sheet").printed.rows for what, sheet in subjects.items()}
    visits = sum(one.n for one in of["visits"])
    return {
        "loans": len(of["loans"]),
        "uses": sum(one.n for one in of["uses"]),
        "visits": (visits, visits),
        "to type": {
            what: tuple(
                row for row in range(1, rows[what] + 1) if row not in {one.row for one in of[what]}
            )
            for what in subjects
        },
        "disagreements": 0,
    }


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=lines, chance=some.randoms(use_true_random=False), between=some.booleans())
def test_shuffled_and_doubled_typing_at_two_machines_equals_the_paper(
    tmp_path_factory: pytest.TempPathFactory,
    written: list[Line],
    chance: random.Random,
    between: bool,
) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    with machines(folder) as all_of_them:
        hut, hub = all_of_them.join("hut"), all_of_them.hub
        meet(hut, hub)
        copies = [network.stock(hut, f"Cuốn {nr}") for nr in range(3)]
        who = network.reader(hut, "Nông Thị Hoa")
        subjects = {}
        for what in ("loans", "uses", "visits"):
            made = sheets.print_sheets(hut, what, MONTH, network.at(hut), sheets=1, rows=20)
            assert not isinstance(made, Refusal), made
            subjects[what] = made[0]
        meet(hut, hub)
        doubled = [(node, line) for line in written for node in (hut, hub, hut)]
        chance.shuffle(doubled)
        for nr, (node, line) in enumerate(doubled):
            typed(node, line, subjects, copies, who)
            if between and nr % 4 == 3:
                meet(hut, hub)
        meet(hut, hub)
        meet(hub, hut)
        assert counted(hut, subjects) == wanted(written, subjects, hut)
        assert counted(hub, subjects) == counted(hut, subjects)


def test_two_machines_of_one_place_never_print_one_number(tmp_path: Path) -> None:
    with machines(tmp_path) as all_of_them:
        hut, hub = all_of_them.join("hut"), all_of_them.hub
        meet(hut, hub)
        place = network.at(hut).place
        codes: list[str] = []
        for node in (hut, hub, hut, hub):
            at = At(place, scene.ON)
            made = sheets.print_sheets(node, "loans", MONTH, at, sheets=2, rows=20)
            assert not isinstance(made, Refusal), made
            codes += [node.store.state(one, "sheet").printed.code for one in made]
            meet(hut, hub)
        assert len(set(codes)) == 8


def test_a_word_typed_at_two_machines_is_one_and_a_slip_put_right_at_one_is_right_at_both(
    tmp_path: Path,
) -> None:
    with machines(tmp_path) as all_of_them:
        hut, hub = all_of_them.join("hut"), all_of_them.hub
        meet(hut, hub)
        at = network.at(hut)
        copies = [network.stock(hut, f"Cuốn {nr}") for nr in range(2)]
        made = sheets.print_sheets(hut, "loans", MONTH, at, sheets=1, rows=20)
        assert not isinstance(made, Refusal), made
        (sheet,) = made
        meet(hut, hub)
        for node in (hut, hub):  # not having met since
            group = trusting.many_groups(node, on_trust=True)[0]
            word = trusting.by_word(node, "nhà bên giếng", group, at.place)
            assert not isinstance(word, Refusal) and not word.subject
            deed = sheets.loan(node, 1, copy=copies[0], reader=word)
            done = sheets.enter(node, sheet, 1, deed, on=f"{MONTH}-01", by=None)
            assert isinstance(done, Entered), done
        meet(hut, hub)
        meet(hub, hut)
        for node in (hut, hub):
            word = trusting.by_word(node, "Nhà bên giếng", group, at.place)
            assert not isinstance(word, Refusal) and word.subject
            assert list(node.store.open_loans(word.subject).values()) == [copies[0]]
            assert node.store.query("SELECT count(*) FROM loan WHERE paper <> ''") == [(1,)]
        assert isinstance(undo_row(hut, sheet, 1, at), Entered)
        deed = sheets.loan(hut, 1, copy=copies[1], reader=word.subject)
        assert isinstance(sheets.enter(hut, sheet, 1, deed, on=f"{MONTH}-01", by=None), Entered)
        meet(hut, hub)
        meet(hub, hut)
        for node in (hut, hub):
            assert list(node.store.open_loans(word.subject).values()) == [copies[1]]
            assert node.store.state(sheet, "sheet").of(1) == copies[1]
