"""Records of the programme by page: entered, listed, put right, refused in words, as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, THERE, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.library.quality.facts import model_subject

Office = Callable[..., Client]


def send(client: Client, address: str, step: str, **told: Any) -> Any:
    """One form of a page, as a browser sends it."""
    return client.post(
        address, {"step": step} | {f"{step}-{name}": value for name, value in told.items()}
    )


def entered(client: Client, address: str, step: str, **told: Any) -> None:
    answer = send(client, address, step, **told)
    assert answer.status_code == 302, words(answer)


def test_every_list_says_what_to_do_where_nothing_is_in_it(
    library: Library, office: Office
) -> None:
    client = office(HERE)
    for name, said in (
        ("workers", "Enter whoever works here"),
        ("courses", "The provincial library enters them"),
        ("events", "21 April"),
        ("agreements", "The provincial library enters them"),
        ("models", "Enter below what a commune says of itself"),
        ("online", "last month"),
    ):
        assert said in words(client.get(f"/programme/{name}")), name


def test_a_worker_is_entered_trained_seen_at_work_and_leaves(
    library: Library, office: Office
) -> None:
    course, client = made.course(library), office(HERE)
    entered(
        client,
        "/programme/workers",
        "engage",
        name="Nông Thị Hoa",
        place=library.main,
        how="doubling",
        valid_from="01/11/2026",
    )
    listed = client.get("/programme/workers")
    assert "Nông Thị Hoa" in words(listed)
    assert "not trained yet" in words(listed)
    ((subject,),) = library.node.store.query("SELECT DISTINCT subject FROM work")
    page = f"/programme/workers/{subject}"
    entered(client, page, "learnt", course=course, done_on="16/01/2026", result="passed")
    assert "trained" in words(client.get(page))
    items = ["lending", "readers", "crates", "shelving", "finding", "offline"]
    entered(client, page, "seen", seen_on="20/11/2026", shown=items, lacking=["mobile"])
    assert "capable" in words(client.get("/programme/workers"))
    entered(client, page, "leave", place=library.main, last_on="21/11/2026", reason="moved")
    said = words(client.get("/programme/workers"))
    assert "left" in said
    assert "21 Nov 2026" in said


def test_a_librarian_sees_the_workers_of_her_own_library_only(
    library: Library, office: Office
) -> None:
    subject = made.worker(library)
    assert "Nông Thị Hoa" in words(office(HERE).get("/programme/workers"))
    other = office(THERE)
    assert "Nông Thị Hoa" not in words(other.get("/programme/workers"))
    assert other.get(f"/programme/workers/{subject}").status_code == 403


def test_a_name_that_is_missing_is_asked_for_and_what_was_typed_stays(
    library: Library, office: Office
) -> None:
    answer = send(
        office(HERE),
        "/programme/workers",
        "engage",
        place=library.main,
        how="doubling",
        valid_from="31/02/2026",
        decision="15/QĐ",
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "This must not stay empty." in said
    assert "Write the day as day/month/year" in said
    assert "15/QĐ" in said
    assert not library.node.store.query("SELECT 1 FROM work")


def test_only_the_province_enters_courses_and_agreements(library: Library, office: Office) -> None:
    here, told = office(HERE), {"name": "Tập huấn", "first": "01/11/2026", "last": "02/11/2026"}
    send(here, "/programme/courses", "offer", covers=["services"], **told)
    assert not library.node.store.query("SELECT 1 FROM course")
    wide = office()
    entered(wide, "/programme/courses", "offer", covers=["services"], **told)
    assert "Tập huấn" in words(here.get("/programme/courses"))
    ((subject,),) = library.node.store.query("SELECT subject FROM course")
    entered(wide, f"/programme/courses/{subject}", "off", reason="weather")
    assert "called off" in words(here.get(f"/programme/courses/{subject}"))


def test_the_province_needs_no_place_of_its_own_to_enter_what_belongs_to_none(
    library: Library, office: Office
) -> None:
    client = office(WIDE, place=None)
    entered(
        client,
        "/programme/courses",
        "offer",
        name="Tập huấn",
        covers=["services"],
        first="12/01/2026",
        last="16/01/2026",
    )
    (course,) = library.node.store.query("SELECT subject FROM course")[0]
    (held,) = library.node.store.story(str(course)).held
    assert held.fact.place is None


def test_an_event_is_planned_and_held_and_who_was_not_counted_is_not_0(
    library: Library, office: Office
) -> None:
    subject, client = made.event(library), office(HERE)
    page = f"/programme/events/{subject}"
    assert "planned" in words(client.get(page))
    told = {
        "title": "Ngày Sách",
        "kind": "reading_day",
        "place": library.main,
        "first": "21/11/2026",
    }
    entered(client, page, "held", **told)
    row = library.node.store.query("SELECT state, heads FROM gathering")
    assert row == [("held", None)]
    group = library.node.profile.lending.reader_groups[0].code
    entered(client, page, "held", **told, **{f"heads_{group}": "40"})
    assert library.node.store.query("SELECT state, heads FROM gathering") == [("held", 40)]
    late = send(client, page, "cancel", reason="weather")
    assert late.status_code == 200  # there is no such form any more
    assert library.node.store.query("SELECT state FROM gathering") == [("held",)]


def test_an_event_of_tomorrow_was_not_held(library: Library, office: Office) -> None:
    subject = made.event(library)
    answer = send(
        office(HERE),
        f"/programme/events/{subject}",
        "held",
        title="Ngày Sách",
        kind="reading_day",
        place=library.main,
        first="31/12/2026",
    )
    assert answer.status_code == 422
    assert not library.node.store.query("SELECT 1 FROM gathering WHERE state = 'held'")


def test_an_agreement_is_entered_and_ended(library: Library, office: Office) -> None:
    client = office()
    alone = send(
        client,
        "/programme/agreements",
        "sign",
        number="3/TT",
        places=[library.main],
        about=["rotation"],
        valid_from="01/11/2026",
    )
    assert "one more side" in words(alone)
    subject = made.agreement(library)
    page = f"/programme/agreements/{subject}"
    assert "in force" in words(client.get("/programme/agreements"))
    entered(client, page, "end", last_on="20/11/2026", reason="not_renewed")
    assert "not in force" in words(client.get(page))


def test_what_a_commune_declares_is_recognised_and_taken_back_by_decision(
    library: Library, office: Office
) -> None:
    unit, client = made.model(library), office()
    page = f"/programme/models/{unit}"
    assert "declared by the commune" in words(client.get("/programme/models"))
    entered(
        client,
        page,
        "recognise",
        decision="7/QĐ-UBND",
        places=[library.main],
        valid_from="01/11/2026",
    )
    assert "7/QĐ-UBND" in words(client.get("/programme/models"))
    entered(client, page, "withdraw", from_on="20/11/2026", decision="9/QĐ-UBND")
    assert "recognised no more" in words(client.get(page))
    state = library.node.store.state(model_subject(library.node.tenant, unit), "model")
    assert state.recognised_on("2026-11-19") is not None


def test_a_month_of_online_use_is_replaced_not_added(library: Library, office: Office) -> None:
    client = office(HERE)
    told = {"place": library.main, "offer": "page", "month": "2026-10", "source": "report"}
    entered(client, "/programme/online", "count", uses="310", **told)
    entered(client, "/programme/online", "count", uses="330", people="45", **told)
    assert library.node.store.query("SELECT uses, people FROM online_use") == [(330, 45)]
    odd = send(client, "/programme/online", "count", uses="3", people="45", **told)
    assert "more people than uses" in words(odd)


@pytest.mark.parametrize("name", ["workers", "courses", "events", "agreements", "models", "online"])
def test_each_list_is_a_file_too(library: Library, office: Office, name: str) -> None:
    made.worker(library), made.course(library), made.event(library)
    made.agreement(library), made.model(library)
    client = office(HERE)
    table = client.get(f"/programme/{name}?as=csv")
    assert table["Content-Type"].startswith("text/csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == (1 if name == "online" else 2)
    assert client.get(f"/programme/{name}?as=xlsx").content[:2] == b"PK"
    assert client.get(f"/programme/{name}?as=exe").status_code == 404


def test_a_name_is_erased_and_what_was_done_stays(library: Library, office: Office) -> None:
    subject, client = made.worker(library), office(HERE)
    page = f"/programme/workers/{subject}"
    assert "Erase for ever" in words(client.get(page))
    assert office(THERE).post(f"{page}/forget").status_code == 403
    assert client.post(f"{page}/forget").status_code == 302
    said = words(client.get(page))
    assert "Hoa" not in said
    assert "Erase for ever" not in said
    assert library.node.store.query("SELECT count(*) FROM work") == [(1,)]
    assert not library.node.store.vault.query(
        "SELECT 1 FROM staff_name WHERE staff = ?", (subject,)
    )
