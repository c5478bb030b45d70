"""Cards for many, lending to a word, and registrations that may be one person."""

from __future__ import annotations

import pytest
from tests.node.desk.conftest import ADULT, CHILD, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.profile import lending
from tusach.library.readers.story import ReaderState
from tusach.node.acts import circulation, purging, trusting
from tusach.node.acts.node import Node

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LEND = {"screen": "lend"}


def reader_of(library: Library, name: str) -> str:
    ((found,),) = library.node.store.vault.query(
        "SELECT reader FROM reader_name WHERE name = ?", (name,)
    )
    return str(found)


def test_a_word_is_enough_and_two_taps_lend_the_book_that_waits(
    library: Library, desk: Desk
) -> None:
    data = {"screen": "lend", "on_copy": library.copies[0], "word": "nhà bên giếng"}
    page = words(desk().post("/desk/trust", data, follow=True))
    reader = reader_of(library, "nhà bên giếng")
    assert library.loans_of(reader) == [library.copies[0]]
    assert "Still missing" not in page
    state: ReaderState = library.node.store.state(reader, "reader")
    assert (state.group, state.cards) == ("on_word", ())


def test_the_rule_of_the_group_says_how_much_a_word_may_borrow(library: Library) -> None:
    told = trusting.trust(library.node, "class 3A", "on_word", library.at())
    assert not isinstance(told, Refusal)
    library.lend(library.copies[0], told)
    refused = circulation.lend(library.node, library.copies[2], told, library.at())
    assert isinstance(refused, Refusal)
    assert refused.code == "reader.limit"


def test_a_word_that_is_known_is_the_same_household_and_elsewhere_another(
    library: Library,
) -> None:
    first = trusting.trust(library.node, "nhà bên giếng", "on_word", library.at())
    assert trusting.trust(library.node, "Nha  ben giêng", "on_word", library.at()) == first
    elsewhere = trusting.trust(library.node, "nhà bên giếng", "on_word", library.at(library.hut))
    assert elsewhere != first


@pytest.mark.parametrize("word", ["", "  ", "x" * 61, "0912 000 111", "CCCD 004123456789"])
def test_a_number_is_no_word_and_nothing_is_noted(library: Library, desk: Desk, word: str) -> None:
    before = library.facts()
    page = words(desk().post("/desk/trust", {**LEND, "word": word}))
    assert "outcome-bad" in page
    assert library.facts() == before


def test_a_loan_on_trust_counts_among_the_readers_of_its_month(library: Library) -> None:
    told = trusting.trust(library.node, "nhà bên giếng", "on_word", library.at(on="2026-01-10"))
    assert not isinstance(told, Refusal)
    copy = library.copies[0]
    library.lend(copy, told, on="2026-01-10")
    back = circulation.take_back(library.node, copy, library.at(on="2026-01-12"))
    assert not isinstance(back, Refusal)
    purging.purge(library.node)
    rows = library.node.store.query(
        "SELECT readers, loans, counts FROM borrowers WHERE tenant = ?", (library.node.tenant,)
    )
    assert rows == [(1, 1, '[["on_word","","",1]]')]


def test_a_class_has_a_card_and_somebody_responsible(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_class(library.node, monkeypatch)
    data = {"name": "Lớp 3A", "group": "class", "responsible": "Cô Mai", "phone": "0912"}
    page = words(desk().post("/desk/group", data, follow=True))
    reader = reader_of(library, "Lớp 3A")
    assert "Lớp 3A" in page
    page = words(desk().get(f"/desk/readers/{reader}"))
    assert "Responsible:" in page
    assert "Cô Mai" in page
    assert "Still missing" not in page


@pytest.mark.parametrize(
    "odd", [{"responsible": ""}, {"name": " "}, {"group": "on_word"}, {"group": "young"}]
)
def test_a_group_without_its_parts_is_refused_and_nothing_is_told(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch, odd: dict[str, str]
) -> None:
    with_class(library.node, monkeypatch)
    before = library.facts()
    data = {"name": "Lớp 3A", "group": "class", "responsible": "Cô Mai", **odd}
    answer = desk().post("/desk/group", data)
    assert (answer.status_code, library.facts()) == (200, before)
    assert "error-summary" in words(answer)


def with_class(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """The profile knows a group of classes for this test."""
    from msgspec.structs import replace

    from tusach.library.profile.parts import Wording

    group = lending.ReaderGroup(
        code="class",
        names=Wording({"en": "Class", "vi": "Lớp học"}),
        stands_for_many=True,
        card_months=12,
    )
    told = node.profile.lending
    changed = replace(told, reader_groups=(*told.reader_groups, group))
    monkeypatch.setattr(node, "profile", replace(node.profile, lending=changed))


def test_the_reader_page_says_that_somebody_may_be_registered_twice(
    library: Library, desk: Desk
) -> None:
    client = desk()
    assert "Perhaps registered twice" not in words(client.get(f"/desk/readers/{ADULT}"))
    library.registered_twice()
    assert "Perhaps registered twice" in words(client.get(f"/desk/readers/{ADULT}"))
    assert "Perhaps registered twice" not in words(client.get(f"/desk/readers/{CHILD}"))
