"""The pages of crates and trips, as `site` has them: name and address; those of planners apart."""

VIEWS = (
    ("trips-home", "/trips/"),
    ("trips-crates", "/trips/crates"),
    ("trips-list", "/trips/list"),
    ("trips-markets", "/trips/markets"),
    ("trips-places", "/trips/places"),
    ("trips-requests", "/trips/requests"),
    ("trips-roads", "/trips/roads"),
    ("trips-legs", "/trips/roads/legs"),
    ("trips-calendar", "/trips/calendar"),
)
OFFICE_VIEWS = (("trips-plan", "/trips/plan"),)
