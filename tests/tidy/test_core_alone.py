"""The core runs where Django and databases cannot be imported."""

import os
import subprocess
import sys
from pathlib import Path

from tests.tidy.rule import CORE, ROOT, files

# Sockets are looked at by the import contract: the standard library imports them itself.
REFUSED = ("django", "sqlite3", "psycopg", "nacl", "requests")

IMPORT_ALL = """
import importlib, sys

class Refuser:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused!r}:
            raise ImportError("refused: " + name)

sys.meta_path.insert(0, Refuser())
for name in sys.stdin.read().split():
    importlib.import_module(name)
"""


def core_modules() -> list[str]:
    names = []
    for path in files(ROOT, ".py", under=CORE):
        parts = path.relative_to(ROOT / "src").with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def import_alone(modules: list[str], *folders: Path) -> subprocess.CompletedProcess[str]:
    places = os.pathsep.join(str(folder) for folder in folders)
    return subprocess.run(
        [sys.executable, "-c", IMPORT_ALL.format(refused=REFUSED)],
        input="\n".join(modules),
        env=os.environ | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_core_is_imported_where_django_cannot_be() -> None:
    modules = core_modules()
    assert len(modules) > 10
    done = import_alone(modules, ROOT / "src")
    assert done.returncode == 0, done.stderr


def test_a_module_that_reaches_for_django_is_refused(tmp_path: Path) -> None:
    (tmp_path / "straying.py").write_text("from django.db import models\n")
    done = import_alone(["straying"], tmp_path)
    assert done.returncode != 0
    assert "refused: django" in done.stderr
