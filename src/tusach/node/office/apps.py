"""Django's name for the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from tusach.node.acts.node import Node


class Office(AppConfig):
    name = "tusach.node.office"
    label = "office"

    def ready(self) -> None:
        from tusach.node.acts import erasing
        from tusach.node.office import said

        said.register_all()
        if _drop_lists not in erasing.REMOVERS:
            erasing.REMOVERS.append(_drop_lists)


def _drop_lists(node: Node, reader: str) -> bool:
    """A list of readers that waits in the home may name whoever was erased: it goes."""
    from tusach.node.acts import job_files

    return job_files.drop_reader_uploads(node.home)
