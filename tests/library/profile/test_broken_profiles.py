"""A broken profile says in which file and at which path it is broken."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.library.profile.folders import changed, faults_in, files_of

from tusach.library.profile.faults import BrokenProfile
from tusach.library.profile.reading import file_names, load

Change = Callable[[Any], Any]


def put(*keys: str | int, value: Any) -> Change:
    def change(tree: Any) -> None:
        for key in keys[:-1]:
            tree = tree[key]
        tree[keys[-1]] = value

    return change


def twice(*keys: str) -> Change:
    def change(tree: Any) -> None:
        for key in keys:
            tree = tree[key]
        tree.append(tree[0])

    return change


def announced(*years: int) -> Change:
    told = [{"year": year, "dates": ["2026-03-02"], "citation": "x"} for year in years]
    return put("holidays", 0, "announced", value=told)


FORCE = "$.holidays[0].valid_until"
BETWEEN_PARTS: list[tuple[str, Change, str]] = [
    ("province", put("names", value={"en": "Lumira"}), "$.names"),
    ("province", put("names", "en", value="Lumi\u0301ra"), "$.names.en"),
    ("province", put("owner", "en", value="Library "), "$.owner.en"),
    ("province", put("provenance", "note", value={"vi": "x"}), "$.provenance.note"),
    ("province", put("default_language", value="pt"), "$.default_language"),
    ("province", put("numbers", 0, "pattern", value="("), "$.numbers[0].pattern"),
    ("province", put("numbers", 1, "example", value="42"), "$.numbers[1].example"),
    ("province", twice("languages"), "$.languages"),
    ("province", put("unit_code_pattern", value="("), "$.units"),
    ("units", put("units", 0, "code", value="1"), "$.units[0].code"),
    ("units", put("units", 0, "kind", value="ward"), "$.units[0].kind"),
    ("units", put("units", 0, "valid_until", value="2019-01-01"), "$.units[0].valid_until"),
    ("units", put("units", 1, "neighbours", value=["CL03"]), "$.units[1].neighbours[0]"),
    ("units", twice("units"), "$.units"),
    ("places", twice("kinds"), "$.kinds"),
    ("holidays", twice("holidays"), "$.holidays"),
    ("holidays", twice("listed_years"), "$.listed_years"),
    (
        "holidays",
        put("holidays", 0, "valid_until", value="2020-01-01"),
        "$.holidays[0].valid_until",
    ),
    ("holidays", announced(2026, 2026), "$.holidays[0].announced"),
    ("holidays", announced(2027), "$.holidays[0].announced[0].dates"),
    ("lending", put("rules", 2, "place_kind", value="van"), "$.rules[2].place_kind"),
    ("lending", put("rules", 2, "reader_group", value="old"), "$.rules[2].reader_group"),
    ("lending", put("rules", 1, "material_kind", value="toy"), "$.rules[1].material_kind"),
    ("lending", put("rules", 1, "renewals", value=1), "$.rules[1].renewals"),
    ("lending", put("rules", 0, "reader_group", value="young"), "$.rules"),
    ("lending", twice("reader_groups"), "$.reader_groups"),
    ("lending", twice("material_kinds"), "$.material_kinds"),
    ("lending", twice("rules"), "$.rules"),
    ("lending", twice("blocks"), "$.blocks"),
    ("lending", twice("channels"), "$.channels"),
    ("markets", put("markets", 0, "unit", value="ZZ99"), "$.markets[0].unit"),
    ("markets", put("markets", 0, "conflict", value=True), "$.markets[0].conflict"),
    ("markets", twice("markets"), "$.markets"),
    ("serving", twice("classes"), "$.classes"),
    ("serving", put("seasons", 0, "months", value=[12, 1, 12]), "$.seasons"),
    ("trips", put("home", value="ZZ99"), "$.home"),
    ("trips", put("towns", value=["AL01", "ZZ99"]), "$.towns[1]"),
    ("trips", put("vehicle_kind", value="boat"), "$.vehicle_kind"),
    ("trips", put("ends_minute", value=300), "$.ends_minute"),
    ("trips", put("fair", "closes_minute", value=1), "$.fair.closes_minute"),
    ("trips", put("fair", "stop_kind", value="reading_hut"), "$.fair.stop_kind"),
    ("trips", put("commune", "stay_minutes", value=0), "$.commune.stay_minutes"),
    ("shelving", twice("label_sheets"), "$.label_sheets"),
    ("shelving", put("label_sheets", 0, "columns", value=6), "$.label_sheets[0]"),
    ("shelving", put("label_sheets", 0, "rows", value=15), "$.label_sheets[0]"),
    ("shelving", put("marks", "onsets", value=["n", "nh"]), "$.marks.onsets[1]"),
    ("weeding", twice("reasons"), "$.reasons"),
    ("weeding", twice("disposals"), "$.disposals"),
    ("consent", twice("purposes"), "$.purposes"),
    ("consent", twice("rules"), "$.rules"),
    ("consent", put("rules", 0, "purposes", value=["fame"]), "$.rules[0].purposes[0]"),
    ("consent", put("rules", 1, "age_until", value=9), "$.rules[1].age_until"),
    ("demonstration", put("places", 0, "demonstration", value=False), "$.places[0].demonstration"),
    ("demonstration", put("places", 0, "unit", value="ZZ99"), "$.places[0].unit"),
    ("demonstration", put("places", 0, "kind", value="van"), "$.places[0].kind"),
    ("demonstration", put("places", 1, "part_of", value="other"), "$.places[1].part_of"),
    ("demonstration", twice("places"), "$.places"),
    ("books", put("books", 0, "kind", value="comic"), "$.books[0].kind"),
    ("books", put("books", 0, "audience", value="teens"), "$.books[0].audience"),
    ("books", put("books", 0, "languages", value=["pt", "fr"]), "$.books[0].languages[1]"),
    ("books", twice("books"), "$.books"),
    ("titles", put("topics", 0, "patterns", value=["{nothing}"]), "$.topics[0].patterns"),
    ("titles", put("topics", 0, "kind", value="comic"), "$.topics[0].kind"),
    ("titles", put("topics", 0, "audience", value="teens"), "$.topics[0].audience"),
    ("titles", put("topics", 0, "language", value="fr"), "$.topics[0].language"),
    ("titles", twice("topics"), "$.topics"),
]


@pytest.mark.parametrize(("section", "change", "path"), BETWEEN_PARTS)
def test_a_fault_names_the_file_and_the_path(section: str, change: Change, path: str) -> None:
    found = faults_in(changed("lumira", f"{section}.json", change))
    places = {(fault.file, fault.path) for fault in found}
    in_file = "units.json" if path == "$.units" else f"{section}.json"
    assert (in_file, path) in places


LUNAR = {"kind": "lunar", "month": 1, "day": 1}
INSIDE_A_FILE: list[tuple[str, Change, str]] = [
    ("holidays", put("holidays", 0, "days", value={**LUNAR, "day": 30}), "$.holidays[0].days.day"),
    ("holidays", put("holidays", 0, "days", value={**LUNAR, "days": 0}), "$.holidays[0].days.days"),
    ("holidays", put("holidays", 0, "days", value={**LUNAR, "leap": True}), "$.holidays[0].days"),
    ("holidays", announced(1967), "$.holidays[0].announced[0].year"),
    ("units", put("units", 2, "area_ha", value=3900.5), "$.units[2].area_ha"),
    ("units", put("units", 2, "area_ha", value=-1), "$.units[2].area_ha"),
    ("units", put("units", 0, "district", value="x"), "$.units[0]"),
    ("lending", put("rules", 0, "loan_days", value=400), "$.rules[0].loan_days"),
    ("lending", put("rules", 0, "citation", value=None), "$.rules[0].citation"),
    ("lending", put("blocks", 0, "stops", value=["return"]), "$.blocks[0].stops[0]"),
    ("markets", put("markets", 0, "claims", value=[]), "$.markets[0].claims"),
    ("books", put("books", 0, "isbn", value="x"), "$.books[0]"),
    ("books", put("books", 0, "dewey", value="86"), "$.books[0].dewey"),
]


@pytest.mark.parametrize(("section", "change", "path"), INSIDE_A_FILE)
def test_a_file_of_the_wrong_shape_is_named(section: str, change: Change, path: str) -> None:
    (fault,) = faults_in(changed("lumira", f"{section}.json", change))
    assert (fault.file, fault.path) == (f"{section}.json", path)
    assert fault.reason


@pytest.mark.parametrize("content", [b"", b"{", b'{"names":"\xff"}', b"<html>", b"[]"])
def test_bytes_that_are_no_json_object_are_a_fault_of_that_file(content: bytes) -> None:
    (fault,) = faults_in({**files_of("lumira"), "places.json": content})
    assert fault.file == "places.json"


def test_a_missing_required_file_and_a_foreign_file_are_both_told() -> None:
    files = {**files_of("lumira"), "notes.json": b"{}"}
    del files["lending.json"]
    assert {fault.file for fault in faults_in(files)} == {"lending.json", "notes.json"}


def test_two_units_with_one_code_may_follow_but_not_overlap() -> None:
    def follow(until: str, begin: str) -> Change:
        def change(tree: Any) -> None:
            old = json.loads(json.dumps(tree["units"][2]))
            tree["units"].append({**old, "valid_from": begin})
            tree["units"][2]["valid_until"] = until

        return change

    after = changed("lumira", "units.json", follow("2025-12-31", "2026-01-01"))
    assert faults_in(after) == ()
    before = changed("lumira", "units.json", follow("2020-12-31", "2020-12-31"))
    assert {fault.path for fault in faults_in(before)} == {"$.units[3].code"}


def test_an_older_unit_of_the_same_code_does_not_overlap_either() -> None:
    def change(tree: Any) -> None:
        old = json.loads(json.dumps(tree["units"][2]))
        old |= {"valid_from": "2000-01-01", "valid_until": "2020-02-29", "neighbours": []}
        tree["units"].append(old)

    assert faults_in(changed("lumira", "units.json", change)) == ()


def test_a_province_at_work_needs_no_demonstration_files() -> None:
    spare = ("markets.json", "demonstration.json", "books.json", "names.json", "titles.json")
    files = {name: content for name, content in files_of("lumira").items() if name not in spare}
    assert load(files).books is None


def test_a_programme_need_not_say_how_it_weeds_whom_it_asks_or_how_it_travels() -> None:
    spare = ("weeding.json", "consent.json", "serving.json", "trips.json")
    files = {name: content for name, content in files_of("lumira").items() if name not in spare}
    profile = load(files)
    assert (profile.weeding, profile.consent, profile.serving, profile.trips) == (None,) * 4


def test_the_error_text_carries_every_fault() -> None:
    with pytest.raises(BrokenProfile) as broken:
        load({})
    required = [name for name in file_names() if f"{name} $: the file is missing" in str(broken)]
    assert len(required) == len(broken.value.faults) == 6
