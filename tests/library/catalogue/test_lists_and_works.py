"""Order of lists, and which editions make one work."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.sorting import TONES_OF_CLDR, sort_key
from tusach.library.catalogue.works import common_words, volume_of, work_key


def in_order(*words: str, **how: str) -> bool:
    keys = [sort_key(word, **how) for word in words]
    return keys == sorted(keys) and len(set(keys)) == len(keys)


def test_letters_of_the_alphabet_come_in_its_order():
    assert in_order("an", "ăn", "ân", "bà", "da", "đa", "em", "êm", "no", "nô", "nơ", "tu", "tư")


def test_a_tone_decides_only_between_equal_letters():
    assert in_order("ma", "mà", "má", "mả", "mã", "mạ", "mai")
    assert in_order("ma", "mà", "mả", "mã", "má", "mạ", "mai", tones=TONES_OF_CLDR)


def test_words_count_before_letters_and_numbers_by_value():
    assert in_order("Hà Nội", "Hà Tĩnh", "Hải Phòng")
    assert in_order("Tập 2", "Tập 10", "Tập mới")
    assert in_order("1984", "Ăn mày dĩ vãng", "Zorba")


def test_quotes_and_capitals_do_not_count():
    assert sort_key("«Số đỏ»") == sort_key("SỐ ĐỎ") == sort_key("  số   đỏ ")


def test_other_scripts_come_after_the_alphabet():
    assert in_order("Zorba", "大南實錄")


@given(st.text(max_size=60))
def test_any_text_has_one_key_composed_or_not(text):
    composed = unicodedata.normalize("NFC", text)
    assert sort_key(composed) == sort_key(unicodedata.normalize("NFD", composed))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dế Mèn phiêu lưu ký", "DẾ MÈN PHIÊU LƯU KÍ (tái bản 2020)"),
        ("Dế Mèn phiêu lưu ký", "Dế mèn phiêu lưu ký - tặng kèm bút chì"),
        ("Dế Mèn phiêu lưu ký", "Dế mèn phiêu lưu ký : truyện đồng thoại"),
        ("Dế Mèn phiêu lưu ký", "Dế mèn phiêu lưu ký, in lần thứ 80"),
        ("Dế Mèn phiêu lưu ký", "Dế mèn phiêu lưu ký [bìa cứng]"),
        ("Sống mòn. Tập II", "Sống mòn (tập 2)"),
        ("Sống mòn - Quyển 2", "Sống mòn, T. 2"),
    ],
)
def test_editions_of_one_work_share_a_key(one, other):
    assert work_key(one, ["Tô Hoài"]) == work_key(other, ["Tô Hoài", "Người vẽ"]) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sống mòn (Tập 1)", "Sống mòn (Tập 2)"),
        ("Sống mòn - Tập 1", "Sống mòn - Tập 2"),
        ("Sống mòn", "Sống mòn tập 2"),
        ("Sông", "Đồng"),
    ],
)
def test_volumes_and_other_titles_are_kept_apart(one, other):
    assert work_key(one, ["Nam Cao"]) != work_key(other, ["Nam Cao"])


def test_the_same_title_by_another_author_is_another_work():
    assert work_key("Tuyển tập", ["Nam Cao"]) != work_key("Tuyển tập", ["Tô Hoài"])


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("Lịch sử Đảng bộ", []),
        ("Lịch sử Đảng bộ", [""]),
        ("Combo 3 cuốn", ["Tô Hoài"]),
        ("(tái bản)", ["Tô Hoài"]),
    ],
)
def test_what_cannot_be_told_apart_gets_no_key(title, authors):
    assert work_key(title, authors) == ""


@pytest.mark.parametrize(
    ("title", "volume"),
    [
        ("Đất rừng, tập 3", "3"),
        ("Đất rừng. T.03", "3"),
        ("Đất rừng quyển thượng", "1"),
        ("Đất rừng - tập IX", "9"),
        ("Du ký Hà Nội", ""),
        ("1984", ""),
    ],
)
def test_the_volume_is_read_in_its_usual_spellings(title, volume):
    assert volume_of(title) == volume


@given(st.text(), st.lists(st.text(), max_size=2))
def test_any_title_gets_a_key_or_none(title, authors):
    assert isinstance(work_key(title, authors), str)


def test_foreign_letters_stand_beside_their_plain_ones():
    assert in_order("ad", "æon", "ag", "fa", "øre", "ot")
    assert sort_key("naïve") == sort_key("naive")
    assert sort_key("ĉ") == sort_key("c")
    assert sort_key("α\u0306") == sort_key("α")


def described(**said: object) -> TitleDescribed:
    told = {"title": "Chí Phèo", "authors": ("Nam Cao",), "year": 1941, "publisher": "Đời Mới"}
    return TitleDescribed(**{"record": "0" * 64, "format": "typed", **told, **said})


def test_titles_with_one_isbn_have_it_in_common_whatever_else_they_say():
    one = described(isbns=("9786042", "9786041", "9786042"))
    other = described(isbns=("9786041",), title="Một chuyện khác", year=None)
    assert common_words(one) == ("i:9786041", "i:9786042")
    assert common_words(other) == ("i:9786041",)


def test_titles_without_isbn_have_work_year_and_publisher_in_common():
    one, other = described(), described(title="Chí phèo (tái bản)", publisher="ĐỜI MỚI")
    assert common_words(one) == common_words(other) != ()
    assert common_words(one) != common_words(described(year=1946))


@pytest.mark.parametrize("lacking", [{"authors": ()}, {"year": None}, {"publisher": ""}])
def test_a_title_of_which_too_little_is_known_has_nothing_in_common(lacking: dict[str, object]):
    assert common_words(described(**lacking)) == ()
