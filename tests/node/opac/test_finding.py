"""Finding: marks forgiven, words marked, where a copy stands, narrowing down, next steps."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.node.opac.conftest import FRAGMENT, HOA, Shelf, plain, reading, words

from tusach.node.acts import circulation

CAOBANG = pytest.mark.parametrize("profile_name", ["caobang"])
BOTH = pytest.mark.parametrize("language", ["vi", "en"])


def titles_of(page: str) -> list[str]:
    return [
        re.sub(r"<[^>]*>", "", one)
        for one in re.findall(r'<h2><a href="/title/\w+">(.*?)</a></h2>', page)
    ]


@CAOBANG
@pytest.mark.parametrize(
    "typed",
    ["luc van tien", "Lục Vân Tiên", "LỤC VÂN TIÊN", unicodedata.normalize("NFD", "lục vân tiên")],
)
def test_marks_capitals_and_their_form_do_not_matter(shelf: Shelf, typed: str) -> None:
    page = words(reading().get("/search", {"q": typed}))
    assert titles_of(page)[0] == "Lục Vân Tiên"
    assert "<mark>Lục</mark> <mark>Vân</mark> <mark>Tiên</mark>" in page


@BOTH
@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_every_result_says_where_a_copy_stands(
    shelf: Shelf, language: str, extra: dict[str, str]
) -> None:
    answer = reading(language).get("/search", {"q": "lusiadas"}, **extra)
    page = plain(answer)
    places = [shelf.node.place(place).name for place in (shelf.main, shelf.other)]
    assert ("2 bản tại" if language == "vi" else "2 copies at") in page
    assert all(name in page for name in places)
    assert ("<html" in words(answer)) is not bool(extra)
    assert ('hx-swap-oob="true"' in words(answer)) is bool(extra)
    assert "HX-Request" in answer.headers["Vary"]


def test_a_loan_and_a_return_change_what_the_result_says(shelf: Shelf) -> None:
    shelf.describe("Lone volume")
    copy = shelf.own("Lone volume")
    ask = {"q": "lone volume"}
    assert "Available 1 copy at" in plain(reading("en").get("/search", ask))
    shelf.lend("Lone volume", HOA)
    page = plain(reading("en").get("/search", ask))
    assert "Available 1 copy at" not in page
    assert "due back" in page
    assert "Nông Thị Hoa" not in page
    late = reading("en").get("/search", {**ask, "available": "1"})
    assert titles_of(words(late)) == []
    circulation.take_back(shelf.node, copy, shelf.at())
    assert "Available 1 copy at" in plain(reading("en").get("/search", ask))


def test_a_day_that_is_over_is_said_so(shelf: Shelf) -> None:
    shelf.describe("Lone volume")
    shelf.own("Lone volume")
    shelf.lend("Lone volume", HOA, on="2026-02-02")
    assert "due back since" in plain(reading("en").get("/search", {"q": "lone volume"}))


def test_material_for_the_reading_room_is_not_called_available(shelf: Shelf) -> None:
    inside = [one.code for one in shelf.node.profile.lending.material_kinds if one.inside_only]
    shelf.describe("Heavy atlas")
    shelf.own("Heavy atlas", material=inside[0])
    page = words(reading("en").get("/search", {"q": "heavy atlas"}))
    assert "chip-good" not in page.partition('class="where"')[2].partition("</ul>")[0]
    assert "Read in the library only" in page


@CAOBANG
def test_a_typing_error_is_forgiven_and_said(shelf: Shelf) -> None:
    page = plain(reading().get("/search", {"q": "truyen kieeuz"}))
    assert "Không có kết quả nào đúng hẳn với “truyen kieeuz”" in page
    assert "Truyện" in page.partition("Đang hiện kết quả cho")[2]


@CAOBANG
def test_facets_narrow_down_and_lead_back(shelf: Shelf) -> None:
    client = reading()
    whole = words(client.get("/search"))
    link = re.search(r'href="(/search\?audience=adult)"', whole)
    assert link
    narrowed = client.get(link[1])
    page = words(narrowed)
    assert "Bỏ:" in page
    assert 'aria-current="true"' in page.partition('id="facets"')[2]
    everything = int(re.search(r"(\d+) tên sách", plain(client.get("/search")))[1])  # type: ignore[index]
    fewer = int(re.search(r"(\d+) tên sách", plain(narrowed))[1])  # type: ignore[index]
    assert 0 < fewer < everything
    back = re.search(r'<a href="([^"]*)"><span class="unseen">Bỏ:', page)
    assert back
    assert back[1] == "/search"


@CAOBANG
@BOTH
def test_facets_are_named_in_the_language_of_the_page(shelf: Shelf, language: str) -> None:
    facets = words(reading(language).get("/search")).partition('id="facets"')[2]
    wanted = ("Văn học", "Người lớn") if language == "vi" else ("Literature", "Adults")
    assert all(name in facets for name in wanted)


def test_a_place_is_narrowed_to_by_its_code_and_comes_first(shelf: Shelf) -> None:
    name = shelf.node.place(shelf.other).name
    page = words(reading("en").get("/search", {"q": "lusiadas", "place": shelf.codes[1]}))
    first = re.search(r'<ul class="where">(.*?)</li>', page, re.DOTALL)
    assert first
    assert name in first[1]


def test_what_has_no_shape_of_ours_narrows_nothing(shelf: Shelf) -> None:
    ask = {"place": "no-such-place", "decade": "abc", "dewey": "77", "sort": "x", "page": "-3"}
    assert len(titles_of(words(reading().get("/search", ask)))) == len(shelf.titles)


@CAOBANG
def test_pages_have_stable_addresses_and_hold_each_title_once(shelf: Shelf) -> None:
    client = reading()
    first, second = (titles_of(words(client.get("/search", {"page": str(n)}))) for n in (1, 2))
    assert len(first) == 20
    assert len(second) == 10
    assert not set(first) & set(second)
    assert titles_of(words(client.get("/search", {"page": "999"}))) == second


@CAOBANG
def test_titles_are_listed_by_the_vietnamese_alphabet(shelf: Shelf) -> None:
    from tusach.library.catalogue.sorting import sort_key

    found = titles_of(words(reading().get("/search", {"sort": "title"})))
    assert found == sorted(found, key=sort_key)


def test_an_isbn_finds_its_title(shelf: Shelf) -> None:
    shelf.describe("Numbered", isbns=("9780306406157",))
    for typed in ("978-0-306-40615-7", "0306406152"):
        page = words(reading().get("/search", {"q": typed}))
        assert titles_of(page) == ["Numbered"]
    page = plain(reading("en").get("/search", {"q": "9786041234567"}))
    assert "None of our libraries has a book with ISBN 9786041234567" in page


def test_the_number_on_a_copy_finds_its_title(shelf: Shelf) -> None:
    code = shelf.code(shelf.copies["Os Maias"][0])
    for typed in (code, f"{code[:4]} {code[4:8]} {code[8:]}"):
        page = words(reading("en").get("/search", {"q": typed}))
        assert titles_of(page) == ["Os Maias"]
        assert "stands on a copy of" in page


def test_a_readers_card_is_recognised_and_never_looked_up(shelf: Shelf) -> None:
    page = plain(reading("en").get("/search", {"q": shelf.cards[HOA]}))
    assert "This is a reader's card" in page
    assert "Hoa" not in page


@BOTH
def test_nothing_found_says_what_to_do_next(shelf: Shelf, language: str) -> None:
    page = words(reading(language).get("/search", {"q": "qwrtpsdf maias"}))
    if titles_of(page):  # single words were left out
        assert "outcome-note" in page
    page = words(reading(language).get("/search", {"q": "qwrtpsdf zxcvbnm"}))
    assert ("Hỏi thủ thư" if language == "vi" else "Ask the librarian") in page
    assert 'href="/libraries"' in page


def test_nothing_under_a_filter_offers_the_search_without_it(shelf: Shelf) -> None:
    page = words(reading("en").get("/search", {"q": "maias", "audience": "child"}))
    assert "Search without narrowing down: 1 title" in page
    assert 'href="/search?q=maias"' in page


def test_suggestions_come_while_typing(shelf: Shelf) -> None:
    answer = reading("en").get("/suggest", {"q": "os ma"}, **FRAGMENT)
    assert "<mark>Maias</mark>" in words(answer)
    assert f"/title/{shelf.titles['Os Maias']}" in words(answer)
    assert "<html" not in words(answer)
    assert words(reading().get("/suggest", {"q": "o"}, **FRAGMENT)).strip() == ""
    sent_on = reading().get("/suggest", {"q": "os ma"})
    assert sent_on.headers["Location"] == "/search?q=os+ma"


def test_what_a_title_holds_is_never_markup(shelf: Shelf) -> None:
    shelf.describe('<script>alert("x")</script> & "quoted" \u202e 😀')
    page = words(reading().get("/search", {"q": "script alert quoted"}))
    assert "<script>alert" not in page
    assert "<mark>script</mark>" in page


def test_a_very_long_title_is_cut_in_lists(shelf: Shelf) -> None:
    shelf.describe("endless " * 1_200)
    assert len(words(reading().get("/search", {"q": "endless"}))) < 40_000


FIELDS = ("q", "language", "audience", "kind", "dewey", "decade", "place", "available", "sort")


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(values=st.dictionaries(st.sampled_from([*FIELDS, "page"]), st.text(max_size=300)))
def test_whatever_stands_in_the_address_is_answered(shelf: Shelf, values: dict[str, str]) -> None:
    safe = {name: value.encode("utf-8", "replace") for name, value in values.items()}
    for extra in ({}, FRAGMENT):
        answer = reading().get("/search", safe, **extra)
        assert answer.status_code == 200
    assert reading().get("/suggest", {"q": safe.get("q", b"")}, **FRAGMENT).status_code == 200


@pytest.mark.parametrize("typed", ["\x00", "a" * 10_000, "'; DROP TABLE title; --", '"', "*", "%"])
def test_odd_words_do_no_harm(shelf: Shelf, typed: str) -> None:
    assert reading().get("/search", {"q": typed}).status_code == 200
    assert len(titles_of(words(reading().get("/search")))) == len(shelf.titles)


def test_the_number_of_queries_does_not_grow_with_the_results(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    query = shelf.node.store.query

    def counted(sql: str, params: object = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return query(sql, params)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf.node.store, "query", counted)
    reading().get("/search", {"q": "maias"})
    few = len(asked)
    asked.clear()
    reading().get("/search")
    assert len(asked) <= few


def test_what_narrows_the_list_is_offered_above_the_results(shelf: Shelf) -> None:
    page = reading().get("/search").content.decode()
    assert page.index('href="#facets"') < page.index('<ul class="results">')
    assert 'href="#results"' in page
