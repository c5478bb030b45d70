"""The app of exchange between nodes."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """`/sync`."""

    name = "tusach.node.sync"
    label = "sync"
