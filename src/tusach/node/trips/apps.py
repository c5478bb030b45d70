"""Django's name for crates and trips."""

from django.apps import AppConfig


class Trips(AppConfig):
    name = "tusach.node.trips"
    label = "trips"

    def ready(self) -> None:
        """Say how this app's messages are worded."""
        from tusach.node.trips import market_said, said, trip_said

        said.register_all()
        market_said.register_all()
        trip_said.register_all()
