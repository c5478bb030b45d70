"""Killed in the middle of a count, a sheet, a list: what was stored is there, nothing by halves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.node.stock import cut_off
from tests.node.store import homes as scene

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.columns import READERS
from tusach.exchange.sheets.reader import look
from tusach.ledger.draft import Refusal
from tusach.node.acts import sheets, stocktaking
from tusach.node.acts.importing_readers import import_readers
from tusach.node.store.verify import verify

LATER_MS = scene.LATER_MS + 60_000
"""Of what goes on: its chance is another one."""
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    scene.found(tmp_path / "home")
    scene.fill(tmp_path / "home", loans=0)
    return tmp_path / "home"


def killed(work: str, home: Path, after: int) -> list[list[str]]:
    """What the process has said before it was killed, which was after so many lines."""
    told: list[list[str]] = []
    words = [sys.executable, "-m", "tests.node.stock.cut_off", work, str(home)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tusach.node.settings.django"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told.append(line.split())
            if len(told) == after:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, told
    assert ["done"] not in told
    return told


def sound(home: Path) -> None:
    with scene.at_work(home, ms=LATER_MS) as node:
        assert verify(node.store).faults == ()


def test_a_stocktaking_goes_on_where_the_power_went(home: Path) -> None:
    (_word, count), *stored = killed("count", home, 5)
    with scene.at_work(home, ms=LATER_MS) as node:
        at, codes = scene.at_desk(node), [code for _stored, code in stored]
        assert len(codes) <= stocktaking.how_many(node, count) <= len(codes) + 1
        for code in codes:
            done = stocktaking.scan(node, count, code, at)
            assert not isinstance(done, Refusal) and done.how == stocktaking.AGAIN, done
        for (code,) in node.store.query("SELECT code FROM copy"):
            assert not isinstance(stocktaking.scan(node, count, code, at), Refusal)
        figures = stocktaking.figures(node, count)
        assert (figures.missing, figures.seen) == (0, 10)
    sound(home)


def test_a_sheet_is_typed_on_at_the_row_at_which_the_power_went(home: Path) -> None:
    (_word, sheet), *stored = killed("type", home, 12)
    with scene.at_work(home, ms=LATER_MS) as node:
        state = node.store.state(sheet, "sheet")
        assert len(stored) <= len(state.entered) <= len(stored) + 1
        rows = node.store.query("SELECT count(*), count(ended_on) FROM loan WHERE paper <> ''")
        assert rows == [(len(state.entered), len(state.entered))]
        copies, readers = scene.copies_of(node), scene.readers_of(node)
        for row in (*state.entered, state.missing[0]):
            copy, reader = copies[(row - 1) % len(copies)], readers[(row - 1) % len(readers)]
            deed = sheets.loan(node, row, copy=copy, reader=reader, back_on=scene.ON)
            done = sheets.enter(node, sheet, row, deed, on=scene.ON, by=None)
            assert not isinstance(done, Refusal) and done.known == (row in state.entered)
    sound(home)


def test_a_list_is_read_on_after_the_power_went_and_nobody_comes_twice(home: Path) -> None:
    told = killed("list", home, 2)
    with scene.at_work(home, ms=LATER_MS) as node:
        ((here,),) = node.store.query("SELECT count(*) FROM reader")
        ((named,),) = node.store.vault.query("SELECT count(*) FROM reader_name")
        assert here == named
        before = here - 8
        assert before >= int(told[-1][1]) and before % 500 == 0
        seen = look(cut_off.TABLE, about=READERS)
        assert not isinstance(seen, RemoteFault)
        again = import_readers(
            node, cut_off.TABLE, "a.csv", scene.at_desk(node), layout=seen.layout
        )
        assert (again.read, again.present) == (cut_off.LIST, before)
        assert again.stored == cut_off.LIST - before
        ((here,),) = node.store.query("SELECT count(*) FROM reader")
        assert here == cut_off.LIST + 8
    sound(home)
