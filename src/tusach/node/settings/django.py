"""Django's settings of a node. Reading them writes nothing but a missing secret key.

Environment: TUSACH_HOME (the home folder), TUSACH_KEYS (the key folder), TUSACH_NAMES (host
names, separated by commas), TUSACH_BEHIND_PROXY=1 (trust X-Forwarded-Proto and -For of the
proxy in front), TUSACH_DEBUG=1 (for developers, on loopback only).
"""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from tusach.node.settings.home import HomeDamaged, home_folder, read_home
from tusach.node.settings.keys import KeysInside, secret_key
from tusach.node.settings.logs import LOGGING as LOGGING

TUSACH_HOME: Path = home_folder()
try:
    _TOLD = read_home(TUSACH_HOME)
except (HomeDamaged, OSError):  # whoever opens the home says so, in words
    _TOLD = {}
_FLAG = {"1", "true", "yes"}

DEBUG = os.environ.get("TUSACH_DEBUG", "").lower() in _FLAG
# Before a home exists nobody can have a session there, so a passing secret is enough; nor where
# the secret cannot be had: whoever would sign with it asks `told.assert_secret` first.
SECRET_KEY = secrets.token_urlsafe(48)
TUSACH_SECRET_FAULT: Exception | None = None
if "home" in _TOLD:
    try:
        SECRET_KEY = secret_key(TUSACH_HOME)
    except (KeysInside, OSError) as fault:
        TUSACH_SECRET_FAULT = fault

TUSACH_BEHIND_PROXY: bool = (
    os.environ.get("TUSACH_BEHIND_PROXY", "").lower() in _FLAG or _TOLD.get("behind_proxy") is True
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TUSACH_BEHIND_PROXY else None
USE_X_FORWARDED_HOST = False

# `settings.hosts` decides: local addresses and *.local, and of this list all but the star.
ALLOWED_HOSTS = [
    "*",
    *(name.strip() for name in os.environ.get("TUSACH_NAMES", "").split(",") if name.strip()),
    *_TOLD.get("names", ()),
]

# A page app is switched on by being there: templates, static, locale/ and urls.py are found.
TUSACH_APPS: tuple[str, ...] = tuple(
    name
    for name in (
        *("pages", "people", "desk", "office", "api", "sync", "opac"),
        *("network", "privacy", "worklist", "stock", "trips", "programme", "wording", "cli"),
    )
    if find_spec(f"tusach.node.{name}") is not None
)
INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    *(f"tusach.node.{name}" for name in TUSACH_APPS),
]
MIDDLEWARE = [
    "tusach.node.settings.middleware.security_headers",
    "tusach.node.settings.middleware.cookies_by_connection",
    "tusach.node.settings.middleware.chosen_language",
    "tusach.node.settings.middleware.known_host",
    "tusach.node.pages.static_files.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",
    "tusach.node.people.looks.SessionsAndLooks",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tusach.node.people.access.AccessMiddleware",
    *(["tusach.node.desk.again.Errands"] if "desk" in TUSACH_APPS else []),
    "tusach.node.pages.bodies.bounded_bodies",
]
ROOT_URLCONF = "tusach.node.settings.urls"
WSGI_APPLICATION = "tusach.node.settings.wsgi.application"
APPEND_SLASH = False
# A view without a declared rule is refused; where this is on, loudly.
TUSACH_STRICT_RULES = DEBUG

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": TUSACH_HOME / "local.sqlite",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            # A rollback journal: Debian's SQLite has a defect in its write-ahead log.
            "init_command": (
                "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "tusach.node.people.session_rows"
SESSION_COOKIE_NAME = "tusach"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "tusach-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "tusach.node.pages.errors.csrf_failed"
LANGUAGE_COOKIE_NAME = "tusach-language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

LANGUAGE_CODE = str(_TOLD.get("language", "vi"))
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = str(_TOLD.get("time_zone", "UTC"))

STATIC_URL = "/static/"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "tusach.node.pages.static_files.Versioned"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tusach.node.pages.templatetags.tusach", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "tusach.node.pages.context.page",
            ],
        },
    }
]
# A file belongs to the office's imports, which bring a handler of their own; sent to any other
# address it is not written anywhere.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
SILENCED_SYSTEM_CHECKS: list[str] = []
