"""A family in one form: all of them or nobody, and the line at fault is named."""

import re
from typing import Any

import pytest
from tests.node.desk.conftest import ADULT, CHILD, FRAGMENT, Desk, Library, at_reader, words

from tusach.library.places.codes import READER, is_printed_code, kind_of
from tusach.node.people import pins

FAMILY = {
    "lines": "4",
    "token": "t1",
    "hamlet": "Bản Giốc",
    "p1-name": "Lý A Sính",
    "p1-birth_year": "1980",
    "p2-name": "Lý Thị Mai",
    "p2-birth_year": "2016",
    "p2-sex": "female",
}


def readers(library: Library) -> list[str]:
    rows = library.node.store.vault.query("SELECT name FROM reader_name ORDER BY name")
    return [name for (name,) in rows]


def row(library: Library, name: str) -> Any:
    (found,) = library.node.store.vault.query(
        "SELECT reader, hamlet, household, guardian, guardian_name FROM reader_name WHERE name = ?",
        (name,),
    )
    return found


def test_a_household_is_registered_at_once_with_cards(library: Library, desk: Desk) -> None:
    page = words(desk().post("/desk/family", FAMILY, follow=True))
    parent, child = row(library, "Lý A Sính"), row(library, "Lý Thị Mai")
    assert parent[1] == child[1] == "Bản Giốc"
    assert parent[2] == child[2] != ""
    assert child[3] == parent[0]
    numbers = re.findall(r"code\">(\d{4} \d{4} \d{4})<", page)
    assert len(set(numbers)) == 2
    for number in numbers:
        joined = number.replace(" ", "")
        assert is_printed_code(joined)
        assert kind_of(joined) == READER
    assert page.count('class="qr"') == 4  # two cards, front and back


def test_the_group_follows_the_age_and_each_card_its_group(library: Library, desk: Desk) -> None:
    desk().post("/desk/family", FAMILY)
    parent = library.node.store.state(row(library, "Lý A Sính")[0], "reader")
    child = library.node.store.state(row(library, "Lý Thị Mai")[0], "reader")
    assert (parent.group, child.group) == ("grown", "young")
    assert (parent.valid_until, child.valid_until) == ("2029-11-23", "2027-11-23")
    assert (child.sex, child.age_band) == ("female", "to_15")


def test_sending_the_form_twice_registers_once(library: Library, desk: Desk) -> None:
    client = desk()
    first = client.post("/desk/family", FAMILY)
    second = client.post("/desk/family", FAMILY)
    assert first.headers["Location"] == second.headers["Location"]
    assert readers(library).count("Lý A Sính") == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"p2-name": "  "}, "Line 2: Enter the reader"),
        ({"p2-birth_year": "2030"}, "The year of birth 2030"),
        ({"p2-birth_year": "nineteen"}, "four digits"),
        ({"p1-name": "x" * 10_000}, "10000 letters"),
        ({"p1-name": "", "p1-birth_year": "", "p2-name": "", "p2-birth_year": ""}, "Line 1"),
    ],
)
def test_a_wrong_line_is_named_and_nobody_is_registered(
    library: Library, desk: Desk, english: None, change: dict[str, str], said: str
) -> None:
    before, facts = readers(library), library.facts()
    page = words(desk().post("/desk/family", {**FAMILY, **change}))
    assert said in page
    assert 'id="error-summary"' in page
    assert readers(library) == before
    assert library.facts() == facts


def test_a_child_without_an_adult_needs_one_who_answers(
    library: Library, desk: Desk, english: None
) -> None:
    alone = {"lines": "1", "token": "t2", "p1-name": "Lý Thị Mai", "p1-birth_year": "2016"}
    client = desk()
    page = words(client.post("/desk/family", alone))
    assert "needs an adult" in page
    assert "Lý Thị Mai" not in readers(library)
    client.post("/desk/family", {**alone, "guardian_name": "Lý Văn Ông"})
    assert row(library, "Lý Thị Mai")[4] == "Lý Văn Ông"


def test_one_more_line_is_asked_for_without_scripts(library: Library, desk: Desk) -> None:
    page = words(desk().post("/desk/family", {**FAMILY, "more": "1"}))
    assert 'name="p5-name"' in page
    assert "Lý A Sính" in page
    assert 'id="error-summary"' not in page
    assert "Lý A Sính" not in readers(library)


