"""Words of official papers: what each kind is called, its mark, number, date, the State."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop, pgettext, pgettext_lazy

from tusach.exchange.documents.numbering import dated, numbered
from tusach.exchange.documents.paper_templates import TemplateFault, Wrong

NAMES = {
    "report": pgettext_lazy("kind of paper", "Report"),
    "plan": pgettext_lazy("kind of paper", "Plan"),
    "submission": pgettext_lazy("kind of paper", "Submission"),
    "decision": pgettext_lazy("kind of paper", "Decision"),
    "minutes": pgettext_lazy("kind of paper", "Minutes"),
    "certificate": pgettext_lazy("kind of paper", "Certificate"),
    "trip_order": pgettext_lazy("kind of paper", "Order of a vehicle"),
}
"""What stands in capitals above what a paper is about; an official letter has no such name."""
MARKS = {
    "report": pgettext_lazy("mark of a kind of paper", "RE"),
    "plan": pgettext_lazy("mark of a kind of paper", "PL"),
    "submission": pgettext_lazy("mark of a kind of paper", "SU"),
    "decision": pgettext_lazy("mark of a kind of paper", "DE"),
    "minutes": pgettext_lazy("mark of a kind of paper", "MI"),
    "certificate": pgettext_lazy("mark of a kind of paper", "CE"),
    "trip_order": pgettext_lazy("mark of a kind of paper", "OV"),
}
"""Between the number and the agency: abbreviations of annex III of Decree 30/2020.

Certificates and orders of a vehicle are no kinds of the annex; they bear what offices write.
"""
LETTER = "letter"


def name_of(kind: str) -> str:
    """What a kind of paper is called; empty for a letter."""
    return str(NAMES[kind]) if kind != LETTER else ""


def number_line(kind: str, number: int | None, agency_mark: str) -> str:
    """The line with the number of a paper; with room where it has none."""
    mark = str(MARKS[kind]) if kind != LETTER else ""
    said = numbered(number, mark, agency_mark)
    return pgettext("number of a paper", "No.: {number}").format(number=said)


def date_line(place: str, on: str | None) -> str:
    """Where and on which day a paper was made."""
    day, month, year = dated(on)
    line = pgettext("date of a paper", "{day}/{month}/{year}").format(
        day=day, month=month, year=year
    )
    return ", ".join(one for one in (place, line) if one)


def about_line(kind: str, about: str) -> str:
    """What a paper is about; in a letter after the words that the decree wants."""
    if kind != LETTER:
        return about
    return pgettext("official letter", "Re: {about}").format(about=about)


def to_line(to: tuple[str, ...]) -> str:
    """Whom a paper addresses."""
    return gettext("To: {names}").format(names="; ".join(to)) if to else ""


def state_words() -> tuple[str, str]:
    """The name of the State and its motto."""
    return (
        gettext("SOCIALIST REPUBLIC OF VIET NAM"),
        gettext("Independence – Freedom – Happiness"),
    )


def recipients_head() -> str:
    """What stands above those who get a paper."""
    return gettext("Recipients:")


def narrative() -> str:
    """The name of the sheet of a workbook that holds the text."""
    return gettext("Text of the paper")


WRONG = {
    "not_json": gettext_noop("the file is no template: {what}"),
    "paper_unknown": gettext_noop("there is no paper called {what}"),
    "paper_other": gettext_noop("it is the template of another paper: {what}"),
    "kind_unknown": gettext_noop("there is no kind of paper called {what}"),
    "field_unknown": gettext_noop("there is no field {what} for this paper"),
    "list_unknown": gettext_noop("there is no list {what} for this paper"),
    "language_missing": gettext_noop("the words in this language are missing: {what}"),
    "words_odd": gettext_noop("a brace stands alone in: {what}"),
    "widths": gettext_noop("the widths of the columns make {what} instead of 100"),
    "empty": gettext_noop("nothing stands in it"),
    "signatures": gettext_noop("one or two sign, not {what}"),
    "value_missing": gettext_noop("the program gives no value for {what}"),
}


def say_wrong(one: Wrong) -> str:
    """What is wrong with a template, and in which place of its file."""
    said = gettext(WRONG[one.code]).format(what=one.what)
    return f"{one.where}: {said}" if one.where else said


def say_template_fault(fault: TemplateFault) -> str:
    """Why a paper cannot be made, and what to do."""
    return gettext(
        "The paper was not made: in the template {file}, {wrong}. Whoever keeps the templates puts "
        "it right."
    ).format(file=fault.file, wrong="; ".join(say_wrong(one) for one in fault.wrong[:3]))


def of_another_paper(file: str, paper: str) -> TemplateFault:
    """The fault of a file that is named as one paper and holds another."""
    return TemplateFault(file, [Wrong("paper", "paper_other", paper)])
