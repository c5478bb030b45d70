"""What needs verification, and spot checks, by page: asked, answered, drawn, found."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import ADULT, HERE, THERE, TODAY, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies.in_crates import CrateReceived
from tusach.library.doubts import facts
from tusach.library.doubts.story import SpotcheckState
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, doubting, spot_checking
from tusach.node.people.models import AccessLook

Office = Callable[..., Client]
MONTH = made.MONTH
PEOPLE = (6, 9, 4, 12, 7, 15, 3, 8, 11, 5, 14, 6)
ALIKE = (8,) * 12


def address(library: Library, month: str = MONTH) -> str:
    return f"/programme/doubts/{library.main}?month={month}"


def plain(answer: Any) -> str:
    return re.sub(r"<[^>]*>", " ", words(answer))


def send(client: Client, page: str, step: str, **fields: Any) -> Any:
    told = {f"{step}-{name}": value for name, value in fields.items()}
    return client.post(page, {"step": step, **told})


def test_a_month_of_equal_days_needs_verification_until_somebody_says_what_was_found(
    library: Library, office: Office
) -> None:
    made.visits(library, ALIKE, sheet="7")
    client = office(HERE)
    listed = plain(client.get(f"/programme/doubts?month={MONTH}"))
    assert "1 point" in listed
    assert "100 % from a tally sheet" in listed
    page = client.get(address(library))
    assert "The days are more alike than days are by chance: 0 %" in plain(page)
    assert "Look at the tally sheets" in plain(page)
    assert "accus" not in plain(page).lower()
    lacking = send(client, address(library), "answer", points=["even"], how="explained")
    assert lacking.status_code == 422
    assert "choose which one" in plain(lacking)
    done = send(
        client, address(library), "answer", points=["even"], how="explained", event="class_visit"
    )
    assert done.status_code == 302
    said = plain(client.get(done["Location"]))
    assert "how much the days differ – an event explains it (visit of a class)" in said
    assert "Nothing of this month needs verification." in said
    assert "answered" in plain(client.get(f"/programme/doubts?month={MONTH}"))


def test_an_answered_month_asks_again_once_many_more_records_come(
    library: Library, office: Office
) -> None:
    made.visits(library, ALIKE)
    client = office(HERE)
    points = ["even", "one_evening"]
    send(client, address(library), "answer", points=points, how="confirmed")
    assert not doubting.doubt(library.node, library.main, MONTH).stands
    for nr in range(20, 28):
        circulation.count_visits(
            library.node, VisitCounted("on_site", 8), library.at(on=f"{MONTH}-{nr}")
        )
    found = doubting.doubt(library.node, library.main, MONTH)
    assert {one.code for one in found.open} == {"one_evening", "even"}


def test_the_usual_month_and_the_small_one_are_no_reason(library: Library, office: Office) -> None:
    made.visits(library, PEOPLE, sheet="7")
    assert "needs verification" in plain(office(HERE).get(address(library)))
    assert doubting.doubt(library.node, library.main, MONTH).open == ()
    made.visits(library, (3, 2), month="2026-09")
    small = plain(office(HERE).get(address(library, "2026-09")))
    assert "Too few records to say anything" in small
    assert "too few records" in plain(office(HERE).get("/programme/doubts?month=2026-09"))
    empty = plain(office(HERE).get("/programme/doubts?month=2026-08"))
    assert "Nothing was told in this month" in empty


def test_the_list_saves_as_a_file_and_another_librarian_sees_only_her_place(
    library: Library, office: Office
) -> None:
    made.visits(library, ALIKE)
    file = office(HERE).get(f"/programme/doubts?month={MONTH}&as=csv")
    assert "typed on one later day" in file.content.decode()
    assert office(THERE).get(address(library)).status_code == 404
    assert office(HERE).get("/programme/doubts?month=2026").status_code == 200


def carried(library: Library, copy: str, place: str, on: str) -> None:
    draft = Draft(
        kind="crate.received/1",
        subject="9" * 32,
        also=(copy,),
        scope="catalogue",
        on=on,
        place=place,
        body=CrateReceived(),
    )
    done = library.node.store.tell(None, (draft,))
    assert not isinstance(done, Refusal), done


def test_a_copy_lent_where_its_crate_was_not_stands_with_both_facts_until_it_is_answered(
    library: Library, office: Office
) -> None:
    copy, elsewhere = library.copies[0], library.node.place_id("ALBA-02")
    carried(library, copy, elsewhere, "2026-11-10")
    loan = library.lend(copy, ADULT)
    month = TODAY[:7]
    (one,) = doubting.doubt(library.node, library.main, month).still
    assert (one.stood, one.use, one.since) == (elsewhere, loan, "2026-11-10")
    client = office(HERE)
    page = client.get(address(library, month))
    assert f"#{one.stood_by}" in page.content.decode()
    assert f"#{one.use}" in page.content.decode()
    assert "Two records contradict each other" in plain(page)
    done = send(client, address(library, month), "answer", points=[loan], how="corrected")
    assert done.status_code == 302
    assert not doubting.doubt(library.node, library.main, month).stands
    assert "copies that were elsewhere" in plain(client.get(done["Location"]))


# ---- spot checks ----


def drawn(library: Library, client: Client, **more: str) -> Any:
    fields = {"place": library.main, "month": MONTH, "of": "visits", "source": "lottery_north"}
    fields |= {"public_on": "24/11/2026", "public": "82941", "n": "5"}
    return send(client, "/programme/spot-checks", "draw", **{**fields, **more})


@pytest.fixture
def tomorrow(library: Library) -> None:
    """Visits of October, told on the day before now."""
    made.visits(library, PEOPLE)
    library.clock.minutes_pass(24 * 60)


def check(library: Library) -> SpotcheckState:
    of = spot_checking.subject(library.node, place=library.main, month=MONTH, of="visits")
    return spot_checking.check(library.node, of)


@pytest.mark.usefixtures("tomorrow")
def test_the_province_draws_once_and_whoever_draws_again_draws_the_same(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    page = drawn(library, client)["Location"]
    said = plain(client.get(page))
    assert "records of visits: 12" in said
    assert "82941 · northern lottery" in said
    assert "the same records" in said
    again = drawn(library, client)
    assert again.status_code == 422
    assert "were drawn on 24 Nov 2026 already" in plain(again)
    assert len(check(library).drawn.told.drawn) == 5  # type: ignore[union-attr]
    assert "Draw records" not in plain(office(HERE).get("/programme/spot-checks"))


@pytest.mark.usefixtures("tomorrow")
def test_records_that_come_after_the_drawing_are_told_apart(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    page = drawn(library, client, n="12")["Location"]
    assert spot_checking.came_later(library.node, check(library)) == 0
    # Told after the day of the public value: no part of what is drawn from, whatever its own day.
    circulation.count_visits(library.node, VisitCounted("on_site", 3), library.at(on=f"{MONTH}-20"))
    assert "the same records" in plain(client.get(page))
    assert drawn(library, client, month="2026-11").status_code == 422
    ahead = drawn(library, client, of="loans", public_on="25/11/2026")
    assert "Take a public value of a day from" in plain(ahead)


def test_what_was_told_on_the_day_of_the_public_value_is_not_drawn_from(
    library: Library, office: Office
) -> None:
    made.visits(library, PEOPLE)
    refused = drawn(library, office(WIDE), public_on="23/11/2026")
    assert refused.status_code == 422
    assert "Nothing of this month was told before" in plain(refused)


@pytest.mark.usefixtures("tomorrow")
def test_what_was_found_gives_a_range_and_may_be_completed_later(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    page = drawn(library, client)["Location"]
    of = check(library).drawn
    assert of is not None
    first, second, *rest = of.told.drawn
    nothing = send(client, page, "found", drawing=of.fact)
    assert nothing.status_code == 422
    send(client, page, "found", drawing=of.fact, **{first: "confirmed"})
    assert check(library).standing == "begun"
    more = {first: "confirmed", second: "wrong"} | dict.fromkeys(rest, "unreached")
    send(client, page, "found", drawing=of.fact, **more)
    said = plain(client.get(page))
    assert "of 12 records" in said
    assert "If those whom nobody reached were not either" in said
    assert "not borne out" in said
    listed = plain(client.get("/programme/spot-checks"))
    assert "done" in listed
    assert client.get(f"{page}?as=csv").status_code == 200


def lent(library: Library) -> None:
    library.lend(library.copies[0], ADULT, f"{MONTH}-05")
    library.clock.minutes_pass(24 * 60)


def test_readers_are_named_to_their_own_library_alone_and_the_look_is_logged(
    library: Library, office: Office
) -> None:
    lent(library)
    page = drawn(library, office(WIDE), of="loans")["Location"]
    (name,) = library.node.store.vault.query(
        "SELECT name FROM reader_name WHERE reader = ?", (ADULT,)
    )[0]
    looks = AccessLook.objects.filter(why="spot check").count()
    assert name not in words(office(WIDE).get(page))
    assert AccessLook.objects.filter(why="spot check").count() == looks
    assert name in words(office(HERE).get(page))
    assert AccessLook.objects.filter(why="spot check").count() == looks + 1


def test_whoever_entered_the_records_does_not_say_what_was_found(
    library: Library, office: Office
) -> None:
    circulation.count_visits(
        library.node, VisitCounted("on_site", 3), library.at(on=f"{MONTH}-05", by=HERE)
    )
    library.clock.minutes_pass(24 * 60)
    page = drawn(library, office(WIDE))["Location"]
    of = check(library).drawn
    assert of is not None
    said = {"drawing": of.fact, of.told.drawn[0]: "confirmed"}
    refused = send(office(HERE), page, "found", **said)
    assert refused.status_code == 422
    assert "Somebody else has to say" in plain(refused)
    assert send(office(WIDE), page, "found", **said).status_code == 302


def test_a_drawing_of_records_that_are_not_held_here_says_so(
    library: Library, office: Office
) -> None:
    page = f"/programme/spot-checks/{made.spot_check(library)}"
    said = plain(office(HERE).get(page))
    assert "not held on this machine" in said
    assert office(HERE).get(f"/programme/spot-checks/{'e' * 32}").status_code == 404
    assert office(THERE).get(page).status_code == 404
    assert facts.VISITS == "visits"


# ---- figures ----


def test_a_figure_says_how_what_it_counts_is_known(library: Library, office: Office) -> None:
    made.visits(library, (30,), month="2026-11", sheet="12")
    made.visits(library, (10,), month="2026-11")
    page = office(HERE).get("/programme/figures/visits?period=2026-11")
    said = plain(page)
    assert "entered at a machine: 10 (25 %)" in said
    assert "from a tally sheet: 30 (75 %)" in said
    assert 'aria-label="entered at a machine: 10 (25 %)' in page.content.decode()
    listed = plain(office(HERE).get("/programme/figures?period=2026-11"))
    assert "25 % entered at a machine, 75 % from a tally sheet" in listed
