"""Django's name for the pages of the network."""

from django.apps import AppConfig


class Network(AppConfig):
    name = "tusach.node.network"
    label = "network"

    def ready(self) -> None:
        from tusach.node.network import enrolment_said

        enrolment_said.register_all()
