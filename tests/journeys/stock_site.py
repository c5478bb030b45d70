"""The pages of the stock, as `site` has them: what is looked at, and what is only sent to."""

VIEWS = (
    ("stock-home", "/stock/"),
    ("stock-enter", "/stock/enter?q=de+men&new=1"),
    ("stock-deliveries", "/stock/deliveries"),
    ("stock-laws", "/stock/laws"),
    ("stock-stocktakings", "/stock/stocktaking"),
    ("stock-dossiers", "/stock/weeding"),
    ("stock-labels", "/stock/labels"),
    ("stock-individual", "/stock/registers/individual"),
    ("stock-general", "/stock/registers/general"),
)
ONLY_TAKE = (
    "stock:undo-entry",
    "stock:delivery",
    "stock:stocktaking",
    "stock:scan",
    "stock:unscan",
    "stock:change-count",
    "stock:counted",
    "stock:dossier",
    "stock:change-dossier",
    "stock:minutes",
    "stock:individual-file",
    "stock:general-file",
    "stock:choose-delivery",
    "stock:leave-delivery",
    "stock:forget-giver",
)
"""Opened by a tap on a list, sent to by a form, or a file."""
