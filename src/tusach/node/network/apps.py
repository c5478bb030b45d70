"""Django's name for the pages of the network."""

from django.apps import AppConfig


class Network(AppConfig):
    name = "tusach.node.network"
    label = "network"

    def ready(self) -> None:
        """Messages for the next page have their words."""
        from tusach.node.network import enrolment_said, said

        said.register_all()
        enrolment_said.register_all()
