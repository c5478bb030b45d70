"""What a person typed, understood."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.library.catalogue.folding import tokens
from tusach.library.catalogue.keystrokes import read_telex, read_vni
from tusach.library.catalogue.query import EXPANSIONS, MOST_TERMS, parse
from tusach.library.catalogue.vocabulary import Vocabulary

VECTORS = Path(__file__).parents[3] / "spec" / "vectors" / "folding"


def vocabulary(*titles: str) -> Vocabulary:
    folded: dict[str, int] = {}
    exact: dict[str, int] = {}
    for title in titles:
        for token in set(tokens(title)):
            folded[token.folded] = folded.get(token.folded, 0) + 1
            exact[token.exact] = exact.get(token.exact, 0) + 1
    return Vocabulary(folded.items(), exact.items(), titles=len(titles))


KNOWN = vocabulary(
    "Thư viện tỉnh", "Chiến lược quốc gia", "Hoà bình", "Đường về", "Pác Mjầu", "Phja Đén",
    "Njuab Lus Hmoob", "Tủ sách", "Thành phố Hồ Chí Minh",
)  # fmt: skip


def rows(name: str) -> list[dict]:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["rows"]


@pytest.mark.parametrize("row", rows("keystrokes"), ids=lambda row: row["typed"])
def test_each_keystroke_vector_is_read_as_written(row):
    read = {"telex": read_telex, "vni": read_vni}[row["method"]](row["typed"])
    if row["exact"] is None:
        assert read is None
    else:
        assert (read.folded, read.exact) == (row["folded"], row["exact"])


@pytest.mark.parametrize("row", rows("twins"), ids=lambda row: row["word"])
def test_each_twin_vector_holds_when_the_words_are_known(row):
    known = Vocabulary([(word, 1) for word in (row["word"], *row["twins"], "other")], titles=3)
    assert list(parse(row["word"], known).terms[0].twins) == row["twins"]
    assert parse(row["word"], Vocabulary()).terms[0].twins == ()


@given(st.text())
def test_any_word_can_be_tried_as_keystrokes(word):
    for read in (read_telex, read_vni):
        found = read(word)
        assert found is None or (found.folded.isascii() and found.exact.isascii())


def test_forgotten_telex_is_mended_when_the_catalogue_knows_the_word():
    query = parse("thuw vieejn", KNOWN)
    assert [term.exact for term in query.terms] == ["thuw", "vieenj"]
    assert query.folded == "thu vien"
    assert query.repaired


def test_forgotten_vni_is_mended_too():
    assert parse("thu7 vie6n5 d9uong72", KNOWN).folded == "thu vien duong"


def test_mong_words_stay_as_they_are():
    query = parse("njuab lus hmoob", KNOWN)
    assert query.folded == "njuab lus hmoob"
    assert not query.repaired


def test_an_unknown_word_is_never_mended_into_another_unknown_word():
    assert parse("khoaf", KNOWN).folded == "khoaf"


def test_an_expansion_stands_beside_the_literal_word():
    (term, _) = parse("TP. HCM", KNOWN).terms
    assert term.folded == "tp"
    assert term.phrases == (("thanh", "pho"),)


@pytest.mark.parametrize("row", rows("expansions"), ids=lambda row: row["short"])
def test_each_expansion_vector_holds(row):
    (term,) = parse(row["short"], Vocabulary()).terms
    assert [" ".join(phrase) for phrase in term.phrases] == [row["folded"]]
    assert EXPANSIONS[row["short"]] == (row["exact"],)


def test_i_in_a_place_name_finds_j_and_the_other_way_round():
    assert parse("pac miau", KNOWN).terms[1].twins == ("mjau",)
    assert parse("phia den", KNOWN).terms[0].twins == ("phja",)
    assert parse("phja den", KNOWN).terms[0].twins == ()


def test_a_missing_space_is_put_back_between_known_words():
    (term,) = parse("thuvien", KNOWN).terms
    assert ("thu", "vien") in term.phrases


def test_marks_are_seen_as_given_or_not():
    marked, bare = parse("thư vien", KNOWN).terms
    assert marked.marked
    assert not bare.marked


def test_book_numbers_are_seen_in_any_spelling():
    assert parse("978-0-306-40615-7", KNOWN).isbns == ("9780306406157",)
    assert parse("0306406152", KNOWN).isbns == ("9780306406157",)
    assert parse("978-0-306-40615-8", KNOWN).isbns == ()


def test_a_code_is_kept_as_typed():
    assert parse(" CB.0012/7 ", KNOWN).code == "CB.0012/7"
    assert parse("thư viện", KNOWN).code == ""


def test_nom_is_searched_by_pairs():
    assert parse("𡨸喃", KNOWN).folded == "𡨸喃"
    assert parse("喃", KNOWN).folded == "喃"


@given(st.text(max_size=2_000))
def test_any_text_is_a_query_of_few_terms(text):
    assert len(parse(text, KNOWN).terms) <= MOST_TERMS


def test_a_text_of_ten_thousand_words_is_cut():
    assert len(parse("sách " * 10_000, KNOWN).terms) == MOST_TERMS


def test_neighbours_are_known_words_one_slip_away():
    near = KNOWN.one_slip_from("vienn", limit=5)
    assert near == ("vien",)
    assert "phja" in KNOWN.one_slip_from("phia", limit=9)
    assert KNOWN.one_slip_from("sahc", limit=9) == ("sach",)
    assert KNOWN.one_slip_from("喃", limit=9) == ()
    assert KNOWN.one_slip_from("a1", limit=9) == ()


def test_words_of_a_beginning_come_most_frequent_first():
    words = Vocabulary([("sach", 3), ("sang", 9), ("sa", 1), ("tu", 5)], titles=9)
    assert words.beginning_with("sa", limit=5) == ("sang", "sach")
    assert words.beginning_with("sa", limit=1) == ("sang",)
    assert words.beginning_with("x", limit=5) == ()


changes = st.lists(st.tuples(st.sampled_from(["a", "ab", "b", "c"]), st.integers(1, 3)), max_size=8)


@given(changes, st.randoms(use_true_random=False))
def test_a_vocabulary_does_not_remember_in_which_order_it_learnt(learnt, order):
    one, other = Vocabulary(), Vocabulary()
    for word, by in learnt:
        one.change([(word, by)], [(word, by)], titles=1)
    shuffled = [*learnt]
    order.shuffle(shuffled)
    for word, by in shuffled:
        other.change([(word, by)], [(word, by)], titles=1)
    assert vars(one) == vars(other)
    for word, by in learnt:
        one.change([(word, -by)], [(word, -by)], titles=-1)
    assert vars(one) == vars(Vocabulary())


def test_forgetting_an_unknown_word_changes_nothing():
    words = Vocabulary([("sach", 1)], [("sachs", 1)], titles=1)
    words.change([("khac", -1)], [("khac", -1)], titles=0)
    assert len(words) == 1
    assert words.knows_exact("sachs")


@pytest.mark.parametrize("word", ["b6", "xy9z", "t8n", "bc7"])
def test_digits_that_shape_no_letter_are_not_vni(word):
    assert read_vni(word) is None
