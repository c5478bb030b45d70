"""The app of exchange between nodes."""

from django.apps import AppConfig

from tusach.node.acts import erasing


class SyncConfig(AppConfig):
    """`/sync`."""

    name = "tusach.node.sync"
    label = "sync"

    def ready(self) -> None:
        from tusach.node.sync.held_parcels import forget_erased

        if forget_erased not in erasing.REMOVERS:
            erasing.REMOVERS.append(forget_erased)
