"""Every kind, refusal, disagreement and fault that the code can name has words, twice."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import msgspec
import pytest
from django.utils import translation

from tusach.ledger.draft import Refusal
from tusach.library.copies.facts import CopyLent, CopyWithdrawn
from tusach.library.copies.policy import Lending
from tusach.library.places.facts import PlaceClosedDaysSet, PlaceOpeningSet, RuleSet, UnitDeclared
from tusach.library.readers.facts import ReaderBlocked
from tusach.library.register import REGISTER
from tusach.node.wording.disagreements import DISAGREEMENTS, say_disagreement
from tusach.node.wording.facts import FACTS, MORE, say_fact
from tusach.node.wording.faults import FAULTS, say_fault
from tusach.node.wording.refusals import REFUSALS, say_refusal

SOURCES = Path(__file__).resolve().parents[3] / "src" / "tusach"
CODE = re.compile(r"[a-z]+\.[a-z_]+\Z")
PLACE_A = "ab" * 16


@cache
def sources() -> tuple[tuple[Path, ast.Module], ...]:
    """Every file of the program, read once."""
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCES.rglob("*.py"))
    )


@cache
def every_call() -> dict[str, list[tuple[str, ast.Call]]]:
    """Calls in the sources, with their files, by the name of the function or class.

    The demonstration refuses itself an act that it only wants to watch; nobody reads that.
    """
    found: dict[str, list[tuple[str, ast.Call]]] = defaultdict(list)
    for path, tree in sources():
        if "demo" in path.relative_to(SOURCES).parts:
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                    found[name].append((path.name, node))
    return found


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of a function or class of this name in the sources, with its file."""
    return every_call()[name]


@cache
def named_codes() -> dict[str, str]:
    """Codes that stand under a name: `NAME = "noun.word"`, alone or several at once."""
    found: dict[str, str] = {}
    for _, tree in sources():
        for node in tree.body:
            if not isinstance(node, ast.Assign):
                continue
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            else:
                pairs = [(target, value)]
            for name, code in pairs:
                if isinstance(name, ast.Name) and isinstance(code, ast.Constant):
                    found[name.id] = str(code.value)
    return found


def codes_of(argument: ast.expr) -> set[str]:
    """Every code that stands in an argument, also on both sides of a condition."""
    found = set()
    for node in ast.walk(argument):
        said = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.Name):
            said = named_codes().get(node.id)
        if isinstance(said, str) and CODE.match(said):
            found.add(said)
    return found


def refusals() -> list[tuple[str, ast.Call]]:
    return [
        (code, call) for _, call in calls("Refusal") if call.args for code in codes_of(call.args[0])
    ]


def test_every_refusal_has_words_and_every_wording_has_a_refusal() -> None:
    assert {code for code, _ in refusals()} == set(REFUSALS)


