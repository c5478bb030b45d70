"""Rules about words: names, languages, hosts and places that must not stand in the tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.rule import CORE, Rule, docstrings, files, nodes, place, text

PAGES = (".html", ".css", ".js", ".svg", ".webmanifest")
VAGUE = {"manager", "helper", "helpers", "util", "utils", "service", "base", "common"}
VAGUE_NAMES = VAGUE | {"data", "info"}
OTHER_WORDS = {"item": "copy", "exemplar": "copy", "patron": "reader", "borrower": "reader"}
VIETNAMESE_WORD = re.compile(
    r"(?=\w{2,})\w*[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]\w*|\b\w+[àáãèéìíòóõùúýÀÁÈÉÌÍÒÓÙÚÝ]\b"
)
PROGRAMME_WORDS = re.compile(r"\b(cao ?bang|Cao Bằng|Bao Lac|Bảo Lạc)\b", re.IGNORECASE)
# What turns old encodings into letters has to hold the letters.
TABLES_OF_LETTERS = "src/tusach/exchange/legacy_text/"
OWN_NAME = re.compile(r"Tủ Sách", re.IGNORECASE)
HOST = re.compile(r"""(?:https?:|wss?:|["'(]\s*)//[a-z0-9][\w.-]*\.[a-z]{2,}""", re.IGNORECASE)
NAMESPACES = re.compile(r"https?://www\.w3\.org/[\w/#.-]*")


def _words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word for word in spaced.lower().split("_") if word]


def _is_vague(name: str) -> bool:
    """Whether what the thing *is* (the last word of its name) says nothing."""
    return bool(_words(name)) and _words(name)[-1] in VAGUE


