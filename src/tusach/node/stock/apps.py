"""Django's name for the stock."""

from django.apps import AppConfig


class Stock(AppConfig):
    name = "tusach.node.stock"
    label = "stock"

    def ready(self) -> None:
        from tusach.node.stock import said

        said.register_all()
