"""Django's name for the office."""

from django.apps import AppConfig


class Office(AppConfig):
    name = "tusach.node.office"
    label = "office"

    def ready(self) -> None:
        from tusach.node.office import said

        said.register_all()
