"""Who still has what after its date, by hamlet, to take along on paper."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.node.acts.governing import late
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.persons import needs_guardian
from tusach.node.desk.shown import days_over, marks, place_name, titles_of
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look

MOST = 2_000


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def overdue(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The place's overdue loans, by hamlet and reader."""
    look(counter.staff, counter.place, "overdue list")
    rows = overdue_rows(counter)
    hamlets = [
        {"hamlet": hamlet, "readers": _by_reader(list(some))}
        for hamlet, some in groupby(rows, key=lambda row: row["hamlet"])
    ]
    values = {
        "counter": counter,
        "hamlets": hamlets,
        "total": len(rows),
        "readers": len({row["reader"] or row["fact"] for row in rows}),
        "place": place_name(counter.node, counter.place),
    }
    return render(request, "desk/overdue.html", values)


def _by_reader(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"who": loans[0], "loans": loans}
        for loans in (
            list(some) for _, some in groupby(rows, key=lambda row: row["reader"] or row["fact"])
        )
    ]


def overdue_rows(counter: Counter) -> list[dict[str, Any]]:
    """Loans of this place after their date that nobody contests or claims, sorted for a walk."""
    node = counter.node
    past = late(node, counter.on)
    told = node.store.query(
        "SELECT loan, subject, code, title, lent_on, due_on FROM copy WHERE tenant = ? "  # noqa: S608
        f"AND loan_place = ? AND {past.clause} AND status = 'on_loan' AND contested = 0 "
        "AND claimed_on IS NULL "
        "ORDER BY due_on LIMIT ?",
        (node.tenant, counter.place, *past.values, MOST),
    )
    titles = titles_of(node, [row[3] for row in told])
    people = _people(counter, [row[0] for row in told])
    rows = []
    for fact, copy, code, title, lent_on, due_on in told:
        reader, name, hamlet, phone, guardian = people.get(fact, ("", "", "", "", ""))
        rows.append(
            {
                "fact": fact,
                "copy": copy,
                "code": code,
                "title": titles[title].words if title in titles else "",
                "lent_on": lent_on,
                "due_on": due_on,
                "days": days_over(due_on, counter.on),
                "reader": reader,
                "name": name,
                "hamlet": hamlet,
                "phone": phone,
                "guardian": guardian,
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            not row["hamlet"],
            row["hamlet"],
            row["name"],
            row["reader"],
            row["due_on"],
        ),
    )


def _people(counter: Counter, facts: list[str]) -> dict[str, tuple[str, str, str, str, str]]:
    """By loan: reader, name, hamlet, telephone, who answers; only readers who may be seen."""
    vault = counter.node.store.vault
    found: dict[str, tuple[str, str, str, str, str]] = {}
    for first in range(0, len(facts), 500):
        some = facts[first : first + 500]
        rows = vault.query(
            "SELECT l.fact, l.reader, n.name, n.hamlet, n.phone, n.guardian_name, g.name, "  # noqa: S608
            "n.birth_year FROM loan_reader l JOIN reader_name n ON n.reader = l.reader "
            "LEFT JOIN reader_name g ON g.reader = n.guardian "
            f"WHERE l.fact IN ({marks(some)})",
            some,
        )
        for fact, reader, name, hamlet, phone, guardian_name, guardian, born in rows:
            if counter.sees(counter.node.store.state(reader, "reader")):
                answers = (guardian_name or guardian or "") if needs_guardian(counter, born) else ""
                found[fact] = (reader, name, hamlet or "", phone or "", answers)
    return found
