"""Weeding: a dossier that the program helps to fill, a council decides, and copies leave by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies.states import CopyState
from tusach.library.profile.parts import LegalNumber, in_force
from tusach.library.profile.weeding import Weeding
from tusach.library.weeding import rules
from tusach.library.weeding.facts import CouncilPrivate, Member
from tusach.library.weeding.rules import Decision, Share
from tusach.library.weeding.story import WeedingState
from tusach.node.acts import erasing
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At, Node
from tusach.node.store.erasing import named_at, told_parts
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

MOST_SUGGESTED = 60
"""At once; what was proposed is not suggested again, so the next look goes on."""
NO_RULES = Refusal("weeding.no_rules", {})
_STOCK = "status NOT IN ('withdrawn', 'unregistered')"
_OF = (
    "SELECT copy.subject FROM copy {join} WHERE copy.tenant = ? AND copy.owner = ? "
    "AND copy.status NOT IN ('withdrawn', 'unregistered') AND copy.loan IS NULL "
    "AND copy.protected IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM weeding_copy JOIN weeding ON weeding.tenant = "
    "weeding_copy.tenant AND weeding.subject = weeding_copy.subject WHERE weeding_copy.tenant = "
    "copy.tenant AND weeding_copy.copy = copy.subject AND weeding.status IN ('open', 'decided')) "
)
_TITLE = "JOIN title ON title.tenant = copy.tenant AND title.subject = copy.title"
_EXPIRED = (
    "AND EXISTS (SELECT 1 FROM title_law WHERE title_law.tenant = copy.tenant "
    "AND title_law.subject = copy.title) AND NOT EXISTS (SELECT 1 FROM title_law LEFT JOIN law "
    "ON law.tenant = title_law.tenant AND law.subject = title_law.law WHERE title_law.tenant = "
    "copy.tenant AND title_law.subject = copy.title AND (law.expired_on IS NULL "
    "OR law.expired_on > ?)) "
)
_MORE_THAN = (
    "AND copy.loans = 0 AND copy.uses = 0 AND (SELECT count(*) FROM copy AS other WHERE "
    "other.tenant = copy.tenant AND other.title = copy.title AND other.owner = copy.owner "
    "AND other.status NOT IN ('withdrawn', 'unregistered') "
    "AND (other.loans > copy.loans OR other.code < copy.code)) >= ? "
)


def begin(node: Node, at: At, *, decision: str) -> str | Refusal:
    """A dossier is opened at the place; its id."""
    if node.profile.weeding is None:
        return NO_RULES
    dossier = node.store.random.new_id()
    done = node.store.act(at.by, lambda _: rules.begin(dossier, desk(node, at), decision=decision))
    return done if isinstance(done, Refusal) else dossier


def name_council(node: Node, dossier: str, at: At, members: Sequence[Member]) -> Done | Refusal:
    """Who decides."""
    return _told(
        node, dossier, at, lambda state, _: rules.name_council(state, desk(node, at), members)
    )


def council(node: Node, dossier: str) -> tuple[Member, ...]:
    """The names of the council, where they are here; the caller logs the look."""
    state: WeedingState = node.store.state(dossier, "weeding")
    part = node.store.vault.part(state.council) if state.council else None
    if part is None:
        return ()
    try:
        return msgspec.json.decode(part.raw, type=CouncilPrivate).members
    except msgspec.ValidationError:
        return ()


def propose(
    node: Node, dossier: str, at: At, copies: Sequence[str], *, reason: str
) -> Done | Refusal:
    """These copies should leave, for this reason."""
    weeding = node.profile.weeding
    if weeding is None:
        return NO_RULES

    def wish(state: WeedingState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        wanted = [transaction.state(one, "copy") for one in dict.fromkeys(copies)]
        kinds = node.profile.lending.material_kinds
        return rules.propose(
            state, desk(node, at), wanted, reason=reason, weeding=weeding, kinds=kinds
        )

    return _told(node, dossier, at, wish)


def spare(
    node: Node, dossier: str, at: At, copies: Sequence[str], *, reason: str
) -> Done | Refusal:
    """These copies stay after all."""
    return _told(
        node,
        dossier,
        at,
        lambda state, _: rules.spare(state, desk(node, at), copies, reason=reason),
    )


def decide(node: Node, dossier: str, at: At, paper: Decision) -> Done | Refusal:
    """What is proposed leaves, by this paper; refused where it is too much of the stock."""
    weeding = node.profile.weeding
    if weeding is None:
        return NO_RULES
    share = share_of(node, dossier, on=paper.on)
    return _told(
        node,
        dossier,
        at,
        lambda state, _: rules.decide(state, desk(node, at), paper, share=share, weeding=weeding),
    )


def carry_out(node: Node, dossier: str, at: At, *, paper: str) -> Done | Refusal:
    """The copies leave, each by a fact of its own, in one act."""

    def wish(state: WeedingState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        wanted: list[CopyState] = [transaction.state(one.copy, "copy") for one in state.proposed]
        kinds = node.profile.lending.material_kinds
        return rules.carry_out(state, desk(node, at), wanted, paper=paper, kinds=kinds)

    return _told(node, dossier, at, wish)


def drop(node: Node, dossier: str, at: At, *, reason: str) -> Done | Refusal:
    """The dossier is given up."""
    return _told(
        node, dossier, at, lambda state, _: rules.drop(state, desk(node, at), reason=reason)
    )


def forget_council(node: Node, dossier: str, at: At) -> Done | Refusal:
    """The names of the council go everywhere; the dossier stays."""

    def wish(state: WeedingState, transaction: Transaction) -> Sequence[Draft] | Refusal:
        held = transaction.held(dossier)
        parts, place = told_parts(dossier, held), named_at(dossier, held) or at.place
        return rules.forget_council(state, parts, place=place, on=at.on, reason="wish")

    done = _told(node, dossier, at, wish)
    if not isinstance(done, Refusal):
        erasing.confirm(node)
    return done


def number_of(node: Node, code: str, on: str) -> LegalNumber | None:
    """A number of the programme that is in force on a day."""
    day = date.fromisoformat(on)
    found = [one for one in node.profile.places.rules if one.code == code]
    return next((one for one in found if in_force(one, on=day)), None)


def stock_of(node: Node, place: str) -> int:
    """How many copies belong to a place now."""
    rows = node.store.query(
        f"SELECT count(*) FROM copy WHERE tenant = ? AND owner = ? AND {_STOCK}",  # noqa: S608
        (node.tenant, place),
    )
    return int(rows[0][0])


def share_of(node: Node, dossier: str, *, on: str) -> Share:
    """How much of the stock the dossier takes, together with what left before it in the window."""
    state: WeedingState = node.store.state(dossier, "weeding")
    counting = _counting(node.profile.weeding)
    planned = sum(one.reason in counting for one in state.proposed)
    return _share(node, state.place or "", on=on, planned=planned, but=dossier)


def off_a_dossier(node: Node, copy: CopyState, *, reason: str, on: str) -> Refusal | None:
    """Why a copy does not leave from its own page; None where it may, or the reason is no weeding.

    It is held to what a dossier is held to: what never leaves stays, and the share of a year.
    """
    weeding = node.profile.weeding
    if weeding is None or reason not in {one.code for one in weeding.reasons}:
        return None
    if refused := rules.never(copy, node.profile.lending.material_kinds):
        return refused
    if reason not in _counting(weeding) or copy.owner is None:
        return None
    share = _share(node, copy.owner, on=on, planned=1)
    much = rules.over_share(share)
    return None if much is None else Refusal("weeding.share_full", much)


def _share(node: Node, place: str, *, on: str, planned: int, but: str = "") -> Share:
    """The share of a place. Without a number in force everything may leave.

    What other dossiers have decided and not carried out counts as left, and so does what left after
    the day of the paper: neither two papers nor an early date make room. but: the dossier itself.
    """
    weeding = node.profile.weeding
    counting = _counting(weeding)
    limit = number_of(node, "weeding_share", on)
    months = weeding.share_window.value if weeding else 12
    first = rules.window_begins(on, months)
    left = decided = 0
    if counting:
        marks = ", ".join("?" * len(counting))
        rows = node.store.query(
            "SELECT count(*) FROM copy WHERE tenant = ? AND owner = ? AND withdrawn_on "  # noqa: S608
            f"BETWEEN ? AND ? AND withdrawn_why IN ({marks})",
            (node.tenant, place, first, max(on, node.today()), *counting),
        )
        left = int(rows[0][0])
        rows = node.store.query(
            "SELECT count(*) FROM weeding_copy c JOIN weeding w ON w.tenant = c.tenant "  # noqa: S608
            "AND w.subject = c.subject WHERE w.tenant = ? AND w.place = ? "
            f"AND w.status = 'decided' AND w.subject <> ? AND c.reason IN ({marks})",
            (node.tenant, place, but, *counting),
        )
        decided = int(rows[0][0])
    return Share(
        stock=stock_of(node, place) + left,
        left=left + decided,
        planned=planned,
        percent=limit.value if limit else 100,
        citation=limit.citation if limit else "",
    )


def _counting(weeding: Weeding | None) -> list[str]:
    return [one.code for one in weeding.reasons if not one.outside_share] if weeding else []


def next_due(node: Node, place: str, on: str) -> tuple[str | None, str | None]:
    """When the stock is to be looked through again, and when it was the last time."""
    rows = node.store.query(
        "SELECT max(carried_on) FROM weeding WHERE tenant = ? AND place = ?", (node.tenant, place)
    )
    last = rows[0][0] if rows else None
    codes = ("weeding_small_stock", "weeding_years_small", "weeding_years_large")
    numbers = [one for code in codes if (one := number_of(node, code, on)) is not None]
    due = rules.next_due(
        last=last,
        founded=node.place(place).founded_on,
        stock=stock_of(node, place),
        numbers=numbers,
    )
    return due, last


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for. by: law, damaged, duplicate, year, kind. before: a year. keep: copies.

    material: of `kind` and `year`, empty = any.
    """

    by: str
    before: int | None = None
    keep: int | None = None
    material: str = ""


