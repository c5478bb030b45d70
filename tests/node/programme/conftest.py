"""The office's library, for pages of the programme's records."""

from tests.node.office.conftest import jobs, library, library_alone, office

__all__ = ["jobs", "library", "library_alone", "office"]
