"""What a story told on changes in the reading tables: those rows, and of a row those columns.

A copy that is lent for the hundredth time has one row more and one that changes; the other
ninety-nine, with all their entries in indexes, stay as they lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tusach.ledger.story import Story
from tusach.library.copies.states import CopyState, Loan
from tusach.node.store.protocol import SubjectChanges, SubjectRows, TableRows
from tusach.node.store.rows import rows_of
from tusach.node.store.schema import KEYS, NAMES

Row = tuple[Any, ...]


def tenant_rows(
    tenant: str, before: Mapping[str, Story], stories: Mapping[str, Story]
) -> Iterator[SubjectRows | SubjectChanges]:
    """For every story that was told on, what becomes of its rows. before: stories as they were."""
    for subject, story in stories.items():
        was = before[subject]
        if was.held and was.noun == story.noun:
            if was is not story:
                yield changes(tenant, was, story)
        else:
            other = was.noun if was.noun not in ("", story.noun) else ""
            yield SubjectRows(subject, story.noun, rows_of(tenant, story), other, not was.held)


def changes(tenant: str, was: Story, now: Story) -> SubjectChanges:
    """From the rows of a story to those of the same one told on."""
    gone, come = _other_loans(was.state, now.state)
    count = len(was.tellings)
    after = count if now.tellings[:count] == was.tellings else 0
    old = rows_of(tenant, was, loans=gone, after=after)
    new = rows_of(tenant, now, loans=come, after=after)
    return compared(now.subject, old, new)


def compared(subject: str, old: TableRows, new: TableRows) -> SubjectChanges:
    """What makes the new rows of a subject of the old ones."""
    found = SubjectChanges(subject, {}, {}, {})
    for name in old.keys() | new.keys():
        _compare(name, old.get(name, ()), new.get(name, ()), found)
    return found


def _other_loans(was: object, now: object) -> tuple[list[Loan], list[Loan]]:
    """The loans of a copy as they were and as they are, without those that are the same."""
    if not (isinstance(was, CopyState) and isinstance(now, CopyState)):
        return [], []
    same = max(min(len(was.loans), len(now.loans)) - 1, 0)
    if was.loans[:same] != now.loans[:same]:  # nearly always only the newest are others now
        same = 0
    left = {loan.fact: loan for loan in was.loans[same:]}
    gone, come = [], []
    for loan in now.loans[same:]:
        before = left.pop(loan.fact, None)
        if before is loan or before == loan:
            continue
        come.append(loan)
        if before is not None:
            gone.append(before)
    return [*gone, *left.values()], come


def _compare(name: str, old: Sequence[Row], new: Sequence[Row], found: SubjectChanges) -> None:
    if old == new:
        return
    key_of, names = KEYS[name], NAMES[name]
    left = {key_of(row): row for row in old}
    for row in new:
        key = key_of(row)
        was = left.pop(key, None)
        if was is None:
            found.come.setdefault(name, []).append(row)
        elif was != row:
            at = [place for place, one in enumerate(row) if was[place] != one]
            columns = tuple(names[place] for place in at)
            values = (*(row[place] for place in at), *key)
            found.turned.setdefault((name, columns), []).append(values)
    if left:
        found.gone[name] = list(left)
