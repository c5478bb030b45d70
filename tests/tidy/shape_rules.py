"""Rules about shape: length of files and functions, arguments, types and docstrings of the core."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.rule import CORE, Rule, files, nodes, parsed, place, text

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_POSITIONAL = 4
OURS = ("src/", "tests/", "tools/", "bench/", "pocket/", "deploy/")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def long_files(root: Path) -> list[str]:
    """Files of more lines than a person reads at once."""
    found = []
    for path in files(root, ".py", ".js", ".css", ".html", ".sh", under=OURS):
        lines = text(path).count("\n")
        if lines > LONGEST_FILE and "migrations" not in path.parts:
            found.append(f"{place(root, path)}: {lines} lines, at most {LONGEST_FILE}")
    return found


def long_functions(root: Path) -> list[str]:
    """Functions of more lines than fit a screen."""
    found = []
    for path in files(root, ".py", under=OURS):
        for node in functions(path):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                where = place(root, path, node.lineno)
                found.append(f"{where}: {node.name} has {lines} lines, at most {LONGEST_FUNCTION}")
    return found


def many_arguments(root: Path) -> list[str]:
    """Functions with more arguments by position than a reader can tell apart."""
    found = []
    for path in files(root, ".py", under=("src/",)):
        for node in functions(path):
            given = [*node.args.posonlyargs, *node.args.args]
            count = len([one for one in given if one.arg not in {"self", "cls"}])
            if count > MOST_POSITIONAL:
                where = place(root, path, node.lineno)
                found.append(f"{where}: {node.name} takes {count} by position; name the others")
    return found


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _public_nodes(tree: ast.Module) -> Iterator[ast.ClassDef | Function]:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in tree.body:
        if isinstance(node, kinds) and _is_public(node.name):
            yield node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, kinds) and _is_public(inner.name):
                        yield inner


def undocumented_core(root: Path) -> list[str]:
    """Public names of the core without a docstring whose first line ends with a full stop."""
    found = []
    for path in files(root, ".py", under=CORE):
        if not ast.get_docstring(parsed(path)):
            found.append(f"{place(root, path)}: no docstring")
        for node in _public_nodes(parsed(path)):
            first = (ast.get_docstring(node) or "").split("\n")[0]
            if not first.endswith((".", "?", ":")):
                where = place(root, path, node.lineno)
                found.append(f"{where}: {node.name} does not say in one sentence what is true")
    return found


def untyped_core(root: Path) -> list[str]:
    """Functions of the core with an argument or a result that has no type."""
    found = []
    for path in files(root, ".py", under=CORE):
        for node in functions(path):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            bare = [one.arg for one in given if one.annotation is None]
            bare = [name for name in bare if name not in {"self", "cls"}]
            if node.returns is None or bare:
                found.append(f"{place(root, path, node.lineno)}: {node.name} is not typed {bare}")
    return found


def open_promises(root: Path) -> list[str]:
    """A promise in a comment that names no issue."""
    promise = re.compile(
        r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b(?!.*#\d)"
    )
    found = []
    for path in files(root, ".py", ".js", ".css", ".html", ".sh", ".toml", ".md", under=OURS):
        for number, line in enumerate(text(path).splitlines(), start=1):
            if promise.search(line):
                found.append(f"{place(root, path, number)}: {line.strip()}")
    return found


def broad_excepts(root: Path) -> list[str]:
    """Catching everything is for an edge, and the same line says which: `# edge: why`."""
    edge = re.compile(r"#.*\bedge\b")
    found = []
    for path in files(root, ".py", under=("src/",)):
        lines = text(path).splitlines()
        for node in nodes(path):
            if not isinstance(node, ast.ExceptHandler) or not _is_broad(node.type):
                continue
            passed_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if not passed_on and not edge.search(lines[node.lineno - 1]):
                found.append(f"{place(root, path, node.lineno)}: catches everything")
    return found


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(one) for one in caught.elts)
    return caught is None or (
        isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}
    )


def _function(lines: int) -> str:
    return "def f():\n" + "    x = 1\n" * (lines - 1)


_SOURCE = "src/tusach/ledger/fact.py"
_GOOD = '"""Days."""\n\n\ndef told(on: str) -> str:\n    """The day as told."""\n    return on\n'

RULES = (
    Rule("files stay short", long_files, {_SOURCE: "x = 1\n" * 401}, {_SOURCE: "x = 1\n" * 400}),
    Rule(
        "functions stay short", long_functions, {_SOURCE: _function(61)}, {_SOURCE: _function(60)}
    ),
    Rule(
        "few arguments go by position",
        many_arguments,
        {_SOURCE: "def f(a, b, c, d, e): ...\n"},
        {_SOURCE: "def f(a, b, c, d, *, e): ...\n"},
    ),
    Rule(
        "the core is documented",
        undocumented_core,
        {_SOURCE: '"""x."""\ndef told(on: str) -> str:\n    return on\n'},
        {_SOURCE: _GOOD},
    ),
    Rule(
        "the core is typed",
        untyped_core,
        {_SOURCE: "def told(on) -> str:\n    return on\n"},
        {_SOURCE: _GOOD},
    ),
    Rule(
        "no promise without an issue",
        open_promises,
        {_SOURCE: "# TO" + "DO: later\n"},
        {_SOURCE: "# TO" + "DO: later, #12\n"},
    ),
    Rule(
        "everything is caught only at an edge",
        broad_excepts,
        {_SOURCE: "try:\n    f()\nexcept (OSError, Exception):\n    pass\n"},
        {
            _SOURCE: "try:\n    f()\nexcept Exception:  # edge: a fact\n    g()\n"
            "try:\n    f()\nexcept BaseException:\n    g()\n    raise\n"
        },
    ),
)