def suggest(node: Node, place: str, wanted: Wanted, on: str) -> list[str]:
    """Copies of a place that a person may want to propose; nothing is decided by it."""
    sql, values = _OF.format(join=""), [node.tenant, place]
    more: list[Any] = []
    match wanted.by:
        case "law":
            sql += _EXPIRED
            more = [on]
        case "damaged":
            sql += "AND copy.damages <> '' "
        case "duplicate":
            sql += _MORE_THAN
            more = [max(1, wanted.keep or 1)]
        case "year":
            sql = _OF.format(join=_TITLE) + "AND title.year < ? "
            more = [wanted.before or 0]
    if wanted.material and wanted.by in ("kind", "year"):
        sql += "AND copy.material = ? "
        more.append(wanted.material)
    kinds = [one.code for one in node.profile.lending.material_kinds if not one.weeded]
    if kinds:
        sql += f"AND copy.material NOT IN ({', '.join('?' * len(kinds))}) "
    sql += "ORDER BY copy.call_number, copy.code LIMIT ?"
    rows = node.store.query(sql, (*values, *more, *kinds, MOST_SUGGESTED))
    return [row[0] for row in rows]


def _told(
    node: Node,
    dossier: str,
    at: At,
    wish: Callable[[WeedingState, Transaction], Sequence[Draft] | Refusal],
) -> Done | Refusal:
    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return wish(transaction.state(dossier, "weeding"), transaction)

    return node.store.act(at.by, deed)
