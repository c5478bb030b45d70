"""How an upgrade goes, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording.faults import say_fault


class Told(Protocol):
    """How an upgrade went or stands, as `settings.versions.Course` keeps it."""

    @property
    def to(self) -> str: ...
    @property
    def was(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def fault(self) -> str: ...
    @property
    def values(self) -> Mapping[str, str]: ...
    @property
    def back(self) -> bool: ...


STEPS = {
    "bringing": _("fetching the file"),
    "checking": _("checking it"),
    "copying": _("taking a backup"),
    "unpacking": _("unpacking"),
    "rehearsing": _("rehearsing on a copy of the library"),
    "switching": _("switching over"),
    "trying": _("trying it out"),
}


def say_step(step: str) -> str:
    """What is being done."""
    return gettext(STEPS[step]) if step in STEPS else ""


def say_course(course: Told, *, is_cut_off: bool = False) -> tuple[str, str]:
    """What came of an upgrade, and why; the second is empty where nothing went wrong."""
    names = {"to": course.to, "was": course.was}
    why = say_fault(course.fault, course.values) if course.fault else ""
    match course.state:
        case "done" if course.back:
            said = _("Version %(to)s runs again, as before. Everything that was stored is there.")
        case "done":
            said = _("Version %(to)s runs now. Everything that was stored is there.")
        case "returned":
            said = _(
                "Version %(to)s did not work here; %(was)s runs again. Everything that was stored "
                "is there."
            )
        case "refused":
            return gettext("Nothing was upgraded; %(was)s runs.") % names, why
        case "trying":
            said = _("Version %(to)s is being tried out.")
        case _ if is_cut_off:
            said = _(
                "An upgrade was cut off. Nothing was changed; %(was)s runs. It can be begun again."
            )
        case _:
            return gettext("An upgrade is under way: %(step)s.") % {
                "step": say_step(course.step)
            }, ""
    return gettext(said) % names, why
