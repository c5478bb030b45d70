"""The pages of the stock, as `site` has them: name and address; ids are those of the stage."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.stage import Stage

VIEWS: tuple[tuple[str, str | Callable[[Stage], str]], ...] = (
    ("stock-home", "/stock/"),
    ("stock-enter", "/stock/enter?q=de+men&new=1"),
    ("stock-deliveries", "/stock/deliveries"),
    ("stock-gift", lambda stage: f"/stock/deliveries/{stage.gift}"),
    ("stock-laws", "/stock/laws"),
    ("stock-stocktakings", "/stock/stocktaking"),
    ("stock-counting", lambda stage: f"/stock/stocktaking/{stage.counting}"),
    ("stock-counted", lambda stage: f"/stock/stocktaking/{stage.counted}/found"),
    ("stock-dossiers", "/stock/weeding"),
    ("stock-dossier", lambda stage: f"/stock/weeding/{stage.dossier}"),
    ("stock-suggestions", lambda stage: f"/stock/weeding/{stage.dossier}?by=duplicate"),
    ("stock-minutes", lambda stage: f"/stock/weeding/{stage.dossier}/minutes"),
    ("stock-labels", "/stock/labels"),
    ("stock-label-sheets", "/stock/labels?which=entered&kind=both&sheet=a4_24"),
    ("stock-individual", "/stock/registers/individual"),
    ("stock-general", "/stock/registers/general"),
)
