"""The register of codes is whole: every code in the folder stands in it, and none besides."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import tusach.exchange.faults
from tusach.exchange.faults import MENDED, REASONS
from tusach.exchange.legacy_text.tables import NAMES

FOLDER = Path(tusach.exchange.faults.__file__).parent
CODE = re.compile(r"[a-z0-9]+\.(?!(?:json|pdf)$)[a-z0-9_]+")
"""Not the name of a file in a bundle."""


def test_every_code_stands_in_the_register() -> None:
    used = {f"text.{name}" for name in NAMES}
    for path in FOLDER.glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= {node.value} if CODE.fullmatch(node.value) else set()
    assert used == set(REASONS) | set(MENDED)
    assert len(REASONS) == len(set(REASONS))
    assert len(MENDED) == len(set(MENDED))
