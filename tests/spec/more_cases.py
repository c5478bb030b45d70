"""Examples that came after the first ones, and odd bodies, gathered from their files."""

from __future__ import annotations

from typing import Any

from tests.spec import care_cases, consent_cases, crate_cases, stock_cases, visit_cases

CASES: tuple[tuple[Any, ...], ...] = (
    *care_cases.CARE,
    *consent_cases.examples(),
    *crate_cases.CRATES,
    *stock_cases.STOCK,
    *visit_cases.VISITS,
)
BAD: dict[str, list[tuple[str, Any]]] = (
    care_cases.BAD | consent_cases.BAD | crate_cases.BAD | stock_cases.BAD
)
