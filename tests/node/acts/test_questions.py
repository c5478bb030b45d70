"""What an act asks of the files: no more than its rules need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.node.acts.test_explaining import set_rule
from tests.node.desk.conftest import ADULT, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.holds.story import FILLED
from tusach.node.acts import asking, circulation
from tusach.node.acts.asking import Wanting

library = library_alone
pytestmark = pytest.mark.django_db


class Listener:
    """Hears what is asked of the vault."""

    def __init__(self, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: list[str] = []
        vault = library.node.store.vault
        ask = vault.query

        def query(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
            self.heard.append(sql)
            return ask(sql, params)

        monkeypatch.setattr(vault, "query", query)

    def asked(self, word: str) -> bool:
        return any(word in sql for sql in self.heard)


def lent(library: Library, copy: int = 0) -> None:
    done = circulation.lend(library.node, library.copies[copy], ADULT, library.at())
    assert not isinstance(done, Refusal), done


def test_lending_asks_for_no_age_and_no_holds_where_no_rule_and_nobody_asks(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener(library, monkeypatch)
    lent(library)
    assert listener.heard
    assert not listener.asked("birth_year")
    assert not listener.asked("asked_by")


def test_lending_asks_for_the_age_where_a_rule_has_bounds(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rule(library, age_from=16)
    listener = Listener(library, monkeypatch)
    lent(library)
    assert listener.asked("birth_year")


def test_lending_asks_whose_hold_it_is_where_somebody_waits(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asking.place_hold(library.node, ADULT, Wanting(title=library.titles[0]), library.at())
    assert not isinstance(done, Refusal), done
    listener = Listener(library, monkeypatch)
    lent(library)
    assert listener.asked("asked_by")
    assert library.node.store.state(done.subject, "hold").status("2026-11-23") == FILLED
