"""`places.json`: the kinds of place a library can be, with the thresholds the law sets for each."""

from tusach.library.profile.parts import Dated, LegalNumber, Part, Slug, Wording


class PlaceKind(Part, frozen=True, kw_only=True):
    """One kind of place.

    owner: who answers for it, in words.  grassroots: counts as a grassroots library.
    central: the one that guides the others.  moves: serves where it stops.
    stop_only: people are served there only while a vehicle stands there; it has no stock.
    legal_stock: holds public property under its own rules of compensation.
    thresholds: legal minimums; a place below them is still served, only not recognised.
    """

    code: Slug
    names: Wording
    owner: Wording
    grassroots: bool
    central: bool = False
    moves: bool = False
    stop_only: bool = False
    legal_stock: bool = False
    defined_by: Dated
    thresholds: tuple[LegalNumber, ...] = ()


class Places(Part, frozen=True, kw_only=True):
    """The file `places.json`.

    rules: legal numbers that hold for several kinds (rotation, crews, weeding, evaluation).
    """

    kinds: tuple[PlaceKind, ...]
    rules: tuple[LegalNumber, ...] = ()