def test_somebody_joins_a_household_that_is_known(library: Library, desk: Desk) -> None:
    client = desk()
    page = words(client.get(f"/desk/family?with={ADULT}&lines=1"))
    assert "Nà Rẩy" in page
    form = {"lines": "1", "token": "t3", "with": ADULT, "p1-name": "Nông Bé", "hamlet": "Nà Rẩy"}
    client.post("/desk/family", {**form, "p1-birth_year": "2020"})
    joined = row(library, "Nông Bé")
    assert joined[2] == "f" * 32
    assert joined[3] == ADULT


@pytest.mark.parametrize(
    "name",
    [
        'O\'Hara "Bé" <script>alert(1)</script>',
        "Mèo 😀 nhỏ",
        "\u202eلاري\u202c محمد",
        "Robert'); DROP TABLE reader;--",
    ],
)
def test_any_name_is_kept_and_shown_as_a_name(library: Library, desk: Desk, name: str) -> None:
    client = desk()
    form = {"lines": "1", "token": "t4", "p1-name": name, "p1-birth_year": "1990"}
    page = words(client.post("/desk/family", form, follow=True))
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert len(readers(library)) == 4
    (reader,) = client.session["desk_readers"]
    assert client.get(f"/desk/readers/{reader}").status_code == 200


def test_papers_are_changed_and_the_rest_is_kept(library: Library, desk: Desk) -> None:
    form = {
        "name": "Nông Thị Hoa Mai",
        "birth_year": "1986",
        "sex": "female",
        "group": "grown",
        "hamlet": "Nà Rẩy",
        "phone": "0912 345 678",
        "guardian": "",
        "guardian_name": "",
    }
    answer = desk().post(f"/desk/readers/{ADULT}/describe", form)
    assert answer.headers["Location"] == f"/desk/readers/{ADULT}"
    assert row(library, "Nông Thị Hoa Mai")[2] == "f" * 32


def test_papers_with_a_fault_stay_as_they_were(library: Library, desk: Desk, english: None) -> None:
    form = {"name": "", "birth_year": "1700", "group": "grown"}
    page = words(desk().post(f"/desk/readers/{ADULT}/describe", form))
    assert "Enter the reader" in page
    assert "Nông Thị Hoa" in readers(library)


def test_a_new_card_ends_the_one_before(library: Library, desk: Desk, english: None) -> None:
    client = desk()
    page = words(client.post(f"/desk/readers/{ADULT}/card", at_reader(ADULT), **FRAGMENT))
    assert "Earlier cards open nothing any more" in page
    page = words(client.post("/desk/scan", {"code": library.cards[ADULT]}))
    assert "a newer one took its place" in page


def test_a_card_of_somebody_else_is_not_given(library: Library, desk: Desk, english: None) -> None:
    form = {"number": library.cards[CHILD], **at_reader(ADULT)}
    page = words(desk().post(f"/desk/readers/{ADULT}/card", form))
    assert "belongs to somebody already" in page


def test_a_pin_is_set_and_a_wrong_one_changes_nothing(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    client.post(f"/desk/readers/{ADULT}/pin", {"pin": "2468", **at_reader(ADULT)})
    assert pins.check_pin(ADULT, "2468")
    page = words(client.post(f"/desk/readers/{ADULT}/pin", {"pin": "12a", **at_reader(ADULT)}))
    assert "four to six digits" in page
    assert pins.check_pin(ADULT, "2468")


def test_a_block_may_not_end_before_today(library: Library, desk: Desk, english: None) -> None:
    form = {"acts": "lend", "reason": "overdue_many", "until": "01/11/2026", **at_reader(ADULT)}
    page = words(desk().post(f"/desk/readers/{ADULT}/block", form))
    assert "Nothing was stopped" in page
    assert library.node.store.state(ADULT, "reader").blocks == ()


def test_the_family_is_one_tap_away(library: Library, desk: Desk) -> None:
    page = words(desk().get(f"/desk/readers/{ADULT}"))
    assert f"/desk/readers/{CHILD}/choose" in page
    assert "Nông Văn Páo" in page
