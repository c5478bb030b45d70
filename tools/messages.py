"""The catalogues of messages: `tools/messages.py update|compile|check [APP…]`.

update   collects the messages of every app into its `locale/<language>/LC_MESSAGES/django.po`
compile  writes the `.mo` files that Django reads (never committed)
check    fails on a message without a translation, a fuzzy one, a wrong plural header, or one that
         two apps translate differently: Django would show one of the two everywhere

APP (`desk`, `people` …) names folders of `node/`; `locale` is what belongs to none; none: all.

No gettext program is needed. Catalogues are sorted and hold no line numbers, so that people who
work on different pages do not meet in them; each app has its own. English is the text in the
code itself and has no catalogue.
"""

import argparse
import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template as django_template

NODE = Path(__file__).resolve().parents[1] / "src" / "tusach" / "node"
SHARED = NODE / "locale"
LANGUAGES = {"vi": "nplurals=1; plural=0;"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# Messages of Tủ Sách. Sorted, without line numbers: see tools/messages.py.\n#"


def sources() -> dict[Path, list[Path]]:
    """Return for each locale folder the files whose messages it holds."""
    apps = sorted(
        p for p in NODE.iterdir() if p.is_dir() and p.name not in {"locale", "__pycache__"}
    )
    owned: dict[Path, list[Path]] = {SHARED: sorted(NODE.glob("*.py"))}
    for app in apps:
        files = sorted(p for p in app.rglob("*") if p.suffix in {".py", ".html", ".txt"})
        files = [p for p in files if "static" not in p.relative_to(app).parts]
        is_page_app = (app / "templates").is_dir() or (app / "locale").is_dir()
        owned.setdefault(app / "locale" if is_page_app else SHARED, []).extend(files)
    return owned


def collect(files: list[Path]) -> Catalog:
    """Return the messages that stand in some files."""
    found = Catalog()
    for path in files:
        text = path.read_text(encoding="utf-8")
        for said in said_by_command(path, text):
            found.add(said)
        python = text if path.suffix == ".py" else django_template.templatize(text)
        stream = io.BytesIO(python.encode())
        for _line, message, comments, context in extract(
            "python", stream, KEYWORDS, ("Translators:",)
        ):
            found.add(message, context=context, auto_comments=comments)
    return found


def said_by_command(path: Path, text: str) -> Iterator[str]:
    """Yield what `--help` shows of a command: its docstring, and the words beside its options."""
    if "cli" not in path.parts or path.suffix != ".py":
        return
    tree = ast.parse(text)
    if path.parent.name == "commands":
        yield ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "help":
            yield str(ast.literal_eval(node.value))


def catalogues(apps: list[str]) -> Iterator[tuple[str, Path, list[Path]]]:
    """Yield every catalogue there should be: its language, its file, the files it speaks for."""
    for folder, files in sources().items():
        if apps and folder.relative_to(NODE).parts[0] not in apps:
            continue
        for language in LANGUAGES:
            yield language, folder / language / "LC_MESSAGES" / "django.po", files


def read(path: Path, language: str) -> Catalog:
    """Return a catalogue as it stands on disk; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(apps: list[str]) -> int:
    """Bring every catalogue up to date, keeping its translations; unused ones are dropped."""
    for language, path, files in catalogues(apps):
        wanted = collect(files)
        if not any(message.id for message in wanted) and not path.exists():
            continue
        held = read(path, language)
        fresh = Catalog(locale=language, header_comment=HEADER, fuzzy=False)
        for message in wanted:
            if message.id:
                known = held.get(message.id, message.context)
                text = known.string if known and not known.fuzzy else None
                flags = _flags(message)
                fresh.add(message.id, text, context=message.context, flags=flags)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_as_text(fresh, language), encoding="utf-8")
        missing = sum(1 for message in fresh if message.id and not _is_translated(message))
        print(f"{path.relative_to(NODE)}: {len(fresh)} messages, {missing} to translate")
    return 0


def _flags(message: Message) -> set[str]:
    return {"python-format"} if message.python_format else set()


def _as_text(catalogue: Catalog, language: str) -> str:
    out = io.BytesIO()
    write_po(out, catalogue, width=96, no_location=True, omit_header=True, sort_output=True)
    header = (
        f'{HEADER}\nmsgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        f'"Plural-Forms: {LANGUAGES[language]}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return header + out.getvalue().decode()


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts) and bool(texts)


def compile_stale() -> list[Path]:
    """Write each `.mo` that is missing or older than its catalogue; return what was written."""
    written = []
    for path in sorted(NODE.rglob("locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        out = io.BytesIO()
        write_mo(out, read(path, path.parts[-3]))
        # Two workers of the tests may compile at once.
        fresh = target.with_suffix(f".mo.{os.getpid()}")
        fresh.write_bytes(out.getvalue())
        fresh.replace(target)
        written.append(target)
    return written


def faults(apps: list[str]) -> list[str]:
    """Return, in words, everything that is wrong with the catalogues."""
    told: list[str] = []
    for language, path, files in catalogues(apps):
        wanted = collect(files)
        if not any(message.id for message in wanted) and not path.exists():
            continue
        where = str(path.relative_to(NODE))
        if not path.exists():
            told.append(f"{where}: no catalogue; run tools/messages.py update")
            continue
        text = path.read_text(encoding="utf-8")
        if f"Plural-Forms: {LANGUAGES[language]}" not in text:
            told.append(f"{where}: the plural header must be {LANGUAGES[language]}")
        told += _faults_of(where, read(path, language), wanted)
    return told + list(_two_words(apps))


def _two_words(apps: list[str]) -> Iterator[str]:
    first: dict[tuple[object, ...], tuple[Path, object]] = {}
    for language, path, _files in catalogues(apps):
        for message in read(path, language):
            if not message.id or not message.string:
                continue
            key = (language, message.id, message.context)
            other, words = first.setdefault(key, (path, message.string))
            if words != message.string:
                where, shown = path.relative_to(NODE), message.id
                shown = shown if isinstance(shown, str) else shown[0]
                yield f"{where}: other words for {shown!r} than in {other.relative_to(NODE)}"


def _faults_of(where: str, held: Catalog, wanted: Catalog) -> Iterator[str]:
    for message in wanted:
        if not message.id:
            continue
        shown = message.id if isinstance(message.id, str) else message.id[0]
        known = held.get(message.id, message.context)
        if known is None:
            yield f"{where}: not in the catalogue: {shown!r}; run tools/messages.py update"
        elif known.fuzzy:
            yield f"{where}: fuzzy: {shown!r}"
        elif not _is_translated(known):
            yield f"{where}: not translated: {shown!r}"
        elif _places(known.string or "") != _places(message.id):
            yield f"{where}: other placeholders in the translation of {shown!r}"


def _places(text: str | tuple[str, ...] | list[str]) -> set[str]:
    whole = text if isinstance(text, str) else " ".join(text)
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w+\}", whole))


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("task", choices=["update", "compile", "check"])
    parser.add_argument("apps", nargs="*", metavar="APP")
    asked = parser.parse_args()
    match asked.task:
        case "update":
            return update(asked.apps)
        case "compile":
            for path in compile_stale():
                print(path.relative_to(NODE))
            return 0
        case _:
            found = faults(asked.apps)
            print("\n".join(found) if found else "every message is translated", file=sys.stderr)
            return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
