"""What each part of the desk's page needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse

from tusach.library.copies.states import CopyState
from tusach.library.readers.facts import ACTS
from tusach.library.readers.story import ReaderState
from tusach.node.acts import asked, cases, persons, trusting
from tusach.node.desk import memory
from tusach.node.desk.acts_today import acts_today
from tusach.node.desk.consent_parts import consent_part
from tusach.node.desk.counter import Counter
from tusach.node.desk.outcomes import belongs, late_words, whose
from tusach.node.desk.persons import group_words, reader_shown
from tusach.node.desk.shown import copy_shown, names_of, open_loans, place_name, title_of
from tusach.node.pages.why import duty
from tusach.node.people.access import Act, may
from tusach.node.people.looks import look

LOST_REASONS = ("reader", "missing", "destroyed")
DAMAGES = ("torn", "wet", "pages_missing", "written_in", "binding", "other")
WITHHELD_REASONS = ("damaged", "repair", "processing", "display", "quarantine")
PROTECTED_REASONS = ("local_history", "rare", "decision", "gift", "other")
SENT_REASONS = ("manual", "return_home", "return_owner", "repair")
MOST_GOALS = 100
"""So many places are listed to send a copy to; where there are more, its code is typed."""
SETTLED = ("same_title", "other_title", "money", "mended", "excused")
WITHDRAWN_REASONS = ("worn", "obsolete", "expired_law", "lost", "transferred")


def home_part(request: HttpRequest, counter: Counter) -> dict[str, Any]:
    """Buttons, the last readers, the last acts."""
    return {
        "readers": last_readers(request, counter),
        "acts": acts_today(counter),
        "to_settle": cases.open_for(counter.node, counter.place),
        "place_words": place_name(counter.node, counter.place),
        "stock_address": _page("stock:home"),
        "week_address": _page("programme:here"),
    }


def lend_part(request: HttpRequest, counter: Counter, copy: str) -> dict[str, Any]:
    """Whom to lend to: the last readers, and the copy that waits where there is one."""
    return {
        "readers": last_readers(request, counter),
        "waiting_copy": copy_shown(counter, copy) if copy else None,
        "trust_groups": [
            {"code": code, "words": group_words(counter, code)}
            for code in trusting.many_groups(counter.node, on_trust=True)
        ],
    }


def last_readers(request: HttpRequest, counter: Counter) -> list[dict[str, str]]:
    """The readers of this session who may be seen here, by name."""
    kept = memory.last_readers(request)
    names = names_of(counter.node, [one for one in kept if _may_see(counter, one)])
    if names and not request.headers.get("HX-Request"):
        look(counter.staff, counter.place, "last readers")
    return [{"reader": one, "name": names[one]} for one in kept if one in names]


def _may_see(counter: Counter, reader: str) -> bool:
    state: ReaderState = counter.node.store.state(reader, "reader")
    return counter.sees(state)


def return_part(request: HttpRequest, counter: Counter, *, most: int) -> dict[str, Any]:
    """What came back in this session: whose it was, how late, where it belongs."""
    rows = []
    every = memory.returned(request)
    for kept in every[:most]:
        copy = copy_shown(counter, kept["copy"])
        late = int(kept.get("days_over") or 0)
        rows.append(
            {
                "fact": kept["fact"],
                "copy": copy,
                "whose": whose(counter, kept.get("reader")),
                "late": late_words(late) if late else "",
                "belongs": belongs(copy),
                "elsewhere": copy is not None and not copy.belongs_here,
            }
        )
    return {"returned": rows, "returned_count": len(every)}


def loans_part(counter: Counter, reader: str) -> dict[str, Any]:
    """What a reader has now, by itself: a scan changes nothing else of the page."""
    return {"loans": open_loans(counter, reader), "reader_id": reader}


def holds_of(counter: Counter, reader: str) -> list[dict[str, Any]]:
    """What the reader waits for, what is ready first."""
    node, found = counter.node, []
    for hold, state in asked.holds_of(node, node.store, reader).items():
        copy = state.placed.copy if state.placed else None
        said = node.store.state(copy, "copy").registered if copy else None
        title = (state.placed.title if state.placed else None) or (said.title if said else "")
        found.append(
            {
                "hold": hold,
                "title": title_of(node, title),
                "status": state.status(counter.on),
                "until": state.ready.until if state.ready else "",
            }
        )
    return sorted(found, key=lambda row: row["status"] != "ready")


def reader_part(counter: Counter, reader: str) -> dict[str, Any]:
    """A reader with what they have now. The caller has logged the look."""
    state: ReaderState = counter.node.store.state(reader, "reader")
    return {
        "reader": reader_shown(counter, state),
        **loans_part(counter, reader),
        "holds": holds_of(counter, reader),
        "may_set_pin": may(counter.staff, Act.SET_PIN, state.place),
        "may_change": may(counter.staff, Act.CHANGE_READER, state.place),
        "erase_address": "" if counter.staff.joined else _erasing(reader),
        **consent_part(counter, state),
        "twin": persons.may_be_twin(counter.node, reader),
        "joined": persons.is_joined(counter.node, reader),
        "all_acts": ACTS,
        "block_reasons": [
            {"code": one.code, "words": counter.words(one.names)}
            for one in counter.node.profile.lending.blocks
        ],
    }


def _erasing(reader: str) -> str:
    """Where the person is erased, where this node has such a page."""
    return _page("privacy:erase", reader=reader)


def _page(name: str, **values: str) -> str:
    """The address of a page of another room; empty where this node has none."""
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return ""


def guest_part(request: HttpRequest, counter: Counter, reader: str) -> dict[str, Any]:
    """A reader of another place: what the card says and what they have from here, never a name."""
    card = memory.guest(request, reader)
    if card is None:
        raise Http404
    return {
        "guest": card,
        "guest_place": place_name(counter.node, card["place"]),
        "guest_group": group_words(counter, card["group"]),
        "loans": open_loans(counter, reader),
    }


def copy_part(counter: Counter, copy: str) -> dict[str, Any]:
    """A copy with its loans: dates, and names only where the role reaches."""
    shown = copy_shown(counter, copy)
    if shown is None:
        raise Http404
    return {
        "copy": shown,
        "whose": whose(counter, shown.loan.reader, why="copy page", now=True) if shown.loan else "",
        "borrower": _borrower(counter, shown.loan.reader if shown.loan else None),
        "history": history(counter, copy),
        "lost_reasons": LOST_REASONS,
        "withdrawn_reasons": WITHDRAWN_REASONS,
        **care_part(counter, copy),
        "may_withdraw": counter.node.store.state(copy, "copy").owner == counter.place,
    }


def _crate(counter: Counter, state: CopyState) -> dict[str, Any]:
    """With which crate the copy travels, where that stands and until when; or in which it lacks."""
    mark = state.short or state.crate
    if mark is None or mark.of is None:
        return {}
    made = counter.node.store.state(mark.of, "crate").made
    return {
        "nr": made.nr if made is not None else "?",
        "until": mark.until or "",
        "is_short": state.short is not None,
        "address": reverse("trips:crate", kwargs={"crate": mark.of}),
    }


def care_part(counter: Counter, copy: str) -> dict[str, Any]:
    """What is said of the copy between its loans, and the reasons that may be chosen."""
    state: CopyState = counter.node.store.state(copy, "copy")
    kept, away = state.reserved, state.on_way
    owed = [
        one.fact
        for one in state.loans
        if one.settled_by is None
        and (
            (state.lost_by is not None and one.ended_by is None)
            or any(mark.of == one.fact for mark in state.damages)
        )
    ]
    return {
        "care": {
            "claimed_on": state.claim.on if state.claim else "",
            "damages": [one.word for one in state.damages],
            "withheld": state.withheld.word if state.withheld else "",
            "withheld_until": state.withheld.until if state.withheld else "",
            "kept_until": kept.until if kept else "",
            "hold": kept.of if kept else "",
            "on_way_to": place_name(counter.node, away.of) if away else "",
            "on_way_why": away.word if away else "",
            "crate": _crate(counter, state),
            "uses": state.uses,
            "protected": state.protected.word if state.protected else "",
            "owed": owed[-1] if owed else "",
        },
        "duty": _duty(counter, state, owed[-1]) if owed else "",
        "damage_reasons": DAMAGES,
        "withheld_reasons": WITHHELD_REASONS,
        "protected_reasons": PROTECTED_REASONS,
        "settled_ways": SETTLED,
        "sent_reasons": SENT_REASONS,
        "goals": goals(counter, state),
    }


def goals(counter: Counter, state: CopyState) -> list[tuple[str, str]]:
    """Where a copy may be sent, by code and name: where it belongs stands first."""
    rows = counter.node.store.query(
        "SELECT subject, code, name FROM place WHERE tenant = ? AND closed_on IS NULL "
        "AND code IS NOT NULL AND subject <> ? ORDER BY name, code LIMIT ?",
        (counter.node.tenant, counter.place, MOST_GOALS + 1),
    )
    if len(rows) > MOST_GOALS:
        return []
    first = {state.home, state.owner}
    rows = sorted(rows, key=lambda row: row[0] not in first)
    return [(str(code), str(name)) for _subject, code, name in rows]


def _duty(counter: Counter, state: CopyState, loan: str) -> str:
    """On what the duty to make good stands, by the rule that the loan was made by."""
    made = next(one for one in state.loans if one.fact == loan)
    policy = counter.node.rule_told(made.rule)
    return duty(policy) if policy is not None else ""


def _borrower(counter: Counter, reader: str | None) -> str:
    return reader if reader and _may_see(counter, reader) else ""


def history(counter: Counter, copy: str) -> Sequence[dict[str, Any]]:
    """A copy's loans that have ended, the latest first."""
    node = counter.node
    rows = node.store.query(
        "SELECT fact, place, lent_on, due_on, ended_on, ended_at, implied FROM loan "
        "WHERE tenant = ? AND subject = ? AND ended_on IS NOT NULL "
        "ORDER BY lent_on DESC, fact LIMIT 30",
        (node.tenant, copy),
    )
    readers: dict[str, str] = {}
    if counter.is_wide and rows:
        told = node.store.vault.query(
            "SELECT fact, reader FROM loan_reader WHERE copy = ?", (copy,)
        )
        names = names_of(node, [reader for _, reader in told])
        readers = {fact: names.get(reader, "") for fact, reader in told}
        look(counter.staff, copy, "loans of a copy")
    return [
        {
            "fact": fact,
            "place": place_name(node, place),
            "lent_on": lent_on,
            "ended_on": ended_on,
            "ended_at": place_name(node, ended_at),
            "elsewhere": bool(ended_at) and ended_at != place,
            "late": ended_on > due_on,
            "implied": bool(implied),
            "name": readers.get(fact, ""),
        }
        for fact, place, lent_on, due_on, ended_on, ended_at, implied in rows
    ]
