"""Papers of this node by their templates: the agency's own where it has one, else the shipped.

An agency's own lie in `papers/` of the home, named as the shipped ones. A wrong one is never passed
over in silence for the shipped one: the paper is not made, and what is wrong is said.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from tusach.exchange.documents.offered import OFFERED
from tusach.exchange.documents.paper_templates import (
    LANGUAGES,
    Template,
    TemplateFault,
    Values,
    filled,
    read,
)
from tusach.exchange.documents.papers import Paper
from tusach.node.acts.node import Node
from tusach.node.papers.official import paper
from tusach.node.wording import papers as words

FOLDER = "papers"
KINDS = frozenset({*words.NAMES, words.LETTER})

__all__ = ["FOLDER", "KINDS", "TemplateFault", "made", "shipped", "shipped_bytes", "template"]


def shipped_bytes(name: str) -> bytes:
    """The file of a shipped template."""
    folder = files("tusach.exchange.documents") / "templates" / "papers"
    return (folder / f"{name}.json").read_bytes()


@cache
def shipped(name: str) -> Template:
    """A shipped template."""
    return read(shipped_bytes(name), file=f"{name}.json", kinds=KINDS)


def template(node: Node, name: str) -> tuple[Template, str]:
    """The template by which this node makes a paper, and its file. Raises TemplateFault."""
    assert name in OFFERED
    own = node.home / FOLDER / f"{name}.json"
    if not own.is_file():
        return shipped(name), f"{name}.json"
    found = read(own.read_bytes(), file=f"{FOLDER}/{name}.json", kinds=KINDS)
    if found.paper != name:
        raise words.of_another_paper(f"{FOLDER}/{name}.json", found.paper)
    return found, f"{FOLDER}/{name}.json"


def made(
    node: Node,
    name: str,
    values: Values,
    *,
    agency: str,
    on: str | None = None,
    number: int | None = None,
    agency_mark: str = "",
) -> Paper:
    """The paper, in the language that holds now. Raises TemplateFault."""
    found, file = template(node, name)
    fallback = node.profile.province.default_language
    language = next(
        (one for one in ((get_language() or "")[:2], fallback) if one in LANGUAGES), LANGUAGES[0]
    )
    put = filled(found, values, language=language, file=file)
    return paper(
        node,
        kind=put.kind,
        about=put.about,
        agency=agency,
        body=put.body,
        signatures=put.signatures,
        on=on,
        number=number,
        agency_mark=agency_mark,
        to=put.to,
        recipients=put.recipients,
    )
