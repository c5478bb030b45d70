"""One commune on a page, and one library's week: what stands, what comes, and who may look."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, TODAY, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.ledger.draft import Refusal
from tusach.library.crates.rules import Receipt
from tusach.library.places.served_facts import VisitRequested
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, communes, crating, serving
from tusach.node.acts.node import At
from tusach.node.programme import monday
from tusach.node.programme.own_week import own_lines

Office = Callable[..., Client]


def unit_of(library: Library) -> str:
    unit = library.node.place(library.main).unit
    assert unit is not None
    return unit


def count(library: Library, n: int, on: str) -> None:
    done = circulation.count_visits(library.node, VisitCounted("on_site", n), library.at(on=on))
    assert not isinstance(done, Refusal)


def test_visits_of_the_running_periods_stand_beside_those_of_last_year(
    library: Library, office: Office
) -> None:
    count(library, 41, TODAY)
    said = words(office(WIDE).get(f"/programme/communes/{unit_of(library)}"))
    assert f"library year {TODAY[:4]}" in said
    assert ">41<" in said.replace(" ", "")
    assert "not enough data" in said, "nothing was told of last year, which is not 0"
    assert library.node.place(library.main).name in said


def test_a_commune_says_how_its_model_and_assessment_stand(
    library: Library, office: Office
) -> None:
    made.assessment(library)
    said = words(office(WIDE).get(f"/programme/communes/{unit_of(library)}"))
    assert "Findings to mend" in said
    assert "Next market" in said
    assert "Last visit of the vehicle" in said


def test_few_readers_are_not_told_as_a_number(library: Library, office: Office) -> None:
    node = library.node
    here = [one.place for one in communes.places(node, unit_of(library))]
    ((known,),) = node.store.query(
        "SELECT count(*) FROM reader WHERE ended_on IS NULL AND valid_until >= ?", (TODAY,)
    )
    told = communes.readers(node, here)
    assert told is None or told == 0 or told >= communes.LEAST_READERS
    assert communes.readers(node, []) == 0
    if 0 < known < communes.LEAST_READERS:
        assert told is None
    page = words(office(WIDE).get(f"/programme/communes/{unit_of(library)}"))
    assert ("fewer than 5" in page) == (told is None)


def test_a_librarian_opens_the_own_commune_only(library: Library, office: Office) -> None:
    own = unit_of(library)
    other = next(
        one
        for (one,) in library.node.store.query("SELECT subject FROM unit ORDER BY subject")
        if one != own
    )
    assert office(HERE).get(f"/programme/communes/{own}").status_code == 200
    assert office(HERE).get(f"/programme/communes/{other}").status_code == 403
    assert office(WIDE).get(f"/programme/communes/{other}").status_code == 200
    assert office(WIDE).get(f"/programme/communes/{'0' * 32}").status_code == 404
    listed = office(HERE).get("/programme/communes").content.decode()
    assert own in listed and other not in listed
    assert other in office(WIDE).get("/programme/communes").content.decode()


def test_crates_there_stand_with_the_day_on_which_they_leave(library: Library) -> None:
    node, sent_on = library.node, library.at(on="2026-11-01")
    made_ones = crating.make(node, 1, sent_on)
    assert not isinstance(made_ones, Refusal)
    crate, _code = made_ones.crates[0]
    crating.pack(node, crate, library.copies[0], sent_on)
    assert communes.crates(node, [library.main]) == [], "at home it is nobody's guest"
    crating.send(node, crate, sent_on, to=library.hut, back_on="2026-11-25")
    (one,) = communes.crates(node, [library.hut])
    assert (one.comes, one.back_on) == (True, "2026-11-25")
    crating.receive(node, crate, At(library.hut, "2026-11-03", sent_on.by), Receipt())
    (one,) = communes.crates(node, [library.hut])
    assert (one.comes, one.inside) == (False, 1)
    found = {line.code: line for line in own_lines(node, library.hut)}
    assert found[monday.CRATES_SOON].worst[0].subject == crate
    assert found[monday.UNSIGNED].count == 1


def test_a_library_sees_what_is_due_at_it_this_week(library: Library, office: Office) -> None:
    found = {one.code: one for one in own_lines(library.node, library.main)}
    assert {monday.CRATES_SOON, monday.FETCH, monday.LEFT, monday.OVERDUE} <= found.keys()
    assert monday.TRIPS not in found and monday.REPORTS not in found
    said = words(office(HERE).get("/programme/here"))
    assert library.node.place(library.main).name in said
    assert "Nothing waits" in said


def test_a_library_does_not_answer_its_own_request(library: Library, office: Office) -> None:
    body = VisitRequested(library.main, TODAY, TODAY)
    done = serving.request(library.node, body, library.at(on=TODAY))
    assert not isinstance(done, Refusal)
    page = office(HERE).get("/programme/here").content.decode()
    assert 'href="/trips/requests"' in page
    assert 'href="/trips/requests/' not in page


def test_an_overdue_loan_is_due_here_and_names_nobody(library: Library, office: Office) -> None:
    loan = At(library.main, "2026-09-01", library.at(on=TODAY).by)
    done = circulation.lend(library.node, library.copies[0], "1" * 32, loan)
    assert not isinstance(done, Refusal)
    line = next(one for one in own_lines(library.node, library.main) if one.code == monday.OVERDUE)
    assert line.count == 1 and line.worst[0].days is not None and line.worst[0].days > 0
    said = words(office(HERE).get("/programme/here"))
    assert "Books that readers have past their date" in said
    assert "1 book" in said
    assert 'href="/desk/overdue"' in said


def test_the_desk_leads_to_the_week(library: Library, office: Office) -> None:
    assert 'href="/programme/here"' in office(HERE).get("/desk").content.decode()


@pytest.mark.parametrize("address", ["/programme/here", "/programme/communes"])
def test_the_pages_are_light_and_work_without_scripts(
    library: Library, office: Office, address: str
) -> None:
    for path in (address, f"/programme/communes/{unit_of(library)}"):
        page = office(HERE).get(path).content
        assert len(gzip.compress(page)) <= 60 * 1024
        assert "<script" not in page.decode().split("<main")[1].split("</main>")[0]
