from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "tusach.node.cli"
    label = "cli"
