"""Copies, titles, the ledger of a subject, visitors, overdue loans, the first page."""

import pytest
from tests.node.desk.conftest import (
    ADULT,
    CHILD,
    FRAGMENT,
    HERE,
    STRANGER,
    THERE,
    WIDE,
    Desk,
    Library,
    at_reader,
    words,
)

from tusach.ledger.draft import Draft
from tusach.ledger.mechanism import FactCorrected
from tusach.library import scopes
from tusach.library.visits.rules import visits_subject
from tusach.node.acts import circulation
from tusach.node.people.models import AccessLook


def test_owner_holder_home_and_last_seen_are_told_apart(
    library: Library, desk: Desk, english: None
) -> None:
    copy = library.copies[0]
    library.lend(copy, ADULT)
    circulation.take_back(library.node, copy, library.at(library.hut))
    page = words(desk().get(f"/desk/copies/{copy}"))
    for label in ("Belongs to", "Should stand at", "In the hands of", "Seen last"):
        assert label in page
    assert "<dd>Brisa hut</dd>" in page
    assert "At another library" in page


def test_naming_who_has_a_copy_is_a_look_that_is_logged(library: Library, desk: Desk) -> None:
    copy, client = library.copies[0], desk()
    library.lend(copy, ADULT)
    assert "Nông Thị Hoa" in words(client.get(f"/desk/copies/{copy}"))
    client.post("/desk/scan", {"code": library.code(copy), **at_reader(CHILD)})
    looks = AccessLook.objects.filter(staff_id=HERE, subject_id=ADULT)
    assert [look.why for look in looks.order_by("pk")] == ["copy page", "copy on loan"]


def test_names_stand_in_a_copys_history_only_for_the_wide_role(
    library: Library, desk: Desk
) -> None:
    copy = library.copies[0]
    library.lend(copy, ADULT, on="2026-10-01")
    circulation.take_back(library.node, copy, library.at(on="2026-10-05"))
    assert "Nông Thị Hoa" not in words(desk().get(f"/desk/copies/{copy}"))
    assert "Nông Thị Hoa" in words(desk(WIDE).get(f"/desk/copies/{copy}"))
    assert AccessLook.objects.filter(staff_id=WIDE, subject_id=copy).exists()


def test_only_its_owner_withdraws_a_copy(library: Library, desk: Desk) -> None:
    copy = library.copies[0]
    assert desk(THERE).post(f"/desk/copies/{copy}/withdraw").status_code == 403
    desk().post(f"/desk/copies/{copy}/withdraw", {"reason": "worn", "decision": "12/QĐ"})
    assert library.node.store.state(copy, "copy").status == "withdrawn"


def test_a_copy_on_loan_is_not_withdrawn(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT)
    desk().post(f"/desk/copies/{library.copies[0]}/withdraw", {"reason": "worn"})
    assert library.node.store.state(library.copies[0], "copy").status == "on_loan"


def test_a_copy_is_added_under_the_next_number_once(library: Library, desk: Desk) -> None:
    client, title = desk(), library.titles[1]
    form = {"token": "t", "code": "", "material": "book", "call_number": "K 1", "location": ""}
    first = client.post(f"/desk/titles/{title}", form)
    second = client.post(f"/desk/titles/{title}", form)
    assert first.headers["Location"] == second.headers["Location"]
    rows = library.node.store.query("SELECT code FROM copy WHERE title = ?", (title,))
    assert len({code for (code,) in rows}) == 3


def test_a_number_that_was_given_is_not_given_again(
    library: Library, desk: Desk, english: None
) -> None:
    client, title = desk(), library.titles[1]
    form = {"code": "L00042", "material": "book", "call_number": "", "location": ""}
    client.post(f"/desk/titles/{title}", form)
    page = words(client.post(f"/desk/titles/{title}", form))
    assert "was given before" in page


def test_books_are_found_without_marks_and_say_where_they_stand(
    library: Library, desk: Desk
) -> None:
    page = words(desk().get("/desk/find?q=de men"))
    assert "Dế Mèn phiêu lưu ký" in page
    assert f"/desk/copies/{library.copies[0]}" in page


def test_a_book_whose_date_is_past_is_overdue_and_never_lent_until_then(
    library: Library, desk: Desk, english: None
) -> None:
    for copy in library.copies[:2]:
        library.lend(copy, ADULT, on="2026-09-01")
    page = words(desk().get("/desk/find?q=de men"))
    assert "Overdue" in page
    assert "since " in page
    assert "until " not in page


