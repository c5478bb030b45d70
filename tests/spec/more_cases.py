"""Examples that came after the first ones, and odd bodies, gathered from their files."""

from __future__ import annotations

from typing import Any

from tests.spec import (
    assessment_cases,
    care_cases,
    consent_cases,
    crate_cases,
    doubt_cases,
    habit_cases,
    indicator_cases,
    market_cases,
    money_cases,
    population_cases,
    programme_cases,
    report_cases,
    served_cases,
    stock_cases,
    target_cases,
    trip_cases,
    visit_cases,
)

CASES: tuple[tuple[Any, ...], ...] = (
    *assessment_cases.ASSESSMENTS,
    *care_cases.CARE,
    *habit_cases.HABIT,
    *consent_cases.examples(),
    *doubt_cases.DOUBTS,
    *market_cases.MARKETS,
    *money_cases.MONEY,
    *programme_cases.PROGRAMME,
    *report_cases.REPORTS,
    *served_cases.SERVED,
    *crate_cases.CRATES,
    *stock_cases.STOCK,
    *target_cases.TARGETS,
    *indicator_cases.INDICATORS,
    *population_cases.POPULATIONS,
    *trip_cases.TRIPS,
    *visit_cases.VISITS,
)
BAD: dict[str, list[tuple[str, Any]]] = (
    assessment_cases.BAD
    | care_cases.BAD
    | consent_cases.BAD
    | crate_cases.BAD
    | doubt_cases.BAD
    | habit_cases.BAD
    | market_cases.BAD
    | money_cases.BAD
    | programme_cases.BAD
    | report_cases.BAD
    | served_cases.BAD
    | stock_cases.BAD
    | target_cases.BAD
    | indicator_cases.BAD
    | population_cases.BAD
    | trip_cases.BAD
)
