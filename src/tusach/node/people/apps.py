"""Django's name for the local tables of people."""

from django.apps import AppConfig


class People(AppConfig):
    name = "tusach.node.people"
    label = "people"
