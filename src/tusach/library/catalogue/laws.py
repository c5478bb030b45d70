"""Which law is meant by a number, and what may be said of a law. Source: Decision 14/2019, art. 9.

A law is a subject of its own, so one sentence of the province ends it for every legal bookcase.
"""

from __future__ import annotations

import re

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.catalogue.facts import LawDescribed, TitleLawsSet
from tusach.library.catalogue.story import LawState, TitleState

MOST_LAWS = 50
LONGEST_NUMBER, LONGEST_NAME = 40, 400
_NUMBER = re.compile(r"[0-9]{1,5}[A-Z]?(/[0-9]{4})?(/[^\W_]+(-[^\W_]+)*)?")


def law_number(text: str) -> str | None:
    """A number as it is printed; None where the text is none.

    >>> law_number(" 14 / 2019/qđ-ttg "), law_number("Luật Thư viện")
    ('14/2019/QĐ-TTg', None)
    """
    joined = "".join(text.split()).upper().replace("–", "-")
    if len(joined) > LONGEST_NUMBER or not _NUMBER.fullmatch(joined):
        return None
    return re.sub(r"TTG\b", "TTg", joined)  # as the Prime Minister's office writes itself


def law_subject(tenant: str, number: str) -> str:
    """The subject of the law with this number, wherever it is told. number: by `law_number`."""
    return derived(tenant, "law", number)


def describe_law(
    state: LawState, body: LawDescribed, *, on: str, place: str | None
) -> tuple[Draft, ...] | Refusal:
    """The law stands as described; nothing is told where that is known already.

    Who knows only its number says nothing new of a law that is described.
    """
    if law_number(body.number) != body.number:
        return Refusal("law.number_odd", {"number": body.number})
    if len(body.name) > LONGEST_NAME:
        return Refusal("law.name_too_long", {"most": LONGEST_NAME})
    begun, over = body.in_force_on, body.expired_on
    if begun is not None and over is not None and over <= begun:
        return Refusal("law.days_reversed", {"from": begun, "until": over})
    if state.described == body or (state.described and body == LawDescribed(body.number)):
        return ()
    return (_draft("law.described/1", state.subject, body, on=on, place=place),)


def set_laws(
    state: TitleState, laws: tuple[str, ...], *, on: str, place: str | None
) -> tuple[Draft, ...] | Refusal:
    """The title holds the text of these laws; nothing is told where that is known already."""
    found = tuple(sorted(set(laws)))
    if len(found) > MOST_LAWS:
        return Refusal("title.laws_many", {"most": MOST_LAWS})
    if found == state.laws:
        return ()
    return (_draft("title.laws_set/1", state.subject, TitleLawsSet(found), on=on, place=place),)


def _draft(
    kind: str, subject: str, body: LawDescribed | TitleLawsSet, *, on: str, place: str | None
) -> Draft:
    return Draft(kind=kind, subject=subject, scope=scopes.CATALOGUE, on=on, place=place, body=body)
