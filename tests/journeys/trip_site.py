"""The pages of crates and trips, as `site` has them: name and address; those of planners apart."""

from collections.abc import Callable

from tests.journeys.cast import DESK
from tests.journeys.stage import Stage

_COMING = """
    SELECT r.subject FROM crate r JOIN place p ON p.subject = r.to_place WHERE p.code = ?
    """

_AT_HOME = """
    SELECT r.subject FROM crate r WHERE r.at_place = r.owner AND r.status = 'here'
    ORDER BY r.inside DESC, r.nr
    """


_TRIP = "SELECT subject FROM trip WHERE status = ? ORDER BY first_on"


def _trip(status: str, tail: str = "") -> Callable[[Stage], str]:
    return lambda stage: f"/trips/trip/{stage.one(_TRIP, status)}{tail}"


def _stop() -> Callable[[Stage], str]:
    """A stop of a trip that came home."""
    query = "SELECT s.subject FROM stop s WHERE s.trip = ? AND s.status = 'served' ORDER BY 1"

    def address(stage: Stage) -> str:
        trip = stage.one(_TRIP, "closed")
        return f"/trips/trip/{trip}/stops/{stage.one(query, trip)}"

    return address


def _crate(tail: str = "") -> Callable[[Stage], str]:
    return lambda stage: f"/trips/crates/{stage.one(_COMING, DESK)}{tail}"


def _with(path: str, query: str) -> Callable[[Stage], str]:
    """An address that ends with the first value of a query."""
    return lambda stage: path + stage.one(query)


PLANS = (
    ("trips-plans", "/trips/plans"),
    ("trips-weeks", "/trips/plans/{}"),
    ("trips-plan-again", "/trips/plans/{}/again"),
    ("trips-plan-wishes", "/trips/plans/{}/pin"),
)
"""Of whoever plans trips; {} is the plan of the morning."""
VIEWS: tuple[tuple[str, str | Callable[[Stage], str]], ...] = (
    ("trips-home", "/trips/"),
    ("trips-crates", "/trips/crates"),
    ("trips-list", "/trips/list"),
    ("trips-markets", "/trips/markets"),
    ("trips-map", "/trips/map"),
    ("trips-reached", "/trips/reached"),
    ("trips-places", "/trips/places"),
    ("trips-requests", "/trips/requests"),
    ("trips-roads", "/trips/roads"),
    ("trips-legs", "/trips/roads/legs"),
    ("trips-trip", _trip("closed")),
    ("trips-trip-packing", _trip("published", "/packing")),
    ("trips-stop", _stop()),
    ("trips-road", _trip("under_way", "/road")),
    ("trips-set-out", _trip("published", "/road")),
    ("trips-sheet", _trip("published", "/sheet")),
    ("trips-late", "/trips/crates/late"),
    ("trips-history", "/trips/crates/history"),
    ("trips-labels", "/trips/crates/labels"),
    ("trips-rotation", "/trips/crates/rotation"),
    ("trips-crate", _crate()),
    ("trips-check", _crate("/check")),
    ("trips-minutes", _crate("/minutes")),
    ("trips-slips", _crate("/slips")),
)
PROVINCIAL: tuple[tuple[str, str | Callable[[Stage], str]], ...] = (
    ("trips-rotating", "/trips/crates/rotation"),
    ("trips-plan", lambda stage: f"/trips/crates/{stage.one(_AT_HOME)}/plan"),
    ("trips-packing", lambda stage: f"/trips/crates/{stage.one(_AT_HOME)}"),
    ("trips-plan-trip", "/trips/plan"),
    ("trips-change", _trip("published", "/change")),
    ("trips-calendar", "/trips/calendar"),
    ("trips-market-new", "/trips/markets/new"),
    ("trips-market", _with("/trips/markets/", "SELECT subject FROM market ORDER BY code")),
    ("trips-class-list", "/trips/places/list"),
    ("trips-place", _with("/trips/places/", "SELECT subject FROM place_service ORDER BY 1")),
    ("trips-answer", _with("/trips/requests/", "SELECT subject FROM visit_request ORDER BY 1")),
)
