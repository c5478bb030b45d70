"""How fast the pages of the catalogue are, and how soon a demonstration is ready."""
