"""`tusach import-list`: the account of the page, and exit codes for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.node.office import files
from tests.node.office.conftest import Library

from tusach.node.cli.management.commands.import_list import Command


@pytest.fixture
def run(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that runs the command on a list; its exit code, and its fields."""

    def perform(raw: bytes, *words: str) -> tuple[int, dict[str, Any]]:
        path = tmp_path / "list.csv"
        path.write_bytes(raw)
        command = Command()
        import argparse

        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        told = vars(parser.parse_args([str(path), "--place", "main", *words]))
        outcome = command.perform(library.node, told, lambda *_: None)
        return outcome.exit, json.loads(json.dumps(outcome.fields))

    return perform


def test_the_account_adds_up_and_needs_a_person_where_rows_were_rejected(run: Any) -> None:
    code, told = run(files.library_list())
    assert code == 1
    assert told["read"] == told["stored"] + told["present"] + len(told["rejected"]) == 6
    assert told["rejected"][0].keys() >= {"file", "position", "offset", "reason"}
    assert told["milliseconds"] >= 0
    assert run(files.library_list(*files.ROWS[:2]))[0] == 0


def test_columns_are_mapped_by_name_or_number(run: Any, library: Library) -> None:
    raw = files.library_list("x,Đi săn,L.1", header="STT,Cột hai,Ghi")
    code, told = run(raw)
    assert (code, told["refusal"]["code"]) == (3, "list.title_missing")
    code, told = run(raw, "--map", "cot hai=title", "--map", "3=accession")
    assert (code, told["stored"], told["copies"]) == (0, 1, 1)
    code, told = run(raw)  # remembered by its header
    assert (code, told["present"]) == (0, 1)


def test_a_column_that_is_not_there_and_a_file_that_is_no_list_are_refused(run: Any) -> None:
    code, told = run(files.library_list(), "--map", "Màu bìa=note")
    assert (code, told["refusal"]["code"]) == (3, "list.column_unknown")
    code, told = run(b"%PDF-1.4 ")
    assert (code, told["refusal"]["code"]) == (3, "file.document")
