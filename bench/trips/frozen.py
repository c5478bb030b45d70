"""Frozen instances: a problem as one JSON file that no later change of a generator touches.

Days of slots are written as runs, `2027-04-01..2027-04-17` or one day, so that a file stays small
and can be read by eye; the rest is the problem as the program writes it. `best` is the cheapest
plan known that keeps every rule: its cost in metres, what found it, and the plan itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem

FOLDER = Path(__file__).parent / "frozen"


class Best(msgspec.Struct, frozen=True):
    """The cheapest plan known. cost_m: its price. found_by: with what, and for how long."""

    cost_m: int
    found_by: str
    plan: Plan


class Frozen(msgspec.Struct, frozen=True):
    """One instance with the best plan known of it."""

    name: str
    problem: Problem
    best: Best | None


def names() -> tuple[str, ...]:
    """The instances there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def read(name: str) -> Frozen:
    """An instance by its name."""
    held = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    problem = held["problem"]
    for slot in problem["slots"]:
        slot["days"] = [on.isoformat() for run in slot["days"] for on in _days(run)]
    for part in [*problem["vehicles"], problem]:
        for field in ("days_off", "rest"):
            if field in part:
                part[field] = [on.isoformat() for run in part[field] for on in _days(run)]
    return msgspec.convert(held, Frozen)


def write(frozen: Frozen) -> Path:
    """The instance as a file, one line a slot, so that a difference can be seen."""
    problem: dict[str, Any] = msgspec.to_builtins(frozen.problem)
    for slot in problem["slots"]:
        slot["days"] = _runs(slot["days"])
    for part in problem["vehicles"]:
        part["days_off"] = _runs(part["days_off"])
    problem["rest"] = _runs(problem["rest"])
    lines = []
    for key, value in problem.items():
        if isinstance(value, list) and value and not isinstance(value[0], str):
            rows = ",\n".join(json.dumps(one, separators=(",", ":")) for one in value)
            lines.append(f'"{key}": [\n{rows}\n]')
        else:
            lines.append(f'"{key}": {json.dumps(value, separators=(",", ":"))}')
    best = json.dumps(msgspec.to_builtins(frozen.best), separators=(",", ":"))
    text = f'{{"name": "{frozen.name}",\n"best": {best},\n"problem": {{\n'
    path = FOLDER / f"{frozen.name}.json"
    path.write_text(text + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    return path


def _days(run: str) -> Iterator[date]:
    first, _, last = run.partition("..")
    on = date.fromisoformat(first)
    while on <= date.fromisoformat(last or first):
        yield on
        on += timedelta(days=1)


def _runs(days: Sequence[str]) -> list[str]:
    runs: list[list[str]] = []
    for text in days:
        on = date.fromisoformat(text)
        if runs and date.fromisoformat(runs[-1][1]) + timedelta(days=1) == on:
            runs[-1][1] = text
        else:
            runs.append([text, text])
    return [first if first == last else f"{first}..{last}" for first, last in runs]
