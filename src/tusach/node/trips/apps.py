"""Django's name for crates and trips."""

from django.apps import AppConfig


class Trips(AppConfig):
    name = "tusach.node.trips"
    label = "trips"

    def ready(self) -> None:
        from tusach.node.trips import said

        said.register_all()
