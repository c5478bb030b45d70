"""Prints the shape of the code beside its bars; judges nothing (the tidy rules do)."""

import ast
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE = ("ledger", "library", "exchange")


def python_files(*folders: str) -> list[Path]:
    """Python files of our own under some folders of the tree."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not {"vendor", "migrations", "__pycache__"} & {*path.parts}]


def line_count(paths: Iterable[Path]) -> int:
    """Lines of code: neither empty nor only a comment."""
    lines = (line.strip() for path in paths for line in path.read_text("utf-8").splitlines())
    return sum(1 for line in lines if line and not line.startswith("#"))


def functions(paths: Iterable[Path]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of some files."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def is_typed(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether every argument and the result are annotated."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    bare = [one.arg for one in given if one.annotation is None]
    return node.returns is not None and not {*bare} - {"self", "cls"}


def spread(values: list[int]) -> str:
    """Median, ninth decile and greatest of some numbers."""
    if not values:
        return "–"
    deciles = statistics.quantiles(values, n=10) if len(values) > 1 else [values[0]] * 9
    return f"{statistics.median(values):.0f} / {deciles[8]:.0f} / {max(values)}"


def rows() -> Iterator[tuple[str, str, str]]:
    """What is looked at, how it is, what it should be."""
    core = python_files(*(f"src/tusach/{name}" for name in CORE))
    node = python_files("src/tusach/node")
    app, tests = core + node, python_files("tests")
    told = list(functions(app))
    lengths = [(one.end_lineno or one.lineno) - one.lineno + 1 for one in told]
    public = [one for one in functions(core) if not one.name.startswith("_")]
    documented = sum(1 for one in public if ast.get_docstring(one))
    typed = [one for one in functions(node) if is_typed(one)]
    broad = sum(path.read_text("utf-8").count("except Exception") for path in app)
    lines, test_lines = line_count(app), line_count(tests)
    yield "lines, program / tests", f"{lines} / {test_lines}", ""
    yield "tests : program", f"{test_lines / max(lines, 1):.2f}", ">= 1.5"
    long = [path.read_text("utf-8").count("\n") for path in app]
    yield "file, median / p90 / longest", spread(long), "<= 400"
    yield "function, median / p90 / longest", spread(lengths), "<= 60"
    yield "core documented", f"{100 * documented / max(len(public), 1):.0f} %", "100 %"
    yield "node typed", f"{100 * len(typed) / max(len(list(functions(node))), 1):.0f} %", ">= 95 %"
    yield "catching everything, per 1000", f"{1000 * broad / max(lines, 1):.2f}", "< 0.1"


def main() -> None:
    """Print the table."""
    for what, now, bar in rows():
        print(f"  {what:<34}{now:>20}   {bar}")


if __name__ == "__main__":
    main()
