"""One title: what it is, where its copies stand, its record to look at and to take away."""

import pytest
from lxml import etree
from tests.node.opac.conftest import FRAGMENT, HOA, NAMES, Shelf, plain, reading, words

from tusach.exchange.marc.reader import reread
from tusach.node.acts import circulation
from tusach.node.wording.values import say_day

CAOBANG = pytest.mark.parametrize("profile_name", ["caobang"])
BOTH = pytest.mark.parametrize("language", ["vi", "en"])


@CAOBANG
@BOTH
def test_a_title_says_what_it_is_and_where_it_stands(shelf: Shelf, language: str) -> None:
    page = plain(reading(language).get(f"/title/{shelf.titles['Truyện Kiều']}"))
    wanted = {
        "vi": ("Còn sách ở đâu", "3 bản có thể mượn ngay", "Tiếng Việt", "Văn học", "Nguyễn Du"),
        "en": ("Where it stands", "3 copies to take home now", "Vietnamese", "Literature"),
    }[language]
    assert all(one in page for one in wanted)
    for place in (shelf.main, shelf.other):
        assert shelf.node.place(place).name in page


def test_authors_and_subjects_lead_on(shelf: Shelf) -> None:
    page = words(reading().get(f"/title/{shelf.titles['Os Maias']}"))
    assert 'href="/search?q=Romance"' in page
    assert 'href="/search?q=Jos' in page
    assert f"/title/{shelf.titles['Dom Casmurro']}" in page  # on the same subject


def test_a_loan_shows_its_day_and_nobodys_name(shelf: Shelf) -> None:
    address = f"/title/{shelf.titles['Os Maias']}"
    copy = shelf.lend("Os Maias", HOA)
    page = plain(reading("en").get(address))
    with_language = reading("en").get(address)
    assert f"due back {_english_day(shelf.due_on(copy))}" in page
    assert "2 copies to take home now" in page
    assert NAMES[HOA] not in page
    assert HOA not in words(with_language)
    assert copy not in words(with_language)
    circulation.take_back(shelf.node, copy, shelf.at())
    assert "3 copies to take home now" in plain(reading("en").get(address))


def _english_day(day: str) -> str:
    from django.utils import translation

    with translation.override("en"):
        return say_day(day)


def test_a_title_without_copies_says_so(shelf: Shelf) -> None:
    title = shelf.describe("Nowhere yet", dewey="911", subjects=("Maps -- Atlases",))
    page = plain(reading("en").get(f"/title/{title}"))
    assert "No copy in our libraries" in page
    assert "Ask the librarian" in page


@BOTH
@pytest.mark.parametrize("title", ["0" * 32, "abc", "%00", "x" * 500, "..", "<b>"])
def test_an_unknown_title_is_404_with_the_search(shelf: Shelf, language: str, title: str) -> None:
    for tail in ("", "/marc", "/record.mrc", "/record.xml"):
        answer = reading(language).get(f"/title/{title}{tail}")
        assert answer.status_code == 404
    page = words(reading(language).get(f"/title/{'0' * 32}"))
    assert 'action="/search"' in page


def test_the_record_is_shown_with_labels_in_both_languages(shelf: Shelf) -> None:
    address = f"/title/{shelf.titles['Os Maias']}/marc"
    assert "245 10 Nhan đề a Os Maias" in plain(reading().get(address))
    assert "245 10 Title a Os Maias" in plain(reading("en").get(address))


def test_the_record_is_handed_out_as_it_came(shelf: Shelf) -> None:
    title = shelf.titles["Os Maias"]
    answer = reading().get(f"/title/{title}/record.mrc")
    assert answer.content == shelf.raw["Os Maias"]
    assert "attachment" in answer.headers["Content-Disposition"]
    found = reading().get(f"/title/{title}/record.xml")
    tree = etree.fromstring(found.content)
    value = tree.xpath("//*[local-name()='datafield'][@tag='245']/*[@code='a']/text()")
    assert value == ["Os Maias"]
    record = reread(shelf.raw["Os Maias"], "marc21")
    assert not isinstance(record, str)
    assert len(tree.xpath("//*[local-name()='record']/*")) == len(record.tags) + 1


def test_a_title_typed_by_hand_has_no_record_and_says_so(shelf: Shelf) -> None:
    title = shelf.describe("Typed")
    assert f"/title/{title}/marc" not in words(reading().get(f"/title/{title}"))
    assert "no MARC record behind it" in plain(reading("en").get(f"/title/{title}/marc"))
    assert reading().get(f"/title/{title}/record.mrc").status_code == 404


def test_only_staff_see_the_way_to_the_desk_and_the_facts(shelf: Shelf, as_staff: object) -> None:
    address = f"/title/{shelf.titles['Os Maias']}"
    ways = (f"/ledger/{shelf.titles['Os Maias']}", "/desk/titles/")
    assert not any(way in words(reading().get(address)) for way in ways)
    assert all(way in words(as_staff.get(address)) for way in ways)  # type: ignore[attr-defined]


def test_staff_see_what_is_here(shelf: Shelf, as_staff: object) -> None:
    page = plain(as_staff.get(f"/title/{shelf.titles['Os Maias']}"))  # type: ignore[attr-defined]
    assert "(bạn đang ở đây)" in page
    assert "bạn đang ở đây" not in plain(reading().get(f"/title/{shelf.titles['Os Maias']}"))


def test_hostile_texts_stay_texts(shelf: Shelf) -> None:
    bad = "<script>alert(1)</script>"
    title = shelf.describe(
        bad, authors=(bad,), subjects=(bad,) * 60, summary=bad * 500, publisher=bad, dewey="x<y"
    )
    page = words(reading().get(f"/title/{title}"))
    assert "<script>alert" not in page


@CAOBANG
def test_invented_titles_are_labelled(shelf: Shelf) -> None:
    from tusach.library.profile.titles import SYNTHETIC_SOURCE

    title = shelf.describe("Invented", source=SYNTHETIC_SOURCE, control="1")
    for address in (f"/title/{title}", "/search?q=invented"):
        assert "Dữ liệu minh họa" in plain(reading().get(address))
    real = reading().get(f"/title/{shelf.titles['Truyện Kiều']}")
    assert "Dữ liệu minh họa" not in plain(real)


def test_a_fragment_is_no_other_page(shelf: Shelf) -> None:
    address = f"/title/{shelf.titles['Os Maias']}"
    assert reading().get(address, **FRAGMENT).status_code == 200
