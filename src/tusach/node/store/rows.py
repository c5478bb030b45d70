"""From a folded story to the rows of the reading tables. Values only; no decisions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from tusach.ledger.story import Story
from tusach.library.catalogue.story import TitleState
from tusach.library.catalogue.works import common_words
from tusach.library.copies.ends import owed
from tusach.library.copies.story import CopyState, Loan
from tusach.library.holds.ends import owed as owed_of_hold
from tusach.library.holds.story import HoldState, WishState
from tusach.library.places.story import BlockState, PlaceState, RuleState, UnitState
from tusach.library.readers.story import BorrowersState, ReaderState
from tusach.library.staff.story import StaffState
from tusach.library.visits.story import VisitsState
from tusach.node.store import rows_told
from tusach.node.store.crate_rows import CRATE_ROWS
from tusach.node.store.market_rows import MARKET_ROWS, classes_of, services_of
from tusach.node.store.programme_rows import PROGRAMME_ROWS
from tusach.node.store.protocol import TableRows
from tusach.node.store.settlement_rows import SETTLEMENT_ROWS
from tusach.node.store.stock_rows import STOCK_ROWS
from tusach.node.store.trip_rows import TRIP_ROWS


def rows_of(
    tenant: str, story: Story, *, loans: Iterable[Loan] | None = None, after: int = 0
) -> TableRows:
    """The rows of one subject in every table of its noun and in those of every story.

    loans: of those of a copy, only these. after: of its returns and uses, only those told after so
    many tellings.
    """
    head, state = (tenant, story.subject), story.state
    if isinstance(state, CopyState):
        rows = _copy(head, state, state.loans if loans is None else loans)
        rows |= rows_told.of_copy(head, story, after=after)
        if found := owed(state, story.tellings):
            rows["owed"] = [(*head, *one) for one in found]
    elif isinstance(state, HoldState):
        rows = _hold(head, state)
        if found := owed_of_hold(state, story.tellings):
            rows["owed"] = [(*head, *one) for one in found]
    elif isinstance(state, VisitsState):
        rows = rows_told.of_visits(head, story)
    else:
        make = _BY_NOUN.get(story.noun)
        rows = make(head, state) if make else {}
    if story.disagreements:
        rows["disagreement"] = [
            (*head, nr, one.code, _text(one.facts), story.noun)
            for nr, one in enumerate(story.disagreements)
        ]
    if story.needs_update:
        rows["needs_update"] = [(*head, kind) for kind in story.needs_update]
    if story.dead:
        rows["dead_letter"] = [(*head, fact, reason) for fact, reason in dict(story.dead).items()]
    return rows


_Head = tuple[str, str]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unit(head: _Head, state: UnitState) -> TableRows:
    said = state.declared
    if said is None:
        return {}
    latitude, longitude = said.point or (None, None)
    row = (
        *head,
        said.code,
        said.kind,
        _text(said.names),
        said.valid_from,
        state.ended_on,
        latitude,
        longitude,
        said.area_ha,
        _text(said.formed_from),
        None if said.border is None else int(said.border),
        # Followed by one alone: of a split nothing says which place went where.
        state.into[0] if len(set(state.into)) == 1 else None,
    )
    return {"unit": [row], **classes_of(head, state.classes)}


def _place(head: _Head, state: PlaceState) -> TableRows:
    if state.founded_on is None:
        return {}
    row = (
        *head,
        state.code,
        state.name,
        state.kind,
        state.unit,
        state.owner,
        state.address,
        state.contact,
        state.founded_on,
        state.closed_on,
        state.hours,
        _text(state.openings),
        int(state.demonstration),
    )
    visits = [
        (*head, one.fact, one.day, one.vehicle or "", int(one.called_off), one.source)
        for one in state.visits
    ]
    more = {**classes_of(head, state.classes), **services_of(head, state)}
    return {"place": [row], "place_visit": visits, **more}


def _staff(head: _Head, state: StaffState) -> TableRows:
    return {
        "post": [
            (*head, post.fact, post.role, post.place, post.valid_from, post.valid_until)
            for post in state.posts
        ]
    }


def _rule(head: _Head, state: RuleState) -> TableRows:
    return {
        "rule": [
            (
                *head,
                version.fact,
                version.rule.what,
                version.rule.place,
                version.rule.group,
                version.rule.material,
                version.rule.valid_from,
                version.rule.valid_until,
                _text(version.rule.values),
                version.rule.citation,
                int(version.rule.provisional),
            )
            for version in state.versions
        ]
    }


def _block(head: _Head, state: BlockState) -> TableRows:
    said = state.granted
    if said is None:
        return {}
    return {
        "block": [
            (*head, said.digit, said.block, said.holder, said.installation, int(said.provisional))
        ]
    }


def _title(head: _Head, state: TitleState) -> TableRows:
    said = state.described
    if said is None:
        return {"title_law": [(*head, law) for law in state.laws]}
    row = (
        *head,
        said.title,
        said.subtitle,
        said.responsibility,
        _text(said.authors),
        said.publisher,
        said.published_at,
        said.year,
        said.edition,
        said.extent,
        said.series,
        said.summary,
        _text(said.subjects),
        said.dewey,
        _text(said.languages),
        said.kind,
        said.audience,
        _text(said.isbns),
        said.control,
        said.source,
        said.record,
        said.format,
        _text(said.notes),
        state.described_by,
    )
    return {
        "title": [row],
        "title_law": [(*head, law) for law in state.laws],
        "title_same": [(*head, word) for word in common_words(said)],
    }


def _copy(head: _Head, state: CopyState, loans: Iterable[Loan]) -> TableRows:
    said = state.registered
    loan = state.open_loan
    row = (
        *head,
        said.title if said else None,
        said.code if said else "",
        said.accession if said else "",
        int(said.own_number) if said else 1,
        state.owner,
        state.home,
        state.holder,
        state.last_seen_at,
        state.last_seen_on,
        state.status,
        said.material if said else "",
        said.call_number if said else "",
        said.location if said else "",
        int(said.legal) if said else 0,
        said.price if said else None,
        state.registered_on,
        loan.fact if loan else None,
        loan.place if loan else None,
        loan.lent_on if loan else None,
        loan.due_on if loan else None,
        loan.rule if loan else None,
        len(state.loans),
        int(any(one.contested for one in state.open_loans)),
        state.on_way.of if state.on_way else None,
        state.reserved.of if state.reserved else None,
        state.reserved.until if state.reserved else None,
        state.withheld.word if state.withheld else None,
        state.claim.on if state.claims and state.claim else None,
        " ".join(sorted({one.word for one in state.damages})),
        state.uses,
        state.counted_in,
        said.source if said else "",
        said.acquired_on if said else None,
        state.delivery,
        state.protected.word if state.protected else None,
        state.withdrawn_on,
        state.withdrawn_why,
        state.withdrawn_paper,
        state.crate.of if state.crate else None,
        state.crate.word if state.crate else None,
        state.crate.until if state.crate else None,
        state.short.of if state.short else None,
    )
    rows: TableRows = {"copy": [row]}
    if told := [_loan(head, one) for one in loans]:
        rows["loan"] = told
    if state.unmatched:
        rows["unmatched"] = [(*head, one.fact, one.place, one.on) for one in state.unmatched]
    return rows


def _loan(head: _Head, loan: Loan) -> tuple[Any, ...]:
    return (
        *head,
        loan.fact,
        loan.place,
        loan.lent_on,
        loan.due_on,
        loan.ended_on,
        loan.ended_by,
        loan.ended_at,
        len(loan.renewals),
        loan.governed_by,
        loan.rule,
        loan.group,
        loan.age_band,
        loan.sex,
        loan.material,
        int(loan.implied),
        int(loan.contested),
        int(loan.inside),
        loan.due_by,
        loan.settled_by,
        loan.paper,
    )


def _hold(head: _Head, state: HoldState) -> TableRows:
    said = state.placed
    if said is None and state.assigned is None:
        return {}
    kept = state.ready or state.on_way
    row = (
        *head,
        said.title if said else None,
        said.copy if said else state.assigned.of if state.assigned else None,
        state.pickup,
        state.place,
        said.group if said else "",
        said.channel if said else "",
        state.placed_on or (state.assigned.on if state.assigned else ""),
        state.placed_ms,
        state.placed_by,
        said.needed_until if said else None,
        state.suspended_until,
        kept.of if kept else None,
        state.ready.on if state.ready else None,
        state.ready.until if state.ready else None,
        state.assigned.of if state.assigned else None,
        state.filled.on if state.filled else None,
        state.ended.on if state.ended else None,
        state.ended.word if state.ended else None,
    )
    return {"hold": [row]}


def _wish(head: _Head, state: WishState) -> TableRows:
    said = state.told
    if said is None:
        return {}
    answer = state.answer
    row = (
        *head,
        state.place,
        said.group,
        said.language,
        said.material,
        said.title,
        said.channel,
        state.told_on,
        state.told_by,
        answer.answer if answer else None,
        state.answers[-1][1] if answer else None,
        answer.title if answer else None,
        answer.hold if answer else None,
        state.ended.on if state.ended else None,
        state.ended.word if state.ended else None,
    )
    return {"wish": [row]}


def _reader(head: _Head, state: ReaderState) -> TableRows:
    if state.registered_on is None:
        return {}
    row = (
        *head,
        state.place,
        state.group,
        state.age_band,
        state.sex,
        state.registered_on,
        state.valid_until,
        state.ended_on,
        state.erased_on,
        len(state.blocks),
        sum(1 for card in state.cards if card.ended_by is None),
        _text([[one.fact, one.on, one.purposes, one.by, one.proof] for one in state.consents]),
    )
    return {"reader": [row]}


def _borrowers(head: _Head, state: BorrowersState) -> TableRows:
    said = state.counted
    if said is None:
        return {}
    counts = _text([[one.group, one.age_band, one.sex, one.readers] for one in said.rows])
    row = (
        *head,
        state.place,
        said.first,
        said.last,
        said.readers,
        said.loans,
        said.unlinked,
        counts,
    )
    return {"borrowers": [row]}


_BY_NOUN: dict[str, Callable[[_Head, Any], TableRows]] = {
    "unit": _unit,
    "place": _place,
    "staff": _staff,
    "rule": _rule,
    "block": _block,
    "title": _title,
    "wish": _wish,
    "reader": _reader,
    "sheet": rows_told.of_sheet,
    "borrowers": _borrowers,
    **STOCK_ROWS,
    **TRIP_ROWS,
    **MARKET_ROWS,
    **CRATE_ROWS,
    **PROGRAMME_ROWS,
    **SETTLEMENT_ROWS,
}
