"""People are appointed, get a way in, lose it; nobody reaches above their own role."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from tests.node.office.conftest import CHIEF, HERE, THERE, TODAY, WIDE, Library

from tusach.node.people.models import AccessLook, Login

Office = Callable[..., Client]


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def new(library: Library, **told: str) -> dict[str, str]:
    whole = {
        "name": "Nông Thị Hoa",
        "role": "librarian",
        "place": library.hut,
        "valid_from": "23/11/2026",
    }
    return {**whole, **told}


def appointed(library: Library, answer: Any) -> str:
    assert answer.status_code == 302, words(answer)
    person: str = answer.headers["Location"].rpartition("/")[2]
    return person


def roles(library: Library, person: str, on: str = TODAY) -> set[str]:
    return {post.role for post in library.node.store.state(person, "staff").posts if post.holds(on)}


def test_somebody_is_appointed_and_the_name_is_a_private_part(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    person = appointed(library, client.post("/office/staff/new", new(library)))
    assert roles(library, person) == {"librarian"}
    assert "Nông Thị Hoa" in words(client.get("/office/staff"))
    with library.node.store.engine.reading() as reading:
        assert all(b"Hoa" not in row.raw for row in reading.facts(0, 10_000))


def test_nobody_appoints_above_their_own_role(library: Library, office: Office) -> None:
    facts = library.facts()
    answer = office(WIDE).post("/office/staff/new", new(library, role="administrator"))
    assert answer.status_code == 422
    assert library.facts() == facts
    assert "administrator" not in re.findall(r'name="role" value="(\w+)"', words(answer))
    person = appointed(
        library, office(CHIEF).post("/office/staff/new", new(library, role="administrator"))
    )
    assert roles(library, person) == {"administrator"}


def test_a_librarian_appoints_nobody(library: Library, office: Office) -> None:
    assert office(HERE).post("/office/staff/new", new(library)).status_code == 403
    assert office(HERE).post(f"/office/staff/{HERE}/post", new(library)).status_code == 403
    assert office(HERE).post(f"/office/staff/{HERE}/end", {}).status_code == 403


WRONG_APPOINTMENTS = (
    ({"name": " "}, "Enter the name"),
    ({"name": "x" * 10_000}, "too long"),
    ({"valid_until": "01/01/2020"}, "lies before the first"),
    ({"valid_from": "tomorrow"}, "for example 23/11/2026"),
    ({"place": "nowhere"}, "valid choice"),
)


def test_what_is_wrong_with_an_appointment_is_said(library: Library, office: Office) -> None:
    for change, said in WRONG_APPOINTMENTS:
        answer = office(WIDE).post("/office/staff/new", new(library, **change))
        assert answer.status_code == 422
        assert said in words(answer)


def test_a_name_with_scripts_is_only_text(library: Library, office: Office) -> None:
    name = '<script>alert("x")</script> \u202e😀'
    person = appointed(library, office(WIDE).post("/office/staff/new", new(library, name=name)))
    page = words(office(WIDE).get(f"/office/staff/{person}"))
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_a_further_post_and_its_end(library: Library, office: Office) -> None:
    client = office(WIDE)
    told = {"role": "librarian", "place": library.hut, "valid_from": "23/11/2026"}
    assert client.post(f"/office/staff/{HERE}/post", told).status_code == 302
    again = client.post(f"/office/staff/{HERE}/post", told)
    assert "holds this post already" in words(again)
    ended = {"role": "librarian", "place": library.hut, "last_on": "30/11/2026"}
    assert client.post(f"/office/staff/{HERE}/end", ended).status_code == 302
    page = words(client.get(f"/office/staff/{HERE}"))
    assert "30 Nov 2026" in page
    assert "has ended already" in words(client.post(f"/office/staff/{HERE}/end", ended))
    wrong = client.post(f"/office/staff/{HERE}/end", {**ended, "last_on": "soon"})
    assert wrong.status_code == 422


def test_the_last_administrator_stays_and_others_do_not_end_that_post(
    library: Library, office: Office
) -> None:
    ended = {"role": "administrator", "place": library.main, "last_on": "30/11/2026"}
    refused = office(CHIEF).post(f"/office/staff/{CHIEF}/end", ended)
    assert "last administrator" in words(refused)
    above = office(WIDE).post(f"/office/staff/{CHIEF}/end", ended)
    assert "above their own" in words(above)
    office(CHIEF).post("/office/staff/new", new(library, role="administrator"))
    assert office(CHIEF).post(f"/office/staff/{CHIEF}/end", ended).status_code == 302


# ---- the way in ----


def code_of(answer: Any) -> tuple[str, str]:
    """Login name and code of a slip."""
    found = re.findall(r'code-digits">([^<]+)<', words(answer))
    return found[0], found[1]


def test_a_login_is_made_with_a_code_that_is_shown_once_and_opens_the_door(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    person = appointed(library, client.post("/office/staff/new", new(library)))
    slip = client.post(f"/office/staff/{person}/login", {"username": ""})
    assert slip.headers["Cache-Control"] == "no-store"
    username, code = code_of(slip)
    assert username == "nong.thi.hoa"
    assert code not in words(client.get(f"/office/staff/{person}"))
    door = Client(HTTP_HOST="localhost")
    answer = door.post(
        "/first-login",
        {"username": username, "code": code, "new_password": "bốn từ dễ nhớ"},
    )
    assert answer.status_code == 302, words(answer)
    assert door.get("/office/").status_code == 200


WRONG_LOGIN_NAMES = (
    ("a", "3 to 40 letters"),
    ("có dấu", "3 to 40 letters"),
    ("x" * 5_000, "3 to 40 letters"),
    ("login-a", "has this login name already"),
)


def test_login_names_that_cannot_be_are_refused(library: Library, office: Office) -> None:
    for username, said in WRONG_LOGIN_NAMES:
        client = office(WIDE)
        answer = client.post(f"/office/staff/{THERE}/login", {"username": username})
        assert answer.status_code == 422
        assert said in words(answer)
        assert not Login.objects.filter(staff_id=THERE).exists()


def test_two_people_of_one_name_get_two_login_names(library: Library, office: Office) -> None:
    client = office(WIDE)
    names = []
    for _ in range(2):
        person = appointed(library, client.post("/office/staff/new", new(library)))
        names.append(code_of(client.post(f"/office/staff/{person}/login"))[0])
    assert names == ["nong.thi.hoa", "nong.thi.hoa2"]


def test_a_new_code_replaces_the_one_before(library: Library, office: Office) -> None:
    client = office(WIDE)
    first = code_of(client.post(f"/office/staff/{THERE}/login", {"username": "caio"}))
    second = code_of(client.post(f"/office/staff/{THERE}/code"))
    assert first[0] == second[0]
    assert first[1] != second[1]
    old = {"username": "caio", "code": first[1], "new_password": "bốn từ dễ nhớ"}
    assert Client(HTTP_HOST="localhost").post("/first-login", old).status_code != 302
    assert "There is a login already" in words(client.post(f"/office/staff/{THERE}/login"))


def test_a_provincial_librarian_gives_no_code_to_an_administrator(
    library: Library, office: Office
) -> None:
    office(CHIEF)
    for what in ("login", "code", "shut"):
        assert office(WIDE).post(f"/office/staff/{CHIEF}/{what}").status_code == 403
    assert office(CHIEF).post(f"/office/staff/{CHIEF}/code").status_code == 200


def test_codes_are_not_shown_where_others_read_along(library: Library, office: Office) -> None:
    client = office(WIDE)
    answer = client.post(f"/office/staff/{THERE}/login", REMOTE_ADDR="192.168.1.7")
    assert answer.status_code == 403
    page = client.get(f"/office/staff/{THERE}", REMOTE_ADDR="192.168.1.7")
    assert "Make a login" not in words(page)


def test_a_login_is_shut_and_opened_again(library: Library, office: Office) -> None:
    inside = office(HERE)
    assert inside.get("/office/").status_code == 200
    office(WIDE).post(f"/office/staff/{HERE}/shut", {"shut": "yes"})
    assert inside.get("/office/").status_code == 302
    office(WIDE).post(f"/office/staff/{HERE}/shut", {"shut": "no"})
    assert not Login.objects.get(staff_id=HERE).disabled
    own = office(CHIEF).post(f"/office/staff/{CHIEF}/shut", {"shut": "yes"})
    assert "their own login" in words(own)
    none = office(WIDE).post(f"/office/staff/{THERE}/shut", {"shut": "yes"})
    assert "no login yet" in words(none)


# ---- who looked ----


def test_looks_are_logged_and_shown_with_names_to_the_administrator(
    library: Library, office: Office
) -> None:
    office(WIDE).get(f"/office/staff/{HERE}")
    office(HERE).get(f"/office/staff/{THERE}")
    found = set(AccessLook.objects.values_list("staff_id", "subject_id", "why"))
    assert {(WIDE, HERE, "staff page"), (HERE, THERE, "refused")} <= found
    page = words(office(CHIEF).get("/office/looks"))
    assert "Ana Wide" in page
    assert "Caio There" in page
    assert "refused: not theirs to see" in page
    only = words(office(CHIEF).get(f"/office/looks?by={HERE}"))
    assert "Ana Wide" not in only
    about = words(office(CHIEF).get(f"/office/looks?about={THERE}&why=refused"))
    assert "Bea Here" in about
    assert office(HERE).get("/office/looks").status_code == 403
