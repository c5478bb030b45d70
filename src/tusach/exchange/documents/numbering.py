"""The number and the date of a paper in digits, as law wants them written; words are the node's.

Source: Decree 30/2020/NĐ-CP, annex I, part II: numbers and days below ten, and the months January
and February, bear a zero.
"""

from __future__ import annotations

ROOM = "……"
"""Where a pen writes what is not known yet."""
_PADDED = ("01", "02")


def numbered(number: int | None, *marks: str) -> str:
    """The number of a paper with the marks of its kind and agency, those that there are.

    >>> numbered(5, "BC", "TVT"), numbered(120, "", "TVT"), numbered(None, "KH"), numbered(7)
    ('05/BC-TVT', '120/TVT', '……/KH', '07')
    """
    shown = ROOM if number is None else f"{number:02d}"
    joined = "-".join(one for one in marks if one)
    return f"{shown}/{joined}" if joined else shown


def dated(on: str | None) -> tuple[str, str, str]:
    """Day, month and year of an ISO text as a paper bears them; room for each where it has none.

    >>> dated("2027-02-05"), dated("2027-03-05"), dated("2027-12-25")
    (('05', '02', '2027'), ('05', '3', '2027'), ('25', '12', '2027'))
    """
    if on is None:
        return ROOM, ROOM, ROOM
    year, month, day = on.split("-")
    return day, month if month in _PADDED else month.lstrip("0"), year
