"""TCVN3, VNI, VISCII, CP1258 and VIQR: converted right, guessed with a margin, else not at all."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.old_writings import SENTENCES, encode

from tusach.exchange.legacy_text.guess import guess, latin_bytes, likeness, mistaken_for_latin
from tusach.exchange.legacy_text.marks import in_order
from tusach.exchange.legacy_text.syllables import is_syllable
from tusach.exchange.legacy_text.tables import NAMES, decode

FOREIGN = (
    "été père Noël, François, élève à l'école où il naquit",
    "über die Größe der Bücher, für Schüler und Mädchen",
    "El Niño y más allá de la canción española, año 1950",
    "não há coração, São João, informação",
    "på fjället, ö, smörgås, tjänstemän",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", SENTENCES)
def test_each_writing_is_converted_and_recognised(name: str, text: str) -> None:
    raw = encode(text, name)
    assert decode(raw, name) == text
    found = guess(raw)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", FOREIGN)
def test_western_text_is_not_taken_for_vietnamese(text: str) -> None:
    assert guess(text.encode("cp1252")) is None
    assert mistaken_for_latin(text) is None


@pytest.mark.parametrize("text", ["", "Ha Noi", "a^2 + b^2 = c^2", "C++ va Java", "x + y = z"])
def test_plain_text_is_not_taken_for_viqr(text: str) -> None:
    assert guess(text.encode()) is None


def test_one_word_alone_is_not_enough_for_an_answer() -> None:
    assert guess(encode("Việt", "tcvn3")) is None


def test_another_reading_as_good_withholds_the_answer() -> None:
    raw = encode(SENTENCES[0], "tcvn3")
    assert guess(raw, against=("nothing Vietnamese",)) is not None
    assert guess(raw, against=(SENTENCES[0],)) is None


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii"])
def test_text_once_taken_for_latin_letters_is_found_out(name: str) -> None:
    mistaken = encode(SENTENCES[0], name).decode("cp1252" if name != "viscii" else "latin-1")
    found = mistaken_for_latin(mistaken)
    assert found is not None
    assert found.name == name
    raw = latin_bytes(mistaken)
    assert raw is not None
    assert decode(raw, name) == SENTENCES[0]


@pytest.mark.parametrize("text", [*SENTENCES, "Ha Noi", "漢字", "ệ 漢"])
def test_right_text_is_never_taken_for_mistaken(text: str) -> None:
    assert mistaken_for_latin(text) is None


def test_the_lost_case_of_a_capital_font_is_restored_where_neighbours_tell() -> None:
    assert decode(b"VI\xd6T NAM", "tcvn3") == "VIỆT NAM"
    assert decode(b"H\xb5 N\xe9i", "tcvn3") == "Hà Nội"
    assert decode(b"TO\xb5N T\xcbP", "tcvn3") == "TOÀN TẬP"


def test_capitals_of_vni_may_stand_with_small_marks() -> None:
    assert decode("THÖ VIEÄN TÆNH, Thö vieän tænh".encode("cp1252"), "vni") == (
        "THƯ VIỆN TỈNH, Thư viện tỉnh"
    )


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("Ha` No^.i. Vie^.t Nam.", "Hà Nội. Việt Nam."),
        ("thu* vie^.n, the^' na`o?", "thư viện, thế nào?"),
        ("DDa(.ng, dda`", "Đặng, đà"),
        (r"la` gi\? ddo^`i", "là gi? đồi"),
        ("So. Du+`a cu. the^?, tr. 5", "Sọ Dừa cụ thể, tr. 5"),
        ("va`... mo^.t..", "và... một.."),
    ],
)
def test_viqr_is_read_as_its_definition_says(given: str, meant: str) -> None:
    assert decode(given.encode(), "viqr") == meant


def test_a_writing_without_a_table_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        decode(b"", "utf-7")


def test_a_code_without_a_letter_shows_as_unreadable() -> None:
    assert decode(b"a\x81", "vni") == "a\ufffd"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("chie\u0301\u0302n", "chiến"),
        ("chi\u00e9\u0302n", "chiến"),
        ("chi\u00ea\u0301n", "chiến"),
        ("chie\u0302\u0301n", "chiến"),
        ("mo\u0323\u0302t mo\u0302\u0323t", "một một"),
        ("Kha\u0301\u0306c KHA\u0301\u0306C", "Khắc KHẮC"),
        ("tho\u0309\u031b", "thở"),
        ("Nha \u0300xua\u0302\u0301t", "Nhà xuất"),
        ("Ha No^i", "Ha No^i"),
        ("c\u0302\u0301", "ĉ\u0301"),
    ],
)
def test_marks_are_put_in_order(given: str, meant: str) -> None:
    assert in_order(given) == normalize("NFC", meant)


@given(st.text("aăâeêioôơuưyđ" + "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b n", max_size=20))
def test_putting_in_order_twice_changes_no_more(text: str) -> None:
    assert in_order(in_order(text)) == in_order(text)


@given(st.sampled_from(SENTENCES).flatmap(lambda text: st.permutations(range(len(text)))))
def test_any_order_of_two_marks_gives_the_same_letters(order: list[int]) -> None:
    for text in SENTENCES:
        turned = "".join(
            letter[0] + letter[:0:-1] if order[at % len(order)] % 2 else letter
            for at, letter in enumerate(normalize("NFD", one) for one in text)
        )
        assert in_order(turned) == text


@given(st.binary(max_size=200), st.sampled_from(NAMES))
def test_any_bytes_are_text_in_any_writing(raw: bytes, name: str) -> None:
    assert isinstance(decode(raw, name), str)
    guess(raw)


def test_syllables_are_told_from_other_words() -> None:
    for word in " ".join(SENTENCES).replace(",", " ").replace(":", " ").replace("/", " ").split():
        assert is_syllable(word) or word == "XX"
    assert not any(map(is_syllable, ("été", "Noël", "trường̀", "nghiêngs", "cât", "kà", "ngiêm")))
    assert likeness("Ha Noi") == (0.0, 0)
