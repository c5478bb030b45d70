"""Django's name for the local tables of people, and the sums beside their rows."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from tusach.node.acts import erasing
from tusach.node.store import local_sums


class People(AppConfig):
    name = "tusach.node.people"
    label = "people"

    def ready(self) -> None:
        from tusach.node.people.erased import forget

        if forget not in erasing.REMOVERS:
            erasing.REMOVERS.append(forget)
        connection_created.connect(_register, dispatch_uid="tusach.local_sums")
        post_migrate.connect(_keep_sums, sender=self, dispatch_uid="tusach.local_sums")


def _register(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite":
        local_sums.register(connection.connection)


def _keep_sums(using: str, **_: Any) -> None:
    from django.db import connections

    connection = connections[using]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        local_sums.keep_sums(connection.connection)
