"""Django's name for the work list."""

from django.apps import AppConfig


class Worklist(AppConfig):
    name = "tusach.node.worklist"
    label = "worklist"

    def ready(self) -> None:
        from tusach.node.worklist import said

        said.register_all()
