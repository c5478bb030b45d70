"""Terms of the plan: five library years, the first of them 2026 to 2030.

Source: DOMAIN.md section 1: the plan sets targets for 2026 and 2030, then for 2045.
"""

from __future__ import annotations

from tusach.library.programme.periods import Period, period

FIRST_TERM, YEARS = 2026, 5


def is_of_a_term(name: str) -> bool:
    """Whether a report of the term may stand at the end of that period."""
    over = period(name)
    return over is not None and over.kind == "library_year" and over.year >= FIRST_TERM


def term_of(year: int) -> tuple[int, int]:
    """First and last year of the term in which a year lies.

    >>> term_of(2026), term_of(2030), term_of(2031)
    ((2026, 2030), (2026, 2030), (2031, 2035))
    """
    first = year - (year - FIRST_TERM) % YEARS
    return first, first + YEARS - 1


def years_before(over: Period) -> tuple[Period, ...]:
    """The library years of the term before that one, in their order.

    >>> [one.name for one in years_before(period("L2028"))]
    ['L2026', 'L2027']
    """
    first, _last = term_of(over.year)
    return tuple(over.before(back) for back in range(over.year - first, 0, -1))
