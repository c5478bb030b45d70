"""The pages of crates and trips, as `site` has them: name and address."""

PLANS = (
    ("trips-plans", "/trips/plans"),
    ("trips-plan", "/trips/plans/{}"),
    ("trips-plan-again", "/trips/plans/{}/again"),
)
"""Of whoever plans trips; {} is the plan of the morning."""
VIEWS = (
    ("trips-home", "/trips/"),
    ("trips-crates", "/trips/crates"),
)
