"""What bodies of facts are made of, so that each shape says what may stand in it.

A fact that breaks a shape becomes a dead letter of its one subject. Only what would make a later
step fall is looked at when reading (days, small numbers); the rest is for tellers: the schemas say
it, and the rules see to it before anything is told.

Fields equal to their default are left out of a body, so a default is part of a shape for ever: it
always means *nothing was said* (or the plain case), never a decision.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from msgspec import Meta

_DAY = (
    "^(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)$"
)
_CODE = "^[a-z0-9]+(?:[_.-][a-z0-9]+)*$"

Day = Annotated[str, Meta(pattern=_DAY, max_length=10)]
"""A day of the Gregorian calendar, `YYYY-MM-DD`; as text it sorts by time."""

Id = Annotated[str, Meta(extra_json_schema={"pattern": "^[0-9a-f]{32}$"})]
"""A subject, a staff member or a fact."""

Key = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
"""A public key or a full hash, 64 hexadecimal digits."""

Code = Annotated[str, Meta(extra_json_schema={"pattern": _CODE, "maxLength": 60})]
"""A word of a profile or of this software: lower-case ASCII, worded in the locale.

Never free text: what a person writes may name a person, and a body is for ever.
"""

Paper = Annotated[
    str, Meta(extra_json_schema={"pattern": "^(?:[0-9]{1,12}/[0-9]{1,3})?$", "maxLength": 16})
]
"""A row of a paper sheet, `<number of the sheet>/<row>`; empty: not told from paper.

One row counts once, whoever types it and how often.
"""

Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""How many, or how much of a unit that the field names."""

_is_code = re.compile(_CODE)


_is_paper = re.compile(r"[0-9]{1,12}/[0-9]{1,3}")


def is_paper(text: str) -> bool:
    """Whether a text names a row of a paper sheet.

    >>> is_paper("400010000012/7"), is_paper("7")
    (True, False)
    """
    return _is_paper.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Whether a text is a day as facts write it, and one that there is.

    >>> is_day("2026-02-28"), is_day("2026-02-29"), is_day("2026-2-8")
    (True, False, False)
    """
    if len(text) != 10:
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_code(text: str) -> bool:
    """Whether a text may stand where a code is asked for.

    >>> is_code("lost_by_reader"), is_code("Lost by Ms X")
    (True, False)
    """
    return len(text) <= 60 and _is_code.fullmatch(text) is not None
