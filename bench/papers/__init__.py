"""How fast official papers become files."""
