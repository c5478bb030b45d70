"""The pages of crates and trips, as `site` has them: name and address."""

VIEWS = (
    ("trips-home", "/trips/"),
    ("trips-crates", "/trips/crates"),
)