def test_a_refusal_is_never_put_together_at_run_time() -> None:
    hidden = [
        f"{name}:{call.lineno}"
        for name, call in calls("Refusal")
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert hidden == []


def test_each_refusal_is_given_every_value_that_its_words_ask_for() -> None:
    for code, call in refusals():
        given: set[str] | None = set()
        if len(call.args) > 1:
            second = call.args[1]
            given = (
                {key.value for key in second.keys if isinstance(key, ast.Constant)}
                if isinstance(second, ast.Dict) and None not in second.keys
                else None
            )
        asked = set(re.findall(r"\{(\w+)\}", REFUSALS[code]))
        assert given is None or asked <= given, code


def test_every_disagreement_has_words() -> None:
    found = {
        code
        for name in ("disagree", "Disagreement")
        for _, call in calls(name)
        if call.args
        for code in codes_of(call.args[0])
    }
    assert found == set(DISAGREEMENTS)


def test_every_fault_of_the_store_has_words() -> None:
    found = {
        code for _, call in calls("StoreFault") if call.args for code in codes_of(call.args[0])
    }
    assert found and found <= set(FAULTS) | set(REFUSALS)


def test_every_kind_of_fact_has_words() -> None:
    assert set(FACTS) == set(REGISTER.kinds)


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_the_words_of_a_kind_ask_only_for_what_its_body_has(kind: str) -> None:
    fields = set(REGISTER.kinds[kind].body.__struct_fields__)
    if kind == "rule.set/1":
        fields |= {"by", *Lending.__struct_fields__}
    more = MORE.get(kind, {})
    asked = set(re.findall(r"\{(\w+)\}", " ".join((FACTS[kind], *more.values()))))
    assert asked <= fields
    assert set(more) <= fields


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_each_kind_reads_otherwise_in_vietnamese(kind: str) -> None:
    with translation.override("en"):
        english = say_fact(kind, {})
    with translation.override("vi"):
        assert say_fact(kind, {}) != english


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_each_refusal_reads_otherwise_in_vietnamese(code: str) -> None:
    with translation.override("en"):
        english = say_refusal(Refusal(code))
    with translation.override("vi"):
        assert say_refusal(Refusal(code)) != english


@pytest.mark.parametrize("code", sorted(DISAGREEMENTS))
def test_each_disagreement_reads_otherwise_in_vietnamese(code: str) -> None:
    with translation.override("en"):
        english = say_disagreement(code)
    with translation.override("vi"):
        assert say_disagreement(code) != english


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "Cho mượn, hẹn trả 07/12/2026."), ("en", "Lent until 7 Dec 2026.")],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, said: str) -> None:
    with translation.override(language):
        body = CopyLent(due_on="2026-12-07", rule=None, governed_by=PLACE_A)
        assert say_fact("copy.lent/2", body) == said


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (
            "reader.blocked/1",
            ReaderBlocked(("lend", "hold"), "overdue_many", "2026-12-31"),
            "Tạm dừng: mượn, đặt mượn. Lý do: nhiều sách quá hạn. Đến 31/12/2026.",
        ),
        (
            "place.opening_set/1",
            PlaceOpeningSet((2, 7), "2026-01-05", "07:30–11:00"),
            "Mở cửa thứ Ba, Chủ nhật, từ 05/01/2026. Giờ mở cửa: 07:30–11:00.",
        ),
        (
            "place.closed_days_set/1",
            PlaceClosedDaysSet(("2026-09-02",), closed=False),
            "Mở cửa ngày 02/09/2026, ngoài lịch tuần.",
        ),
        (
            "place.closed_days_set/1",
            PlaceClosedDaysSet(tuple(f"2026-02-{day}" for day in range(14, 22))),
            "Nghỉ ngày 14/02/2026, 15/02/2026, 16/02/2026, 17/02/2026, 18/02/2026, 19/02/2026, ….",
        ),
        (
            "unit.declared/1",
            UnitDeclared(
                "01837", "commune", {"vi": "xã Trường Hà", "en": "Truong Ha"}, "2025-07-01"
            ),
            "Đơn vị 01837, xã Trường Hà, có hiệu lực từ 01/07/2025.",
        ),
        (
            "rule.set/1",
            RuleSet("lending", {"loan_days": 14, "limit": None}, "2026-01-01"),
            "Đặt quy tắc, áp dụng từ 01/01/2026. Cho mượn 14 ngày.",
        ),
        ("copy.assigned/1", {"home": PLACE_A}, "Từ nay xếp ở Tủ sách xóm Nà Rẩy."),
        ("copy.withdrawn/1", CopyWithdrawn("weeded_here"), "Ra khỏi kho: thanh lọc ở đây."),
        (
            "crate.sung/9",
            {"n": 1},
            "Phần mềm này chưa biết loại việc này; cập nhật rồi sẽ hiện.",
        ),
    ],
)
def test_facts_read_as_in_a_register(kind: str, body: msgspec.Struct, said: str) -> None:
    with translation.override("vi"):
        names = {PLACE_A: "Tủ sách xóm Nà Rẩy"}
        told = say_fact(
            kind,
            body,
            name=lambda key: names.get(key, ""),
            words={"weeded_here": "thanh lọc ở đây"},
        )
    assert told == said


def test_a_place_whose_name_is_not_known_is_told_by_the_beginning_of_its_id() -> None:
    with translation.override("en"):
        assert say_fact("copy.assigned/1", {"home": PLACE_A}) == (
            "Should stand at abababab… from now on."
        )


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            Refusal("copy.on_loan", {"due_on": "2026-12-07"}),
            "Cuốn này đang cho mượn, hẹn trả 07/12/2026. Nếu sách ở trong tay, mời nhận trả trước.",
        ),
        (
            Refusal("reader.birth_year_odd", {"line": 3, "year": 1066}),
            "Dòng 3: Năm sinh 1066 không hợp lý. Mời xem lại.",
        ),
        (
            Refusal("clock.behind", {"now_ms": 0, "bound_ms": 1_772_000_000_000}),
            "Đồng hồ máy chỉ 01/01/1970, nhưng lúc này phải từ 25/02/2026 trở đi; chưa ghi gì. "
            "Mời chỉnh ngày giờ của máy rồi làm lại, hoặc khởi động kèm giờ đúng: "
            "tusach serve --now 2026-11-23T08:00",
        ),
        (
            Refusal("moon.eclipsed", {"n": 1}),
            "Lúc này chưa làm được (moon.eclipsed). Mời báo mã này cho quản trị.",
        ),
        (Refusal("copy.withdrawn", {"on": None}), None),
    ],
)
def test_refusals_say_what_to_do_next(refusal: Refusal, said: str | None) -> None:
    with translation.override("vi"):
        told = say_refusal(refusal)
    assert told == said if said else "…" in told


def test_a_contradiction_without_words_still_says_what_to_do() -> None:
    with translation.override("vi"):
        assert say_disagreement("moon.eclipsed").startswith("Các việc đã ghi mâu thuẫn nhau.")


def test_a_refusal_met_where_only_faults_are_told_has_its_words() -> None:
    with translation.override("en"):
        told = say_fault("clock.behind", {"now_ms": 0, "bound_ms": 1_772_000_000_000})
        assert told.startswith("This machine's clock says 1 Jan 1970")
        assert say_fault("home.exists", {"path": "/x"}).endswith(": /x")
        assert say_fault("moon.eclipsed") == "moon.eclipsed"


def test_words_inside_a_value_are_never_read_as_a_template() -> None:
    with translation.override("en"):
        told = say_refusal(Refusal("card.number_taken", {"number": "{number} <script>"}))
    assert "{number} <script>" in told
