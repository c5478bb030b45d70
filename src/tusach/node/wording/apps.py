from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "tusach.node.wording"
    label = "wording"
