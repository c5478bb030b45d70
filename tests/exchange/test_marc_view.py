"""What pages and search are given of a record."""

from __future__ import annotations

from pathlib import Path
from unicodedata import is_normalized

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.builders import LEADER, book, control, field

from tusach.exchange.marc.holdings import Holding, belongs_to, holdings
from tusach.exchange.marc.languages import bcp47
from tusach.exchange.marc.reader import Read, read
from tusach.exchange.marc.record import Field, Record, record_of
from tusach.exchange.marc.view import identity, kind_of, role_of, view
from tusach.library.catalogue.facts import TitleDescribed


def seen(*fields: Field, leader: str = LEADER) -> TitleDescribed:
    return view(record_of(leader, fields), "00" * 32, "marc21")


def fixed(**said: str) -> Field:
    """008 with the given positions: `p22="j"`."""
    text = list("100716s2001    vm            000 0 vie d".ljust(40))
    for position, value in said.items():
        at = int(position[1:])
        text[at : at + len(value)] = value
    return control("008", "".join(text))


def test_a_whole_record_gives_every_part_of_its_view() -> None:
    described = view(book(0, field("490", "1 ", "aTủ sách vàng ;", "v5")), "ab" * 32, "marc21")
    assert described == TitleDescribed(
        record="ab" * 32,
        format="marc21",
        title="Lịch sử Việt Nam từ nguồn gốc đến thế kỷ XX 0",
        control="vn000000",
        source="VnTest",
        responsibility="Nguyễn Văn Ất",
        extent="504 tr. ; 21 cm",
        series="Tủ sách vàng ; 5",
        publisher="Văn học",
        published_at="Hà Nội",
        authors=("Nguyễn, Văn Ất",),
        year=2001,
        subjects=("Lịch sử -- Việt Nam -- Sách đọc thêm",),
        dewey="959.703",
        languages=("vi",),
        audience="child",
    )
    assert identity(described) == ("VnTest", "vn000000")


def test_title_parts_stand_in_the_order_of_the_record() -> None:
    title = field("245", "10", "aLịch sử.", "nTập 1,", "pThời cổ đại :", "bgiáo trình /", "cA. B.")
    described = seen(title)
    assert described.title == "Lịch sử. Tập 1, Thời cổ đại"
    assert described.subtitle == "giáo trình"
    assert described.responsibility == "A. B."


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Nguyễn, Du,", "Nguyễn, Du"),
        ("Howells, W. D.", "Howells, W. D."),
        ("Tô Hoài.", "Tô Hoài"),
        ("Vân vân...", "Vân vân..."),
        ("King, Martin Luther, Jr.", "King, Martin Luther, Jr."),
        (" /:;,", ""),
    ],
)
def test_only_punctuation_between_fields_is_taken_off(given: str, shown: str) -> None:
    assert seen(field("100", "1 ", "a" + given)).authors == ((shown,) if shown else ())


def test_authors_are_told_once_in_their_order_with_their_units() -> None:
    described = seen(
        field("110", "2 ", "aViệt Nam.", "bBộ Văn hoá."),
        field("700", "1 ", "aTô Hoài,", "d1920-2014"),
        field("700", "1 ", "aTô Hoài"),
        field("711", "2 ", "aHội thảo", "n(3 :", "c Hà Nội)"),
    )
    assert described.authors == ("Việt Nam. Bộ Văn hoá", "Tô Hoài", "Hội thảo (3 : Hà Nội)")


def test_marks_in_wrong_order_are_mended_and_told() -> None:
    described = seen(field("245", "00", "aChie\u0301\u0302n tranh"), field("020", "  ", "a1"))
    assert described.title == "Chiến tranh"
    assert described.notes == ("isbn.wrong", "marks.reordered")
    assert seen(field("245", "00", "aChie\u0302\u0301n tranh")).notes == ()


def test_a_record_without_a_title_says_so() -> None:
    assert seen(field("500", "  ", "ax")).notes == ("title.missing",)
    assert seen(Field("245", "10Đề không có trường con", ())).title == "Đề không có trường con"


def test_isbns_are_checked_and_wrong_ones_kept_as_given() -> None:
    described = seen(
        field("245", "00", "aT"),
        field("020", "  ", "a0-306-40615-2 (bìa mềm) :", "c50000đ"),
        field("020", "  ", "a978-0-306-40615-7"),
        field("020", "  ", "z9780306406158"),
        field("020", "  ", "c20000đ"),
    )
    assert described.isbns == ("9780306406157",)
    assert described.isbns_as_given == ("9780306406158",)
    assert described.notes == ()
    wrong = seen(field("245", "00", "aT"), field("020", "  ", "a9780306406158"))
    assert (wrong.isbns, wrong.isbns_as_given) == ((), ("9780306406158",))
    assert wrong.notes == ("isbn.wrong",)


