"""Django where there is no home yet: the layers of an answer that need none."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

OUTER = (
    "tusach.node.settings.middleware.security_headers",
    "tusach.node.settings.middleware.cookies_by_connection",
    "tusach.node.settings.middleware.chosen_language",
    "tusach.node.settings.middleware.known_host",
    "tusach.node.pages.static_files.StaticFiles",
    "django.middleware.common.CommonMiddleware",
)
INNER = ("tusach.node.pages.bodies.bounded_bodies",)


def application(*layers: str) -> WSGIHandler:
    """A server's application of these layers; none of those around them asks a database."""
    usual = settings.MIDDLEWARE
    settings.MIDDLEWARE = [*OUTER, *layers, *INNER]
    try:
        return WSGIHandler()
    finally:
        settings.MIDDLEWARE = usual
