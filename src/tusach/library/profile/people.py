"""`names.json`, and people invented from it for demonstrations and tests."""

from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Meta, Struct

from tusach.library.profile.parts import Count, Part, Provenance, Slug, Wording

Draw = Callable[[int], int]
"""Told randomness: `draw(n)` gives an integer of 0..n-1."""

Sex = Literal["female", "male"]
Names = Annotated[tuple[str, ...], Meta(min_length=1)]


class People(Part, frozen=True, kw_only=True):
    """How one people names its children.

    share: weight among all invented people.  order: `family_first` or `given_first`.
    middle_*: one is drawn before the given name; an empty text stands for none.
    """

    code: Slug
    names: Wording
    share: Annotated[int, Meta(ge=1)]
    order: Literal["family_first", "given_first"]
    family: Names
    middle_female: Names
    middle_male: Names
    given_female: Names
    given_male: Names


class AgeShare(Part, frozen=True, kw_only=True):
    """A weighted range of ages, in whole years, both ends included."""

    age_from: Count
    age_until: Count
    share: Annotated[int, Meta(ge=1)]


class NameLists(Part, frozen=True, kw_only=True):
    """The file `names.json`."""

    label: Wording
    peoples: Annotated[tuple[People, ...], Meta(min_length=1)]
    ages: Annotated[tuple[AgeShare, ...], Meta(min_length=1)]
    hamlet_first: tuple[str, ...] = ()
    hamlet_second: tuple[str, ...] = ()
    hamlet_pattern: str = "{first} {second}"
    provenance: Provenance


class InventedPerson(Struct, frozen=True, kw_only=True):
    """A person who does not exist.

    full_name: written in the order of their people.  people: code of the name list used; a label
    of the demonstration, not a field of a reader.
    """

    family_name: str
    given_name: str
    full_name: str
    people: str
    sex: Sex
    birth_year: int


def invented_person(names: NameLists, draw: Draw, *, year: int) -> InventedPerson:
    """A person invented by seven draws: equal draws, equal person.

    year: the year in which the person has the age that is drawn.
    """
    people = names.peoples[_weighted([each.share for each in names.peoples], draw)]
    ages = names.ages[_weighted([each.share for each in names.ages], draw)]
    female = draw(2) == 0
    family = _one(people.family, draw)
    middle = _one(people.middle_female if female else people.middle_male, draw)
    given = _one(people.given_female if female else people.given_male, draw)
    age = ages.age_from + draw(ages.age_until - ages.age_from + 1)
    parts = (family, middle, given) if people.order == "family_first" else (given, middle, family)
    return InventedPerson(
        family_name=family,
        given_name=given,
        full_name=" ".join(part for part in parts if part),
        people=people.code,
        sex="female" if female else "male",
        birth_year=year - age,
    )


def invented_hamlet(names: NameLists, draw: Draw) -> str:
    """A hamlet's name put together from two parts; empty where the profile has none."""
    if not names.hamlet_first or not names.hamlet_second:
        return ""
    first = _one(names.hamlet_first, draw)
    second = _one(names.hamlet_second, draw)
    return names.hamlet_pattern.format(first=first, second=second)


def _one(choices: tuple[str, ...], draw: Draw) -> str:
    """One of the choices."""
    return choices[draw(len(choices))]


def _weighted(shares: list[int], draw: Draw) -> int:
    """The index that a draw over the summed shares falls on."""
    left = draw(sum(shares))
    for index, share in enumerate(shares):
        if left < share:
            return index
        left -= share
    raise AssertionError("draw gave a number outside its range")
