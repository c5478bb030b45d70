"""Where the sources of figures lie in the reading tables: one SELECT for each, for both engines.

Its columns are the keys and fields of `library/programme/sources`, its first parameter the tenant.
"""

# ruff: noqa: S608 -- every statement here is made of words that stand in this file

from __future__ import annotations

from tusach.library.workers.ability import Measure

_CLASSES = ("remote", "isolated", "border")
_FAR = tuple(f'%"{one}"%' for one in _CLASSES)
_STATE = "CAST(NULL AS TEXT) AS until"


def _months_later(day: str, months: str) -> str:
    """Last day of so many months after a day, for comparing; it need not exist (2027-02-31).

    Text is compared with days that do exist, so the answer is that of `calendar/months`.
    """
    t = (
        f"(CAST(substr({day}, 1, 4) AS INTEGER) * 12 + CAST(substr({day}, 6, 2) AS INTEGER) - 1"
        f" + {months})"
    )
    return (
        f"CAST({t} / 12 AS TEXT) || '-' || substr(CAST(101 + {t} - {t} / 12 * 12 AS TEXT), 2, 2)"
        f" || '-' || substr({day}, 9, 2)"
    )


def _day_number(day: str) -> str:
    """The number of a day, one more each day, by whole numbers alone (Fliegel and Van Flandern)."""
    y, m, d = (f"CAST(substr({day}, {at}, {n}) AS INTEGER)" for at, n in ((1, 4), (6, 2), (9, 2)))
    a = f"((14 - {m}) / 12)"
    z = f"({y} + 4800 - {a})"
    return (
        f"({d} + (153 * ({m} + 12 * {a} - 3) + 2) / 5 + 365 * {z} + {z} / 4 - {z} / 100 "
        f"+ {z} / 400)"
    )


_COURSE_UNTIL = _months_later("r.done_on", "k.valid_months")
_PRACTICE_UNTIL = _months_later("r.seen_on", str(Measure().months))

_PAPER_1 = "CASE WHEN {0}.paper <> '' THEN 1 ELSE 0 END AS paper"
_PLACE_OF = "LEFT JOIN place p ON p.tenant = {0}.tenant AND p.subject = {0}.place"
_USED = (
    "SELECT u.subject AS evidence, u.place AS place, p.unit AS unit, u.subject AS copy, "
    "p.kind AS place_kind, u.n AS n, CASE WHEN u.paper <> '' THEN u.n ELSE 0 END AS paper, "
    f"u.on_day AS on_day FROM used u {_PLACE_OF.format('u')}"
)
_LENT = (
    "SELECT l.subject AS evidence, l.place AS place, p.unit AS unit, l.subject AS copy, "
    f"p.kind AS place_kind, 1 AS n, {_PAPER_1.format('l')}, l.lent_on AS on_day "
    f"FROM loan l {_PLACE_OF.format('l')}"
)
_OF_LAW = (  # asked of each use, so that no planner goes through all copies for a few uses
    "EXISTS (SELECT 1 FROM copy c WHERE c.tenant = {0}.tenant AND c.subject = {0}.subject "
    "AND c.legal = 1)"
)
_COPY = (
    "SELECT c.subject AS evidence, c.{0} AS place, p.unit AS unit, c.subject AS copy, "
    "c.title AS title, c.material AS material, c.legal AS legal"
)
_FROM_COPY = (
    "FROM copy c LEFT JOIN place p ON p.tenant = c.tenant AND p.subject = c.{0} WHERE c.tenant = ?"
)
_MET = "coalesce(h.ready_on, h.filled_on)"

_ANEW = (
    "(SELECT min(q.counted_on) FROM population q WHERE q.tenant = m.tenant "
    "AND q.unit = m.followed_by AND q.counted_on >= m.ended_on)"
)


def _ends(day: str) -> str:
    """The earlier one of a day and of the day on which a unit `u` ended; NULL where neither is."""
    return f"CASE WHEN u.ended_on IS NULL OR {day} <= u.ended_on THEN {day} ELSE u.ended_on END"


