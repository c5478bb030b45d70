"""The bundle of a report: the same bytes each time, and whatever was changed in it is named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library.reports.test_evidence import FILES, PROOFS, VALUES
from tests.library.telling import TENANT, Teller
from tests.spec.report_cases import frozen

from tusach.exchange.documents import report_bundle
from tusach.exchange.documents.report_bundle import Parts, bundled, verified
from tusach.ledger.fact import encode
from tusach.ledger.ident import sha256
from tusach.library.agreements.facts import AgreementEnded
from tusach.library.reports import facts
from tusach.library.reports.evidence import digest, written

ON = "2026-12-20"
BODY = frozen(values=VALUES, period="2026", evidence=digest(PROOFS))
SUBJECT = facts.report_subject(TENANT, "annual", "", "2026")
SIGNED = b"%PDF-1.7 signed by the agency"
Change = Callable[[dict[str, bytes]], None]


def told(*, subject: str = SUBJECT, file: str = "") -> Teller:
    a = Teller("A")
    first = a.say("report.frozen/1", subject, BODY, on=ON)
    for step in facts.STEPS:
        a.say("report.signed/1", subject, facts.ReportSigned(first.id, step), on=ON)
    a.say("report.issued/1", subject, facts.ReportIssued(first.id, 12, ON, "", file), on=ON)
    return a


def parts(*, file: str = "", signed: bytes = b"") -> Parts:
    held = told(file=file).held(SUBJECT)
    return Parts(
        report=bytes(held[0].fact.body),
        facts=[encode(one.fact) for one in held],
        definitions={
            name: FILES[f"{name}.json"] for name in (one.indicator for one in BODY.values)
        },
        evidence=written(PROOFS),
        paper=b"%PDF-1.7",
        signed=signed,
    )


def files_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def seen(change: Change, *, anew: bool = False) -> list[tuple[str, str]]:
    """What is found after a change; anew: with a manifest that was made again to hide it."""
    files = files_of(bundled(parts()))
    change(files)
    if anew:
        rest = {name: sha256(raw) for name, raw in files.items() if name != "manifest.json"}
        files["manifest.json"] = json.dumps({"version": 1, "files": rest}).encode()
    return [(one.where, one.code) for one in verified(packed(files)).faults]


WHOLE = bundled(parts())


def test_a_bundle_holds_and_says_who_did_what_and_is_the_same_each_time() -> None:
    raw = bundled(parts())
    assert raw == bundled(parts())
    found = verified(raw)
    assert found.faults == ()
    assert found.body == BODY
    assert found.state is not None
    assert (found.state.standing, len(found.state.steps)) == ("issued", 3)
    assert [one.proved for one in found.values] == [2, 1, 0]
    assert "definitions/model.json" in found.files


def test_the_file_that_the_agency_signed_is_the_one_that_was_kept() -> None:
    right = bundled(parts(file=sha256(SIGNED), signed=SIGNED))
    assert verified(right).faults == ()
    other = bundled(parts(file=sha256(SIGNED), signed=SIGNED + b"!"))
    assert [one.code for one in verified(other).faults] == ["file_changed"]
    missing = bundled(parts(file=sha256(SIGNED)))
    assert [one.code for one in verified(missing).faults] == ["file_missing"]


def forged(files: dict[str, bytes]) -> None:
    body = json.loads(files["report.json"])
    body["values"][0]["num"] = 19
    files["report.json"] = json.dumps(body).encode()


def fewer_rows(files: dict[str, bytes]) -> None:
    rows = json.loads(files["evidence.json"])
    rows["model"]["num"].pop()
    files["evidence.json"] = json.dumps(rows).encode()


def softened(files: dict[str, bytes]) -> None:
    files["definitions/model.json"] = files["definitions/model.json"].replace(b"15", b"10", 1)


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (forged, {("report.json", "fact_differs"), ("model", "count_differs")}),
        (
            fewer_rows,
            {
                ("evidence.json", "evidence_differs"),
                ("model", "root_differs"),
                ("model", "count_differs"),
            },
        ),
        (softened, {("model", "definition_missing")}),
        (lambda files: files.update({"evidence.json": b"[]"}), {("evidence.json", "evidence_odd")}),
        (lambda files: files.update({"facts.json": b'["x"]'}), {("facts.json", "fact_odd")}),
        (lambda files: files.update({"facts.json": b"1"}), {("facts.json", "fact_odd")}),
        (lambda files: files.update({"report.json": b"{}"}), {("report.json", "fact_odd")}),
    ],
)
def test_what_was_changed_is_found_even_where_the_manifest_was_made_again(
    change: Change, found: set[tuple[str, str]], anew: bool
) -> None:
    said = set(seen(change, anew=anew))
    assert found <= said
    assert any(code == "file_changed" for _, code in said) != anew


def test_files_that_are_missing_or_do_not_belong_are_named() -> None:
    assert ("evidence.json", "file_missing") in seen(lambda files: files.pop("evidence.json"))  # type: ignore[arg-type, return-value]
    assert seen(lambda files: files.update({"more.txt": b""})) == [("more.txt", "file_extra")]
    without = seen(lambda files: files.pop("manifest.json"))  # type: ignore[arg-type, return-value]
    assert without == [("manifest.json", "not_a_bundle")]

    def of_tomorrow(files: dict[str, bytes]) -> None:
        files["manifest.json"] = files["manifest.json"].replace(b'"version":1', b'"version":2')

    assert seen(of_tomorrow) == [("manifest.json", "not_a_bundle")]


def test_facts_of_something_else_or_of_another_report_do_not_hold() -> None:
    other = Teller("B")
    other.say("agreement.ended/1", SUBJECT, AgreementEnded(ON), on=ON)
    raw = [encode(one.fact) for one in other.held(SUBJECT)]
    wrong = verified(bundled(msgspec.structs.replace(parts(), facts=raw)))
    assert ("facts.json", "fact_odd") in [(one.where, one.code) for one in wrong.faults]
    elsewhere = told(subject="7" * 32).held("7" * 32)
    raw = [encode(one.fact) for one in elsewhere]
    wrong = verified(bundled(msgspec.structs.replace(parts(), facts=raw)))
    assert [(one.where, one.code) for one in wrong.faults] == [("report.json", "fact_differs")]


def test_what_is_no_bundle_or_too_large_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.code for one in verified(b"PK no").faults] == ["not_a_bundle"]
    raw = bundled(parts())
    assert [one.code for one in verified(raw[: len(raw) // 2]).faults] == ["not_a_bundle"]
    out = io.BytesIO()
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    assert [one.code for one in verified(out.getvalue()).faults] == ["not_a_bundle"]
    monkeypatch.setattr(report_bundle, "LARGEST", 10)
    assert [one.code for one in verified(raw).faults] == ["too_large"]


@given(st.data())
def test_no_damage_makes_a_bundle_fall_or_hold(data: st.DataObject) -> None:
    files = files_of(WHOLE)
    name = data.draw(st.sampled_from(sorted(files)))
    raw = bytearray(files[name])
    at = data.draw(st.integers(0, len(raw) - 1))
    before = raw[at]
    raw[at] = data.draw(st.integers(0, 255))
    files[name] = bytes(raw)
    assert bool(verified(packed(files)).faults) == (raw[at] != before)


@given(st.data())
def test_a_damaged_file_is_answered_with_faults_or_is_the_same(data: st.DataObject) -> None:
    raw = bytearray(WHOLE)
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255))
    found = verified(bytes(raw))
    assert found.faults or found.values
