"""Stories that their own files tell whole, by noun."""

from __future__ import annotations

from collections.abc import Callable

from tests.spec import (
    assessment_cases,
    care_stories,
    doubt_cases,
    habit_cases,
    indicator_cases,
    money_cases,
    population_cases,
    programme_cases,
    report_cases,
    served_cases,
    sheet_cases,
    stock_stories,
    target_cases,
    trip_cases,
    visit_cases,
)

from tusach.ledger.order import Held

Row = tuple[str, str, list[Held]]

ROWS: dict[str, Callable[[], list[Row]]] = {
    "request": served_cases.request_rows,
    "hold": care_stories.hold_rows,
    "law": stock_stories.law_rows,
    "road": served_cases.road_rows,
    "sheet": sheet_cases.story_rows,
    "stocktaking": stock_stories.stocktaking_rows,
    "stop": trip_cases.stop_rows,
    "trip": trip_cases.trip_rows,
    "weeding": stock_stories.weeding_rows,
    "wish": care_stories.wish_rows,
    "day": visit_cases.day_rows,
    "report": report_cases.report_rows,
    "baseline": target_cases.baseline_rows,
    "target": target_cases.target_rows,
    "task": target_cases.task_rows,
    "indicator": indicator_cases.indicator_rows,
    "population": population_cases.population_rows,
    "assessment": assessment_cases.assessment_rows,
    "doubt": doubt_cases.doubt_rows,
    "spotcheck": doubt_cases.spotcheck_rows,
    "worker": programme_cases.worker_rows,
    "course": programme_cases.course_rows,
    "gathering": programme_cases.gathering_rows,
    "agreement": programme_cases.agreement_rows,
    "model": programme_cases.model_rows,
    "use": programme_cases.use_rows,
    "money": money_cases.money_rows,
    "settlement": habit_cases.settlement_rows,
}
