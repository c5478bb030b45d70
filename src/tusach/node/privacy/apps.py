"""Django's name for the pages about private data, and what they say on the next page."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext as _


class Privacy(AppConfig):
    name = "tusach.node.privacy"
    label = "privacy"

    def ready(self) -> None:
        from tusach.node.pages import toasts

        toasts.register("erased", _erased)


def _erased(ids: Mapping[str, Any]) -> str:
    return _("Erased on this machine. The others follow with the next exchange.")
