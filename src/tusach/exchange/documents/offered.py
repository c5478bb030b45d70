"""Which fields each paper offers to its template: a template may name no other.

Fields are texts or whole numbers; what is not known is a text that says so, never 0. Lists are
rows of a table, or paragraphs. None of them is a name of a person.
"""

from __future__ import annotations

import msgspec


class Offered(msgspec.Struct, frozen=True):
    """fields: of the paper. lists: their names, with the fields of a row."""

    fields: frozenset[str]
    lists: dict[str, frozenset[str]]


def _offered(fields: str, **lists: str) -> Offered:
    return Offered(
        frozenset(fields.split()), {name: frozenset(told.split()) for name, told in lists.items()}
    )


_REPORT = "kind where period first last frozen_on known due heard silent is_open provisional fact"
_FIGURE = "nr figure reading value numerator denominator wanted missing"
_YEARS = "nr figure reading y1 y2 y3 y4 y5 wanted reached"
_LINE = "nr criterion legal asked known_by own records found found_on why due must reviewed"

OFFERED: dict[str, Offered] = {
    "periodic": _offered(_REPORT, targets=_FIGURE, others=_FIGURE, notes="text"),
    "annual": _offered(_REPORT, targets=_FIGURE, others=_FIGURE, notes="text"),
    "term": _offered(
        f"{_REPORT} first_year last_year year1 year2 year3 year4 year5 unreported",
        targets=_YEARS,
        others=_YEARS,
        proposals="nr figure wanted means",
    ),
    "correction": _offered(
        "where period number issued_on", changes="nr figure in_report known_now"
    ),
    "self_assessment": _offered(
        "unit year criteria legal provisional submitted_on musts met unmet unknown",
        lines=_LINE,
        to_mend=_LINE,
    ),
    "inspection": _offered(
        "unit year criteria legal provisional inspected_on looked_at met unmet",
        lines=_LINE,
        to_mend=_LINE,
    ),
    "plan": _offered(
        "wanted percent units recognised missing cost start_on due proven",
        chosen="nr unit actions cost start_on",
        following="nr unit actions cost start_on",
    ),
}
"""By the name of a paper."""
