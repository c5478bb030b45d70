"""Examples and stories of markets and of an announced calendar, and odd bodies."""

from __future__ import annotations

from typing import Any

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.calendar.facts import CalendarAnnounced, calendar_subject
from tusach.library.markets import facts, grammar

ON = "2026-03-02"
MARKET, UNIT = facts.market_subject(TENANT, "tong_cot"), named("unit")
NAMES = {"vi": "Chợ Tổng Cọt", "en": "Tong Cot market"}

MARKETS: list[tuple[Any, ...]] = [
    (
        "Tết a day later",
        "calendar.announced/1",
        CalendarAnnounced(2030, 1, "2030-02-03", citation="Thông báo 12/TB"),
    ),
    ("a leap month", "calendar.announced/1", CalendarAnnounced(2031, 3, "2031-04-22", leap=True)),
    ("least", "market.declared/1", facts.MarketDeclared("tong_cot", {"vi": "Chợ Tổng Cọt"})),
    (
        "all",
        "market.declared/1",
        facts.MarketDeclared(
            code="tong_cot",
            names=NAMES,
            unit=UNIT,
            unit_doubted=True,
            aliases=("Chợ Háng Cáu",),
            point=(22_900_000, 106_100_000),
            opens_minute=330,
            closes_minute=600,
            note={"vi": "Gần biên giới", "en": "Near the border"},
            source="UBND xã",
            demonstration=True,
        ),
    ),
    ("by digits", "market.rule_set/1", facts.MarketRuleSet(grammar.Lunar((2, 7)), ON)),
    (
        "day 30, printed, until a day",
        "market.rule_set/1",
        facts.MarketRuleSet(
            rule=grammar.Lunar(digits=(5, 0), days=(1,), short_month="day_29"),
            valid_from=ON,
            valid_until="2027-12-31",
            certainty="published",
            sources=("caobanggeopark.com 2021",),
        ),
    ),
    (
        "contested",
        "market.rule_set/1",
        facts.MarketRuleSet(
            rule=grammar.Solar((2, 7), (31,)),
            valid_from=ON,
            certainty="contested",
            sources=("X",),
            others=(facts.Claim(grammar.Lunar((2, 7)), ("Y",)),),
        ),
    ),
    ("by branches", "market.rule_set/1", facts.MarketRuleSet(grammar.Zodiac((5, 11)), ON)),
    ("by weekday", "market.rule_set/1", facts.MarketRuleSet(grammar.Weekly((7,)), ON)),
    ("once a year", "market.rule_set/1", facts.MarketRuleSet(grammar.YearlyLunar(3, 26, 2), ON)),
    ("by dates", "market.rule_set/1", facts.MarketRuleSet(grammar.Explicit(("2026-06-24",)), ON)),
    ("nothing known", "market.rule_set/1", facts.MarketRuleSet(grammar.Unknown(), ON)),
    ("rhythm", "market.rule_set/1", facts.MarketRuleSet(grammar.Unknown("lunar", 5), ON)),
    (
        "closed over Tết",
        "market.days_changed/1",
        facts.MarketDaysChanged("2027-02-05", "2027-02-11", "closed", "tet"),
    ),
    ("held", "market.days_changed/1", facts.MarketDaysChanged(ON, ON, "held")),
    (
        "suits",
        "market.judged/1",
        facts.MarketJudged(True, ON, ("space", "commune_agrees"), "4/QĐ-TV"),
    ),
    ("does not suit", "market.judged/1", facts.MarketJudged(False, ON, ("road",))),
    ("not decided any more", "market.judged/1", facts.MarketJudged(None, ON)),
    ("ended", "market.ended/1", facts.MarketEnded("2028-01-01")),
    ("moved", "market.ended/1", facts.MarketEnded("2028-01-01", "moved", "9/QĐ")),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "calendar.announced/1": [
        ("a thirteenth month", {"year": 2030, "month": 13, "starts_on": "2030-02-03"})
    ],
    "market.rule_set/1": [
        ("a rule of no kind", {"rule": {"digits": [2]}, "valid_from": ON}),
        ("a rule of a newer kind", {"rule": {"kind": "tidal"}, "valid_from": ON}),
        ("an eighth weekday", {"rule": {"kind": "weekly", "weekdays": [8]}, "valid_from": ON}),
        ("lunar day 31", {"rule": {"kind": "lunar", "days": [31]}, "valid_from": ON}),
        ("a thirteenth branch", {"rule": {"kind": "zodiac", "branches": [12]}, "valid_from": ON}),
    ],
    "market.days_changed/1": [("no last day", {"first": ON, "how": "closed"})],
}

Row = tuple[str, str, list[Held]]


def _two() -> tuple[Teller, Teller]:
    return Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)


def calendar_rows() -> list[Row]:
    """Announced, corrected by who knew, and told apart by who did not."""
    a, b = _two()
    subject = calendar_subject(TENANT)
    told = CalendarAnnounced(2030, 1, "2030-02-03", citation="a")
    a.say("calendar.announced/1", subject, told, on=ON)
    b.meet(a)
    again = CalendarAnnounced(2030, 1, "2030-02-02", citation="b")
    a.say("calendar.announced/1", subject, again, on=ON)
    b.say("calendar.announced/1", subject, told, on=ON)
    other = CalendarAnnounced(2031, 3, "2031-04-25", leap=True, citation="does not fit")
    b.say("calendar.announced/1", subject, other, on=ON)
    a.meet(b)
    return [("announced, and announced again apart", subject, a.held(subject))]


def market_rows() -> list[Row]:
    """A market with everything that can be told of it, and one told apart."""
    a, b = _two()
    for kind, body in (
        ("market.declared/1", facts.MarketDeclared("tong_cot", NAMES, UNIT)),
        ("market.rule_set/1", facts.MarketRuleSet(grammar.Lunar((2, 7)), "2026-01-01")),
        ("market.days_changed/1", facts.MarketDaysChanged("2026-03-05", "2026-03-09", "closed")),
        ("market.days_changed/1", facts.MarketDaysChanged("2026-03-06", "2026-03-06", "by_rule")),
        ("market.judged/1", facts.MarketJudged(True, ON, ("space",))),
    ):
        a.say(kind, MARKET, body, on=ON)
    whole = a.held(MARKET)
    b.meet(a)
    a.say("market.rule_set/1", MARKET, facts.MarketRuleSet(grammar.Lunar((3, 8)), ON), on=ON)
    b.say("market.rule_set/1", MARKET, facts.MarketRuleSet(grammar.Weekly((7,)), ON), on=ON)
    a.say("market.declared/1", MARKET, facts.MarketDeclared("tong_cot", NAMES), on=ON)
    b.say("market.declared/1", MARKET, facts.MarketDeclared("tong_cot", {"vi": "X"}), on=ON)
    a.say("market.judged/1", MARKET, facts.MarketJudged(False, ON, ("road",)), on=ON)
    b.say("market.judged/1", MARKET, facts.MarketJudged(None, ON), on=ON)
    b.say("market.ended/1", MARKET, facts.MarketEnded("2028-01-01"), on=ON)
    a.meet(b)
    return [
        ("declared, with rule, days and judgement", MARKET, whole),
        ("told apart", MARKET, a.held(MARKET)),
    ]