def test_copies_elsewhere_are_counted_by_place(library: Library, desk: Desk, english: None) -> None:
    found = words(desk(THERE).get("/desk/find?q=de men"))
    assert "2 on the shelf" in found
    page = words(desk(THERE).get(f"/desk/titles/{library.titles[0]}"))
    assert page.count(f"<strong>{library.node.place(library.main).name}</strong>") == 1
    assert "2 copies" in page


def test_acts_about_a_reader_name_the_end_of_the_card_and_nobody(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    client.post(f"/desk/readers/{ADULT}/block", {"acts": "lend", "reason": "barred"})
    page = words(client.get("/desk"))
    assert f"/desk/readers/{ADULT}" in page
    assert f"Card …{library.cards[ADULT][-4:]}" in page


def test_the_ledger_names_whoever_told_it_even_oneself(
    library: Library, desk: Desk, english: None
) -> None:
    copy = library.copies[0]
    desk().post("/desk/scan", {"code": library.code(copy), **at_reader(ADULT)})
    page = words(desk().get(f"/ledger/{copy}"))
    assert "· Bea Here" in page
    assert "· you" not in page


def test_the_ledger_of_a_copy_shows_what_was_undone_struck_out(
    library: Library, desk: Desk, english: None
) -> None:
    client, copy = desk(), library.copies[0]
    client.post("/desk/scan", {"code": library.code(copy), **at_reader(ADULT)})
    fact = library.node.store.state(copy, "copy").open_loan.fact
    client.post(f"/desk/undo/{fact}", at_reader(ADULT))
    page = words(client.get(f"/ledger/{copy}"))
    assert page.count('class="fact-void"') == 1
    assert "undone at the desk" in page
    assert "Entered into the stock" in page
    assert "Nông Thị Hoa" not in page
    assert "&quot;kd&quot;: &quot;copy.lent/2&quot;" in page


def test_a_corrected_fact_shows_how_it_read_first(
    library: Library, desk: Desk, english: None
) -> None:
    copy = library.copies[0]
    fact = library.lend(copy, ADULT)
    (told,) = [one for one in library.node.store.story(copy).tellings if one.id == fact]
    import msgspec

    body = {**msgspec.to_builtins(told.body), "due_on": "2026-12-30"}
    correction = Draft(
        kind="fact.corrected/1",
        subject=copy,
        scope=scopes.circulation(library.main),
        on="2026-11-23",
        place=library.main,
        body=FactCorrected(fact, body, "slip", "supervisor"),
    )
    library.node.store.tell(WIDE, (correction,))
    page = words(desk().get(f"/ledger/{copy}"))
    assert "<s>Lent until 13 Dec 2026.</s>" in page
    assert "Lent until 30 Dec 2026." in page
    assert "slip of the hand" in page


def test_contradictions_stand_side_by_side(library: Library, desk: Desk, english: None) -> None:
    subject = library.main
    other = Draft(
        kind="place.founded/1",
        subject=subject,
        scope=scopes.CONTROL,
        on="2026-11-20",
        place=subject,
        body=library.node.store.story(subject).tellings[0].body,
    )
    library.node.store.tell(None, (other,))
    page = words(desk().get(f"/ledger/{subject}"))
    assert "founded twice" in page
    assert 'class="side-by-side"' in page


def test_the_ledger_of_a_reader_is_closed_to_other_libraries(library: Library, desk: Desk) -> None:
    assert desk(THERE).get(f"/ledger/{ADULT}").status_code == 403
    assert desk().get(f"/ledger/{ADULT}").status_code == 200
    looks = AccessLook.objects.filter(subject_id=ADULT)
    assert {(look.staff_id, look.why) for look in looks} == {(THERE, "refused"), (HERE, "ledger")}


def test_the_ledger_of_staff_is_for_the_wide_role(library: Library, desk: Desk) -> None:
    assert desk().get(f"/ledger/{THERE}").status_code == 403
    assert desk(WIDE).get(f"/ledger/{THERE}").status_code == 200


@pytest.mark.parametrize("noun", ["title", "place", "rule", "stream"])
def test_every_subject_has_its_ledger(library: Library, desk: Desk, noun: str) -> None:
    node = library.node
    with node.store.engine.reading() as reading:
        stream = reading.streams()[0].stream
    rule = node.store.query("SELECT subject FROM rule LIMIT 1")[0][0]
    subject = {"title": library.titles[0], "place": library.main, "rule": rule, "stream": stream}
    assert desk().get(f"/ledger/{subject[noun]}").status_code == 200


def test_each_press_counts_one_visitor_with_scripts_off(library: Library, desk: Desk) -> None:
    client = desk()
    for tap in ("young|1", "young|10", "|1"):
        answer = client.post("/desk/visitors", {"channel": "on_site", "tap": tap})
        assert answer.status_code == 302
    subject = visits_subject(library.node.tenant, library.main, "2026-11-23")
    state = library.node.store.state(subject, "visits")
    assert state.counts == (("on_site", "", 1), ("on_site", "young", 11))


def test_a_press_is_undone_and_the_sum_follows(library: Library, desk: Desk) -> None:
    client = desk()
    form = {"channel": "online", "tap": "grown|10"}
    page = words(client.post("/desk/visitors", form, **FRAGMENT))
    assert '<strong id="visits-total" hx-swap-oob="true">10</strong>' in page
    fact = page.partition('name="undo" value="')[2][:32]
    page = words(client.post("/desk/visitors", {"channel": "online", "undo": fact}, **FRAGMENT))
    assert '<strong id="visits-total" hx-swap-oob="true">0</strong>' in page


@pytest.mark.parametrize("tap", ["young|0", "young|-3", "young|999999", "x", "", "young|1e9"])
def test_a_number_that_cannot_be_is_not_counted(
    library: Library, desk: Desk, english: None, tap: str
) -> None:
    before = library.facts()
    page = words(desk().post("/desk/visitors", {"channel": "on_site", "tap": tap}))
    assert "Not counted" in page
    assert library.facts() == before


def test_overdue_loans_stand_by_hamlet_with_the_names_of_this_library(
    library: Library, desk: Desk, english: None
) -> None:
    library.lend(library.copies[0], ADULT, on="2026-10-01")
    library.lend(library.copies[2], CHILD, on="2026-11-20")
    page = words(desk().get("/desk/overdue"))
    assert "Nà Rẩy" in page
    assert "Nông Thị Hoa" in page
    assert "33 days ago" in page
    assert "Truyện Kiều" not in page
    assert AccessLook.objects.filter(subject_id=library.main, why="overdue list").exists()
    assert "Nông Thị Hoa" not in words(desk(THERE).get("/desk/overdue"))


def test_the_first_page_lists_the_last_acts_with_undo_and_no_name(
    library: Library, desk: Desk
) -> None:
    client = desk()
    client.post("/desk/scan", {"code": library.code(library.copies[0]), **at_reader(ADULT)})
    acts = words(client.get("/desk")).partition('id="last-acts"')[2]
    fact = library.node.store.state(library.copies[0], "copy").open_loan.fact
    assert f"/desk/undo/{fact}" in acts
    assert "Nông" not in acts
    library.clock.minutes_pass(11)
    assert f"/desk/undo/{fact}" not in words(client.get("/desk"))


def test_the_first_page_keeps_the_last_eight_readers(library: Library, desk: Desk) -> None:
    client = desk()
    client.get(f"/desk/readers/{ADULT}")
    client.get(f"/desk/readers/{CHILD}")
    page = words(client.get("/desk"))
    assert page.index("Nông Văn Páo") < page.index("Nông Thị Hoa")
    assert STRANGER not in page


def test_sound_is_off_until_somebody_wants_it(library: Library, desk: Desk) -> None:
    client = desk()
    assert "data-signal" not in words(client.post("/desk/scan", {"code": "x"}, **FRAGMENT))
    client.post("/desk/sound", {"sound": "on"})
    assert "data-signal" in words(client.post("/desk/scan", {"code": "x"}, **FRAGMENT))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages(
    library: Library, desk: Desk, settings: object, language: str
) -> None:
    settings.LANGUAGE_CODE = language  # type: ignore[attr-defined]
    library.lend(library.copies[0], ADULT, on="2026-10-01")
    client = desk()
    for address in (
        "/desk",
        "/desk/lend",
        "/desk/return",
        "/desk/find?q=truyen",
        "/desk/visitors",
        "/desk/overdue",
        "/desk/family",
        f"/desk/readers/{ADULT}",
        f"/desk/readers/{ADULT}/describe",
        f"/desk/readers/{ADULT}/history",
        f"/desk/cards?r={ADULT}",
        f"/desk/copies/{library.copies[0]}",
        f"/desk/titles/{library.titles[0]}",
        f"/ledger/{library.copies[0]}",
    ):
        page = words(client.get(address))
        assert f'lang="{language}"' in page, address
        assert "<h1" in page, address
