"""The map of the weeks to come: journeys, markets, who is not met; all of it also as tables."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from tests.exchange.test_outlines import SQUARE, feature, told
from tests.node.desk.conftest import HERE, WIDE, Desk, Library
from tests.node.trips.conftest import words
from tests.node.trips.test_trip_pages import planned, vehicle

from tusach.exchange.faults import RemoteFault
from tusach.exchange.outlines.geojson import Outlines
from tusach.node.acts import outlines
from tusach.node.store.protocol import StoreFault

__all__ = ["vehicle"]


def drawn(page: HttpResponse, what: str) -> Any:
    found = re.search(rf'data-{what}="([^"]*)"', page.content.decode())
    assert found is not None
    return json.loads(html.unescape(found[1]))


@pytest.mark.django_db
def test_a_trip_is_a_line_with_a_number_and_a_row_of_the_same_number(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    trip = planned(desk, library)
    page = desk(HERE).get("/trips/map")
    (line,) = drawn(page, "lines")
    assert line["nr"] == 1 and line["page"] == f"/trips/trip/{trip}"
    assert len(line["at"]) >= 1
    said = words(page)
    assert "1 trip." in said and "planned, not promised yet" in said
    assert f'href="/trips/trip/{trip}"' in page.content.decode()
    desk(WIDE).post(f"/trips/trip/{trip}/publish")
    assert "planned, not promised yet" not in words(desk(HERE).get("/trips/map"))


@pytest.mark.django_db
def test_communes_without_a_date_are_named_and_drawn_without_a_number(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    page = desk(HERE).get("/trips/map")
    said = words(page)
    assert "No trip is planned in these weeks" in said and "None is dated in:" in said
    assert {one["days"] for one in drawn(page, "points")} == {None}
    planned(desk, library)
    days = [one["days"] for one in drawn(desk(HERE).get("/trips/map"), "points")]
    assert 0 in days and None in days


@pytest.mark.django_db
def test_an_odd_number_of_weeks_or_vehicle_shows_the_quarter_of_all(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    planned(desk, library)
    for asked in ("weeks=0", "weeks=x", "weeks=99999", "vehicle=nobody", "weeks=13&vehicle="):
        page = desk(HERE).get(f"/trips/map?{asked}")
        assert page.status_code == 200 and len(drawn(page, "lines")) == 1
    assert desk(HERE).get(f"/trips/map?weeks=1&vehicle={vehicle}").status_code == 200


@pytest.mark.django_db
def test_shapes_are_drawn_once_a_file_was_taken_and_no_more_once_it_is_removed(
    desk: Desk, library: Library, vehicle: str, tmp_path: Path
) -> None:
    node = library.node
    (code, *_rest) = [row[0] for row in node.store.query("SELECT code FROM unit ORDER BY 1", ())]
    file = tmp_path / "shapes.geojson"
    file.write_bytes(told(feature(SQUARE, code=code)))
    assert "data-shapes" not in desk(HERE).get("/trips/map").content.decode()
    assert desk(HERE).get("/visits/outlines.json").json() == []
    assert isinstance(outlines.take(node, file), Outlines)
    for address in ("/trips/map", "/visits"):
        assert 'data-shapes="/visits/outlines.json"' in desk(HERE).get(address).content.decode()
    answer = desk(HERE).get("/visits/outlines.json")
    assert [one["code"] for one in answer.json()] == [code]
    again = desk(HERE).get("/visits/outlines.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    file.write_bytes(b"{}")
    assert isinstance(outlines.take(node, file), RemoteFault)
    assert len(outlines.drawn(node)) == 1, "a file that is refused takes nothing away"
    (node.home / outlines.FILE).write_bytes(b"bent")
    assert outlines.drawn(node) == ()
    assert outlines.remove(node) and not outlines.remove(node)
    with pytest.raises(StoreFault, match=r"file\.unreadable"):
        outlines.take(node, tmp_path / "none")
