"""`tusach erase` and `tusach erasures`, as a person at the machine itself uses them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.node.cli.conftest import Ran
from tests.node.store import homes as scene


def a_reader(library: Path, *, borrows: bool) -> str:
    """A reader who has something, or nothing."""
    with scene.at_work(library) as node:
        for reader in scene.readers_of(node):
            if bool(node.store.open_loans(reader)) is borrows:
                return str(reader)
    raise AssertionError


def card_of(library: Path, reader: str) -> str:
    with scene.at_work(library) as node:
        rows = node.store.vault.query("SELECT number FROM card WHERE reader = ?", (reader,))
        return str(rows[0][0])


def test_a_reader_is_shown_then_erased_then_on_the_list(
    library: Path, run: Callable[..., Ran]
) -> None:
    reader = a_reader(library, borrows=False)
    card = card_of(library, reader)
    shown = run(library, "erase", card, "--reason", "wish", "--show", "--json")
    assert shown.exit == 0
    assert shown.told["registrations"] == [reader]
    assert shown.told["facts"] == []
    done = run(library, "erase", card, "--reason", "wish", "--json")
    assert done.exit == 0, done.err
    assert len(done.told["facts"]) == 1
    (one,) = run(library, "erasures", "--json").told["erasures"]
    assert (one["fact"], one["reader"]) == (done.told["facts"][0], reader)
    assert [each["state"] for each in one["nodes"]] == ["done"]
    assert run(library, "erasures", "--open", "--json").told["erasures"] == []
    again = run(library, "erase", reader, "--reason", "wish", "--json")
    assert again.exit == 3
    assert again.told["refusal"]["code"] == "reader.unknown"


def test_who_still_has_a_book_is_refused_with_what_to_do(
    library: Path, run: Callable[..., Ran]
) -> None:
    reader = a_reader(library, borrows=True)
    refused = run(library, "erase", reader, "--reason", "wish", "--json")
    assert refused.exit == 3
    assert refused.told["refusal"]["code"] == "reader.has_copies"


def test_a_reason_in_free_words_is_wrong_use(library: Path, run: Callable[..., Ran]) -> None:
    assert run(library, "erase", "1", "--reason", "Ms X", "--json").exit == 2
    assert run(library, "erase", "no-such-card", "--reason", "wish", "--json").exit == 3
