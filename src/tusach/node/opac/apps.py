"""Django's name for the public catalogue."""

from django.apps import AppConfig


class Opac(AppConfig):
    name = "tusach.node.opac"
    label = "opac"
