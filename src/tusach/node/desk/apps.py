"""Django's name for the desk."""

from django.apps import AppConfig


class Desk(AppConfig):
    name = "tusach.node.desk"
    label = "desk"
