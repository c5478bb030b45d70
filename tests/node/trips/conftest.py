"""The library of the office's tests, for the pages of trips."""

from tests.node.office.conftest import jobs, library, library_alone, office

__all__ = ["jobs", "library", "library_alone", "office"]
