"""A Monday at the provincial library: who is silent, what waits, one tap to each way out."""

from __future__ import annotations

import gzip
import html
from collections.abc import Callable

from django.test import Client
from tests.node.desk.conftest import HERE, TODAY, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.ledger.draft import Refusal
from tusach.library.places.served_facts import VisitAnswered, VisitRequested
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, crating, serving
from tusach.node.acts.node import At
from tusach.node.programme import monday
from tusach.node.programme.silence import silence

Office = Callable[..., Client]
MOST_KB = 60


def line(library: Library, code: str, place: str | None = None) -> monday.Line:
    return next(one for one in monday.waiting(library.node, place) if one.code == code)


def asked(library: Library) -> str:
    """The main library asks for a visit."""
    body = VisitRequested(library.main, TODAY, TODAY)
    done = serving.request(library.node, body, library.at(on=TODAY))
    assert not isinstance(done, Refusal)
    return serving.requests(library.node)[0].subject


def test_a_place_that_never_told_visits_is_silent_and_not_0(
    library: Library, office: Office
) -> None:
    said = words(office(WIDE).get("/programme/week"))
    assert "Places that are silent" in said
    assert "never heard of" in said
    assert "Silence is not 0" in said
    found = silence(library.node)
    assert library.main in {one.place for one in found.places}
    assert found.heard == 0


def test_a_place_that_counted_today_is_heard(library: Library) -> None:
    circulation.count_visits(library.node, VisitCounted("on_site", 4), library.at(on=TODAY))
    found = silence(library.node)
    assert library.main not in {one.place for one in found.places}
    assert found.heard == 1
    assert found.up_to == TODAY


def test_who_told_nothing_for_the_days_that_count_is_silent_since_then(library: Library) -> None:
    long_ago = "2026-10-30"
    circulation.count_visits(library.node, VisitCounted("on_site", 4), library.at(on=long_ago))
    one = next(each for each in silence(library.node).places if each.place == library.main)
    assert one.since == long_ago
    assert one.days == monday.days_since(long_ago, TODAY)


def test_a_silent_place_is_one_tap_from_a_reminder_and_a_visit(
    library: Library, office: Office
) -> None:
    page = office(WIDE).get("/programme/week").content.decode()
    assert f"/programme/week/remind/{library.main}" in page
    assert f"/trips/requests?place={library.main}#ask-visit" in page
    assert 'name="whom"' not in page, "no other machine is known"
    form = office(WIDE).get(f"/trips/requests?place={library.main}").content.decode()
    assert f'<option value="{library.main}" selected' in form


def test_a_reminder_is_ready_to_be_sent_and_names_no_person(
    library: Library, office: Office
) -> None:
    answer = office(WIDE).get(f"/programme/week/remind/{library.main}")
    said = html.unescape(answer.content.decode())
    assert "We have never heard how many visitors came" in said
    mail, message = (
        office(WIDE).get(f"/programme/week/remind/{library.main}/{what}")
        for what in ("mail", "message")
    )
    assert mail.headers["Location"].startswith("mailto:?subject=")
    assert "never%20heard" in mail.headers["Location"]
    assert message.headers["Location"].startswith("sms:?body=")
    assert office(WIDE).get(f"/programme/week/remind/{library.main}/pigeon").status_code == 404
    assert library.node.place(library.main).name in said
    assert office(WIDE).get(f"/programme/week/remind/{'0' * 32}").status_code == 404


def test_a_request_waits_until_it_has_its_answer(library: Library, office: Office) -> None:
    assert line(library, monday.VISITS).count == 0
    request = asked(library)
    one = line(library, monday.VISITS)
    assert (one.count, one.worst[0].subject, one.worst[0].days) == (1, request, 0)
    page = office(WIDE).get("/programme/week").content.decode()
    assert f"/trips/requests/{request}" in page
    done = serving.answer(
        library.node, request, VisitAnswered("declined", None, "road"), library.at(on=TODAY)
    )
    assert not isinstance(done, Refusal)
    assert line(library, monday.VISITS).count == 0


def test_a_crate_that_left_waits_for_signatures_and_for_its_arrival(library: Library) -> None:
    at = At(library.main, "2026-10-01", library.at(on=TODAY).by)
    crates = crating.make(library.node, 1, at)
    assert not isinstance(crates, Refusal)
    crate, _code = crates.crates[0]
    other = next(
        one
        for one in library.node.store.query("SELECT subject FROM place")
        if one[0] != library.main
    )[0]
    copy = library.node.store.query("SELECT subject FROM copy WHERE status = 'available'")[0][0]
    assert not isinstance(crating.pack(library.node, crate, copy, at), Refusal)
    sent = crating.send(library.node, crate, at, to=other, back_on="2026-11-01")
    assert not isinstance(sent, Refusal)
    unsigned, away, late = (
        line(library, code) for code in (monday.UNSIGNED, monday.NOT_ARRIVED, monday.CRATES_LATE)
    )
    assert (unsigned.count, unsigned.worst[0].more) == (1, "gave")
    assert away.worst[0].since == "2026-10-01"
    assert late.worst[0].since == "2026-11-01"
    assert line(library, monday.NOT_ARRIVED, place=other).count == 1
    assert line(library, monday.UNSIGNED, place=other).count == 0, "who takes signs later"
    assert line(library, monday.UNSIGNED, place=library.main).count == 1


def test_the_yearly_report_is_spoken_of_before_it_is_due(library: Library) -> None:
    assert library.node.today() == TODAY
    due = [one for one in line(library, monday.REPORTS).worst if one.more == "not_frozen"]
    assert [(one.name, one.since) for one in due] == [(f"L{TODAY[:4]}", f"{TODAY[:4]}-12-30")]
    assert due[0].days is not None and due[0].days < 0
    made.report(library)
    assert any(one.subject for one in line(library, monday.REPORTS).worst)


def test_the_page_says_what_is_well_and_is_the_first_that_the_province_opens(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    assert "Nothing waits here" in words(client.get("/programme/week"))
    assert 'href="/programme/week"' in client.get("/office/").content.decode()
    home = client.get("/programme/").content.decode()
    buttons = home[home.index("grid-buttons") :]
    assert buttons.index("/programme/week") < buttons.index("/programme/figures")
    assert "/programme/week" not in office(HERE).get("/programme/").content.decode()


def test_the_page_is_light_and_works_without_scripts(library: Library, office: Office) -> None:
    page = office(WIDE).get("/programme/week").content
    assert len(gzip.compress(page)) <= MOST_KB * 1024
    work = page.decode().split("<main")[1].split("</main>")[0]
    assert "<script" not in work
    assert "hx-" not in work
