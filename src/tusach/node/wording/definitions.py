"""What is wrong with the definition of an indicator, in words, with its place in the file."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.library.programme.definition import Wrong
from tusach.library.programme.sources import SOURCES

WRONG: dict[str, str] = {
    "file.odd": _("the file is no list of indicators: {0}"),
    "definition.odd": _("it cannot be read: {0}"),
    "definition.twice": _("{0} is defined twice"),
    "legal.missing": _("say on which clause or decision it stands"),
    "tests.few": _("it has {0} tests; at least {1} are needed: a usual one, an empty one, an edge"),
    "reading.unknown": _("there is no reading {0}"),
    "reading.twice": _("two readings are called {0}"),
    "milestones.overlap": _("two milestones stand for {0}; leave one"),
    "milestones.backward": _("the milestone of {0} asks for less than that of {1}"),
    "growth.with_denominator": _("growth is held against an earlier year and has no denominator"),
    "baseline.missing": _("growth over a base year needs base_year"),
    "within.what": _("within needs a denominator that counts the same"),
    "within.needed": _("rows of {0} lie in no commune: say within, with a denominator that does"),
    "measure.count_or_sum": _("either count different things, or sum a field"),
    "measure.of_nothing": _("nothing is selected"),
    "sum.of_one": _("a sum is of one source"),
    "source.unknown": _("there is no source {0}; known: {known}"),
    "key.unknown": _("{0} has no {1} to count; it has: {known}"),
    "key.forgotten": _("of {0}, {1} is not kept long enough; count: {known}"),
    "sum.unknown": _("{0} has no number {1} to sum; it has: {known}"),
    "field.unknown": _("{0} has no field {1}; it has: {known}"),
    "ask.one": _("say one of is, one_of, at_least"),
    "ask.type": _("this field is a {0}; what is asked is none"),
    "period.unknown": _("there is no period {0}"),
    "test.rows_odd": _("the rows of the test “{0}” have no day, or one that is no text"),
    "test.fails": _("the test “{0}” expects {1} and comes to {2}"),
}


def say_wrong(one: Wrong) -> str:
    """Where it is and what is wrong, with what may stand there."""
    words = gettext(WRONG[one.code]) if one.code in WRONG else one.code
    values = [str(value) or "–" for value in one.values]
    said = words.format(*values, known=_known(one))
    return f"{one.where}: {said}" if one.where else said


def _known(one: Wrong) -> str:
    """What may stand at that place: from the closed list of sources."""
    if one.code == "source.unknown":
        return ", ".join(sorted(SOURCES))
    source = SOURCES.get(str(one.values[0])) if one.values else None
    if source is None:
        return ""
    match one.code:
        case "key.unknown":
            return ", ".join(source.keys)
        case "key.forgotten":
            return ", ".join(source.lasting)
        case "sum.unknown":
            return ", ".join(name for name, kind in source.fields.items() if kind == "number")
        case "field.unknown":
            return ", ".join(source.fields) or "–"
    return ""
