"""The frozen vectors of facts, stories and lending, run against this implementation."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.spec import date_rows
from tests.spec.fact_rows import lending_shown, shown
from tools import fact_vectors

from tusach.ledger.canonical import canonical
from tusach.ledger.draft import Refusal
from tusach.ledger.fact import body_of, decode, fact_hash, fact_id
from tusach.ledger.order import Held
from tusach.ledger.private import Part, is_proved
from tusach.library.copies.dates import Asked
from tusach.library.copies.policy import LENDING, Case, chosen, lending
from tusach.library.copies.rules import copy_subject
from tusach.library.places import codes
from tusach.library.places.calendar import Calendar, NoOpenDay, due_on
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState, RuleVersion
from tusach.library.readers.story import roots
from tusach.library.readers.visiting import SignerKnown, read_card
from tusach.library.register import FOLDERS, REGISTER
from tusach.node.store.keys import Ed25519

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors"


def rows_of(pattern: str, part: str = "rows") -> list[Any]:
    """Every row of the files that fit, named by its file and reason."""
    found = []
    for path in sorted(FOLDER.glob(pattern)):
        for nr, row in enumerate(json.loads(path.read_text("utf-8"))[part]):
            why = row.get("why", nr) if isinstance(row, dict) else nr
            found.append(pytest.param(path.stem, row, id=f"{path.stem}: {why}"))
    assert found
    return found


def kind_of(stem: str) -> str:
    name, _, version = stem.rpartition("-")
    return f"{name}/{version}"


def test_the_frozen_vectors_are_what_the_cases_say() -> None:
    assert fact_vectors.stale() == []


def test_every_kind_has_its_own_file() -> None:
    held = {kind_of(path.stem) for path in (FOLDER / "facts").glob("*.json")}
    assert held == set(REGISTER.kinds)


@pytest.mark.parametrize(("stem", "row"), rows_of("facts/*.json"))
def test_a_fact_has_these_bytes_this_hash_and_this_id(stem: str, row: dict[str, Any]) -> None:
    raw = bytes.fromhex(row["bytes"])
    assert canonical(row["fact"]) == raw
    fact = decode(raw)
    assert fact.kind == kind_of(stem)
    assert (fact_hash(raw), fact_id(fact_hash(raw))) == (row["hash"], row["id"])


@pytest.mark.parametrize(("stem", "row"), rows_of("facts/*.json"))
def test_a_body_is_read_in_its_shape_and_written_back_the_same(
    stem: str, row: dict[str, Any]
) -> None:
    raw = msgspec.json.encode(row["fact"]["pb"])
    known = REGISTER.body(kind_of(stem), raw)
    assert known is not None
    assert bytes(body_of(known[1])) == canonical(row["fact"]["pb"])


@pytest.mark.parametrize(("stem", "row"), rows_of("facts/*.json"))
def test_a_private_part_is_proven_and_keeps_its_shape(stem: str, row: dict[str, Any]) -> None:
    shape = REGISTER.kinds[kind_of(stem)].private
    told = row["private"]
    if told is None:
        assert row["fact"]["ph"] is None
        return
    assert told["commitment"] == row["fact"]["ph"]
    part = Part(told["commitment"], bytes.fromhex(told["salt"]), bytes.fromhex(told["part"]))
    assert is_proved(part)
    assert shape is not None
    assert canonical(msgspec.to_builtins(msgspec.json.decode(part.raw, type=shape))) == part.raw
    # Nothing of the person stands in the hashed part.
    open_text = bytes.fromhex(row["bytes"]).decode()
    for value in msgspec.json.decode(part.raw).values():
        assert not isinstance(value, str) or value not in open_text


@pytest.mark.parametrize(("stem", "row"), rows_of("facts/*.json", "bad"))
def test_a_body_of_another_shape_is_a_dead_letter_of_its_subject(
    stem: str, row: dict[str, Any]
) -> None:
    good = json.loads((FOLDER / "facts" / f"{stem}.json").read_text("utf-8"))["rows"][0]["fact"]
    fact = decode(canonical(good | {"pb": row["body"]}))
    story = FOLDERS.fold(fact.subject, [Held("ab" * 16, fact)])
    assert [key for key, _ in story.dead] == ["ab" * 16]


@pytest.mark.parametrize(("stem", "row"), rows_of("stories/*.json"))
def test_a_story_is_this_state_in_whatever_order_its_facts_come(
    stem: str, row: dict[str, Any]
) -> None:
    held = []
    for text in row["facts"]:
        raw = bytes.fromhex(text)
        held.append(Held(fact_id(fact_hash(raw)), decode(raw)))
    wanted = {name: row[name] for name in ("state", "void", "disagreements", "dead")}
    chance = random.Random(stem)
    for _ in range(4):
        story = FOLDERS.fold(row["subject"], held)
        assert story.noun == stem
        assert json.loads(json.dumps(shown(story))) == wanted
        chance.shuffle(held)


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/codes.json"))
def test_printed_codes(stem: str, row: dict[str, Any]) -> None:
    code = codes.printed_code(row["kind"], row["block"], row["serial"])
    assert code == row["code"]
    assert codes.is_printed_code(code)


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/codes.json", "bad"))
def test_texts_that_are_no_printed_code(stem: str, row: str) -> None:
    assert not codes.is_printed_code(row)


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/codes.json", "copies"))
def test_subjects_of_copies(stem: str, row: dict[str, Any]) -> None:
    found = copy_subject(row["tenant"], code=row["code"], owner=row["owner"])
    assert found == row["subject"]


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/due_dates.json"))
def test_due_dates(stem: str, row: dict[str, Any]) -> None:
    calendar = msgspec.convert(row["calendar"], Calendar)
    latest = date.fromisoformat(row["latest"]) if row["latest"] else None
    lent_on = date.fromisoformat(row["lent_on"])
    if row["due_on"] is None:
        with pytest.raises(NoOpenDay):
            due_on(lent_on, loan_days=row["loan_days"], calendar=calendar, latest=latest)
        return
    found = due_on(lent_on, loan_days=row["loan_days"], calendar=calendar, latest=latest)
    assert found.isoformat() == row["due_on"]


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/due_dates_made.json"))
def test_what_makes_a_due_date(stem: str, row: dict[str, Any]) -> None:
    assert date_rows.found(row["rule"], msgspec.convert(row["asked"], Asked)) == row["due"]


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/precedence.json"))
def test_the_rule_that_holds(stem: str, row: dict[str, Any]) -> None:
    path = FOLDER / "lending" / "precedence.json"
    case = msgspec.convert(json.loads(path.read_text("utf-8"))["case"], Case)
    told = [(one["fact"], msgspec.convert(one["rule"], RuleSet)) for one in row["rules"]]
    states = [RuleState(fact, (RuleVersion(fact, rule),)) for fact, rule in told]
    holds = chosen(states, LENDING, case)
    assert (holds.fact if holds else None) == row["holds"]
    assert lending_shown(lending(states, case)) == row["lending"]


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/aliases.json"))
def test_the_root_of_a_person(stem: str, row: dict[str, Any]) -> None:
    assert dict(roots([(one, other) for one, other in row["merged"]])) == row["roots"]


@pytest.mark.parametrize(("stem", "row"), rows_of("lending/visitor_cards.json"))
def test_the_back_of_a_card_says_this_or_is_refused(stem: str, row: dict[str, Any]) -> None:
    told = json.loads((FOLDER / "lending" / f"{stem}.json").read_text("utf-8"))
    known = {
        one["key"]: SignerKnown(frozenset(one["places"]), one["hub"], one["revoked"])
        for one in told["known"]
    }
    found = read_card(
        row["text"], tenant=told["tenant"], known=known, verifier=Ed25519(), on=told["on"]
    )
    if row["refused"]:
        assert isinstance(found, Refusal) and found.code == row["refused"]
    else:
        assert msgspec.to_builtins(found) == row["card"]
