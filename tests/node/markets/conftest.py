"""The office's library, for pages of markets, roads and places that are visited."""

from tests.node.office.conftest import jobs, library, library_alone, office

__all__ = ["jobs", "library", "library_alone", "office"]
