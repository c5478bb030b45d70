"""Django's name for the shared pages."""

from django.apps import AppConfig


class Pages(AppConfig):
    name = "tusach.node.pages"
    label = "pages"
