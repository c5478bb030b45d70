"""The pages of the stock, as `site` has them: name and address."""

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
