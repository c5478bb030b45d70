"""Django's name for the records of the programme."""

from django.apps import AppConfig


class Programme(AppConfig):
    name = "tusach.node.programme"
    label = "programme"

    def ready(self) -> None:
        """Say how this app's messages are worded."""
        from tusach.node.programme import said

        said.register_all()
