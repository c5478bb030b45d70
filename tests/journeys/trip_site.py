"""The pages of crates and trips, as `site` has them: name and address."""

VIEWS = (
    ("trips-home", "/trips/"),
    ("trips-crates", "/trips/crates"),
    ("trips-markets", "/trips/markets"),
    ("trips-places", "/trips/places"),
    ("trips-requests", "/trips/requests"),
    ("trips-roads", "/trips/roads"),
    ("trips-legs", "/trips/roads/legs"),
    ("trips-calendar", "/trips/calendar"),
)
