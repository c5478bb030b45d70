"""How fast figures are: counted, kept, read, counted again after a change; DuckDB beside them."""
