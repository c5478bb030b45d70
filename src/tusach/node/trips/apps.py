"""Django's name for crates and trips."""

from django.apps import AppConfig


class Trips(AppConfig):
    name = "tusach.node.trips"
    label = "trips"
