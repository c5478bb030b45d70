"""The reading tables of the stock: laws, what came in, countings, weedings."""

from __future__ import annotations

from tusach.node.store.table import Table

STOCK_TABLES = (
    # Which laws' text a title holds; what is known of each.
    Table("title_law", ("law TEXT",), key=("law",), indexes=("tenant, law",), nouns=("title",)),
    # What titles have in common that may be one, so that the list of them goes through few.
    Table("title_same", ("word TEXT",), key=("word",), indexes=("tenant, word",), nouns=("title",)),
    Table(
        "law",
        ("number TEXT", "name TEXT", "in_force_on TEXT", "expired_on TEXT", "ended_by TEXT"),
        nouns=("law",),
    ),
    # What came into the stock together; who gave lies in the vault.
    Table(
        "delivery",
        (
            "place TEXT",
            "source TEXT",
            "paper TEXT",
            "received_on TEXT",
            "copies INTEGER",
            "titles INTEGER",
            "amount INTEGER",
            "giver TEXT",
            "entered INTEGER",
        ),
        indexes=("tenant, place, received_on",),
        nouns=("delivery",),
    ),
    # Whose givers, councils or signers were erased; erased readers stand in their own table.
    Table(
        "erasure",
        ("noun TEXT", "on_day TEXT"),
        nouns=("delivery", "weeding", "worker", "stop", "crate"),
    ),
    Table(
        "stocktaking",
        (
            "place TEXT",
            "begun_on TEXT",
            "paused_on TEXT",
            "closed_on TEXT",
            "expected INTEGER",
            "seen INTEGER",
            "missing INTEGER",
            "strange INTEGER",
            "noted INTEGER",
        ),
        indexes=("tenant, place, begun_on",),
        nouns=("stocktaking",),
    ),
    # Dossiers, and which copies each proposes; who sits in the council lies in the vault.
    Table(
        "weeding",
        (
            "place TEXT",
            "begun_on TEXT",
            "status TEXT",
            "proposed INTEGER",
            "decision TEXT",
            "decided_on TEXT",
            "disposal TEXT",
            "carried_on TEXT",
            "carried INTEGER",
        ),
        indexes=("tenant, place, begun_on",),
        nouns=("weeding",),
    ),
    Table(
        "weeding_copy",
        ("copy TEXT", "reason TEXT"),
        key=("copy",),
        indexes=("tenant, copy",),
        nouns=("weeding",),
    ),
)
