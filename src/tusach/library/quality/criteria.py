"""Sets of criteria: data with a version, read from `criteria.json`; a set is never changed.

Another version is another set, so that an assessment says for ever what it was held against.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from tusach.library.shapes import is_code

COMPUTED, OBSERVED, DOCUMENT = "computed", "observed", "document"
How = Literal["computed", "observed", "document"]

_is_set_name = re.compile(r"[a-z0-9]+(?:[_.-][a-z0-9]+)*@[1-9][0-9]{0,3}")


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """kind: told by records, seen on the spot, or proved by a paper.

    at_least: least whole number of `measure` that meets it, None = it is met or not. must: without
    it nothing is recognised. action: code of what meets it. names, legal, measure: by language.
    """

    code: str
    names: dict[str, str]
    kind: How
    legal: dict[str, str]
    must: bool
    action: str
    measure: dict[str, str] = {}
    at_least: int | None = None


class CriteriaSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """name: with its version. provisional: built from the law, not published by who decides."""

    name: str
    names: dict[str, str]
    legal: dict[str, str]
    provisional: bool
    criteria: tuple[Criterion, ...]

    def get(self, code: str) -> Criterion | None:
        """The criterion of that code."""
        return next((one for one in self.criteria if one.code == code), None)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sets: tuple[CriteriaSet, ...]


class SetsOdd(Exception):
    """A file of sets that cannot be used: where, and why."""


def read_sets(raw: bytes) -> dict[str, CriteriaSet]:
    """The sets of a file, by name. Raises SetsOdd, which says what is wrong and where."""
    try:
        file = msgspec.json.decode(raw, type=_File)
    except msgspec.MsgspecError as fault:
        raise SetsOdd(str(fault)) from fault
    found: dict[str, CriteriaSet] = {}
    for one in file.sets:
        if _is_set_name.fullmatch(one.name) is None or one.name in found:
            raise SetsOdd(f"{one.name}: a set has a name of its own with a version, as commune@1")
        _check(one)
        found[one.name] = one
    return found


def judged(criterion: Criterion, value: int | None) -> bool | None:
    """Whether a number meets it; None where there is no number, or none is asked for."""
    if value is None or criterion.at_least is None:
        return None
    return value >= criterion.at_least


def _check(one: CriteriaSet) -> None:
    codes = [each.code for each in one.criteria]
    if not codes or len(set(codes)) != len(codes):
        raise SetsOdd(f"{one.name}: no criteria, or two of one code")
    for each in one.criteria:
        where = f"{one.name}, {each.code}"
        if not is_code(each.code) or not is_code(each.action):
            raise SetsOdd(f"{where}: codes are lower-case words")
        if not each.names or not each.legal:
            raise SetsOdd(f"{where}: say what is asked, and on what it stands")
        if each.kind == COMPUTED and each.at_least is None:
            raise SetsOdd(f"{where}: what records tell is a number; say the least")
        if each.at_least is not None and (each.at_least < 1 or not each.measure):
            raise SetsOdd(f"{where}: the least is 1 or more, of something")