@pytest.mark.parametrize(
    ("coded", "printed", "year"),
    [
        ("2001", "c2001.", 2001),
        ("2001", "1999.", 1999),
        ("2001", "in 1999, sửa 2001", 2001),
        ("2001", "[k.n.]", 2001),
        ("19uu", "1987", 1987),
        ("19uu", "", None),
        ("9999", "năm 12345", None),
        ("    ", "2100", 2100),
    ],
)
def test_the_year_is_the_coded_one_unless_the_imprint_says_another(
    coded: str, printed: str, year: int | None
) -> None:
    described = seen(fixed(p7=coded), field("260", "  ", "c" + printed))
    assert described.year == year


def test_a_publisher_in_264_counts_only_as_publication() -> None:
    described = seen(
        field("264", " 3", "aIn tại Hà Nội :", "bNhà in"),
        field("264", " 1", "a[Cao Bằng] :", "bSở Văn hoá,", "c[2015]"),
    )
    assert (described.published_at, described.publisher) == ("Cao Bằng", "Sở Văn hoá")
    assert described.year == 2015


@pytest.mark.parametrize(
    ("fields", "languages"),
    [
        ((field("041", "0 ", "avie", "atyz"), fixed()), ("vi", "tyz")),
        ((field("041", "0 ", "aviechi"), fixed()), ("vi", "zh")),
        ((field("041", "07", "anut", "2iso639-3"), fixed(p35="und")), ("nut",)),
        ((field("041", "1 ", "hfre"), fixed(p35="eng")), ("en",)),
        ((fixed(p35="hmn"),), ("hmn",)),
        ((fixed(p35="   "),), ()),
        ((fixed(p35="mul"), field("041", "  ", "a")), ()),
        ((), ()),
    ],
)
def test_languages_are_told_as_bcp_47(
    fields: tuple[Field, ...], languages: tuple[str, ...]
) -> None:
    assert seen(*fields).languages == languages


def test_codes_of_languages_are_turned_into_their_short_form() -> None:
    assert [bcp47(code) for code in ("vie", "ENG", "ium", "zxx", "v1e", "vi", "ger", "deu")] == [
        *("vi", "en", "ium", "", "", "", "de", "de"),
    ]


@pytest.mark.parametrize(
    ("leader", "kind"),
    [
        ("am", "book"),
        ("as", "serial"),
        ("tm", "book"),
        ("em", "map"),
        ("gm", "video"),
        ("jm", "audio"),
        ("cm", "music"),
        ("?m", "other"),
    ],
)
def test_the_kind_is_told_by_the_leader(leader: str, kind: str) -> None:
    assert kind_of("00000n" + leader + " a2200000 a 4500") == kind
    assert kind_of("") == "other"


@pytest.mark.parametrize(
    ("type_", "role"), [("a", "title"), ("x", "holdings"), ("u", "holdings"), ("z", "authority")]
)
def test_holdings_and_authorities_are_told_from_titles(type_: str, role: str) -> None:
    assert role_of("00000n" + type_) == role


@pytest.mark.parametrize(
    ("leader", "code", "audience"),
    [
        ("am", "a", "child"),
        ("am", "j", "child"),
        ("am", "d", "young"),
        ("am", "e", "adult"),
        ("am", "g", "general"),
        ("am", " ", ""),
        ("as", "j", ""),
        ("em", "a", ""),
    ],
)
def test_the_audience_is_read_only_where_the_position_means_it(
    leader: str, code: str, audience: str
) -> None:
    described = seen(fixed(p22=code), leader="00000n" + leader + " a2200000 a 4500")
    assert described.audience == audience


def test_subjects_of_every_form_are_told_once() -> None:
    described = seen(
        field("600", "14", "aHồ Chí Minh,", "cChủ tịch,", "d1890-1969", "xTiểu sử."),
        field("653", "  ", "aNgô", "aLúa nương."),
        field("653", "  ", "aNgô"),
        field("650", " 7", "2bisac"),
        field("655", " 4", "aTruyện tranh."),
    )
    assert described.subjects == (
        "Hồ Chí Minh, Chủ tịch, 1890-1969 -- Tiểu sử",
        "Ngô",
        "Lúa nương",
        "Truyện tranh",
    )


def test_dewey_is_a_number_or_empty() -> None:
    assert seen(field("082", "04", "a895.9/22 134")).dewey == "895.922"
    assert seen(field("082", "04", "a[Fic]"), field("092", "  ", "a398.2")).dewey == "398.2"
    assert seen(field("082", "04", "aV13")).dewey == ""


