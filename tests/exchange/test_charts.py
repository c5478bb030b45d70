"""Charts as text: well-formed, said in words; what is unknown is never drawn as 0."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.exchange.charts import svg, tiles

NUMBERS = some.integers(0, 10**9)
MAYBE = some.none() | NUMBERS
MARKS = some.lists(some.builds(svg.Mark, NUMBERS, some.text("<>&\"'a2026", max_size=6)), max_size=4)


def read(drawn: str) -> ElementTree.Element:
    found = ElementTree.fromstring(drawn)  # noqa: S314 - written by this program
    assert found.get("role") == "img"
    assert found.get("aria-label")
    return found


@given(NUMBERS, MAYBE, MAYBE, MARKS, some.tuples(MAYBE, MAYBE))
def test_a_bullet_stays_within_its_frame_whatever_the_numbers(
    whole: int,
    has: int | None,
    asked: int | None,
    marks: list[svg.Mark],
    forecast: tuple[int | None, int | None],
) -> None:
    one = svg.Bullet(
        says="3 & more",
        whole=whole,
        has=has,
        asked=asked,
        marks=tuple(marks),
        low=forecast[0],
        high=forecast[1],
    )
    found = read(svg.bullet(one))
    for part in found.iter("rect"):
        assert float(part.get("x", "0")) + float(part.get("width", "0")) <= svg.BULLET_WIDE + 1
    for part in found.iter("path"):
        xs = [int(x) for x in re.findall(r"[MH](\d+)", part.get("d", ""))]
        assert all(0 <= x <= svg.BULLET_WIDE for x in xs)
    assert len(list(found.iter("rect"))) == 1 + (has is not None)
    assert svg.bullet(one) == svg.bullet(one)


def test_what_is_not_known_has_a_dashed_frame_and_no_bar() -> None:
    unknown = svg.bullet(svg.Bullet(says="not known", whole=56, has=None))
    known = svg.bullet(svg.Bullet(says="none", whole=56, has=0))
    assert "stroke-dasharray" in unknown
    assert "stroke-dasharray" not in known


def test_words_of_milestones_stand_inside_at_both_ends() -> None:
    marks = (svg.Mark(0, "2025"), svg.Mark(28, "2030"), svg.Mark(56, "2045"))
    drawn = svg.bullet(svg.Bullet(says="x", whole=56, has=3, marks=marks))
    assert re.findall(r'text-anchor="(\w+)"', drawn) == ["start", "middle", "end"]


@given(some.lists(MAYBE, max_size=24))
def test_a_small_line_is_broken_where_a_month_is_not_known(values: list[int | None]) -> None:
    found = read(svg.spark(values, "by month"))
    drawn = "".join(part.get("d", "") for part in list(found)[1:])
    known = [one for one in values if one is not None]
    assert drawn.count("M") + drawn.count("L") == len(known)
    runs = sum(
        one is not None and (nr == 0 or values[nr - 1] is None) for nr, one in enumerate(values)
    )
    assert drawn.count("M") == runs


@pytest.mark.parametrize(
    ("value", "said", "shade"),
    [(None, "?", 0), (0, "0", 0), (1, "1", 1), (50, "50", 2), (100, "100", 4)],
)
def test_a_square_says_its_number_whatever_its_shade(
    value: int | None, said: str, shade: int
) -> None:
    some_ = [
        svg.Square(column=0, row=0, name="Quảng <Lâm>", words="so many", value=value),
        svg.Square(column=1, row=1, name="Tên xã rất dài", words="most", value=100),
    ]
    drawn = svg.squares(some_, "map")
    found = read(drawn)
    first = list(found)[0]
    texts = [part.text for part in first.iter("text")]
    assert texts[1] == said
    assert first.find("rect") is not None
    assert f'fill="{svg.SHADES[shade]}"' in drawn
    assert ("stroke-dasharray" in drawn) is (value is None)
    assert "Tên xã rấ…" in drawn


def test_a_map_of_nothing_is_empty() -> None:
    assert list(read(svg.squares([], "map"))) == []
    none = [svg.Square(column=0, row=0, name="A", words="-", value=None)]
    assert "?" in svg.squares(none, "map")


@given(
    some.dictionaries(
        some.text("abc", max_size=3),
        some.tuples(some.integers(22_000_000, 23_000_000), some.integers(105_000_000, 107_000_000)),
        max_size=60,
    )
)
def test_no_two_communes_share_a_square_and_the_order_does_not_matter(
    points: dict[str, tuple[int, int]],
) -> None:
    cells = tiles.laid_out(points)
    assert set(cells) == set(points)
    assert len(set(cells.values())) == len(points)
    assert cells == tiles.laid_out(dict(reversed(points.items())))
    if cells:
        assert min(x for x, _ in cells.values()) == min(y for _, y in cells.values()) == 0
