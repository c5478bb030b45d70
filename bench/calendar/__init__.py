"""How fast the lunar calendar is, and what others say of the same days."""
