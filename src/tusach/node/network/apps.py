"""Django's name for the pages of the network."""

from django.apps import AppConfig


class Network(AppConfig):
    name = "tusach.node.network"
    label = "network"
