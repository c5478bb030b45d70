"""What `tusach upgrade` says: the versions there are, what a release brings, how a trial went."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tusach import VERSION
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome
from tusach.node.settings import versions as places
from tusach.node.settings.versions import Course
from tusach.node.upgrading import course, staying
from tusach.node.wording.courses import say_course, say_step


def steps_words() -> dict[str, str]:
    """What is being done, by step."""
    return {step: say_step(step) for step in course.STEPS}


def looked_lines(looked: course.Looked) -> tuple[str, ...]:
    """What a release brings, and what it means here."""
    manifest = looked.manifest
    lines = [
        _("Version %(version)s fits this machine, where %(runs)s runs.")
        % {"version": manifest.version, "runs": VERSION}
    ]
    if looked.retold:
        lines.append(
            _("Its tables are told anew when it starts; with many entries that takes a while.")
        )
    notes = manifest.notes.get((get_language() or "")[:2]) or next(
        iter(manifest.notes.values()), ""
    )
    return (*lines, *notes.strip().splitlines())


def tried_lines(found: Course) -> tuple[str, ...]:
    """How the trial went, and what runs now."""
    return tuple(filter(None, say_course(found)))


def listed(home: Path) -> Outcome:
    """Which versions are here, and which one runs."""
    versions = places.versions_of(home)
    own = places.running(versions)
    rows: list[dict[str, Any]] = []
    lines = []
    for one in staying.there(versions):
        runs = one.name == own
        rows.append({"version": one.version, "name": one.name, "runs": runs})
        said = _("as it was installed") if one.name == places.AS_INSTALLED else ""
        lines.append(f"{'*' if runs else ' '} {one.version}  {said}".rstrip())
    found = places.read_course(versions)
    cut = places.broke_off(versions)
    if found is not None:
        lines += [""] + [one for one in say_course(found, is_cut_off=cut is not None) if one]
    fields = {
        "faults": [{"code": "upgrade.broke_off"}] if cut else [],
        "runs": VERSION,
        "versions": rows,
        "last": {"state": found.state, "to": found.to, "fault": found.fault} if found else None,
    }
    return Outcome(fields, tuple(lines), NEEDS_A_PERSON if cut else 0)
