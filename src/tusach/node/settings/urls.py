"""All addresses of a node: each page app brings its own `urls.py`, found by being there.

`pages`, `people`, `opac` and `desk` say their whole addresses; the others stand below their name.
"""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

AT_ROOT = ("pages", "people", "opac", "desk")

urlpatterns: list[URLPattern | URLResolver] = [
    path("" if name in AT_ROOT else f"{name}/", include(f"tusach.node.{name}.urls"))
    for name in settings.TUSACH_APPS
    if find_spec(f"tusach.node.{name}.urls") is not None
]

handler400 = "tusach.node.pages.errors.bad_request"
handler403 = "tusach.node.pages.errors.forbidden"
handler404 = "tusach.node.pages.errors.not_found"
handler500 = "tusach.node.pages.errors.broken"
