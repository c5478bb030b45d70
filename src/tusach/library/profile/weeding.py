"""`weeding.json`: why copies may leave the stock for good, what becomes of them, and how many may.

How large a part of the stock may leave, and how often it is looked through, stands in `places.json`
(`weeding_share`, `weeding_small_stock`, `weeding_years_small`, `weeding_years_large`).
"""

from typing import Annotated

from msgspec import Meta

from tusach.library.profile.parts import Dated, LegalNumber, Part, Slug, Wording


class WeedingReason(Dated, frozen=True, kw_only=True):
    """One reason of a dossier.

    outside_share: what leaves for it does not count towards the share of the stock.
    """

    code: Slug
    names: Wording
    outside_share: bool = False


class Disposal(Part, frozen=True, kw_only=True):
    """What becomes of the copies that leave."""

    code: Slug
    names: Wording


class Weeding(Part, frozen=True, kw_only=True):
    """The file `weeding.json`.

    share_window: in months, back from the decision; all that left in it counts together.
    """

    reasons: Annotated[tuple[WeedingReason, ...], Meta(min_length=1)]
    disposals: Annotated[tuple[Disposal, ...], Meta(min_length=1)]
    share_window: LegalNumber
