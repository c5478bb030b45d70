"""Markets at this node: those that were told, those of the profile, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tusach.ledger.draft import Draft, Refusal
from tusach.library.calendar import rules as calendar_rules
from tusach.library.calendar.facts import CalendarAnnounced, calendar_subject
from tusach.library.markets import facts, rules
from tusach.library.markets.sessions import Session, next_session, sessions
from tusach.library.markets.story import MarketState
from tusach.library.places.story import UnitState
from tusach.library.profile.markets import Market
from tusach.node.acts.listed_markets import market_drafts
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.wording.values import in_language

Deed = Callable[[MarketState, rules.At], tuple[Draft, ...] | Refusal]


def all_markets(node: Node, *, unit: str | None = None) -> tuple[MarketState, ...]:
    """Every market that was told, by code, those that are no more at the end; of one commune."""
    rows = node.store.query(
        "SELECT subject FROM market WHERE tenant = ? AND (? = '' OR unit = ?) "
        "ORDER BY ended_on IS NOT NULL, code",
        (node.tenant, unit or "", unit or ""),
    )
    return tuple(node.store.state(str(row[0]), "market") for row in rows)


def market_of(node: Node, subject: str) -> MarketState:
    """A market as it stands."""
    found: MarketState = node.store.state(subject, "market")
    return found


def sessions_between(
    node: Node, from_on: date, to_on: date, *, unit: str | None = None
) -> tuple[tuple[MarketState, Session], ...]:
    """Every session of every market, by day and code. unit: only those of this commune."""
    found = [
        (market, one)
        for market in all_markets(node, unit=unit)
        for one in sessions(market, from_on, to_on, node.lunar)
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].on))


def next_in_unit(
    node: Node, unit: str, *, after: date, within_days: int
) -> tuple[MarketState, Session] | None:
    """The next session in a commune; of one day the first by code.

    Left out are markets that may lie elsewhere: a reader sent to the wrong one does not come again.
    """
    found: tuple[MarketState, Session] | None = None
    for market in all_markets(node, unit=unit):
        said = market.declared
        if said is None or said.unit_doubted:
            continue
        one = next_session(market, after=after, calendar=node.lunar, within_days=within_days)
        if one is not None and (found is None or one.on < found[1].on):
            found = market, one
    return found


def tell(node: Node, subject: str, at: At, deed: Deed) -> Done | Refusal:
    """What a rule makes of the market as it stands when it is told."""
    where = rules.At(at.on, at.place or None)
    return node.store.act(
        at.by, lambda transaction: deed(transaction.state(subject, "market"), where)
    )


def announce(node: Node, body: CalendarAnnounced, at: At) -> Done | Refusal:
    """A lunar month begins as announced, here and, after the next exchange, everywhere."""
    subject = calendar_subject(node.tenant)
    return node.store.act(
        at.by,
        lambda transaction: calendar_rules.announce(
            transaction.state(subject, "calendar"), body, on=at.on, place=at.place or None
        ),
    )


# ---- of the profile ----


def untold(node: Node) -> tuple[Market, ...]:
    """The markets of the profile's list that nobody has told yet."""
    known = node.profile.markets.markets if node.profile.markets else ()
    return tuple(one for one in known if _state(node, one.code).declared is None)


def take_over(node: Node, at: At) -> int | Refusal:
    """The markets of the profile's list are told, as far as they were not; how many."""
    found = untold(node)
    if not found:
        return Refusal("market.nothing_new", {})
    drafts = [
        draft for one in found for draft in market_drafts(node.profile, node.tenant, one, at.on)
    ]
    done = node.store.tell(at.by, drafts)
    return done if isinstance(done, Refusal) else len(found)


def _state(node: Node, code: str) -> MarketState:
    return market_of(node, facts.market_subject(node.tenant, code))


# ---- communes ----


def unit_of(node: Node, code: str, *, on: str) -> str | None:
    """The subject of a commune by its code on a day, or that of the place of this code."""
    rows = node.store.query(
        "SELECT subject FROM unit WHERE tenant = ? AND code = ? AND valid_from <= ? "
        "AND (ended_on IS NULL OR ended_on > ?)",
        (node.tenant, code, on, on),
    )
    if rows:
        return str(rows[0][0])
    return node.place(node.place_id(code)).unit


def unit_code(node: Node, unit: str | None) -> str | None:
    """The code of a commune, None where it is not known."""
    said = _unit(node, unit).declared if unit else None
    return said.code if said else None


def unit_name(node: Node, unit: str | None) -> str:
    """The name of a commune in the language that holds now; empty where it is not known."""
    said = _unit(node, unit).declared if unit else None
    return in_language(said.names) if said else ""


def _unit(node: Node, unit: str) -> UnitState:
    found: UnitState = node.store.state(unit, "unit")
    return found
