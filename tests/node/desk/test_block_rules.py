"""What a reader has not settled stops what the programme says, and the desk says what to do.

The invented province stops lending from two overdue copies on, and renewing never.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.node.desk.conftest import ADULT, CHILD, HERE, Desk, Library, at_reader, words

from tusach.ledger.draft import Refusal
from tusach.node.acts import circulation

LONG_AGO = "2026-10-01"


@pytest.mark.usefixtures("english")
def test_many_overdue_copies_stop_lending_until_they_are_settled(
    library: Library, desk: Desk
) -> None:
    client = desk()
    one, two, three, four = library.copies[:4]
    form = {**at_reader(ADULT), "screen": "reader"}
    library.lend(one, ADULT, LONG_AGO)
    page = words(client.get(f"/desk/readers/{ADULT}"))
    assert "copies overdue; from" not in page
    library.lend(two, ADULT, LONG_AGO)
    page = words(client.get(f"/desk/readers/{ADULT}"))
    assert "The reader has 2 copies overdue; from 2 on this is stopped." in page
    before = library.facts()
    answer = client.post("/desk/scan", {**form, "code": library.code(three)}, follow=True)
    assert "renew them, then go on. Nothing is to be paid." in words(answer)
    assert library.facts() == before
    assert not isinstance(circulation.renew(library.node, one, library.at()), Refusal)
    assert not isinstance(circulation.lend(library.node, three, ADULT, library.at()), Refusal)
    assert not isinstance(circulation.lend(library.node, four, CHILD, library.at()), Refusal)


def test_overdue_is_counted_on_the_day_of_the_act(library: Library) -> None:
    one, two, three = library.copies[:3]
    library.lend(one, ADULT, LONG_AGO)
    library.lend(two, ADULT, LONG_AGO)
    for on, code in (("2026-10-05", ""), ("2026-11-20", "reader.overdue_many")):
        with library.node.store.batch() as transaction:
            wish = circulation.lend_in(
                library.node, transaction, copy=three, reader=ADULT, at=library.at(on=on)
            )
        assert (wish.code if isinstance(wish, Refusal) else "") == code


def test_a_programme_may_stop_other_acts_and_count_lost_copies(library: Library) -> None:
    node = library.node
    one, two, three = library.copies[:3]
    library.lend(one, ADULT)
    library.lend(two, ADULT)
    assert not isinstance(circulation.lose(node, one, library.at(), reason="reader"), Refusal)
    (rule,) = node.profile.lending.blocks
    lost = replace(rule, cause="lost", from_count=1, stops=("renew",))
    lending = replace(node.profile.lending, blocks=(lost,))
    node.profile = replace(node.profile, lending=lending)
    refused = circulation.renew(node, two, library.at())
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.values["count"]) == ("reader.lost_unsettled", 1)
    assert not isinstance(circulation.lend(node, three, ADULT, library.at()), Refusal)
    assert not isinstance(circulation.take_back(node, one, library.at()), Refusal)
    assert not isinstance(circulation.take_back(node, two, library.at(by=HERE)), Refusal)
