"""`consent.json`: what readers' data serve, and who must agree to it."""

import datetime
from typing import Annotated, Literal

from msgspec import Meta

from tusach.library.profile.parts import Count, Dated, Part, Slug, Wording, in_force

Who = Literal["parent", "grandparent", "teacher", "self", "other"]


class Purpose(Part, frozen=True, kw_only=True):
    """What the data serve.  asks: the sentence that stands on the form to be signed."""

    code: Slug
    names: Wording
    asks: Wording


class Taken(Part, frozen=True, kw_only=True):
    """An answer that is taken.  holds_days: None = until it is withdrawn."""

    by: Who
    proofs: Annotated[tuple[Literal["paper", "word"], ...], Meta(min_length=1)] = ("paper", "word")
    holds_days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class ConsentRule(Dated, frozen=True, kw_only=True):
    """Whose answer a purpose needs for readers of an age; ages in whole years, both ends included.

    required: an answer that is not there is shown as missing; else the purpose simply is not
    served.  answers: the first is asked for, the others do in its stead.
    """

    code: Slug
    purposes: Annotated[tuple[Slug, ...], Meta(min_length=1)]
    age_from: Count | None = None
    age_until: Count | None = None
    required: bool = False
    answers: Annotated[tuple[Taken, ...], Meta(min_length=1)]


class Consents(Part, frozen=True, kw_only=True):
    """The file `consent.json`; the code `messages` is the purpose of reminders by telephone."""

    purposes: tuple[Purpose, ...]
    rules: tuple[ConsentRule, ...]


def rules_for(consents: Consents, age: int | None, *, on: datetime.date) -> tuple[ConsentRule, ...]:
    """The rules in force that speak of this age; of an age that is not known, those without end."""

    def fits(rule: ConsentRule) -> bool:
        if age is None:
            return rule.age_until is None
        low, high = rule.age_from or 0, rule.age_until
        return low <= age and (high is None or age <= high)

    return tuple(one for one in consents.rules if in_force(one, on=on) and fits(one))
