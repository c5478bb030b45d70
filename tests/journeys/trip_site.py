"""The pages of crates and trips, as `site` has them: name and address."""

VIEWS = (
    ("trips-home", "/trips/"),
    ("trips-crates", "/trips/crates"),
    ("trips-markets", "/trips/markets"),
    ("trips-places", "/trips/places"),
    ("trips-requests", "/trips/requests"),
    ("trips-roads", "/trips/roads"),
    ("trips-legs", "/trips/roads/legs"),
)
PROVINCIAL = (
    ("trips-calendar", "/trips/calendar", ""),
    ("trips-market-new", "/trips/markets/new", ""),
    ("trips-market", "/trips/markets/", "SELECT subject FROM market ORDER BY code"),
    ("trips-class-list", "/trips/places/list", ""),
    ("trips-place", "/trips/places/", "SELECT subject FROM place_service ORDER BY subject"),
    ("trips-answer", "/trips/requests/", "SELECT subject FROM visit_request ORDER BY subject"),
)
"""Name, address, and the query whose first value stands at its end."""
