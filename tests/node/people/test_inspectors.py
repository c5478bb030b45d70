"""An inspector looks at figures, reports and assessments for some days, and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.node.access_rows import ROWS
from tests.node.conftest import put_session
from tests.node.desk.conftest import ADULT, TODAY, WIDE
from tests.node.looking import LOOKER, UNTIL, appointed
from tests.node.office.conftest import CHIEF, Library, library
from tests.node.office.conftest import library_alone as library_alone
from tests.node.opac.conftest import plain, words
from tests.node.programme import recorded_things as made
from tests.node.programme.test_report_pages import count

from tusach.ledger.draft import Refusal
from tusach.node.acts import reports
from tusach.node.people import logins, sessions
from tusach.node.people.access import OWN_SESSION, Act, may
from tusach.node.people.actors import Role, Staff
from tusach.node.people.models import AccessLook, Login

__all__ = ["library", "library_alone"]

AFTER = "2026-12-11"


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that makes the door ask for another day."""

    def make(on: str) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda: date.fromisoformat(on))

    make(TODAY)
    return make


@pytest.fixture
def looker(library: Library, day: Callable[[str], None]) -> Client:
    """A client of an inspector, in English."""
    drafts = appointed(library)
    assert not isinstance(drafts, Refusal)
    library.node.store.tell(None, drafts)
    login = logins.create_login(LOOKER, "looker")
    client = Client(HTTP_HOST="localhost")
    client.cookies["tusach-language"] = "en"
    put_session(client, lambda request: sessions.begin_staff(request, login))
    return client


def test_every_address_that_takes_something_is_refused_to_an_inspector(
    looker: Client, library: Library
) -> None:
    before, wrong = library.facts(), []
    report = made.report(library)
    told = {"report": report, "assessment": made.assessment(library), "what": "docx"}
    after = library.facts()
    for name, row in ROWS.items():
        if name in OWN_SESSION:
            continue
        values = {key: told.get(key, "1" * 32) for key in row.values}
        answer = looker.post(reverse(name, kwargs=values), {"step": "freeze"})
        if answer.status_code not in (403, 405):
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []
    assert before != after == library.facts()


def test_an_inspector_comes_in_among_the_pages_of_the_programme(
    looker: Client, library: Library
) -> None:
    page = f"/programme/reports/{made.report(library)}"
    for address in ("/programme/", "/programme/figures", "/programme/reports", page):
        assert looker.get(address).status_code == 200, address
    assert looker.get("/account").status_code == 200
    assert "/programme/workers" not in words(looker.get("/programme/"))
    for address in (
        "/programme/workers",
        "/office/",
        reverse("desk:home"),
        reverse("desk:ledger", args=(ADULT,)),
    ):
        assert looker.get(address).status_code == 403, address


def test_no_link_on_a_page_of_an_inspector_leads_to_a_closed_door(
    looker: Client, library: Library
) -> None:
    count(library, 7)
    made.report(library, by=(WIDE, CHIEF, CHIEF))
    made.assessment(library)
    made.agreement(library)
    made.model(library)
    made.event(library)
    made.money(library)
    made.spot_check(library)
    ahead, opened = ["/programme/"], set[str]()
    while ahead:
        address = ahead.pop()
        answer = looker.get(address)
        assert answer.status_code == 200, address
        opened.add(address.partition("?")[0])
        if not answer["Content-Type"].startswith("text/html"):
            answer.close()
            continue
        body = words(answer).partition("<main")[2].partition("</main>")[0]
        assert 'method="post"' not in body, address
        assert not [name for name in ("Ana Wide", "Duda Chief") if name in body], address
        found = {unescape(one) for one in re.findall(r'href="([^"#]+)', body)}
        some = {
            one
            for one in found
            if one.startswith("/") and not re.search("as=|/static/|/(pdf|docx|xlsx|bundle)$", one)
        }
        ahead += sorted(one for one in some if one.partition("?")[0] not in opened)
    for name in ("communes", "models", "agreements", "events", "online", "money", "spot-checks"):
        assert f"/programme/{name}" in opened, name
    assert len(opened) > 40


def test_no_name_stands_on_a_page_that_an_inspector_sees(looker: Client, library: Library) -> None:
    count(library, 7)
    page = f"/programme/reports/{made.report(library, by=(WIDE, CHIEF, CHIEF))}"
    said = plain(looker.get(page))
    assert "Ana Wide" not in said
    assert "Duda Chief" not in said
    assert "prepared" in said


