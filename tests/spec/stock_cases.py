"""Examples of what comes into the stock, is counted and leaves it, and odd bodies."""

from __future__ import annotations

from typing import Any

from tests.library.telling import named

from tusach.library.catalogue import facts as catalogue
from tusach.library.copies import facts as copies
from tusach.library.deliveries import facts as deliveries
from tusach.library.stocktaking import facts as stocktaking
from tusach.library.weeding import facts as weeding

LAW = named("law")

STOCK: list[tuple[Any, ...]] = [
    ("local history", "copy.protected/1", copies.CopyProtected("local_history")),
    ("decided otherwise", "copy.unprotected/1", copies.CopyUnprotected("decision")),
    ("one law", "title.laws_set/1", catalogue.TitleLawsSet((LAW,))),
    ("no law any more", "title.laws_set/1", catalogue.TitleLawsSet(())),
    ("by its number alone", "law.described/1", catalogue.LawDescribed("46/2019/QH14")),
    (
        "ended by another",
        "law.described/1",
        catalogue.LawDescribed(
            number="31/2000/PL-UBTVQH10",
            name="Pháp lệnh Thư viện",
            in_force_on="2001-04-01",
            expired_on="2020-07-01",
            ended_by="46/2019/QH14",
        ),
    ),
    ("by nobody who is named", "gift.received/1", deliveries.GiftReceived(12)),
    (
        "by a group, to be kept together",
        "gift.received/1",
        deliveries.GiftReceived(
            copies=40,
            titles=25,
            giver="group",
            conditions=("kept_together", "name_shown"),
            receipt="3/2026",
        ),
        deliveries.GiftPrivate("Nông Thị Hoa", "0912 000 001", "để ở tủ riêng"),
    ),
    ("bought", "delivery.received/1", deliveries.DeliveryReceived("bought")),
    (
        "with its invoice",
        "delivery.received/1",
        deliveries.DeliveryReceived("bought", "HD 00012", 30, 10, 2_450_000),
    ),
    ("everything", "stocktaking.begun/1", stocktaking.StocktakingBegun()),
    (
        "one room, by decision",
        "stocktaking.begun/1",
        stocktaking.StocktakingBegun(("picture_book",), ("Phòng thiếu nhi",), "5/QĐ-TV"),
    ),
    (
        "no copy of the stock",
        "stocktaking.noted/1",
        stocktaking.StocktakingNoted("VL.00099", "unknown"),
    ),
    ("for the night", "stocktaking.paused/1", stocktaking.StocktakingPaused()),
    ("in the morning", "stocktaking.resumed/1", stocktaking.StocktakingResumed()),
    (
        "some are missing",
        "stocktaking.closed/1",
        stocktaking.StocktakingClosed(
            expected=1500, seen=1488, missing=12, on_loan=91, elsewhere=40, lost=7, strange=3
        ),
    ),
    ("without a paper yet", "weeding.begun/1", weeding.WeedingBegun()),
    ("by decision", "weeding.begun/1", weeding.WeedingBegun("12/QĐ-UBND")),
    (
        "two members",
        "weeding.council_named/1",
        weeding.CouncilNamed(2),
        weeding.CouncilPrivate(
            (weeding.Member("Nông Thị Hoa", "chủ tịch"), weeding.Member("Lò Văn Páo"))
        ),
    ),
    ("worn out", "weeding.proposed/1", weeding.WeedingProposed((named("copy"),), "worn")),
    ("still used", "weeding.spared/1", weeding.WeedingSpared((named("copy"),), "used")),
    (
        "to be pulped",
        "weeding.decided/1",
        weeding.WeedingDecided(
            decision="15/QĐ-UBND",
            decided_on="2026-03-01",
            disposal="pulped",
            copies=120,
            counted=100,
            left=20,
            stock=1500,
        ),
    ),
    ("they have left", "weeding.carried_out/1", weeding.WeedingCarriedOut(118)),
    ("with its minutes", "weeding.carried_out/1", weeding.WeedingCarriedOut(118, "3/BB-TV")),
    ("given up", "weeding.dropped/1", weeding.WeedingDropped("mistake")),
]

BAD: dict[str, list[tuple[str, Any]]] = {
    "gift.received/1": [("nobody knows how many", {}), ("fewer than none", {"copies": -1})],
    "law.described/1": [
        ("no number", {}),
        ("no such day", {"number": "1/2020", "expired_on": "2020-02-30"}),
    ],
    "stocktaking.closed/1": [("only how many were seen", {"seen": 3})],
    "weeding.proposed/1": [
        ("no copies", {"copies": [], "reason": "worn"}),
        ("no reason", {"copies": [named("copy")]}),
    ],
    "weeding.decided/1": [("no paper", {"disposal": "pulped"})],
    "title.laws_set/1": [("no list", {})],
}
