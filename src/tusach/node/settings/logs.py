"""What the node writes to standard error: what went wrong and where, never who."""

import logging
import traceback
from types import TracebackType
from typing import Any


class WithoutPersons(logging.Filter):
    """Cut query strings and request bodies from a record: a search or a form may hold a name."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the request it hangs on."""
        record.__dict__.pop("request", None)
        if isinstance(record.args, tuple):
            record.args = tuple(_cut(part) for part in record.args)
        return True


class Line(logging.Formatter):
    """A line, and below it where a fault came up: frames and kinds of faults, never their words.

    What a fault says may quote the value over which it came up: a name, the number of a card.
    """

    def formatException(  # noqa: N802 - the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Write frames and kind of a fault, then of those behind it."""
        fault = ei[1]
        told: list[str] = []
        while fault is not None:
            frames = traceback.format_list(traceback.extract_tb(fault.__traceback__))
            told.append("".join((*frames, f"{type(fault).__module__}.{type(fault).__name__}")))
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\nbehind it:\n".join(told)


def _cut(part: object) -> object:
    return part.partition("?")[0] if isinstance(part, str) and part.startswith("/") else part


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_persons": {"()": WithoutPersons}},
    "formatters": {
        "line": {
            "class": "tusach.node.settings.logs.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
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
        # Whoever scans the network calls us by any name: it must not fill the disk.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
