"""The few settings that pages and people ask for, typed, so that nobody else reaches for them."""

import os
from pathlib import Path

from django.conf import settings

from tusach.node.settings.keys import secret_key


def debug() -> bool:
    """Tell whether a developer asked for debugging."""
    return bool(settings.DEBUG)


def home_folder() -> Path:
    """Return the home of this process."""
    return Path(settings.TUSACH_HOME)


def strict_rules() -> bool:
    """Tell whether a view without a rule raises instead of being refused."""
    return bool(settings.TUSACH_STRICT_RULES)


def signing_secret() -> str:
    """Return the secret of this node, which lies outside its home."""
    return str(settings.SECRET_KEY)


def assert_secret() -> None:
    """Raise why the secret of this node could not be had (KeysInside, OSError), where that is so.

    Settings go on with a passing one, so that the fault can be said in words; nothing may be
    signed with it.
    """
    fault = settings.TUSACH_SECRET_FAULT
    if fault is not None:
        raise fault


def use_secret_of(home: Path) -> None:
    """Sign and pepper with the secret of a home that this very process has just created.

    Settings were read before there was a home: without this, a first code or a PIN that the
    process hands out would fit nobody's door later.
    """
    settings.SECRET_KEY = secret_key(home)
    settings.TUSACH_SECRET_FAULT = None


def languages() -> tuple[str, ...]:
    """Return the codes of the languages offered, the first one first."""
    return tuple(code for code, _name in settings.LANGUAGES)


def language_of(words: list[str]) -> str:
    """Return the language of a command: as `--lang` says, else TUSACH_LANG, else the first one."""
    offered = languages()
    told = [os.environ.get("TUSACH_LANG", "")]
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang":
            told.append(following)
        elif word.startswith("--lang="):
            told.append(word.removeprefix("--lang="))
    return next((one for one in reversed(told) if one in offered), offered[0])


def language_cookie() -> tuple[str, int]:
    """Return the name of the cookie that keeps the chosen language, and its life in seconds."""
    return str(settings.LANGUAGE_COOKIE_NAME), int(settings.LANGUAGE_COOKIE_AGE)


def session_cookie() -> str:
    """Return the name of the cookie that holds a session, without the prefix it has on HTTPS."""
    return str(settings.SESSION_COOKIE_NAME)


def static_prefix() -> str:
    """Return the address below which static files lie."""
    return str(settings.STATIC_URL)
