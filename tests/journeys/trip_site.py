"""The pages of crates and trips, as `site` has them: name and address; those of planners apart."""

VIEWS = (
    ("trips-home", "/trips/"),
    ("trips-crates", "/trips/crates"),
    ("trips-list", "/trips/list"),
)
OFFICE_VIEWS = (("trips-plan", "/trips/plan"),)
