"""What is wrong with the definition of an indicator, in words, with its place in the file."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.library.programme.defining import SHIPPED, Version
from tusach.library.programme.definition import Wrong
from tusach.library.programme.sources import SOURCES
from tusach.node.wording.indicators import STANDINGS, TOO_OLD
from tusach.node.wording.values import say_day

WRONG: dict[str, str] = {
    "text.none": _("choose the file of the definition"),
    "text.no_json": _("the file is no JSON: look at line {0}"),
    "text.not_utf8": _("the file holds letters that are not UTF-8; save it as UTF-8"),
    "text.deep": _("too many brackets within each other"),
    "text.large": _("it is too large: {0} bytes, at most {1}"),
    "shape.unknown": _("there is no field {0}; there are: {1}"),
    "shape.missing": _("the field {0} is missing"),
    "shape.choice": _("{0} is none of: {1}"),
    "shape.kind": _("{0} is needed here, not {1}"),
    "definition.one": _("the file holds {0} indicators; one at a time is defined"),
    "definition.twice": _("{0} is defined twice"),
    "name.odd": _("{0} is no name: small letters a–z, digits and _, beginning with a letter"),
    "title.missing": _("the name in this language is missing"),
    "title.language": _("names have no language {0}; they have: {1}"),
    "list.empty": _("say at least one"),
    "limit.many": _("there are {0}; at most {1}"),
    "limit.number": _("the number is too large; at most {0}"),
    "limit.year": _("{0} is no year from {1} to {2}"),
    "limit.text": _("the text has {0} letters; at most {1}"),
    "limit.cell": _("numbers of people below {0} are never published; enter {0} or more"),
    "limit.signs": _("the text holds < or >, or signs that cannot be seen"),
    "expect.den_zero": _("nothing is divided by 0: leave den out and say lacking"),
    "program.too_old": TOO_OLD,
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


def say_source(one: Version) -> str:
    """Where a version comes from, and how it stands."""
    if not one.fact:
        found = gettext("Comes with the program")
        return f"{found}: {gettext(STANDINGS[SHIPPED])}" if one.standing == SHIPPED else found
    told = gettext("Told on {day} by paper {paper} of {dated}").format(
        day=say_day(one.told_on), paper=one.paper, dated=say_day(one.dated)
    )
    return f"{told}: {gettext(STANDINGS[one.standing])}"


def say_too_old(indicator: str, version: int) -> str:
    """That an indicator holds which this program cannot count; it is not 0."""
    return f"{indicator} {version}: {gettext(TOO_OLD)}"


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
