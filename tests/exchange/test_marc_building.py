"""A title from a list or typed by hand goes out as MARC and says there what it says here."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.exchange.marc.building import built, typed, typed_again
from tusach.exchange.marc.reader import Read, read
from tusach.exchange.marc.view import view
from tusach.exchange.marc.writing import as_marcxml, encoded, to_iso2709, to_marcxml
from tusach.exchange.sheets.rows import Row, to_title
from tusach.library.catalogue.facts import TitleDescribed

WHOLE = TitleDescribed(
    record="00",
    format="list",
    title="Lịch sử Việt Nam. T. 1",
    control="7",
    source="VnTest",
    subtitle="giáo trình",
    responsibility="Trần Văn A, Lê B",
    edition="In lần thứ 2",
    extent="200 tr",
    series="Tủ sách vàng",
    summary="Một.",
    publisher="Văn học",
    published_at="Hà Nội",
    authors=("Trần Văn A", "Lê Thị B"),
    year=2001,
    isbns=("9780306406157",),
    isbns_as_given=("978-x",),
    subjects=("Lịch sử", "Việt Nam"),
    dewey="959.7",
    languages=("vi", "tyz"),
    kind="map",
    audience="",
)


def again(described: TitleDescribed) -> TitleDescribed:
    raw = encoded(built(described))
    assert isinstance(raw, bytes)
    (item,) = read([raw])
    assert isinstance(item, Read)
    assert item.repaired == ()
    seen = view(item.record, described.record, described.format)
    return msgspec.structs.replace(seen, notes=())


def test_everything_a_description_says_comes_back() -> None:
    assert again(WHOLE) == msgspec.structs.replace(WHOLE, summary="Một")
    assert isinstance(to_marcxml(built(WHOLE)), str)


def test_a_bare_title_is_a_record_with_nothing_added() -> None:
    bare = TitleDescribed(record="00", format="typed", title="A")
    assert again(bare) == bare
    assert built(bare).tags == ("008", "245")
    assert len(built(bare).bodies[0]) == 40


def test_a_typed_title_has_a_blob_that_gives_it_back_and_goes_out_as_marc() -> None:
    told, raw = typed(WHOLE)
    assert told.format == "typed"
    assert msgspec.structs.replace(typed_again(raw), record=told.record) == told
    assert typed(told) == (told, raw)
    out = to_iso2709(raw, "typed")
    assert out == encoded(built(WHOLE))


def test_a_row_of_a_list_goes_out_as_marc() -> None:
    row = Row(1, 2, (("Nhan đề", "title", "Truyện Kiều"), ("Năm", "year", "2001")))
    out = to_iso2709(row.title_raw, "list")
    assert isinstance(out, bytes)
    (item,) = read([out])
    assert isinstance(item, Read)
    described = view(item.record, to_title(row).record, "list")
    assert msgspec.structs.replace(described, notes=()) == to_title(row)
    assert isinstance(as_marcxml(row.title_raw, "list"), str)


@pytest.mark.parametrize("kind", ["book", "serial", "audio", "video", "kit", "mixed", "other"])
@pytest.mark.parametrize("audience", ["", "child", "young", "adult", "general"])
def test_every_kind_and_audience_has_its_code(kind: str, audience: str) -> None:
    described = TitleDescribed(record="0", format="typed", title="A", kind=kind, audience=audience)
    expected = "" if kind in ("serial", "mixed") else audience
    assert (again(described).kind, again(described).audience) == (kind, expected)


@given(
    st.lists(st.sampled_from(["vi", "en", "tyz", "nut", "hmn", "ium", "de", "zh"]), unique=True),
    st.none() | st.integers(1000, 2100),
)
def test_languages_and_years_come_back(languages: list[str], year: int | None) -> None:
    described = TitleDescribed(
        record="0", format="typed", title="A", languages=tuple(languages), year=year
    )
    assert set(again(described).languages) == set(languages)
    assert again(described).year == year
