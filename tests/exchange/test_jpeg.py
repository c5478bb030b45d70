"""Of a photograph only the picture is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.drawn import END, JFIF, SCAN, TABLE, frame, jpeg, segment

from tusach.exchange.pictures.jpeg import NoPicture, plain

EXIF = segment(0xE1, b"Exif\0\0MM\0*GPSLatitude 22 40 0; Nong Thi Hoa")
COMMENT = segment(0xFE, b"taken by Hoa")


def test_where_when_and_by_whom_is_left_out_and_the_picture_stays_as_it_was() -> None:
    found = plain(jpeg(JFIF, EXIF, COMMENT, segment(0xE2, b"MPF\0"), segment(0xED, b"Photoshop")))
    assert (found.width, found.height) == (16, 8)
    assert found.raw == jpeg(JFIF)
    assert b"Hoa" not in found.raw and b"GPS" not in found.raw


def test_what_stands_after_the_end_is_left_out() -> None:
    assert plain(jpeg() + b"a film of a second").raw == jpeg()
    assert plain(jpeg() + jpeg(EXIF)).raw == jpeg()


def test_a_preview_inside_the_head_is_left_out_and_how_colours_are_meant_is_kept() -> None:
    preview = segment(0xE0, b"JFIF\0\x01\x02\x00\x00\x48\x00\x48\x01\x01abc")
    assert plain(jpeg(preview)).raw == jpeg(JFIF)
    adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01")
    assert plain(jpeg(adobe)).raw == jpeg(adobe)
    assert plain(jpeg(segment(0xE0, b"JFXX\0\x10"), segment(0xEE, b"other"))).raw == jpeg()


def test_a_picture_told_in_several_scans_is_kept_whole() -> None:
    raw = b"\xff\xd8" + TABLE + frame(marker=0xC2) + SCAN + segment(0xC4, b"\0" * 17) + SCAN + END
    assert plain(raw).raw == raw


def test_fill_bytes_before_a_marker_are_passed_over() -> None:
    raw = b"\xff\xd8" + b"\xff\xff" + TABLE + frame() + SCAN + END
    assert plain(raw).raw == jpeg()


def test_what_was_kept_once_is_kept_as_it_is() -> None:
    once = plain(jpeg(JFIF, EXIF)).raw
    assert plain(once).raw == once


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xff",
        b"\xff\xd8\x00",
        b"\xff\xd8" + END,
        b"\xff\xd8" + frame() + END,
        b"\xff\xd8" + SCAN + END,
        b"\xff\xd8\xff\xdb\x00\x01",
        b"\xff\xd8\xff\xdb\x00\x43abc",
        b"\xff\xd8" + segment(0xC0, b"\x08") + SCAN + END,
        jpeg()[:-2],
        jpeg()[:-1],
        jpeg(width=0),
        jpeg(width=10_001),
        jpeg(width=9_000, height=9_000),
    ],
)
def test_what_is_no_whole_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(NoPicture):
        plain(raw)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_bytes_of_any_kind_are_refused_or_kept_and_nothing_else(noise: bytes, at: int) -> None:
    whole = jpeg(JFIF, EXIF)
    for raw in (noise, whole[:at] + noise + whole[at:]):
        try:
            found = plain(raw)
        except NoPicture:
            continue
        assert plain(found.raw) == found and len(found.raw) <= len(raw)
