"""Where labels lie on a sheet, and what stands on a spine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tusach.library.profile.shelving import ColourBand, LabelSheet

PAGE_WIDTH, PAGE_HEIGHT = 2100, 2970
"""A4 upright, in tenths of a millimetre."""
LONGEST_LINE = 12


class Spot(NamedTuple):
    """The upper left corner of a label on its page, in tenths of a millimetre. page: from 0."""

    page: int
    x: int
    y: int


def per_page(sheet: LabelSheet) -> int:
    """How many labels a sheet has.

    >>> from tusach.library.profile.parts import Wording
    >>> per_page(LabelSheet(code="a", names=Wording({}), columns=3, rows=8, width=700, height=370))
    24
    """
    return sheet.columns * sheet.rows


def spots(sheet: LabelSheet, *, start: int, count: int) -> list[Spot]:
    """Where `count` labels lie, row by row, from the `start`-th label of the first sheet on.

    start: from 1; what stands before it was used already.
    """
    left = (PAGE_WIDTH - sheet.columns * sheet.width - (sheet.columns - 1) * sheet.gap_x) // 2
    top = (PAGE_HEIGHT - sheet.rows * sheet.height - (sheet.rows - 1) * sheet.gap_y) // 2
    found = []
    for at in range(start - 1, start - 1 + count):
        page, on_page = divmod(at, per_page(sheet))
        row, column = divmod(on_page, sheet.columns)
        x = left + column * (sheet.width + sheet.gap_x)
        y = top + row * (sheet.height + sheet.gap_y)
        found.append(Spot(page, x, y))
    return found


def spine_lines(call_number: str) -> tuple[str, ...]:
    """A call number as it stands on a spine, a part on each line; long parts are cut.

    >>> spine_lines("895.922334 NGU 2020")
    ('895.922334', 'NGU', '2020')
    """
    lines = []
    for part in call_number.split():
        lines += [part[at : at + LONGEST_LINE] for at in range(0, len(part), LONGEST_LINE)]
    return tuple(lines[:4])


def band(colours: Sequence[ColourBand], *, dewey: str, audience: str) -> ColourBand | None:
    """The coloured strip of a book, or None. audience: as titles have it, or empty."""
    return next(
        (
            one
            for one in colours
            if (one.audience is None or one.audience == audience)
            and (one.first is None or dewey.startswith(one.first))
        ),
        None,
    )