def _bound_names(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes(path):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def vague_names(root: Path) -> list[str]:
    """Folders, modules, classes, functions and variables whose name says nothing."""
    found = []
    for path in files(root, ".py", under=("src/", "tools/")):
        parts = path.relative_to(root).with_suffix("").parts
        found += [f"{place(root, path)}: {part}" for part in parts if _is_vague(part)]
        for node in nodes(path):
            named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if named and _is_vague(node.name):
                found.append(f"{place(root, path, node.lineno)}: {node.name}")
        for name, line in _bound_names(path):
            if name.strip("_").lower() in VAGUE_NAMES:
                found.append(f"{place(root, path, line)}: {name}")
    return found


def foreign_nouns(root: Path) -> list[str]:
    """Nouns of other systems in names of the core: the glossary has one word for each thing."""
    found = []
    for path in files(root, ".py", under=CORE):
        named = [
            (node.name, node.lineno)
            for node in nodes(path)
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
        ]
        for name, line in named:
            for word in sorted(OTHER_WORDS.keys() & _words(name)):
                ours = OTHER_WORDS[word]
                found.append(f"{place(root, path, line)}: {name}: say {ours}")
    return found


def _sentences_in_code(path: Path) -> Iterator[tuple[str, int]]:
    described = docstrings(path)
    for node in nodes(path):
        if not isinstance(node, ast.Constant) or id(node) in described:
            continue
        if isinstance(node.value, str):
            yield node.value, node.lineno


def vietnamese_in_code(root: Path) -> list[str]:
    """Vietnamese words in code or pages: they belong to the locale files and the profiles."""
    found = []
    for path in files(root, ".py", under=("src/",)):
        for sentence, line in _sentences_in_code(path):
            word = VIETNAMESE_WORD.search(OWN_NAME.sub("", sentence))
            if word and not place(root, path).startswith(TABLES_OF_LETTERS):
                found.append(f"{place(root, path, line)}: {word.group(0)}")
    for path in files(root, *PAGES, under=("src/", "pocket/")):
        for number, line in enumerate(text(path).splitlines(), start=1):
            word = VIETNAMESE_WORD.search(OWN_NAME.sub("", line))
            if word and "/documents/" not in path.as_posix():
                found.append(f"{place(root, path, number)}: {word.group(0)}")
    return found


def programme_in_code(root: Path) -> list[str]:
    """One province in the code: provinces are profiles, and there are two of them."""
    found = []
    for path in files(root, ".py", *PAGES, under=("src/",)):
        for number, line in enumerate(text(path).splitlines(), start=1):
            named = PROGRAMME_WORDS.search(line)
            if named and not line.lstrip().startswith("#"):
                found.append(f"{place(root, path, number)}: {named.group(0)}")
    return found


def outside_hosts(root: Path) -> list[str]:
    """An address outside in a page, a style or a script."""
    found = []
    for path in files(root, *PAGES, under=("src/", "pocket/")):
        for number, line in enumerate(text(path).splitlines(), start=1):
            host = HOST.search(NAMESPACES.sub("", line))
            if host:
                found.append(f"{place(root, path, number)}: {host.group(0)}")
    return found


def machine_paths(root: Path) -> list[str]:
    """The path of somebody's machine."""
    folders = ("root", "home/[a-z]+", "work", "Users/[A-Za-z]+")
    somewhere = re.compile(r"(?<![\w.}/~)-])/(" + "|".join(folders) + r")/[\w.-]+")
    found = []
    for path in files(root, ".py", ".md", ".toml", ".sh", ".json", ".in", ".txt", *PAGES, ""):
        for number, line in enumerate(text(path).splitlines(), start=1):
            named = somewhere.search(line)
            if named:
                found.append(f"{place(root, path, number)}: {named.group(0)}")
    return found


BUTTON = re.compile(r"\*\*([^*\n]+)\*\*")
SAID = re.compile(r'^msgstr(?:\[\d\])? "(.+)"$', re.MULTILINE)


def buttons_of_the_manual(root: Path) -> list[str]:
    """Buttons of the Vietnamese manual (bold, with no colon after) that no page says."""
    said = {words for path in files(root, ".po") for words in SAID.findall(text(path))}
    return [
        f"{place(root, path, line)}: no page says “{name}”"
        for path in files(root, ".md", under=("docs/vi/",))
        for line, words in enumerate(text(path).splitlines(), 1)
        for bold in BUTTON.findall(words)
        if not bold.endswith((":", ",", "."))
        for name in bold.split(" → ")
        if name not in said
    ]


_PY = "src/tusach/library/copies/rules.py"
_PO = "src/tusach/node/desk/locale/vi/LC_MESSAGES/django.po"
_PAGE = "src/tusach/node/opac/templates/opac/home.html"

RULES = (
    Rule("names say something", vague_names, {_PY: "class LoanManager: ..."}, {_PY: "loan = 1"}),
    Rule(
        "variables say something",
        vague_names,
        {_PY: "def f(data): ..."},
        {_PY: "def f(metadata): ..."},
    ),
    Rule(
        "modules say something",
        vague_names,
        {"src/tusach/library/copies/utils.py": ""},
        {"src/tusach/library/copies/codes.py": ""},
    ),
    Rule(
        "things have one name",
        foreign_nouns,
        {_PY: "def lend_item(): ..."},
        {_PY: "def lend_copy(): ..."},
    ),
    Rule(
        "no Vietnamese in code",
        vietnamese_in_code,
        {_PY: 'x = "Cuốn này"'},
        {_PY: '"""Thư viện."""\nTABLE = {"đ": "d"}\nNAME = "Tủ Sách"'},
    ),
    Rule(
        "no Vietnamese in pages",
        vietnamese_in_code,
        {_PAGE: "<p>Mượn sách</p>"},
        {_PAGE: "<p>{% translate 'Lend' %}</p>"},
    ),
    Rule(
        "no province in code",
        programme_in_code,
        {_PY: 'HOME = "caobang"'},
        {_PY: 'HOME = "profile"'},
    ),
    Rule(
        "no outside host",
        outside_hosts,
        {_PAGE: '<script src="https://cdn.example.org/x.js"></script>'},
        {_PAGE: '<svg xmlns="http://www.w3.org/2000/svg"></svg><a href="/x//y">x</a>'},
    ),
    Rule(
        "no outside host without a scheme",
        outside_hosts,
        {_PAGE: '<link href="//fonts.example.org/x.css">'},
        {_PAGE: "<script>// one.word of a comment\n</script>"},
    ),
    Rule(
        "the manual names buttons as pages do",
        buttons_of_the_manual,
        {"docs/vi/x.md": "Open **Loans**.", _PO: 'msgid "Lend"\nmsgstr "Lend out"\n'},
        {"docs/vi/x.md": "**Note:** open **Lend out**.", _PO: 'msgstr "Lend out"\n'},
    ),
    Rule(
        "no path of a machine",
        machine_paths,
        {"docs/x.md": "see /ro" + "ot/notes.txt"},
        {"docs/x.md": "see /etc/tusach/notes.txt and ./work/notes"},
    ),
)
