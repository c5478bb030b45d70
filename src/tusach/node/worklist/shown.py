"""A case as a page shows it: each telling in words, who should look, what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.ledger.fact import Fact, trusted
from tusach.library.nodes.facts import node_subject
from tusach.library.readers.story import ReaderState
from tusach.library.settling.options import AGREE, Option
from tusach.node.acts import cases, clocks_off, settling
from tusach.node.acts.cases import Case
from tusach.node.acts.circulation import loan_reader
from tusach.node.acts.node import At, Node
from tusach.node.desk.counter import Counter
from tusach.node.desk.ledger_view import FactShown, facts_shown, heading
from tusach.node.desk.persons import person_row
from tusach.node.desk.shown import names_of, place_name
from tusach.node.pages.writing import code_groups, day
from tusach.node.people.looks import look
from tusach.node.wording.settling import say_case, say_clock, say_option, say_title, say_why
from tusach.node.wording.values import say_moment

LOOK = "work list"


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One of the entries, by its number. on: the day on paper; told_at: by the clock.

    person: the reader whom it is about, where they may be seen, else whose reader; papers: year of
    birth, hamlet and cards of a registration; machine: which one told it, by its label.
    """

    nr: int
    fact: str
    words: str
    on: str
    told_at: str
    place: str
    teller: str
    machine: str
    clock: str
    doubtful: bool = False
    person: str = ""
    papers: tuple[str, ...] = ()


class Choice(msgspec.Struct, frozen=True):
    """One way to settle, as a button. nr: of the telling that it is done to, 0 where of none."""

    key: str
    words: str
    why: str = ""
    nr: int = 0


class CaseShown(msgspec.Struct, frozen=True, kw_only=True):
    """A case in words. first: the proposal; others: further choices; both only where theirs."""

    id: str
    subject: str
    code: str
    title: str
    thing: str
    number: str
    words: str
    tellings: tuple[Telling, ...]
    desks: tuple[str, ...]
    at_hub: bool
    proven: bool
    waits: str
    first: Choice | None
    others: tuple[Choice, ...]
    proposed: str = ""


def shown(counter: Counter, case: Case, at: At) -> CaseShown:
    """The case for this person; looks at readers who are named are logged."""
    node = counter.node
    told = tellings(counter, case)
    theirs = [one.key for one in settling.open_options(node, case, at)]
    every = choices(node, case)
    open_ones = [one for one in every if one.key in theirs]
    is_theirs = bool(every) and every[0].key in theirs
    head = heading(counter, node.store.story(case.subject))
    named = case.noun not in ("reader", "staff")
    return CaseShown(
        id=case.id,
        subject=case.subject,
        code=case.code,
        title=say_title(case.code),
        thing=" ".join(filter(None, (head["noun"], head["name"] if named else ""))),
        number=head["more"] if case.noun == "copy" else "",
        words=say_case(case.code),
        tellings=told,
        desks=tuple(filter(None, (place_name(node, one) for one in case.desks))),
        at_hub=case.at_hub,
        proven=case.proven,
        waits=_waits(node, case),
        first=open_ones[0] if is_theirs else None,
        others=tuple(open_ones[1:] if is_theirs else open_ones),
        proposed=every[0].words if every else "",
    )


def choices(node: Node, case: Case) -> list[Choice]:
    """Every way to settle the case, the proposal first, whoever may choose it."""
    values = _values(node, case)
    return [_choice(case, one, values) for one in case.options]


def tellings(counter: Counter, case: Case) -> tuple[Telling, ...]:
    """The entries that the case is about, in their order."""
    found: dict[str, FactShown] = {}
    for subject in (case.subject, *case.others):
        story = counter.node.store.story(subject)
        found.update((one.fact, one) for one in facts_shown(counter, story))
    told = []
    for key in case.facts:
        row = counter.node.store.fact(key)
        if row is None or key not in found:
            continue
        telling = _telling(counter, case, found[key], trusted(row.raw))
        told.append(msgspec.structs.replace(telling, nr=case.facts.index(key) + 1))
    return tuple(told)