SOURCE_SQL: dict[str, str] = {
    "unit": (
        "SELECT u.subject AS evidence, u.subject AS unit, u.kind AS kind, u.valid_from AS since, "
        f"{_STATE}, u.ended_on AS ended FROM unit u WHERE u.tenant = ? AND u.valid_from IS NOT NULL"
    ),
    "place": (
        "SELECT p.subject AS evidence, p.subject AS place, p.unit AS unit, p.kind AS kind, "
        f"p.founded_on AS since, {_STATE}, p.closed_on AS ended FROM place p "
        "WHERE p.tenant = ? AND p.founded_on IS NOT NULL"
    ),
    # Of each commune what was told, each until the next and none before there was the commune.
    # A row without a number: before the first, and from a merger on until one is told anew.
    "population": (
        "SELECT q.subject AS evidence, q.unit AS unit, q.people AS people, "
        "CASE WHEN u.valid_from > q.counted_on THEN u.valid_from ELSE q.counted_on END AS since, "
        f"{_STATE}, {_ends('q.next_on')} AS ended "
        "FROM population q JOIN unit u ON u.tenant = q.tenant AND u.subject = q.unit "
        "WHERE q.tenant = ? UNION ALL "
        "SELECT u.subject AS evidence, u.subject AS unit, CAST(NULL AS INTEGER) AS people, "
        f"u.valid_from AS since, {_STATE}, {_ends('f.first_on')} AS ended FROM unit u "
        "LEFT JOIN (SELECT q.tenant, q.unit, min(q.counted_on) AS first_on FROM population q "
        "GROUP BY q.tenant, q.unit) f ON f.tenant = u.tenant AND f.unit = u.subject "
        "WHERE u.tenant = ? AND u.valid_from IS NOT NULL UNION ALL "
        "SELECT m.subject AS evidence, u.subject AS unit, CAST(NULL AS INTEGER) AS people, "
        f"m.ended_on AS since, {_STATE}, {_ends(_ANEW)} AS ended FROM unit m "
        "JOIN unit u ON u.tenant = m.tenant AND u.subject = m.followed_by "
        "WHERE m.tenant = ? AND m.ended_on IS NOT NULL"
    ),
    "market": (
        f"SELECT m.subject AS evidence, m.unit AS unit, '' AS since, {_STATE}, "
        "m.ended_on AS ended FROM market m WHERE m.tenant = ?"
    ),
    "model": (
        "SELECT m.subject AS evidence, m.unit AS unit, m.declared AS declared, "
        "m.valid_from AS since, m.valid_until AS until, m.withdrawn_on AS ended "
        "FROM model m WHERE m.tenant = ? AND m.valid_from IS NOT NULL"
    ),
    "work": (
        "SELECT w.subject AS evidence, w.subject AS worker, w.place AS place, p.unit AS unit, "
        "w.how AS how, w.valid_from AS since, w.valid_until AS until, "
        "CAST(NULL AS TEXT) AS ended FROM work w LEFT JOIN place p ON p.tenant = w.tenant "
        "AND p.subject = w.place WHERE w.tenant = ? AND w.valid_from IS NOT NULL"
    ),
    "course": (
        "SELECT r.subject AS evidence, r.subject AS worker, c.what AS covers, "
        "r.attended AS attended, r.passed AS passed, r.done_on AS since, "
        f"coalesce(r.valid_until, {_COURSE_UNTIL}) AS until, "
        "r.ended_on AS ended FROM course_result r JOIN course_covers c ON c.tenant = r.tenant "
        "AND c.subject = r.course JOIN course k ON k.tenant = r.tenant "
        "AND k.subject = r.course WHERE r.tenant = ? AND r.done_on IS NOT NULL"
    ),
    "practice": (
        "SELECT r.subject AS evidence, r.subject AS worker, r.item AS item, r.shown AS shown, "
        f"r.seen_on AS since, coalesce(r.valid_until, {_PRACTICE_UNTIL}) AS until, "
        "r.ended_on AS ended FROM practice r WHERE r.tenant = ? AND r.seen_on IS NOT NULL"
    ),
    "agreement": (
        "SELECT a.subject AS evidence, b.place AS place, p.unit AS unit, c.what AS about, "
        "a.valid_from AS since, a.last_on AS until, CAST(NULL AS TEXT) AS ended FROM agreement a "
        "JOIN agreement_place b ON b.tenant = a.tenant AND b.subject = a.subject "
        "JOIN agreement_about c ON c.tenant = a.tenant AND c.subject = a.subject "
        "LEFT JOIN place p ON p.tenant = a.tenant AND p.subject = b.place "
        "WHERE a.tenant = ? AND a.valid_from IS NOT NULL"
    ),
    "visit": (
        "SELECT v.subject AS evidence, v.place AS place, p.unit AS unit, p.kind AS place_kind, "
        "v.channel AS channel, v.grp AS grp, v.n AS n, v.paper AS paper, v.on_day AS on_day "
        "FROM visit v LEFT JOIN place p ON p.tenant = v.tenant AND p.subject = v.place "
        "WHERE v.tenant = ?"
    ),
    "stop": (
        "SELECT s.subject AS evidence, s.trip AS trip, s.place AS place, "
        "coalesce(m.unit, p.unit) AS unit, s.status AS status, t.status AS trip_status, "
        "CASE WHEN {far} THEN 1 ELSE 0 END AS far, {each}, "
        "CASE WHEN s.market IS NULL OR s.market = '' THEN 0 ELSE 1 END AS at_market, "
        "s.came AS came, s.loans AS loans, coalesce(s.came, 0) + coalesce(s.loans, 0) AS uses, "
        "s.day AS on_day FROM stop s "
        "LEFT JOIN place p ON p.tenant = s.tenant AND p.subject = s.place "
        "LEFT JOIN market m ON m.tenant = s.tenant AND m.subject = s.market "
        "LEFT JOIN trip t ON t.tenant = s.tenant AND t.subject = s.trip WHERE s.tenant = ?"
    ).format(
        far=" OR ".join("s.classes LIKE ?" for _ in _FAR),
        each=", ".join(
            f"CASE WHEN s.classes LIKE ? THEN 1 ELSE 0 END AS {one}" for one in _CLASSES
        ),
    ),
    "rotation": (
        "SELECT j.subject AS evidence, j.at_place AS place, p.unit AS unit, j.copies AS copies, "
        "j.received_on AS on_day FROM crate_journey j LEFT JOIN place p ON p.tenant = j.tenant "
        "AND p.subject = j.at_place WHERE j.tenant = ? AND j.received_on IS NOT NULL"
    ),
    "gathering": (
        "SELECT g.subject AS evidence, g.place AS place, p.unit AS unit, g.kind AS kind, "
        "g.state AS state, g.heads AS heads, g.last AS on_day FROM gathering g "
        "LEFT JOIN place p ON p.tenant = g.tenant AND p.subject = g.place "
        "WHERE g.tenant = ? AND g.last IS NOT NULL"
    ),
    "online": (
        "SELECT o.subject AS evidence, o.place AS place, p.unit AS unit, o.offer AS offer, "
        "o.uses AS uses, o.people AS people, o.month || '-01' AS on_day FROM online_use o "
        "LEFT JOIN place p ON p.tenant = o.tenant AND p.subject = o.place "
        "WHERE o.tenant = ? AND o.month IS NOT NULL"
    ),
    "reader": (
        "SELECT r.subject AS evidence, r.place AS place, p.unit AS unit, r.grp AS grp, "
        "r.age_band AS age_band, r.sex AS sex, r.registered_on AS on_day FROM reader r "
        "LEFT JOIN place p ON p.tenant = r.tenant AND p.subject = r.place "
        "WHERE r.tenant = ? AND r.registered_on IS NOT NULL"
    ),
    "member": (
        "SELECT r.subject AS evidence, r.place AS place, p.unit AS unit, r.grp AS grp, "
        "r.age_band AS age_band, r.sex AS sex, r.registered_on AS since, "
        "r.valid_until AS until, coalesce(r.erased_on, r.ended_on) AS ended FROM reader r "
        "LEFT JOIN place p ON p.tenant = r.tenant AND p.subject = r.place "
        "WHERE r.tenant = ? AND r.registered_on IS NOT NULL"
    ),
    "empty_day": (
        "SELECT e.subject AS evidence, e.place AS place, p.unit AS unit, e.on_day AS on_day "
        "FROM empty_day e LEFT JOIN place p ON p.tenant = e.tenant AND p.subject = e.place "
        "WHERE e.tenant = ?"
    ),
    "loan": (
        "SELECT l.subject AS evidence, l.place AS place, p.unit AS unit, l.fact AS loan, "
        "l.subject AS copy, l.grp AS grp, l.age_band AS age_band, l.sex AS sex, "
        "p.kind AS place_kind, l.material AS material, l.renewals AS renewals, "
        f"{_PAPER_1.format('l')}, 1 AS n, l.lent_on AS on_day FROM loan l "
        "LEFT JOIN place p ON p.tenant = l.tenant AND p.subject = l.place "
        "WHERE l.tenant = ? AND l.inside = 0"
    ),
    "use": (f"{_USED} WHERE u.tenant = ? UNION ALL {_LENT} WHERE l.tenant = ? AND l.inside = 1"),
    "law_use": (
        f"{_USED} WHERE u.tenant = ? AND {_OF_LAW.format('u')} "
        f"UNION ALL {_LENT} WHERE l.tenant = ? AND {_OF_LAW.format('l')}"
    ),
    "copy": (
        f"{_COPY.format('home')}, c.registered_on AS since, {_STATE}, c.withdrawn_on AS ended "
        f"{_FROM_COPY.format('home')} AND c.registered_on IS NOT NULL"
    ),
    "acquired": (
        f"{_COPY.format('owner')}, c.registered_on AS on_day {_FROM_COPY.format('owner')} "
        "AND c.registered_on IS NOT NULL"
    ),
    "withdrawn": (
        f"{_COPY.format('owner')}, c.withdrawn_why AS why, c.withdrawn_on AS on_day "
        f"{_FROM_COPY.format('owner')} AND c.withdrawn_on IS NOT NULL"
    ),
    "hold": (
        "SELECT h.subject AS evidence, h.pickup AS place, p.unit AS unit, h.grp AS grp, "
        "h.channel AS channel, h.placed_on AS on_day FROM hold h LEFT JOIN place p "
        "ON p.tenant = h.tenant AND p.subject = h.pickup "
        "WHERE h.tenant = ? AND h.placed_on IS NOT NULL"
    ),
    "hold_met": (
        "SELECT h.subject AS evidence, h.pickup AS place, p.unit AS unit, h.grp AS grp, "
        f"{_day_number(_MET)} - {_day_number('h.placed_on')} AS wait_days, {_MET} AS on_day "
        "FROM hold h LEFT JOIN place p ON p.tenant = h.tenant AND p.subject = h.pickup "
        f"WHERE h.tenant = ? AND h.placed_on IS NOT NULL AND {_MET} IS NOT NULL"
    ),
    "borrowing": (
        "SELECT '' AS evidence, m.reader AS reader, m.place AS place, p.unit AS unit, "
        "m.month AS month, m.grp AS grp, m.age_band AS age_band, m.sex AS sex, "
        "p.kind AS place_kind, m.inside AS inside, m.month || '-01' AS on_day FROM month_row m "
        "LEFT JOIN place p ON p.tenant = ? AND p.subject = m.place"
    ),
    "newcomer": (
        "SELECT n.subject AS evidence, n.reader AS reader, n.place AS place, p.unit AS unit, "
        "n.grp AS grp, n.age_band AS age_band, n.sex AS sex, n.back_after AS back_after, "
        "n.on_day AS on_day FROM newcomer_row n LEFT JOIN place p ON p.tenant = n.tenant "
        "AND p.subject = n.place WHERE n.tenant = ?"
    ),
}

_PARTS = {"use": 2, "law_use": 2, "population": 3}
"""Sources of several tables: the tenant stands in each part, so that each is read by an index."""

OF_PLACE = frozenset(
    {"work", "agreement", "visit", "rotation", "gathering", "online", "reader", "member"}
    | {"empty_day", "loan", "use", "law_use", "copy", "acquired", "withdrawn", "hold", "hold_met"}
    | {"borrowing", "newcomer"}
)
"""Sources whose unit is that of their place and of nothing else."""


def source_sql(name: str, tenant: str) -> tuple[str, list[str]]:
    """The SELECT of a source and its parameters."""
    before = [*_FAR, *_FAR] if name == "stop" else []
    return SOURCE_SQL[name], [*before, *[tenant] * _PARTS.get(name, 1)]
