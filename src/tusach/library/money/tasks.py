"""The tasks of the plan: data with citation, read from `tasks.json`; codes are never given anew."""

from __future__ import annotations

import msgspec

from tusach.library.shapes import is_code


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """nr: as the plan numbers it. names, legal: by language; legal: on what it stands."""

    code: str
    nr: int
    names: dict[str, str]
    legal: dict[str, str]


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """provisional: built from what is published, until the province enters its own wording."""

    names: dict[str, str]
    legal: dict[str, str]
    provisional: bool
    tasks: tuple[Task, ...]


class PlanOdd(Exception):
    """A file of tasks that cannot be used: where, and why."""


def read_plan(raw: bytes) -> Plan:
    """The plan of a file, its tasks by number. Raises PlanOdd, which says what is wrong."""
    try:
        plan = msgspec.json.decode(raw, type=Plan)
    except msgspec.MsgspecError as fault:
        raise PlanOdd(str(fault)) from fault
    codes = [one.code for one in plan.tasks]
    if not codes or len(set(codes)) != len(codes):
        raise PlanOdd("tasks: there are none, or two of one code")
    if [one.nr for one in plan.tasks] != list(range(1, len(codes) + 1)):
        raise PlanOdd("tasks: they are numbered from 1 on, in their order")
    for one in plan.tasks:
        if not is_code(one.code) or not one.names or not one.legal:
            raise PlanOdd(f"{one.code}: a code, what it is called, and on what it stands")
    return plan
