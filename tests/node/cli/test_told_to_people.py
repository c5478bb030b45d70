"""What copy, reader, story and disagreements say to people: no codes, no JSON, no ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran, cards_of, codes_of, looking
from tests.node.store import homes as scene

from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation
from tusach.node.people.models import AccessLook

Run = Callable[..., Ran]
RAW = re.compile(r"[0-9a-f]{32}|[{}]|[a-z]+\.[a-z_]+/1|\b(?:on_loan|available)\b")


def subject_of(home: Path, words: str) -> str:
    with looking(home) as node:
        return str(node.store.query(words)[0][0])


def test_a_copy_is_told_by_title_number_place_and_due_date(run: Run, library: Path) -> None:
    ran = run(library, "copy", codes_of(library, "on_loan")[0], "--lang", "en")
    assert ran.exit == 0
    assert not RAW.search(ran.out), ran.out
    first, *rest = ran.out.splitlines()
    assert first.startswith("Copy · ")
    assert any(name in first for name in scene.TITLES)
    assert "Owner: Biblioteca" in rest
    assert any(re.match(r"Lent on 20 Feb 2026, due on \d+ Mar 2026\.", line) for line in rest)
    assert any("Entered into the stock under number" in line for line in rest)
    assert all("Biblioteca" in line for line in rest[rest.index("What was told, in order:") + 1 :])


def test_a_reader_is_told_by_name_with_loans_and_the_look_is_logged(
    run: Run, library: Path
) -> None:
    cards = cards_of(library)
    told = [run(library, "reader", card, "--lang", "vi") for card in cards]
    assert not any(RAW.search(ran.out) for ran in told), told
    assert all(ran.out.startswith("Bạn đọc · Reader ") for ran in told)
    assert sum("hạn trả" in ran.out for ran in told) == 1
    assert sum("Không đang mượn cuốn nào." in ran.out for ran in told) == len(cards) - 1
    assert all("Đăng ký bạn đọc" in ran.out for ran in told)
    logged = AccessLook.objects.filter(why="command", staff_id="")
    assert logged.count() == len(cards)
    assert len({one.subject_id for one in logged}) == len(cards)


def test_any_subject_is_told_in_words_and_a_colleague_by_name(run: Run, library: Path) -> None:
    with looking(library) as node:
        staff = str(node.store.vault.query("SELECT staff FROM staff_name")[0][0])
    ran = run(library, "story", staff, "--lang", "en")
    assert ran.out.startswith("Staff · Ana Wide\n")
    assert "Appointed as administrator from 20 Feb 2026 on." in ran.out
    assert not RAW.search(ran.out), ran.out
    assert AccessLook.objects.filter(why="command", subject_id=staff).count() == 1


def test_a_name_is_kept_back_where_the_look_cannot_be_logged(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "NAME", str(library / "none.sqlite"))
    ran = run(library, "reader", cards_of(library)[0], "--lang", "en")
    assert ran.out.startswith("Reader\n")
    assert "run “tusach serve” once" in ran.out
    assert "Nguyễn" not in ran.out
    assert not (library / "none.sqlite").exists()


def test_what_contradicts_is_said_with_what_to_do(run: Run, library: Path) -> None:
    sheet = VisitCounted("on_site", 7, sheet="c" * 32)
    with scene.at_work(library, ms=scene.LATER_MS) as node:
        for _ in range(2):
            circulation.count_visits(node, sheet, scene.at_desk(node))
    told = run(library, "disagreements", "--json").told["open"]
    assert [one["kind"] for one in told] == ["visit.sheet_twice"]
    ran = run(library, "disagreements", "--lang", "vi")
    first, said, *ways, more = ran.out.splitlines()
    assert "visit.sheet_twice" not in ran.out
    assert not first.startswith(" ")
    assert said.startswith("  ")
    assert [way.split()[1:4] for way in ways if "tusach settle" in way]
    assert more.endswith(f"tusach story {told[0]['subject']}")
