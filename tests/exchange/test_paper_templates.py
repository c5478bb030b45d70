"""Templates of papers: what is wrong with one is said with its file and place."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from tusach.exchange.documents.offered import OFFERED
from tusach.exchange.documents.paper_templates import LARGEST, TemplateFault, filled, read
from tusach.exchange.documents.papers import Figures, Heading, Paragraph

KINDS = frozenset({"report", "plan", "letter", "minutes"})
SHIPPED = files("tusach.exchange.documents") / "templates" / "papers"


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


PLAN: dict[str, Any] = {
    "paper": "plan",
    "kind": "plan",
    "about": words("{percent}%"),
    "body": [
        {"type": "heading", "text": words("I"), "when": "chosen"},
        {"type": "paragraph", "text": words("{wanted} / {units}")},
        {"type": "paragraph", "text": words("{unit}: {cost}"), "each": "chosen"},
        {
            "type": "table",
            "rows": "chosen",
            "none": words("Không có."),
            "caption": words("Bảng"),
            "columns": [
                {"field": "unit", "head": words("Xã"), "width": 60},
                {"field": "cost", "head": words("Đồng"), "width": 40},
            ],
        },
    ],
    "signatures": [{"post": words("Giám đốc"), "note": words("(ký)"), "above": words("TM.")}],
    "to": [words("Sở {due}")],
    "recipients": [words("Lưu")],
}
VALUES: dict[str, Any] = {
    **dict.fromkeys(["recognised", "missing", "start_on", "proven"], "x"),
    **{"wanted": 28, "percent": 50, "units": 1056, "cost": 1_200_000, "due": "31/12/2030"},
    "chosen": [{"nr": 1, "unit": "Xã A", "actions": "a", "cost": 5_000, "start_on": "x"}],
    "following": [],
}


def changed(**more: Any) -> bytes:
    return json.dumps(PLAN | more).encode()


def wrong(raw: bytes) -> list[tuple[str, str, str]]:
    with pytest.raises(TemplateFault) as found:
        read(raw, file="plan.json", kinds=KINDS)
    assert found.value.file == "plan.json"
    assert "plan.json" in str(found.value)
    return [(one.where, one.code, one.what) for one in found.value.wrong]


@pytest.mark.parametrize("name", sorted(OFFERED))
def test_each_shipped_template_holds_and_is_named_as_its_paper(name: str) -> None:
    raw = (SHIPPED / f"{name}.json").read_bytes()
    assert read(raw, file=name, kinds=KINDS).paper == name


def test_every_shipped_file_is_of_a_paper_that_is_offered() -> None:
    assert {one.name for one in SHIPPED.iterdir()} == {f"{name}.json" for name in OFFERED}


def test_a_template_is_filled_in_one_language_and_numbers_in_tables_stay_numbers() -> None:
    template = read(changed(), file="plan.json", kinds=KINDS)
    found = filled(template, VALUES, language="vi", file="plan.json")
    assert (found.about, found.to, found.recipients) == ("50%", ("Sở 31/12/2030",), ("Lưu",))
    heading, line, each, table = found.body
    assert (heading, line) == (Heading("I"), Paragraph("28 / 1.056"))
    assert each == Paragraph("Xã A: 5.000")
    assert isinstance(table, Figures)
    assert table.rows == (("Xã A", 5_000),)
    (signature,) = found.signatures
    assert (signature.post, signature.above, signature.note) == ("Giám đốc", "TM.", "(ký)")
    other = filled(template, VALUES, language="fr", file="plan.json")
    assert other.body[1] == Paragraph("28 / 1.056")


def test_what_is_empty_is_left_out_or_said_in_words() -> None:
    template = read(changed(), file="plan.json", kinds=KINDS)
    for empty in ([], "", None):
        values = VALUES | {"chosen": empty}
        found = filled(template, values, language="vi", file="plan.json")
        assert found.body == (Paragraph("28 / 1.056"), Paragraph("Không có."))
    silent = PLAN["body"][3] | {"none": {}}
    template = read(changed(body=[PLAN["body"][1], silent]), file="plan.json", kinds=KINDS)
    found = filled(template, VALUES | {"chosen": []}, language="vi", file="plan.json")
    assert len(found.body) == 1


@pytest.mark.parametrize(
    ("more", "where", "code", "what"),
    [
        ({"paper": "poem"}, "paper", "paper_unknown", "poem"),
        ({"kind": "poem"}, "kind", "kind_unknown", "poem"),
        ({"about": words("{percents}")}, "about.vi", "field_unknown", "percents"),
        ({"about": {"vi": "Kế hoạch"}}, "about.en", "language_missing", "en"),
        ({"about": words("{ {percent}")}, "about.vi", "words_odd", "{ {percent}"),
        ({"body": []}, "body", "empty", ""),
        ({"signatures": []}, "signatures", "signatures", "0"),
        ({"signatures": [{"post": words("{x}")}]}, "signatures[0].post.vi", "field_unknown", "x"),
        (
            {"signatures": [{"post": words("A"), "note": words("{x}")}]},
            "signatures[0].note.vi",
            "field_unknown",
            "x",
        ),
        ({"to": [words("{x}")]}, "to[0].vi", "field_unknown", "x"),
        ({"recipients": [words("a"), {"vi": "a"}]}, "recipients[1].en", "language_missing", "en"),
    ],
)
def test_a_field_that_is_missing_is_named_with_its_place(
    more: dict[str, Any], where: str, code: str, what: str
) -> None:
    assert wrong(changed(**more))[0] == (where, code, what)


@pytest.mark.parametrize(
    ("block", "where", "code", "what"),
    [
        ({"type": "heading", "text": words("I"), "when": "x"}, "when", "field_unknown", "x"),
        ({"type": "paragraph", "text": words("{x}")}, "text.vi", "field_unknown", "x"),
        (
            {"type": "paragraph", "text": words("{unit}"), "each": "following_"},
            "each",
            "list_unknown",
            "following_",
        ),
        ({"type": "table", "rows": "x", "columns": []}, "rows", "list_unknown", "x"),
        (PLAN["body"][3] | {"columns": []}, "columns", "widths", "0"),
        (
            PLAN["body"][3] | {"columns": [{"field": "x", "head": words("X"), "width": 100}]},
            "columns[0].field",
            "field_unknown",
            "x",
        ),
        (PLAN["body"][3] | {"caption": words("{x}")}, "caption.vi", "field_unknown", "x"),
    ],
)
def test_what_is_wrong_in_a_block_is_named_with_the_number_of_the_block(
    block: dict[str, Any], where: str, code: str, what: str
) -> None:
    found = wrong(changed(body=[PLAN["body"][1], block]))
    assert (f"body[1].{where}", code, what) in found


def test_what_is_no_template_is_said_to_be_none() -> None:
    for raw in (b"{", b"[]", b"\xff", b'{"paper": 1}', changed(more="x"), b" " * (LARGEST + 1)):
        ((where, code, _what),) = wrong(raw)
        assert (where, code) == ("", "not_json")


def test_a_value_that_the_program_does_not_give_is_named() -> None:
    template = read(changed(), file="plan.json", kinds=KINDS)
    lacking = {name: one for name, one in VALUES.items() if name != "due"}
    for values, where, what in (
        (lacking, "", "due"),
        (VALUES | {"chosen": [{"nr": 1}]}, "chosen[0]", "actions"),
    ):
        with pytest.raises(TemplateFault) as found:
            filled(template, values, language="vi", file="papers/plan.json")
        one = found.value.wrong[0]
        assert (one.where, one.code, one.what) == (where, "value_missing", what)
        assert found.value.file == "papers/plan.json"
