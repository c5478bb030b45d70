"""`lending.json`: loan rules and the words they are made of."""

import datetime
from typing import Annotated, Literal

from msgspec import Meta

from tusach.library.profile.parts import Count, Dated, Part, Slug, Wording, in_force

Act = Literal["lend", "renew", "hold", "visit"]
"""What a block may stop. Taking a copy back is never stopped."""


class ReaderGroup(Part, frozen=True, kw_only=True):
    """A group that loan rules speak of; ages in whole years, both ends included.

    stands_for_many: one card for a class, a household, an office.  on_trust: lent to on a word,
    without a card and without anything that names a person.
    """

    code: Slug
    names: Wording
    age_from: Count | None = None
    age_until: Count | None = None
    needs_guardian: bool = False
    stands_for_many: bool = False
    on_trust: bool = False
    card_months: Count


class MaterialKind(Part, frozen=True, kw_only=True):
    """A kind of material that loan rules and figures speak of.

    inside_only: never leaves the place.  rotates: may travel in a crate.
    weeded: may leave the stock as obsolete (local history never does).
    """

    code: Slug
    names: Wording
    inside_only: bool = False
    rotates: bool = True
    weeded: bool = True
    legal_stock: bool = False


class LoanRule(Dated, frozen=True, kw_only=True):
    """One rule; None means any. The most specific rule in force wins, by `precedence`.

    loan_days: calendar days, 0 = not for loan.  limit: most open loans of one reader, None = no
    limit.  renewal_days: None = as long as the loan.  fine_per_day: in the smallest unit of the
    currency; 0 = free of fines.  grace_days: days after the due date before a copy is overdue.
    The others mean what they mean in `library/copies/policy.py`.
    """

    code: Slug
    place_kind: Slug | None = None
    reader_group: Slug | None = None
    material_kind: Slug | None = None
    loan_days: Annotated[int, Meta(ge=0, le=365)]
    limit: Annotated[int, Meta(ge=0, le=1000)] | None = None
    renewals: Annotated[int, Meta(ge=0, le=20)]
    renewal_days: Annotated[int, Meta(ge=0, le=365)] | None = None
    renew_overdue: bool = True
    holds: Annotated[int, Meta(ge=0, le=100)]
    shelf_days: Annotated[int, Meta(ge=1, le=60)] = 7
    here_first: bool = False
    renew_wanted: bool = False
    grace_days: Annotated[int, Meta(ge=0, le=60)] = 0
    fine_per_day: Count = 0
    skip_closed_days: bool = True
    not_after_card_ends: bool = True
    hard_due_on: datetime.date | None = None
    until_next_visit: bool = False
    visit_least_days: Annotated[int, Meta(ge=0, le=365)] = 0
    age_from: Count | None = None
    age_until: Count | None = None
    inside_only: bool = False
    inside_limit: Annotated[int, Meta(ge=0, le=1000)] | None = None
    renew_not_before_days: Annotated[int, Meta(ge=0, le=365)] | None = None
    suspend_per_day: Annotated[int, Meta(ge=0, le=30)] = 0
    suspend_most: Annotated[int, Meta(ge=0, le=365)] = 0
    compensation: Literal["", "public_property", "house_rules"] = ""


class BlockRule(Dated, frozen=True, kw_only=True):
    """When a reader is blocked, and which acts that stops.

    cause: what is counted.  from_count: the block stands from this many on.
    """

    code: Slug
    names: Wording
    cause: Literal["overdue", "lost", "card_ended", "card_lost", "barred", "unconfirmed"]
    from_count: Annotated[int, Meta(ge=1)]
    stops: tuple[Act, ...]


class HistoryRule(Dated, frozen=True, kw_only=True):
    """How long it is kept who borrowed what. The rule of a place's kind goes before that of any.

    days: after the copy came back, and never before the month of the lending is over; None = as
    long as the reader is not erased. months: so many months longer it is kept in which months
    somebody borrowed at all, so that the readers of a year can be counted; 0 = not at all.
    """

    code: Slug
    place_kind: Slug | None = None
    days: Annotated[int, Meta(ge=1, le=3650)] | None
    months: Annotated[int, Meta(ge=0, le=36)] = 0


class Channel(Part, frozen=True, kw_only=True):
    """A way in which a visit happens; visits are counted apart by channel."""

    code: Slug
    names: Wording


class AgeBand(Part, frozen=True, kw_only=True):
    """An age band for counts, in whole years, both ends included; until None = open."""

    code: Slug
    names: Wording
    age_from: Count
    age_until: Count | None = None


class Lending(Part, frozen=True, kw_only=True):
    """The file `lending.json`.

    precedence: which field decides first between two rules of which each is more specific
    in one field.  governing_place: whose rule holds when copy, desk and holder differ, until one
    is told.
    """

    reader_groups: tuple[ReaderGroup, ...]
    material_kinds: tuple[MaterialKind, ...]
    rules: Annotated[tuple[LoanRule, ...], Meta(min_length=1)]
    precedence: tuple[Literal["place_kind", "reader_group", "material_kind"], ...]
    governing_place: Literal["desk", "holder", "owner"]
    blocks: tuple[BlockRule, ...]
    channels: Annotated[tuple[Channel, ...], Meta(min_length=1)]
    age_bands: tuple[AgeBand, ...]
    undo_minutes: Annotated[int, Meta(ge=0, le=60)]
    history: tuple[HistoryRule, ...] = ()


def history_rule(lending: Lending, place_kind: str, *, on: datetime.date) -> HistoryRule | None:
    """How long it is kept at a place of this kind who borrowed what; None: nothing was decided."""
    held = [one for one in lending.history if in_force(one, on=on)]
    own = [one for one in held if one.place_kind == place_kind]
    return next(iter(own or [one for one in held if one.place_kind is None]), None)
