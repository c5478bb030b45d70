"""How fast and how small the store is: lending, HTTP, importing, retelling, idling."""
