"""Different readers who borrowed in a period, counted before the links to them are removed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.readers.facts import READERS_COUNTED, ReadersCounted, ReadersRow


class Borrowed(msgspec.Struct, frozen=True):
    """A loan of the period. person: the least id of the person's registrations; None: not known."""

    person: str | None
    group: str = ""
    age_band: str = ""
    sex: str = ""


def borrowers_subject(tenant: str, place: str, first: str, last: str) -> str:
    """The subject of a place's readers of one period."""
    return derived(tenant, "borrowers", f"{place}|{first}|{last}")


@lru_cache(maxsize=4096)
def month_of(day: str) -> tuple[str, str]:
    """First and last day of the month of a day.

    >>> month_of("2026-02-14")
    ('2026-02-01', '2026-02-28')
    """
    first = date.fromisoformat(day).replace(day=1)
    later = (first + timedelta(days=31)).replace(day=1)
    return first.isoformat(), (later - timedelta(days=1)).isoformat()


def counted(loans: Iterable[Borrowed], *, first: str, last: str) -> ReadersCounted:
    """How many different readers these loans are of, in all and by group, age band and sex."""
    found = list(loans)
    known = {one for one in found if one.person is not None}
    rows: dict[tuple[str, str, str], int] = {}
    for one in known:
        key = (one.group, one.age_band, one.sex)
        rows[key] = rows.get(key, 0) + 1
    return ReadersCounted(
        first=first,
        last=last,
        readers=len({one.person for one in known}),
        loans=len(found),
        unlinked=sum(one.person is None for one in found),
        rows=tuple(ReadersRow(n, *key) for key, n in sorted(rows.items())),
    )


def count(
    body: ReadersCounted, *, tenant: str, place: str, today: str
) -> tuple[Draft, ...] | Refusal:
    """So many different readers borrowed at the place in a period that is over."""
    if body.last >= today:
        return Refusal("date.future", {"on": body.last, "today": today})
    return (
        Draft(
            kind=READERS_COUNTED,
            subject=borrowers_subject(tenant, place, body.first, body.last),
            scope=scopes.operations(place),
            on=today,
            place=place,
            body=body,
        ),
    )


@lru_cache(maxsize=4096)
def may_go(*, lent_on: str, ended_on: str, days: int | None, today: str) -> bool:
    """Whether it need not be known any more who had a copy, by the rule of the place.

    days: after the end of the loan; None: for ever. Not before the month of the lending is over.

    >>> may_go(lent_on="2026-01-05", ended_on="2026-01-10", days=7, today="2026-01-31")
    False
    >>> may_go(lent_on="2026-01-05", ended_on="2026-01-10", days=7, today="2026-02-01")
    True
    """
    if days is None:
        return False
    over = (date.fromisoformat(ended_on) + timedelta(days=days)).isoformat()
    return max(over, month_of(lent_on)[1]) < today
