"""A subject told for people: what it is, how it stands, its facts in words, as the pages say it."""

from __future__ import annotations

import logging
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from tusach.ledger.story import Story
from tusach.node.acts.node import Node
from tusach.node.desk.counter import Counter
from tusach.node.desk.ledger_view import FactShown, facts_shown, heading
from tusach.node.desk.shown import LoanShown, copy_shown, open_loans
from tusach.node.pages.templatetags.tusach import CHIPS
from tusach.node.pages.writing import code_groups, day, term
from tusach.node.people import directory
from tusach.node.people.actors import Appointment, Role, Staff
from tusach.node.people.from_ledger import LedgerDirectory
from tusach.node.people.looks import look
from tusach.node.wording.disagreements import say_disagreement

PERSONS = ("reader", "staff")
WHY = "command"
MARKS = {"voided": "voided", "corrected": "corrected", "dead": "rejected", "unknown": "unknown"}
log = logging.getLogger("tusach.cli")


def counter_of(node: Node) -> Counter:
    """Whoever may read the files of a home sees what an administrator sees."""
    everywhere = (Appointment(Role.ADMINISTRATOR, None),)
    place = node.own_place()
    person = Staff(staff_id="", login_id=0, appointments=everywhere, place_id=place)
    return Counter(node=node, staff=person, place=place or "", on=node.today())


def look_logged(counter: Counter, story: Story) -> bool:
    """The look at a person is in the log of looks; False where there is no log to write in."""
    if story.noun not in PERSONS:
        return True
    name = str(connection.settings_dict["NAME"])
    if "memory" not in name and not Path(name).exists():
        return False  # nobody has served this home yet; asking would make the file
    try:
        look(counter.staff, story.subject, WHY)
    except DatabaseError as fault:
        log.warning("a look was not logged: %s", type(fault).__name__)
        return False
    return True


def story_lines(node: Node, story: Story) -> tuple[str, ...]:
    """Heading, state, contradictions, then the facts in order; a person's name only if logged."""
    counter = counter_of(node)
    is_named = look_logged(counter, story)
    before = directory.install(LedgerDirectory(node))
    try:
        lines = [title_line(counter, story, is_named=is_named)]
        lines += _state_lines(counter, story)
        facts = [_fact_line(one) for one in facts_shown(counter, story)]
    finally:
        directory.install(before)
    if not is_named:
        words = _(
            "The name is not shown, because this look cannot be logged yet: run “tusach serve” "
            "once."
        )
        lines.append(words)
    lines += [f"! {say_disagreement(one.code)}" for one in story.disagreements]
    return (*lines, "", _("What was told, in order:"), *facts)


def title_line(counter: Counter, story: Story, *, is_named: bool) -> str:
    """What it is: noun, number and title; the name of a person only where that was logged."""
    told = heading(counter, story)
    name = "" if story.noun in PERSONS and not is_named else told["name"]
    return " · ".join(filter(None, (told["noun"], told["more"], name)))


def _state_lines(counter: Counter, story: Story) -> list[str]:
    if story.noun == "copy":
        return _copy_lines(counter, story.subject)
    if story.noun == "reader":
        return _reader_lines(counter, story)
    return []


def _copy_lines(counter: Counter, copy: str) -> list[str]:
    shown = copy_shown(counter, copy)
    if shown is None:
        return []
    chip = "available" if shown.chip == "elsewhere" else shown.chip  # there is no desk here
    pairs = (
        (_("State"), str(CHIPS[chip].words)),
        (_("Now at"), shown.holder),
        (_("Belongs at"), shown.home),
        (_("Owner"), shown.owner),
        (_("Shelf"), " ".join(filter(None, (shown.location, shown.call_number)))),
        (_("Last seen"), ", ".join(filter(None, (day(shown.seen_on), shown.seen_at)))),
    )
    lines = [f"{label}: {value}" for label, value in pairs if value]
    return [*lines, _due(shown.loan)] if shown.loan else lines


def _reader_lines(counter: Counter, story: Story) -> list[str]:
    state = story.state
    if state.erased_on is not None:
        return [_("The personal details were erased on %(day)s.") % {"day": day(state.erased_on)}]
    if state.ended_on is not None:
        lines = [_("Does not read here any more since %(day)s.") % {"day": day(state.ended_on)}]
    else:
        lines = [_("Registered until %(day)s.") % {"day": day(state.valid_until)}]
    lines += [
        _("Stopped for now: %(acts)s. Reason: %(reason)s.")
        % {"acts": ", ".join(map(term, one.acts)), "reason": _reason(counter, one.reason)}
        for one in state.blocks
        if one.until is None or one.until >= counter.on
    ]
    loans = open_loans(counter, story.subject)
    lines.append(_("On loan now:") if loans else _("Nothing is on loan."))
    return lines + [f"  {code_groups(one.code)} · {one.title.words} · {_due(one)}" for one in loans]


def _due(loan: LoanShown) -> str:
    line = _("Lent on %(lent_on)s, due on %(due_on)s.") % {
        "lent_on": day(loan.lent_on),
        "due_on": day(loan.due_on),
    }
    over = _("Overdue by days: %(days)d.") % {"days": loan.days_over} if loan.days_over else ""
    return f"{line} {over}".rstrip()


def _fact_line(fact: FactShown) -> str:
    place = ", ".join(filter(None, (fact.place, fact.teller)))
    mark = str(CHIPS[MARKS[fact.state]].words) if fact.state else ""
    became = f"[{': '.join(filter(None, (mark, fact.reason)))}]" if mark else ""
    return "  ".join(filter(None, (day(fact.on), fact.words, f"({place})", became)))


def _reason(counter: Counter, code: str) -> str:
    """The profile's word for a stop, else the core's."""
    return counter.codes.get(code) or term(code)