def test_each_look_is_logged_with_what_was_looked_at(looker: Client, library: Library) -> None:
    report = made.report(library)
    looker.get("/programme/figures")
    looker.get(f"/programme/reports/{report}")
    looker.get("/")
    looks = AccessLook.objects.filter(staff_id=LOOKER, why="inspection").order_by("pk")
    assert [one.subject_id for one in looks] == ["programme:figures", report]


def test_the_account_ends_by_itself_after_its_last_day(
    looker: Client, day: Callable[[str], None]
) -> None:
    day(UNTIL)
    assert looker.get("/programme/figures").status_code == 200
    day(AFTER)
    answer = looker.get("/programme/figures")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"valid_until": None}, "staff.inspection_endless"),
        ({"valid_until": "2027-12-31"}, "staff.inspection_long"),
        ({"valid_until": "2026-01-01"}, "staff.dates_reversed"),
    ],
)
def test_an_inspectors_account_has_a_last_day_that_is_near(
    library: Library, more: dict[str, Any], code: str
) -> None:
    refused = appointed(library, **more)
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_a_phone_that_an_inspector_joins_is_no_desk(
    looker: Client, library: Library, day: Callable[[str], None]
) -> None:
    phone = Client(HTTP_HOST="localhost")
    login = Login.objects.get(staff_id=LOOKER)
    put_session(phone, lambda request: sessions.begin_staff(request, login, joined_at=library.main))
    assert phone.get(reverse("desk:home")).status_code == 302
    assert phone.get("/programme/figures").status_code == 302


def test_an_inspector_may_look_and_nothing_else(looker: Client, library: Library) -> None:
    held = tuple(library.node.store.state(LOOKER, "staff").posts)
    assert [one.valid_until for one in held] == [UNTIL]
    actor = Staff(LOOKER, 1, _appointments(library), None)
    assert actor.role is Role.INSPECTOR
    assert [one for one in Act if may(actor, one, None)] == [Act.INSPECT]
    assert [one for one in Act if may(actor, one, library.main)] == [Act.INSPECT]


def _appointments(library: Library) -> Any:
    from tusach.node.people import directory

    return directory.current().appointments(LOOKER, date.fromisoformat(TODAY))


def test_the_sample_is_the_same_for_everybody_and_each_thing_opens_without_names(
    looker: Client, library: Library
) -> None:
    count(library, 7)
    report = made.report(library, by=(WIDE, CHIEF, CHIEF))
    page = f"/programme/reports/{report}/sample"
    asked = {"seed": " 12  45 88", "n": "5"}
    first = looker.get(page, asked)
    assert "things of" in plain(first) or "thing of" in plain(first)
    again = looker.get(page, {"seed": "12 45 88", "n": "5"})
    assert _links(first) == _links(again) != []
    for address in _links(first):
        opened = looker.get(address)
        assert opened.status_code == 200, address
        assert "Ana Wide" not in plain(opened)
    assert looker.get(page, asked | {"as": "xlsx"}).content.startswith(b"PK")
    for odd in ({"seed": "", "n": "5"}, {"seed": "x", "n": "0"}, {"seed": "x", "n": "999"}):
        assert looker.get(page, odd).status_code == 422
    assert AccessLook.objects.filter(staff_id=LOOKER, subject_id=report).count() >= 5


def _links(answer: Any) -> list[str]:
    return re.findall(r'href="(/programme/proofs/[0-9a-f]+)"', words(answer))


def test_stories_of_people_are_no_evidence_that_opens(looker: Client, library: Library) -> None:
    for subject in (ADULT, WIDE, made.worker(library), "1" * 32):
        assert looker.get(f"/programme/proofs/{subject}").status_code == 404


def test_evidence_that_lies_elsewhere_is_said_instead_of_a_sample(
    looker: Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(library, 7)
    page = f"/programme/reports/{made.report(library)}/sample"
    monkeypatch.setattr(reports, "blob", lambda node, hashed: None)
    count(library, 5)
    answer = looker.get(page, {"seed": "x", "n": "5"})
    assert answer.status_code == 422
    assert "The evidence of this report lies at the node that froze it" in words(answer)