def test_summary_edition_and_older_series_are_read() -> None:
    described = seen(
        field("250", "  ", "aIn lần thứ 2,", "bcó sửa chữa"),
        field("440", " 0", "aTủ sách"),
        field("520", "  ", "aMột."),
        field("520", "  ", "aHai."),
    )
    assert described.edition == "In lần thứ 2, có sửa chữa"
    assert (described.series, described.summary) == ("Tủ sách", "Một\nHai")


@given(st.lists(st.tuples(st.integers(1, 999), st.text(max_size=30)), max_size=8), st.text())
def test_any_record_has_a_view_that_a_fact_can_carry(
    bodies: list[tuple[int, str]], leader: str
) -> None:
    tags = tuple(f"{number:03}" for number, _ in bodies)
    record = Record(leader, tags, tuple(body for _, body in bodies))
    described = view(record, "", "marc21")
    again = msgspec.json.decode(msgspec.json.encode(described), type=TitleDescribed)
    assert again == described
    assert is_normalized("NFC", described.title)
    holdings(record)


# Copies


def held(*fields: Field) -> tuple[Holding, ...]:
    return holdings(record_of(LEADER, fields))


def test_852_names_a_copy_by_its_barcode() -> None:
    place = field("852", "8 ", "aTVCB", "bKho mở", "cGiá 3", "h895.92", "iT450H", "p00123", "t2")
    assert held(place) == (
        Holding(
            tag="852",
            number="00123",
            barcode="00123",
            library="TVCB",
            room="Kho mở",
            shelf="Giá 3",
            call_number="895.92 T450H",
            copy="2",
        ),
    )


def test_852_names_several_copies_by_j_as_is_the_custom() -> None:
    place = field("852", "  ", "aTVCB", "bKho đọc", "jVD.01234", "j VD.01235 ")
    assert [(one.number, one.barcode) for one in held(place)] == [
        ("VD.01234", ""),
        ("VD.01235", ""),
    ]


def test_koha_items_are_read() -> None:
    item = field(
        "952",
        "  ",
        *("00", "10", "41", "8NF", "aCB", "bCB", "cKHO", "d2020-05-01", "g45000.00"),
        *("i00077", "o398.2", "p301000077", "yBK"),
    )
    assert held(item) == (
        Holding(
            tag="952",
            number="00077",
            barcode="301000077",
            call_number="398.2",
            library="CB",
            room="CB",
            shelf="KHO",
            collection="NF",
            kind="BK",
            price="45000.00",
            acquired="2020-05-01",
            notes=("copy.damaged",),
        ),
    )
    assert held(item)[0].known_as == "00077"


def test_items_of_876_stand_where_their_852_says() -> None:
    copies = held(
        field("852", "  ", "81.1", "bKho A"),
        field("852", "  ", "82.1", "bKho B", "pB1"),
        field("876", "  ", "82.1", "pX2", "c20.000đ", "t1"),
        field("876", "  ", "81.2", "a0005", "pX1"),
        field("876", "  ", "pX3"),
    )
    assert [(one.number, one.barcode, one.room) for one in copies] == [
        ("0005", "X1", "Kho A"),
        ("X3", "X3", "Kho A"),
        ("X2", "X2", "Kho B"),
    ]
    assert [one.number for one in held(field("876", "  ", "p7"))] == ["7"]


def test_a_number_named_twice_is_one_copy_and_a_place_alone_is_one_too() -> None:
    assert len(held(field("852", "  ", "p5"), field("952", "  ", "p5"))) == 1
    assert [one.number for one in held(field("852", "  ", "bKho"))] == [""]
    assert held(field("852", "  ", "bKho"), field("852", "  ", "p5"))[0].number == "5"
    assert held() == ()


def test_a_holdings_record_says_which_title_it_belongs_to() -> None:
    assert belongs_to(record_of(LEADER, (control("004", " vn12 "),))) == "vn12"
    assert belongs_to(book(1)) == ""


@pytest.mark.parametrize("name", ["loc_vietnamese_61.mrc", "loc_mixed_1000.mrc"])
def test_every_real_record_has_a_title_a_kind_and_an_identity(shared_data: Path, name: str) -> None:
    for item in read([(shared_data / name).read_bytes()]):
        assert isinstance(item, Read)
        described = view(item.record, "", item.format)
        assert described.title
        assert described.kind in ("book", "serial")
        assert identity(described)[0] == "DLC"
        assert described.notes in ((), ("marks.reordered",), ("isbn.wrong",))
