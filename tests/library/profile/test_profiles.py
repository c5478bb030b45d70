"""Both profiles of the tree are whole, truthful in shape, and differ in what may differ."""

import csv
import datetime
import re
from decimal import Decimal

import pytest
from tests.library.profile.folders import FOLDERS, ROOT, SHARED_DATA, files_of, profile_of
from tools.profile_schema import PAGE, pages

from tusach.library.calendar.lunar import table
from tusach.library.profile.holidays import closed_dates
from tusach.library.profile.markets import LunarTails, Unknown
from tusach.library.profile.parts import Dated, in_force
from tusach.library.profile.province import interface_languages
from tusach.library.profile.units import unit_on

REFORM = datetime.date(2025, 7, 1)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_profile_loads_from_its_folder(name: str) -> None:
    profile = profile_of(name)
    assert profile.units.units
    assert {"vi", "en"} <= set(interface_languages(profile.province))


def test_the_two_profiles_share_no_tenant_zone_week_language_or_kind_of_place() -> None:
    one, other = (profile_of(name) for name in FOLDERS)
    assert one.province.tenant != other.province.tenant
    assert (
        one.province.time_zone.utc_offset_minutes > 0 > other.province.time_zone.utc_offset_minutes
    )
    assert one.holidays.closed_weekdays != other.holidays.closed_weekdays
    assert interface_languages(one.province)[0] != interface_languages(other.province)[0]
    assert {k.code for k in one.places.kinds}.isdisjoint(k.code for k in other.places.kinds)


def test_cao_bang_has_56_units_known_by_code_and_validity() -> None:
    units = profile_of("caobang").units.units
    keys = {(unit.code, unit.valid_from) for unit in units}
    assert len(units) == len(keys) == 56
    assert all(re.fullmatch("[0-9]{5}", unit.code) for unit in units)
    kinds = [unit.kind for unit in units]
    assert (kinds.count("commune"), kinds.count("ward")) == (53, 3)
    assert sum(len(unit.formed_from) for unit in units) == 161
    assert sum(unit.earlier_holder is not None for unit in units) == 15


def test_neighbours_name_each_other() -> None:
    around = {u.code: set(u.neighbours) for u in profile_of("caobang").units.units}
    assert all(code in around[other] for code, others in around.items() for other in others)


def test_a_code_says_nothing_about_the_days_before_its_unit_began() -> None:
    units = profile_of("caobang").units
    found = unit_on(units, "01288", on=REFORM)
    assert found is not None
    assert found.names["vi"] == "Tân Giang"
    assert unit_on(units, "01288", on=REFORM - datetime.timedelta(days=1)) is None
    assert unit_on(units, "99999", on=REFORM) is None


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared seed data is not beside the tree")
def test_the_units_are_those_of_the_shared_table() -> None:
    units = {unit.code: unit for unit in profile_of("caobang").units.units}
    path = SHARED_DATA / "caobang_units.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows} == units.keys()
    for row in rows:
        unit = units[row["code"]]
        assert unit.full_names == {"vi": row["full_name"], "en": row["full_name_en"]}
        assert unit.neighbours == tuple(row["neighbour_codes"].split())
        assert unit.area_ha == Decimal(row["area_km2_source"]) * 100
        assert unit.latitude_e6 == Decimal(row["inner_point_lat"]) * 1_000_000
        assert unit.longitude_e6 == Decimal(row["inner_point_lon"]) * 1_000_000
        assert unit.border_estimate is not None
        assert unit.border_estimate.borders == (row["border_commune_est"] == "1")
        formed = [
            f"{u.full_name} ({u.within})" if u.within else u.full_name for u in unit.formed_from
        ]
        assert ", ".join(formed) == row["formed_from_2025"]


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared seed data is not beside the tree")
def test_the_markets_inside_the_province_are_those_of_the_shared_table() -> None:
    markets = profile_of("caobang").markets
    assert markets is not None
    path = SHARED_DATA / "caobang_markets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        inside = [row for row in csv.DictReader(file) if "outside" not in row["mapping_basis"]]
    codes = sorted(row["commune_code"] for row in inside)
    assert sorted(market.unit or "" for market in markets.markets) == codes


def test_a_market_whose_sources_disagree_is_labelled_and_unknown_days_stay_unknown() -> None:
    markets = profile_of("caobang").markets
    assert markets is not None
    assert [market.code for market in markets.markets if market.conflict] == ["thong_hue"]
    rules = {market.code: market.claims[0].rule for market in markets.markets}
    assert rules["nuoc_hai"] == LunarTails(tails=(3, 8))
    assert isinstance(rules["bao_lac"], Unknown)
    assert all(claim.provisional for market in markets.markets for claim in market.claims)


def test_every_legal_number_cites_its_source() -> None:
    for name in FOLDERS:
        places = profile_of(name).places
        numbers = [number for kind in places.kinds for number in kind.thresholds]
        for number in (*numbers, *places.rules):
            assert number.citation
            assert number.valid_from is not None or number.provisional


def test_grassroots_libraries_of_every_kind_stand_in_the_demonstration() -> None:
    profile = profile_of("caobang")
    assert profile.demonstration is not None
    places = profile.demonstration.places
    grassroots = {kind.code for kind in profile.places.kinds if kind.grassroots}
    assert len([place for place in places if place.kind in grassroots]) == 25
    assert grassroots <= {place.kind for place in places}
    assert sum(place.copies_permille for place in places) == 1000
    assert sum(place.readers_permille for place in places) == 1000


def test_lending_is_free_of_fines_and_never_blocks_a_return() -> None:
    for name in FOLDERS:
        lending = profile_of(name).lending
        assert {rule.fine_per_day for rule in lending.rules} == {0}
        assert all(block.stops for block in lending.blocks)


def test_closed_dates_are_those_in_force_in_that_year() -> None:
    caobang = profile_of("caobang").holidays
    assert datetime.date(2026, 2, 17) in closed_dates(caobang, year=2026, calendar=table())
    assert datetime.date(2026, 4, 26) in closed_dates(caobang, year=2026, calendar=table())
    assert datetime.date(2025, 2, 17) not in closed_dates(caobang, year=2025, calendar=table())
    lumira = profile_of("lumira").holidays
    assert closed_dates(lumira, year=2020, calendar=table()) == frozenset()
    assert datetime.date(2024, 2, 29) in closed_dates(lumira, year=2024, calendar=table())
    assert closed_dates(lumira, year=2025, calendar=table()) == {datetime.date(2025, 3, 1)}


def test_a_rule_holds_from_its_first_to_its_last_day() -> None:
    first, last = datetime.date(2021, 1, 1), datetime.date(2025, 12, 31)
    day = datetime.timedelta(days=1)
    rule = Dated(citation="x", valid_from=first, valid_until=last)
    found = [in_force(rule, on=on) for on in (first - day, first, last, last + day)]
    assert found == [False, True, True, False]
    assert in_force(Dated(citation="x", valid_from=None), on=datetime.date.min)


def test_the_schema_is_the_one_of_the_structs() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == pages()[PAGE]


@pytest.mark.parametrize("name", FOLDERS)
def test_no_file_of_a_profile_holds_a_fraction(name: str) -> None:
    for file, content in files_of(name).items():
        outside_texts = re.sub(r'"(\\.|[^"\\])*"', '""', content.decode())
        assert not re.search(r"\d\.\d|\d[eE][-+\d]", outside_texts), file
