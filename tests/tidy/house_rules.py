"""Rules about the house: nothing forgotten, nothing undeclared, nothing undocumented."""

import ast
import hashlib
import re
from pathlib import Path

from tests.tidy.rule import Rule, files, nodes, place, text

# Modules that Django or the installer finds by their place or by a name in the settings.
FOUND_BY_PLACE = re.compile(
    r"(^tusach$|\.cli\.main$|\.apps$|\.wsgi$|\.management\.|\.migrations\.|\.templatetags\."
    r"|\.settings\.|\.models$|\.urls$|__main__$)"
)
# One of three stores behind one Protocol; the tests of the others are measured against it.
ONLY_FOR_TESTS = {"tusach.node.store.memory"}
SECTIONS = ("## Context", "## Decision", "## Consequences", "## Rejected")


def _module(root: Path, path: Path) -> str:
    parts = path.relative_to(root / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(root: Path, path: Path) -> set[str]:
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                package = _module(root, path).split(".")
                if path.name != "__init__.py":
                    package = package[:-1]
                package = package[: len(package) - node.level + 1]
                origin = ".".join([*package, *([origin] if origin else [])])
            names.add(origin)
            names |= {f"{origin}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)  # settings and routes name modules by text
            names.add(node.value.rpartition(".")[0])
    return names


def orphan_modules(root: Path) -> list[str]:
    """Modules that nothing of the program imports or names."""
    sources = list(files(root, ".py", under=("src/",)))
    wanted = set(ONLY_FOR_TESTS)
    for path in sources:
        own = _module(root, path)
        wanted |= {name for name in _imported(root, path) if name != own}
    found = []
    for path in sources:
        name = _module(root, path)
        if path.name != "__init__.py" and name not in wanted and not FOUND_BY_PLACE.search(name):
            found.append(f"{place(root, path)}: nothing imports {name}")
    return found


def settings_elsewhere(root: Path) -> list[str]:
    """`django.conf` outside node/settings: settings are handed down, not reached for."""
    found = []
    for path in files(root, ".py", under=("src/",)):
        name = path.relative_to(root).as_posix()
        if name.startswith("src/tusach/node/settings/"):
            continue
        for node in nodes(path):
            origin = node.module if isinstance(node, ast.ImportFrom) else None
            if origin == "django.conf":
                found.append(f"{place(root, path, node.lineno)}: reads django.conf")
    return found


MACHINE = "src/tusach/node/settings/machine.py"
OF_A_SYSTEM = frozenset(
    {"ctypes", "fcntl", "grp", "mmap", "msvcrt", "platform", "pty", "pwd", "resource", "select",
     "signal", "socket", "subprocess", "syslog", "termios", "winreg"}
)  # fmt: skip
ANY_SYSTEM_HAS = frozenset(
    {"PathLike", "R_OK", "W_OK", "access", "close", "devnull", "environ", "fdopen", "getpid",
     "utime"}
)  # fmt: skip
"""What may be taken of `os` anywhere. Beside it only `MACHINE` names a system."""
PLACES_OF_A_SYSTEM = re.compile(r"/(proc|sys|dev|etc|run)(/|$)")


def systems_elsewhere(root: Path) -> list[str]:
    """Calls to an operating system outside its one module: another system would miss them."""
    found = []
    for path in files(root, ".py", under=("src/",)):
        if path.relative_to(root).as_posix() == MACHINE:
            continue
        for node in nodes(path):
            for name in _of_a_system(node):
                found.append(f"{place(root, path, node.lineno)}: {name} belongs into {MACHINE}")  # type: ignore[attr-defined]
    return found


def _of_a_system(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names if one.name.partition(".")[0] in OF_A_SYSTEM]
    if isinstance(node, ast.ImportFrom):
        if node.module == "os":
            return [f"os.{one.name}" for one in node.names if one.name not in ANY_SYSTEM_HAS]
        is_ours = (node.module or "").partition(".")[0] in OF_A_SYSTEM and not node.level
        return [node.module or ""] if is_ours else []
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        is_os = node.value.id == "os" and node.attr not in ANY_SYSTEM_HAS
        return [f"os.{node.attr}"] if is_os else []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if PLACES_OF_A_SYSTEM.match(node.value) else []
    return []


def index_addresses(root: Path) -> list[str]:
    """The address of an index in requirements or a lock file."""
    address = re.compile(r"://|--(extra-)?index-url|--find-links|\"resolved\"")
    found = []
    for path in files(root, ".txt", ".in", ".json", under=("requirements/", "pocket/package")):
        for number, line in enumerate(text(path).splitlines(), start=1):
            if address.search(line):
                found.append(f"{place(root, path, number)}: {line.strip()[:60]}")
    return found


def unhashed_requirements(root: Path) -> list[str]:
    """A pinned package without the hash of its files."""
    found = []
    for path in files(root, ".txt", under=("requirements/",)):
        lines = text(path).splitlines()
        for number, line in enumerate(lines, start=1):
            if "==" in line and "--hash=" not in "".join(lines[number : number + 1]):
                found.append(f"{place(root, path, number)}: no hash")
    return found


def decisions(root: Path) -> list[str]:
    """Decision pages: numbered without a gap, listed in README.md, with their four parts."""
    folder = root / "docs" / "decisions"
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    found = [] if pages else ["docs/decisions: no page"]
    listed = text(folder / "README.md") if (folder / "README.md").exists() else ""
    for number, path in enumerate(pages, start=1):
        if not path.name.startswith(f"{number:04d}-"):
            found.append(f"{place(root, path)}: expected number {number:04d}")
        if f"({path.name})" not in listed:
            found.append(f"{place(root, path)}: not listed in docs/decisions/README.md")
        missing = [part for part in SECTIONS if f"\n{part}\n" not in text(path)]
        found += [f"{place(root, path)}: no part '{part}'" for part in missing]
    return found


def undocumented_variables(root: Path) -> list[str]:
    """Environment variables that the operator's guide does not explain."""
    guide = root / "docs" / "guides" / "operator.md"
    explained = text(guide) if guide.exists() else ""
    named: dict[str, str] = {}
    for path in files(root, ".py", ".sh", under=("src/", "tools/")):
        for name in re.findall(r"""["'${]TUSACH_[A-Z_]+\b""", text(path)):
            named.setdefault(name[1:], place(root, path))
    return [f"{where}: {name}" for name, where in named.items() if f"`{name}`" not in explained]


def undocumented_doors(root: Path) -> list[str]:
    """Doors of the Makefile that `make help` does not show."""
    path = root / "Makefile"
    doors = re.findall(r"^([a-z-]+):(.*)$", text(path), re.MULTILINE) if path.exists() else []
    return [
        f"Makefile: {name}" for name, rest in doors if "## " not in rest and name != "setup-dev"
    ]


def broken_links(root: Path) -> list[str]:
    """Links between pages of the documentation that lead nowhere."""
    found = []
    for path in files(root, ".md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(path)):
            if "://" not in target and not (path.parent / target).exists():
                found.append(f"{place(root, path)}: {target}")
    return found


def changed_vendor(root: Path) -> list[str]:
    """Vendored files that differ from the hash beside them, or have none."""
    found = []
    for folder in root.glob("**/vendor"):
        if ".venv" in folder.parts:
            continue
        for path in (path for path in folder.rglob("*") if path.is_file()):
            notes = [at / "README.md" for at in path.parents if at.is_relative_to(folder)]
            recorded = "".join(text(note) for note in notes if note.exists())
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            is_note = path.name == "README.md" or "LICENSE" in path.name
            if not is_note and digest not in recorded:
                found.append(f"{place(root, path)}: its hash is not in a README.md beside it")
    return found


_DECISION = "# 1. X\n\n## Context\n\n## Decision\n\n## Consequences\n\n## Rejected\n"
_READER = "src/tusach/library/readers/story.py"
_SCRIPT = "src/tusach/static/vendor/x.js"
_HASH = hashlib.sha256(b"x").hexdigest()

RULES = (
    Rule(
        "no orphan module",
        orphan_modules,
        {_READER: "", "src/tusach/node/cli/main.py": "import tusach.library.readers.facts"},
        {_READER: "", "src/tusach/node/cli/main.py": "from tusach.library.readers import story"},
    ),
    Rule(
        "Django is configured in one place",
        settings_elsewhere,
        {"src/tusach/node/desk/views.py": "from django.conf import settings"},
        {"src/tusach/node/settings/django.py": "from django.conf import settings"},
    ),
    *(
        Rule(
            f"an operating system is spoken to in one place ({what})",
            systems_elsewhere,
            {"src/tusach/node/store/x.py": wrong},
            {MACHINE: wrong, "src/tusach/node/store/x.py": "import os\nos.getpid()"},
        )
        for what, wrong in (
            ("modules", "import fcntl"),
            ("names of modules", "from signal import SIGTERM"),
            ("calls", "import os\nos.fsync(3)"),
            ("names of calls", "from os import umask"),
            ("places", "x = '/proc" + "/self/fd'"),
        )
    ),
    Rule(
        "requirements name no index",
        index_addresses,
        {"requirements/run.txt": "--index-url https" + "://example.org/simple"},
        {"requirements/run.txt": "django==5.2"},
    ),
    Rule(
        "requirements are hashed",
        unhashed_requirements,
        {"requirements/run.txt": "django==5.2\n    # via x\n"},
        {"requirements/run.txt": "django==5.2 \\\n    --hash=sha256:00\n"},
    ),
    Rule(
        "decisions are listed and whole",
        decisions,
        {"docs/decisions/0001-x.md": _DECISION, "docs/decisions/README.md": ""},
        {"docs/decisions/0001-x.md": _DECISION, "docs/decisions/README.md": "[x](0001-x.md)"},
    ),
    Rule(
        "the operator's guide explains each variable",
        undocumented_variables,
        {"src/tusach/node/cli.py": "x = 'TUSACH_" + "COLOUR'"},
        {"src/tusach/node/cli.py": "pass"},
    ),
    Rule(
        "make help shows each door",
        undocumented_doors,
        {"Makefile": "dance:\n\techo\n"},
        {"Makefile": "dance: ## Dance\n\techo\n"},
    ),
    Rule(
        "links in the documentation lead somewhere",
        broken_links,
        {"docs/x.md": "[y](y.md)"},
        {"docs/x.md": "[y](y.md)", "docs/y.md": "[x](x.md#z)"},
    ),
    Rule(
        "vendored files are as they came",
        changed_vendor,
        {_SCRIPT: "y", "src/tusach/static/vendor/README.md": _HASH},
        {_SCRIPT: "x", "src/tusach/static/vendor/README.md": _HASH},
    ),
)
