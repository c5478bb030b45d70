"""The two forms of a word: the vectors, and what must hold for any text."""

import json
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.library.catalogue.folding import both_forms, exact, fold, spans_of, tokens
from tusach.library.catalogue.isbn import isbns_in, valid_isbn13

VECTORS = Path(__file__).parents[3] / "spec" / "vectors" / "folding"


def rows(name: str) -> list[dict]:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["rows"]


@pytest.mark.parametrize("row", rows("words"), ids=lambda row: row.get("why") or row["text"])
def test_each_word_vector_folds_as_written(row):
    assert fold(row["text"]) == row["folded"]
    assert exact(row["text"]) == row["exact"]


@pytest.mark.parametrize("row", rows("isbn"), ids=lambda row: row["text"] or "empty")
def test_each_isbn_vector_is_read_as_written(row):
    assert valid_isbn13(row["text"]) == row["isbn13"]


def test_the_three_spellings_of_ha_noi_are_one():
    spellings = ["ha noi", "Hà Nội", unicodedata.normalize("NFD", "hà nội")]
    assert {fold(each) for each in spellings} == {"ha noi"}
    assert exact(spellings[1]) == exact(spellings[2]) == "haf nooij"
    assert exact(spellings[0]) == "ha noi"


def test_mong_final_letters_are_not_taken_for_tones():
    text = "Njuab Lus Hmoob kuv hais lus Hmoob Dawb"
    assert fold(text) == exact(text) == text.lower()


@given(st.text())
def test_any_text_folds_without_error_and_both_forms_have_equal_many_words(text):
    folded, full = both_forms(text)
    assert len(folded.split()) == len(full.split()) == len(tokens(text))
    assert folded == fold(text)
    assert full == exact(text)


@given(st.text(st.characters(max_codepoint=0x2FFF)))
def test_folding_a_folded_text_changes_nothing(text):
    # Han is left out: a pair of characters is a token made of two others.
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_to_the_same(text):
    composed = both_forms(unicodedata.normalize("NFC", text))
    assert composed == both_forms(unicodedata.normalize("NFD", text))
    assert composed == both_forms(text)


@given(st.sampled_from("aeiouydbcmt"), st.permutations("\u0302\u0301\u0323\u031b"), st.data())
def test_marks_in_any_order_fold_to_the_same(letter, marks, data):
    other = data.draw(st.permutations(marks))
    assert tokens(letter + "".join(marks)) == tokens(letter + "".join(other))


@given(st.text(st.sampled_from("aăâbcdđeêghikloôơpqrstuưvxy àáảãạ")))
def test_capitals_do_not_matter(text):
    assert both_forms(text.upper()) == both_forms(text)


@given(st.text())
def test_folded_words_never_hold_quotes_or_spaces(text):
    # The engine puts them between quotation marks.
    for token in tokens(text):
        assert token.folded
        assert not set(token.folded + token.exact) & set("\"'*^: \t\n\x00")


def test_a_word_of_ten_thousand_letters_is_folded():
    assert fold("ấ" * 10_000) == "a" * 10_000


def test_spans_mark_the_words_as_they_stand_in_the_title():
    title = "Lịch sử Hà-Nội (1930)"
    marked = [title[start:end] for start, end in spans_of(title, frozenset({"su", "noi", "1930"}))]
    assert marked == ["sử", "Nội", "1930"]


def test_spans_cope_with_decomposed_titles_and_nom():
    title = unicodedata.normalize("NFD", "Thư viện 𡨸喃")
    marked = [title[a:b] for a, b in spans_of(title, frozenset({"vien", "喃"}))]
    assert marked == [unicodedata.normalize("NFD", "viện"), "喃"]


@given(st.text(), st.sets(st.sampled_from(["a", "su", "noi", "1"])))
def test_spans_lie_in_the_text_in_order(text, words):
    end = 0
    for start, stop in spans_of(text, frozenset(words)):
        assert end <= start < stop <= len(text)
        end = stop


def test_a_right_isbn_is_found_inside_other_text():
    text = "cho tôi cuốn 978-0-306-40615-7 và 0306406152, không phải 978-0-306-40615-8"
    assert isbns_in(text) == ("9780306406157",)


@given(st.text())
def test_reading_isbns_never_fails(text):
    assert valid_isbn13(text) is None or len(valid_isbn13(text)) == 13
    isbns_in(text)


def test_one_wrong_digit_in_an_isbn_is_always_seen():
    right = "9780306406157"
    for at in range(13):
        for digit in "0123456789":
            if digit != right[at]:
                assert valid_isbn13(right[:at] + digit + right[at + 1 :]) is None


def test_the_cache_does_not_change_answers():
    words = ["Nguyễn", "nguyen", "ĐƯỜNG", "hoà", "hòa"] * 3
    random.Random(3).shuffle(words)
    assert [fold(word) for word in words] == [fold(" " + word + "\n") for word in words]


def test_an_apostrophe_after_a_letter_with_marks_joins_what_it_parts():
    assert fold(unicodedata.normalize("NFD", "Krê'a")) == "krea"
    assert fold("N\u2019Trang") == "ntrang"
