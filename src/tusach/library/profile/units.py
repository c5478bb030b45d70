"""`units.json`: the administrative units, each known by (code, valid from), never by name."""

import datetime

from tusach.library.profile.parts import Count, Part, Provenance, Slug, Wording


class UnitKind(Part, frozen=True, kw_only=True):
    """A kind of unit, for example commune or ward."""

    code: Slug
    names: Wording


class FormerUnit(Part, frozen=True, kw_only=True):
    """An old unit that was merged into a new one.

    within: the larger old unit, only where the name alone was ambiguous.
    """

    full_name: str
    within: str = ""


class EarlierHolder(Part, frozen=True, kw_only=True):
    """Another unit that bore this code before: bare codes join wrongly across that day."""

    name: str
    until: datetime.date


class BorderEstimate(Part, frozen=True, kw_only=True):
    """A guess from simplified outlines whether the unit lies on the state border.

    An estimate, never a place class: the province's dated official list decides.
    length_m: length of the estimated border line; not to be added up or published.
    """

    borders: bool
    length_m: Count


class Unit(Part, frozen=True, kw_only=True):
    """One commune-level unit during its days of validity.

    latitude_e6, longitude_e6: a point surely inside, in millionths of a degree (WGS 84).
    centre_*: the centroid, which may lie outside.  area_ha: as published, in hectares.
    neighbours: codes of units that share a border on the same days.
    """

    code: str
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    kind: Slug
    names: Wording
    full_names: Wording
    latitude_e6: int
    longitude_e6: int
    centre_latitude_e6: int
    centre_longitude_e6: int
    area_ha: Count
    neighbours: tuple[str, ...]
    on_province_boundary: bool
    border_estimate: BorderEstimate | None = None
    formed_from: tuple[FormerUnit, ...] = ()
    earlier_holder: EarlierHolder | None = None


class Units(Part, frozen=True, kw_only=True):
    """The file `units.json`."""

    kinds: tuple[UnitKind, ...]
    units: tuple[Unit, ...]
    estimate_note: Wording
    provenance: Provenance


def unit_on(units: Units, code: str, *, on: datetime.date) -> Unit | None:
    """The unit that bore the code on that day, or None."""
    for unit in units.units:
        ends = unit.valid_until or datetime.date.max
        if unit.code == code and unit.valid_from <= on <= ends:
            return unit
    return None
