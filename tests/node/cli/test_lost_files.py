"""Files of a home that were emptied or are gone: which one, and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran
from tests.node.store import homes as scene

Run = Callable[..., Ran]


@pytest.mark.parametrize(
    ("name", "emptied", "english", "vietnamese"),
    [
        ("ledger", True, "The ledger file is damaged", "Tệp sổ cái bị hỏng"),
        ("vault", True, "The private file is damaged", "Tệp riêng tư bị hỏng"),
        ("vault", False, "The private file cannot be opened", "Không mở được tệp riêng tư"),
    ],
)
def test_verify_names_the_file_that_is_lost(
    run: Run, library: Path, name: str, emptied: bool, english: str, vietnamese: str
) -> None:
    scene.settle_files(library)
    path = library / f"{name}.sqlite"
    path.unlink()
    if emptied:
        path.touch()
    for language, words, count in (("en", english, "1 fault."), ("vi", vietnamese, "1 lỗi.")):
        ran = run(library, "verify", "--lang", language)
        assert ran.exit == 4
        first, last = ran.err.splitlines()
        assert first.startswith(f"{name}.sqlite: {words} (")
        assert "tusach restore FILE" in first
        assert last.endswith(count)
    looked = run(library, "reader", "1", "--lang", "en")
    assert looked.exit in (3, 4)
    assert words_of(name) in looked.err
    assert "written" not in looked.err


def words_of(name: str) -> str:
    return {"ledger": "The ledger file", "vault": "The private file"}[name]


def test_faults_are_counted_in_words(run: Run, library: Path) -> None:
    assert run(library, "verify", "--lang", "en").out.splitlines()[-1].endswith("0 faults.")
    assert run(library, "verify", "--lang", "vi").out.splitlines()[-1].endswith("0 lỗi.")
