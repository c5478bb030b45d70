"""What changes in the rows of a subject makes the new rows of the old ones, on every engine."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.node.store.telling import TENANT, named

from tusach.node.store.protocol import Engine, SubjectRows, TableRows
from tusach.node.store.row_changes import compared
from tusach.node.store.schema import BY_NAME, KEYS, NAMES

OF_COPIES = ("copy", "loan", "owed", "disagreement", "needs_update")
ONE, OTHER = named("one"), named("other")


def rows_by(dice: random.Random, subject: str) -> TableRows:
    """Rows of a copy, of few values, so that some are the same the next time."""
    found: TableRows = {}
    for name in OF_COPIES:
        keys = {column: place for place, column in enumerate(NAMES[name])}
        made: dict[Any, tuple[Any, ...]] = {}
        for _ in range(dice.randrange(4)):
            row: list[Any] = [
                TENANT,
                subject,
                *(dice.choice([None, 0, 1]) for _ in NAMES[name][2:]),
            ]
            for column, place in keys.items():
                if column == "nr":
                    row[place] = dice.randrange(3)
                elif column in BY_NAME[name].key:
                    row[place] = dice.choice("abc") * 32
            made[KEYS[name](tuple(row))] = tuple(row)
        if made:
            found[name] = list(made.values())
    return found


def typed(rows: TableRows) -> TableRows:
    """The rows with values of the types of their columns, whatever the dice have said."""
    found: TableRows = {}
    for name, some in rows.items():
        kinds = ["TEXT", "TEXT", *(one.split()[1] for one in BY_NAME[name].columns)]
        found[name] = [
            tuple(
                str(value) if kind == "TEXT" and isinstance(value, int) else value
                for value, kind in zip(row, kinds, strict=True)
            )
            for row in some
        ]
    return found


def lying(engine: Engine, subject: str) -> TableRows:
    with engine.reading() as reading:
        found = {name: reading.subject_rows(name, subject) for name in OF_COPIES}
    return {name: sorted(rows, key=KEYS[name]) for name, rows in found.items() if rows}


def in_order(rows: TableRows) -> TableRows:
    return {name: sorted(some, key=KEYS[name]) for name, some in rows.items()}


def test_rows_that_are_changed_are_those_that_would_be_told_anew(engine: Engine) -> None:
    dice = random.Random(3)
    beside = typed(rows_by(dice, OTHER))
    now: dict[str, TableRows] = {ONE: typed(rows_by(dice, ONE)), OTHER: beside}
    with engine.writing() as writing:
        writing.put_stories(
            SubjectRows(subject, "copy", rows, fresh=True) for subject, rows in now.items()
        )
    for _ in range(60):
        new = typed(rows_by(dice, ONE))
        with engine.writing() as writing:
            writing.put_stories([compared(ONE, now[ONE], new)])
        now[ONE] = new
        assert lying(engine, ONE) == in_order(new)
    assert lying(engine, OTHER) == in_order(beside)


@given(st.randoms(use_true_random=False))
def test_nothing_is_said_of_rows_that_stay(dice: random.Random) -> None:
    rows = rows_by(dice, ONE)
    same = compared(ONE, rows, {name: list(reversed(some)) for name, some in rows.items()})
    assert (same.come, same.turned, same.gone) == ({}, {}, {})
