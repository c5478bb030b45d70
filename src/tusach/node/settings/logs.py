"""What the node writes to standard error: what went wrong and where, never who."""

import logging
from typing import Any


class WithoutPersons(logging.Filter):
    """Cut query strings and request bodies from a record: a search or a form may hold a name."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the request it hangs on."""
        record.__dict__.pop("request", None)
        if isinstance(record.args, tuple):
            record.args = tuple(_cut(part) for part in record.args)
        return True


def _cut(part: object) -> object:
    return part.partition("?")[0] if isinstance(part, str) and part.startswith("/") else part


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_persons": {"()": WithoutPersons}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["without_persons"],
            "formatter": "line",
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "tusach": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # A refused or mistyped address is the visitor's affair, and its text may hold anything.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}
