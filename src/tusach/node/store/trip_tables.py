"""The reading tables of trips and of what became of their stops."""

from __future__ import annotations

from tusach.node.store.table import Table

TRIP_TABLES = (
    Table(
        "trip",
        (
            "vehicle TEXT",
            "first_on TEXT",
            "last_on TEXT",
            "status TEXT",
            "promised INTEGER",
            "stops INTEGER",
            "metres INTEGER",
            "driven_m INTEGER",
            "crew INTEGER",
        ),
        indexes=("tenant, vehicle, first_on", "tenant, status"),
        nouns=("trip",),
    ),
    # The stops of each plan, in the order of the road.
    Table(
        "trip_stop",
        (
            "nr INTEGER",
            "stop TEXT",
            "place TEXT",
            "day TEXT",
            "arrive INTEGER",
            "leave INTEGER",
            "market TEXT",
        ),
        key=("nr",),
        indexes=("tenant, place, day",),
        nouns=("trip",),
    ),
    # Stops that were served or missed. came: NULL where nobody counted.
    Table(
        "stop",
        (
            "trip TEXT",
            "place TEXT",
            "market TEXT",
            "status TEXT",
            "day TEXT",
            "vehicle TEXT",
            "classes TEXT",
            "came INTEGER",
            "loans INTEGER",
            "returns INTEGER",
            "confirmed INTEGER",
            "reason TEXT",
        ),
        indexes=("tenant, trip", "tenant, vehicle, status", "tenant, place, day", "tenant, day"),
        nouns=("stop",),
    ),
    # Photographs of stops, by the hash of their bytes. removed: why, empty while they are kept.
    Table(
        "stop_photograph",
        (
            "hash TEXT",
            "trip TEXT",
            "vehicle TEXT",
            "fact TEXT",
            "bytes INTEGER",
            "removed TEXT",
        ),
        key=("hash",),
        indexes=("tenant, hash", "tenant, vehicle"),
        nouns=("stop",),
    ),
)
