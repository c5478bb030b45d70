"""Django's name for the pages of the network."""

from django.apps import AppConfig


class Network(AppConfig):
    name = "tusach.node.network"
    label = "network"

    def ready(self) -> None:
        """Messages for the next page have their words."""
        from tusach.node.network.said import register_all

        register_all()
