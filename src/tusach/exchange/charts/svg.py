"""A bullet, a small line and a map of squares as SVG text. The same values give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import msgspec

BULLET_WIDE, BULLET_HIGH = 300, 46
SPARK_WIDE, SPARK_HIGH = 96, 24
SIDE, GAP = 64, 4
INK, BAR, ROOM, MARK, EDGE = "#1c2430", "#23395d", "#e4e0d4", "#a33b2b", "#555"
SHADES = ("#ffffff", "#d9e2ee", "#a9bfd9", "#4a72a3", "#23395d")
"""From few to many; a square says its number whatever its shade."""
DARK_FROM = 3


class Mark(msgspec.Struct, frozen=True):
    """A milestone: where it stands, and its year."""

    at: int
    words: str


class Bullet(msgspec.Struct, frozen=True, kw_only=True):
    """A value against what is asked. All numbers in one unit, from 0 to `whole`.

    has: None = not known: no bar, and a dashed frame. asked: by today. low, high: of a forecast.
    says: the same in words, for whoever does not see it.
    """

    says: str
    whole: int
    has: int | None
    asked: int | None = None
    marks: tuple[Mark, ...] = ()
    low: int | None = None
    high: int | None = None


class Square(msgspec.Struct, frozen=True, kw_only=True):
    """A commune on the map of squares. value: None = not known, which is not 0."""

    column: int
    row: int
    name: str
    words: str
    value: int | None


def bullet(one: Bullet) -> str:
    """Room, bar, forecast as a line with ends, what is asked as a triangle, milestones as ticks."""
    return _drawn(BULLET_WIDE, BULLET_HIGH, one.says, "".join(_bullet(one)), kind="bullet")


def _bullet(one: Bullet) -> Iterator[str]:
    whole = max(1, one.whole)

    def x(value: int) -> int:
        return min(BULLET_WIDE, max(0, BULLET_WIDE * value // whole))

    dashed = ' stroke-dasharray="5 4"' if one.has is None else ""
    yield (
        f'<rect x=".5" y="12.5" width="{BULLET_WIDE - 1}" height="16" fill="{ROOM}" '
        f'stroke="{EDGE}"{dashed}/>'
    )
    if one.has is not None:
        yield f'<rect x="1" y="16" width="{x(one.has)}" height="9" fill="{BAR}"/>'
    if one.low is not None and one.high is not None:
        first, last = x(one.low), x(one.high)
        yield (
            f'<path d="M{first} 26V32M{first} 29H{last}M{last} 26V32" fill="none" '
            f'stroke="{INK}" stroke-width="1.5"/>'
        )
    if one.asked is not None:
        at = x(one.asked)
        yield f'<path d="M{at} 13l-5 -9h10z" fill="{INK}"/>'
    for mark in one.marks:
        at = x(mark.at)
        end = "end" if at > BULLET_WIDE - 20 else "start" if at < 20 else "middle"
        yield f'<path d="M{min(at, BULLET_WIDE - 1)} 10V31" stroke="{MARK}" stroke-width="2"/>'
        yield (
            f'<text x="{at}" y="43" font-size="11" text-anchor="{end}" '
            f'fill="{INK}">{escape(mark.words)}</text>'
        )


def spark(values: Sequence[int | None], says: str) -> str:
    """A small line by month; where a month is not known the line is broken, never at 0."""
    most = max((one for one in values if one is not None), default=0) or 1
    step = (SPARK_WIDE - 4) / max(1, len(values) - 1)
    drawn, is_broken = [], True
    for nr, value in enumerate(values):
        if value is None:
            is_broken = True
            continue
        x, y = round(2 + nr * step), round(SPARK_HIGH - 3 - (SPARK_HIGH - 6) * value / most)
        # A month between two unknown ones is a dot: a line of no length with round ends.
        drawn.append(f"M{x} {y}h0" if is_broken else f"L{x} {y}")
        is_broken = False
    line = (
        f'<path d="{"".join(drawn)}" fill="none" stroke="{BAR}" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
        if drawn
        else ""
    )
    floor = f'<path d="M0 {SPARK_HIGH - 1}H{SPARK_WIDE}" stroke="{EDGE}" stroke-width=".5"/>'
    return _drawn(SPARK_WIDE, SPARK_HIGH, says, floor + line, kind="spark")


def squares(some: Sequence[Square], says: str) -> str:
    """A map of squares; the shade by how many, the number in each, ? where nothing is known."""
    most = max((one.value for one in some if one.value is not None), default=0)
    step = SIDE + GAP
    wide = max((one.column for one in some), default=0) * step + SIDE + 4
    high = max((one.row for one in some), default=0) * step + SIDE + 4
    inside = "".join(_square(one, most, step) for one in some)
    return _drawn(wide, high, says, inside, kind="squares-map")


def _square(one: Square, most: int, step: int) -> str:
    shade = _shade(one.value, most)
    ink = "#ffffff" if shade >= DARK_FROM else INK
    dashed = ' stroke-dasharray="5 4"' if one.value is None else ""
    said = "?" if one.value is None else str(one.value)
    return (
        f'<g transform="translate({one.column * step + 2} {one.row * step + 2})">'
        f"<title>{escape(one.name)}: {escape(one.words)}</title>"
        f'<rect width="{SIDE}" height="{SIDE}" fill="{SHADES[shade]}" stroke="{EDGE}"{dashed}/>'
        f'<text x="32" y="18" text-anchor="middle" font-size="10" fill="{ink}">'
        f"{escape(_short(one.name))}</text>"
        f'<text x="32" y="46" text-anchor="middle" font-size="18" font-weight="bold" '
        f'fill="{ink}">{said}</text></g>'
    )


def _shade(value: int | None, most: int) -> int:
    if not value or most <= 0:
        return 0
    return min(len(SHADES) - 1, 1 + (len(SHADES) - 2) * value // most)


def _short(name: str) -> str:
    return name if len(name) <= 10 else f"{name[:9]}…"


def _drawn(wide: int, high: int, says: str, inside: str, *, kind: str) -> str:
    return (
        f'<svg class="{kind}" role="img" aria-label="{escape(says)}" width="{wide}" '
        f'height="{high}" viewBox="0 0 {wide} {high}">{inside}</svg>'
    )