def _telling(counter: Counter, case: Case, fact: FactShown, told: Fact) -> Telling:
    node = counter.node
    person, papers = _person(counter, case, fact, told)
    return Telling(
        nr=0,
        fact=fact.fact,
        words=fact.words,
        on=fact.on,
        told_at=told_at(node, told),
        place=fact.place,
        teller=fact.teller,
        machine=machine(node, told),
        clock=say_clock(told.clock_quality),
        doubtful=told.clock_quality == "asserted" or case.code == cases.CLOCK_OFF,
        person=person,
        papers=papers,
    )


def machine(node: Node, fact: Fact) -> str:
    """What the installation that told a fact is called."""
    with node.store.engine.reading() as reading:
        row = reading.stream(fact.stream)
    key = row.installation if row else ""
    state = node.store.state(node_subject(node.tenant, key), "node") if key else None
    label = state.certificate.label if state is not None and state.certificate else ""
    if key == node.store.own_key:
        return _("this machine")
    return label or _("machine %(key)s") % {"key": key[:8]}


def _person(
    counter: Counter, case: Case, fact: FactShown, told: Fact
) -> tuple[str, tuple[str, ...]]:
    """Whom an entry is about, as far as this desk may know; the look is logged."""
    node = counter.node
    is_reader = case.noun == "reader"
    reader = told.subject if is_reader else loan_reader(node, fact.fact)
    if reader is None:
        return "", ()
    state: ReaderState = node.store.state(reader, "reader")
    if not counter.sees(state):
        place = place_name(node, state.place)
        return (_("a reader of %(place)s") % {"place": place} if place else ""), ()
    if counter.staff.staff_id:
        look(counter.staff, reader, LOOK)
    name = names_of(node, (reader,)).get(reader, "")
    return name, _papers(counter, reader) if is_reader else ()


def _papers(counter: Counter, reader: str) -> tuple[str, ...]:
    row = person_row(counter, reader)
    numbers = counter.node.store.vault.query(
        "SELECT DISTINCT number FROM card WHERE reader = ? ORDER BY number", (reader,)
    )
    _name, born, hamlet = row[:3] if row else ("", None, "")
    lines = [
        _("born %(year)s") % {"year": born} if born else "",
        hamlet,
        *(_("card %(number)s") % {"number": code_groups(number)} for (number,) in numbers),
    ]
    return tuple(filter(None, lines))


def _waits(node: Node, case: Case) -> str:
    days = max(0, node.store.now_ms() - case.since_ms) // 86_400_000
    if not days:
        return _("since today")
    return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}


def _choice(case: Case, option: Option, values: Mapping[str, dict[str, str]]) -> Choice:
    mine = values.get(option.fact, values[""])
    words = say_option(option.code, case.code, mine.get("kind", ""), mine)
    why = say_why(option.why, values.get(option.because, values[""]))
    of_one = option.code != AGREE and option.fact in case.facts and len(case.facts) > 1
    nr = case.facts.index(option.fact) + 1 if of_one else 0
    return Choice(option.key, words, why, nr)


def _values(node: Node, case: Case) -> dict[str, dict[str, str]]:
    """By telling, what its choice and the reason may say; "" for those of no telling."""
    found: dict[str, dict[str, str]] = {"": {"span": _span(node, case)}}
    for key in case.facts:
        row = node.store.fact(key)
        if row is None:
            continue
        fact = trusted(row.raw)
        body: dict[str, Any] = msgspec.json.decode(fact.body)
        found[key] = {
            "kind": fact.kind,
            "place": place_name(node, fact.place),
            "on": day(fact.on),
            "told_at": told_at(node, fact),
            "n": str(body.get("n", "")),
            "holder": place_name(node, body.get("holder")),
        }
    return found


def told_at(node: Node, fact: Fact) -> str:
    """When a fact was told: day and minute."""
    return say_moment(fact.told_ms, node.store.identity.offset_minutes)


def _span(node: Node, case: Case) -> str:
    """How far a clock is to be moved, in the largest unit that says it."""
    if case.code != cases.CLOCK_OFF:
        return ""
    found = next((one for one in clocks_off.streams_off(node) if one.stream == case.subject), None)
    delta = found.off.delta_ms if found else 0
    days = abs(delta) // 86_400_000
    words = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if delta < 0:
        return _("%(span)s back") % {"span": words}
    return _("%(span)s forward") % {"span": words}
