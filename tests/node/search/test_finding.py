"""What readers type, and what they find."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tusach.node.store.search import SearchIndex
from tusach.node.store.search_shapes import Entry, Filters, Shelf


def ids(index: SearchIndex, text: str, **how: object) -> list[str]:
    return [hit.title_id for hit in index.search(text, **how).hits]


@pytest.mark.parametrize(
    "typed",
    [
        "ha noi",
        "Hà Nội",
        "HÀ NỘI",
        unicodedata.normalize("NFD", "hà nội"),
        "haf nooij",
        "ha2 no6i5",
    ],
)
def test_ha_noi_is_found_in_every_spelling(index, typed):
    assert ids(index, typed) == ["pho"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("chemstry", "chem"),
        ("chemisrty elements", "chem"),
        ("phieu lua ky", "de-men"),
        ("viet nm su luoc", "su-luoc"),
        ("demen phieu luu", "de-men"),
        ("dế mèn phieu lưu kí", "de-men"),
        ("pac miau", "duong"),
        ("to hoai de men", "de-men"),
        ("men de hoai", "de-men"),
        ("hmob lus njuab", "mong"),
        ("喃", "nom"),
        ("𡨸喃", "nom"),
        ("lich su dang bo tinh khong co tu nay", "dang-bo"),
        ("hmoob xqz phieu luu vwq noi", "de-men"),
    ],
)
def test_slips_orders_and_aliases_still_find_the_title(index, typed, found):
    assert ids(index, typed)[0] == found


def test_far_guesses_are_left_out_where_a_title_holds_every_word(index):
    index.index(
        [
            Entry("kieu", "Truyện Kiều", authors=("Nguyễn Du",), language="vie"),
            Entry("dieu", "Cánh diều trường nội trú và truyện khác", language="vie"),
        ]
    )
    assert ids(index, "truyen kieu") == ["kieu"]
    assert "dieu" in ids(index, "truyen dieu noi tru xyzw"), "a guess still helps where none holds"


def test_marks_rank_equal_words_first_and_hide_none(index):
    assert ids(index, "đường") == ["duong", "dương"]
    assert ids(index, "dương") == ["dương", "duong"]


@pytest.mark.parametrize("typed", ["978-0-306-40615-7", "9780306406157", "0-306-40615-2"])
def test_an_isbn_in_any_spelling_finds_its_title_alone(index, typed):
    assert ids(index, typed) == ["de-men"]


def test_a_wrong_isbn_finds_the_title_that_carries_it_just_so(index):
    assert ids(index, "978-0-306-40615-8") == ["bad"]


def test_an_unfinished_last_word_finds_titles_while_typing(index):
    assert [hit.title_id for hit in index.suggest("lich s")][0] == "dang-bo"
    assert [hit.title_id for hit in index.suggest("de me")] == ["de-men"]
    assert index.suggest("") == ()
    assert index.suggest("   ") == ()


def test_a_changed_query_says_what_was_searched_for(index):
    assert index.search("chemstry").searched_for == "chemistry"
    assert index.search("chemistry").searched_for is None
    assert index.search("haf nooij").searched_for is None


def test_hits_tell_the_words_to_mark(index):
    (hit,) = index.search("hoai phieu").hits
    assert hit.words == ("hoai", "phieu")


def test_an_empty_query_gives_everything_and_punctuation_nothing(index):
    assert index.search("").total == index.count == 10
    assert index.search("🙂 — «»").total == 0


def test_filters_narrow_and_join(index):
    assert set(ids(index, "", filters=Filters(language="eng"))) == {"chem"}
    assert set(ids(index, "", filters=Filters(kind="serial"))) == {"mong"}
    assert set(ids(index, "", filters=Filters(audience="child"))) == {"de-men"}
    assert set(ids(index, "", filters=Filters(dewey_hundred="9"))) == {"su-luoc"}
    assert set(ids(index, "", filters=Filters(year_from=1940, year_to=1943))) == {"de-men", "pho"}
    assert ids(index, "su", filters=Filters(language="vie", dewey_hundred="3")) == ["dang-bo"]
    assert ids(index, "978-0-306-40615-7", filters=Filters(language="eng")) == []


def test_availability_follows_the_shelves_at_once(index):
    now = Filters(available_now=True)
    assert ids(index, "de men", filters=now) == []
    index.set_shelves("de-men", [Shelf("de-men", "a", 2, 1), Shelf("de-men", "b", 1, 0)])
    assert ids(index, "de men", filters=now) == ["de-men"]
    assert ids(index, "de men", filters=Filters(place="b")) == ["de-men"]
    assert ids(index, "de men", filters=Filters(place="b", available_now=True)) == []
    assert ids(index, "de men", filters=Filters(place="c")) == []
    index.set_shelves("de-men", [Shelf("de-men", "a", 2, 0)])
    assert ids(index, "de men", filters=now) == []
    assert ids(index, "de men", filters=Filters(place="b")) == []


def test_shelves_told_before_their_title_count_once_it_comes(index):
    index.set_shelves("late", [Shelf("late", "a", 1, 1)])
    index.index([Entry("late", "Sách đến muộn")])
    assert ids(index, "muon", filters=Filters(place="a", available_now=True)) == ["late"]
    assert index.facets("muon")["place"] == (("a", 1),)


def test_facets_count_the_whole_answer(index):
    index.set_shelves("pho", [Shelf("pho", "a", 1, 1)])
    facets = index.facets("")
    assert facets["language"] == (("vie", 8), ("eng", 1), ("hmn", 1))
    assert facets["audience"] == (("adult", 2), ("child", 1))
    assert facets["dewey"] == (("3", 1), ("8", 1), ("9", 1))
    assert ("1940", 2) in facets["decade"]
    assert facets["available_now"] == (("1", 1),)
    assert facets["place"] == (("a", 1),)
    assert index.facets("nothing like this at all xq")["language"] == ()
    assert index.search("chemstry", with_facets=True).facets["language"] == (("eng", 1),)
    assert index.search("chemistry").facets == {}


def test_an_answer_can_stand_in_other_orders(index):
    assert ids(index, "", order="title", limit=3) == ["chem", "de-men", "dương"]
    assert ids(index, "", order="newest", limit=2) == ["dang-bo", "duong"]
    assert ids(index, "", order="popular", limit=1) == ["su-luoc"]
    assert ids(index, "chemstry", order="title") == ["chem"]
    assert ids(index, "xqzv wvxq", order="title") == []


def test_pages_of_a_broad_answer_hold_every_title_once(index):
    index.index(Entry(f"many-{at}", f"Sách hướng dẫn số {at}") for at in range(450))
    answer = index.search("huong dan", limit=50)
    assert answer.total == 450
    seen = [
        hit.title_id
        for start in range(0, 500, 50)
        for hit in index.search("huong dan", limit=50, offset=start).hits
    ]
    assert len(seen) == len(set(seen)) == 450


def test_a_page_beyond_the_end_is_empty(index):
    assert ids(index, "ha noi", offset=10) == []
    assert ids(index, "", offset=10**9) == []
    assert ids(index, "", limit=0) == []


def test_queries_without_a_hit_are_counted_without_their_reader(index):
    for day in (3, 9, 5):
        index.search("Xqzv  WVXQ", asked_on=date(2026, 3, day))
    index.search("ha noi", asked_on=date(2026, 3, 3))
    index.search("xqzv 0912345678", asked_on=date(2026, 3, 3))
    index.search("xq" * 50, asked_on=date(2026, 3, 3))
    index.search("xqzv", asked_on=date(2026, 3, 3), filters=Filters(language="eng"))
    assert index.zero_hits() == (("xqzv wvxq", 3, "2026-03-09"),)


EVIL = (
    '"', "'", '" OR "', "NEAR(a b)", "a* b*", "tf:su", "^su", "-su", "su AND", "(su", "{tf}:su",
    "\x00", "su\x00noi", "; DROP TABLE titles", "🙂", "שלום עולם", "مرحبا", "\ud800", "a" * 10_000,
    "su " * 5_000, "%", "_", "\\", "ﷺ", "l" * 300 + " su", "1" * 4_000, "喃" * 500, "\u0301" * 900,
)  # fmt: skip


@pytest.mark.parametrize("typed", EVIL, ids=range(len(EVIL)))
def test_no_text_breaks_the_search(index, typed):
    assert index.search(typed, with_facets=True).total >= 0
    index.suggest(typed)
    index.facets(typed)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=200) | st.lists(st.sampled_from(EVIL[:16]), max_size=6).map(" ".join))
def test_any_text_at_all_is_answered(index, typed):
    answer = index.search(typed)
    assert len(answer.hits) <= answer.total
    index.suggest(typed)


@pytest.mark.parametrize("text", EVIL[:19])
def test_any_text_can_be_a_title(index, text):
    index.index([Entry("odd", text, authors=(text,), subjects=(text,), isbns=(text,))])
    index.remove(["odd"])
    assert index.count == 10
