"""A pytest plugin: importing Django, or what only a node may touch, raises (STYLE 5.7).

Used as `pytest -p no:django -p tools.without_django tests/ledger tests/library tests/exchange`.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

FORBIDDEN = frozenset({"django", "psycopg", "nacl"})


class Refuser(MetaPathFinder):
    """Refuses the packages that the core must never reach."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Nothing for allowed names; ImportError for the others."""
        if fullname.split(".")[0] in FORBIDDEN:
            raise ImportError(f"the core must not import {fullname}")
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting of pytest-django, which is switched off here."""
    parser.addini("DJANGO_SETTINGS_MODULE", "unused while Django is refused")


sys.meta_path.insert(0, Refuser())
