"""What a tidy rule is: a check of a tree, and the smallest tree that breaks it."""

import ast
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ("src/tusach/ledger", "src/tusach/library", "src/tusach/exchange")


@dataclass(frozen=True)
class Rule:
    """A check that returns one line for each fault, and files that it must complain about."""

    name: str
    check: Callable[[Path], list[str]]
    planted: Mapping[str, str]
    clean: Mapping[str, str]


@cache
def _repository_files() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = (ROOT / name for name in sorted(set(listed.split("\0")) - {""}))
    return tuple(path for path in paths if path.is_file())


def files(root: Path, *suffixes: str, under: tuple[str, ...] = ("",)) -> Iterator[Path]:
    """Files of the project, vendored ones left out; of any folder, when the tree is planted."""
    found = _repository_files() if root == ROOT else sorted(root.rglob("*"))
    for path in found:
        name = path.relative_to(root).as_posix()
        if not path.is_file() or "/vendor/" in name:
            continue
        if suffixes and path.suffix not in suffixes:
            continue
        if any(name.startswith(folder) for folder in under):
            yield path


def text(path: Path) -> str:
    """The words of a file."""
    return path.read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax of a Python file."""
    return ast.parse(text(path), filename=str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that a Python file consists of, walked once for every rule."""
    return tuple(ast.walk(parsed(path)))


def place(root: Path, path: Path, line: int | None = None) -> str:
    """Where a fault is, as an editor understands it."""
    name = path.relative_to(root).as_posix()
    return name if line is None else f"{name}:{line}"


def docstrings(path: Path) -> set[int]:
    """Identities of the constants of a file that are docstrings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in nodes(path)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }
