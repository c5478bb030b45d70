"""Who has not been reached: last visits, next visits, and what is not known."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.node.desk.conftest import HERE, TODAY, WIDE, Desk, Library
from tests.node.trips.conftest import words
from tests.node.trips.test_trip_pages import go, line, planned, vehicle

from tusach.exchange.charts import tiles
from tusach.node.acts import travelling
from tusach.node.acts.reached import reached
from tusach.node.trips.reached import band_of

__all__ = ["vehicle"]
AHEAD = "2099-01-05"


def units(library: Library) -> dict[str, str]:
    """The commune of each place that has one."""
    node = library.node
    rows = node.store.query("SELECT subject, unit FROM place WHERE tenant = ?", (node.tenant,))
    return {place: unit for place, unit in rows if unit}


@pytest.mark.django_db
def test_a_commune_that_was_served_is_reached_and_the_others_never_were_as_far_as_was_told(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    node, unit = library.node, units(library)[library.hut]
    assert all(one.days is None for one in reached(node, TODAY))
    trip = planned(desk, library)
    found = {one.unit: one for one in reached(node, TODAY)}[unit]
    assert (found.next_on, found.next_how, found.last) == (TODAY, "planned", None)
    desk(WIDE).post(f"/trips/trip/{trip}/publish")
    assert {one.unit: one.next_how for one in reached(node, TODAY)}[unit] == "promised"
    go(desk, trip, "depart", crew=HERE, others="2")()
    plan = travelling.trip_of(node, trip).plan
    assert plan is not None
    go(desk, trip, "open", stop=plan.stops[0].stop)()
    *others, last = reached(node, TODAY)
    assert last.unit == unit and last.days == 0 and last.visits == 1
    assert last.last is not None and last.last.how == "stop"
    assert all(one.days is None and one.visits == 0 for one in others)
    later = {one.unit: one.days for one in reached(node, "2027-01-05")}[unit]
    assert later is not None and later > 30
    page = desk(HERE).get("/trips/reached")
    assert "never, by what was told here" in words(page) and "at a stop" in words(page)


@pytest.mark.django_db
def test_what_was_planned_for_a_stop_that_was_missed_is_no_next_visit(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    unit = units(library)[library.hut]
    trip = planned(desk, library)
    go(desk, trip, "depart", crew=HERE, others="2")()
    plan = travelling.trip_of(library.node, trip).plan
    assert plan is not None
    go(desk, trip, f"stops/{plan.stops[0].stop}/miss", reason="road")()
    found = {one.unit: one for one in reached(library.node, TODAY)}[unit]
    assert (found.days, found.next_on) == (None, "")
    planned(desk, library, line(0, library.hut, on=AHEAD))
    found = {one.unit: one for one in reached(library.node, TODAY)}[unit]
    assert found.next_on == AHEAD


@pytest.mark.django_db
def test_the_table_is_a_file_as_well_and_unknown_is_no_number(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    client = desk(HERE)
    book = load_workbook(io.BytesIO(client.get("/trips/reached?file=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][0] == "Code" and len(rows) == 2 + len(reached(library.node, TODAY))
    assert {row[6] for row in rows[2:]} == {None}
    assert "Commune" in client.get("/trips/reached?file=csv").content.decode("utf-8-sig")
    for sort in ("name", "next", "longest", "odd"):
        assert client.get(f"/trips/reached?sort={sort}").status_code == 200
    squares = re.findall(r"<g transform", client.get("/trips/reached").content.decode())
    assert len(squares) == sum(one.point is not None for one in reached(library.node, TODAY))


def test_days_fall_into_bands_and_not_known_is_a_band_of_its_own() -> None:
    found = [band_of(days).code for days in (0, 30, 31, 90, 91, 180, 181, 9_999, None)]
    assert found == ["month"] * 2 + ["quarter"] * 2 + ["half"] * 2 + ["long"] * 2 + ["never"]


points = st.dictionaries(
    st.text("abc", min_size=1, max_size=4),
    st.tuples(st.integers(8_000_000, 23_400_000), st.integers(102_000_000, 109_500_000)),
    max_size=40,
)


@given(points)
def test_each_commune_has_a_square_of_its_own(points: dict[str, tuple[int, int]]) -> None:
    cells = tiles.laid_out(points)
    assert cells.keys() == points.keys()
    assert len(set(cells.values())) == len(points)
    assert all(x >= 0 and y >= 0 for x, y in cells.values())
    assert cells == tiles.laid_out(dict(reversed(points.items())))


def test_north_stands_above_south_and_west_left_of_east() -> None:
    cells = tiles.laid_out(
        {
            "north west": (23_000_000, 105_000_000),
            "north east": (23_000_000, 107_000_000),
            "south west": (22_000_000, 105_000_000),
            "south east": (22_000_000, 107_000_000),
        }
    )
    assert cells["north west"][1] < cells["south west"][1]
    assert cells["north west"][0] < cells["north east"][0]
    assert cells["south west"][0] < cells["south east"][0]
