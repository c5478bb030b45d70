"""Rows that are made of what was told, one by one: returns, uses, and what came from paper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tusach.ledger.story import Story, Told
from tusach.library.copies.facts import CopyReturned, CopyUsed
from tusach.library.sheets.story import SheetState
from tusach.library.visits.facts import VisitCounted
from tusach.node.store.protocol import TableRows

_Head = tuple[str, str]


def of_copy(head: _Head, story: Story, *, after: int = 0) -> TableRows:
    """Each return and each use; a row of a paper sheet once. after: leave out so many tellings."""
    returned, used = [], []
    for told in _once(story.tellings, after):
        body = told.body
        if isinstance(body, CopyReturned):
            returned.append((*head, told.id, told.place, told.on, body.paper))
        else:
            used.append((*head, told.id, told.place, told.on, body.n, body.paper))
    rows: TableRows = {}
    if returned:
        rows["returned"] = returned
    if used:
        rows["used"] = used
    return rows


def _once(tellings: Sequence[Told], after: int) -> Iterator[Told]:
    for nr in range(after, len(tellings)):
        told = tellings[nr]
        if isinstance(told.body, CopyReturned | CopyUsed):
            paper = told.body.paper
            if not (paper and any(_is_of(one, paper) for one in tellings[:nr])):
                yield told


def _is_of(told: Told, paper: str) -> bool:
    return isinstance(told.body, CopyReturned | CopyUsed) and told.body.paper == paper


def of_visits(head: _Head, story: Story) -> TableRows:
    """The sums of a day, and how many of each were told from paper."""
    state = story.state
    paper: dict[tuple[str, str], int] = {}
    counting = {row[3] for row in state.sheets}
    for told in story.tellings:
        if told.id in counting and isinstance(told.body, VisitCounted):
            key = (told.body.channel, told.body.group)
            paper[key] = paper.get(key, 0) + told.body.n
    return {
        "visit": [
            (*head, state.place, state.on, channel, group, n, paper.get((channel, group), 0))
            for channel, group, n in state.counts
        ]
    }


def of_sheet(head: _Head, state: SheetState) -> TableRows:
    """A printed sheet with the rows that are still to be typed, and where single rows went."""
    rows: TableRows = {}
    said = state.printed
    if said is not None:
        missing = json.dumps(state.missing, separators=(",", ":"))
        row: tuple[Any, ...] = (
            *head,
            said.code,
            said.what,
            said.month,
            said.rows,
            state.place,
            state.on,
            len(state.missing),
            missing,
        )
        rows["sheet"] = [row]
    if state.rows:
        rows["sheet_row"] = [(*head, row, subject) for row, subject, _ in state.rows]
    return rows
