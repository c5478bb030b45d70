"""Codes of records and profiles in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from tusach.library.profile.profile import Profile
from tusach.node.wording.terms import WEEKDAYS
from tusach.node.wording.values import say_day

KINDS = {
    "book": _("Book"),
    "serial": _("Newspaper or magazine"),
    "map": _("Map"),
    "audio": _("Recording"),
    "video": _("Film"),
    "picture": _("Picture"),
    "music": _("Sheet music"),
    "computer": _("Computer file"),
    "kit": _("Learning kit"),
    "mixed": _("Mixed material"),
    "other": _("Other material"),
}

AUDIENCES = {
    "child": ("ja", _("Children")),
    "young": ("d", _("Teens")),
    "adult": ("e", _("Adults")),
    "general": ("g", _("Everyone")),
}
"""By the record's word: MARC's letters, by which the profile words it, and our own word."""


def wording(names: Mapping[str, str], profile: Profile) -> str:
    """One of a profile's wordings, in the language of the page."""
    language = (get_language() or "")[:2]
    fallback = profile.province.default_language
    return str(names.get(language) or names.get(fallback) or next(iter(names.values()), ""))


def kind_name(code: str) -> str:
    """What a kind of material is called."""
    return gettext(KINDS[code]) if code in KINDS else code


def audience_name(code: str, profile: Profile) -> str:
    """For whom a book is."""
    if code not in AUDIENCES:
        return code
    letters, own = AUDIENCES[code]
    by_letter = {one.marc: one.names for one in reversed(profile.shelving.audiences)}
    found = next((by_letter[letter] for letter in letters if letter in by_letter), None)
    return wording(found, profile) if found else gettext(own)


def language_name(code: str, profile: Profile) -> str:
    """What a language is called: as the profile says, else as Django knows it, else its code."""
    languages = profile.province.languages
    found = (
        [one for one in languages if one.code == code]
        or [one for one in languages if one.code.partition("-")[0] == code]
        or [one for one in languages if one.marc == code]
    )
    if found:
        return " / ".join(wording(one.names, profile) for one in found)
    known = LANG_INFO.get(code, {}).get("name")
    return gettext(str(known)) if known else code


def hundred_name(digit: str, profile: Profile) -> str:
    """The main class of a Dewey number, by its first digit."""
    found = {one.first[0]: one.names for one in profile.shelving.hundreds}.get(digit)
    return wording(found, profile) if found else digit


def decade_name(decade: str) -> str:
    """Ten years, as a list shows them."""
    return f"{decade}–{int(decade) + 9}"


def number(value: int) -> str:
    """A whole number, its thousands parted as the page's language does."""
    parted = f"{value:,}"
    return parted.replace(",", ".") if (get_language() or "").startswith("vi") else parted


def weekday_name(on: date) -> str:
    """The weekday of a date."""
    return gettext(WEEKDAYS[on.isoweekday() - 1])


def long_day(text: str) -> str:
    """A date with its weekday."""
    return f"{weekday_name(date.fromisoformat(text))}, {say_day(text)}"


def code_groups(code: str) -> str:
    """A printed code in groups of four; any other number as it is."""
    if len(code) == 12 and code.isascii() and code.isdigit():
        return f"{code[:4]} {code[4:8]} {code[8:]}"
    return code


def cut(text: Any, most: int) -> str:
    """The text, ended by an ellipsis where it is longer."""
    plain = str(text or "")
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
