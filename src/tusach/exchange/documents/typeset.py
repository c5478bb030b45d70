"""What the typesetter is given for a document: the name of a template, and its values as JSON.

Every text travels as a value and is set letter by letter: nothing that somebody typed is read as
markup, so that nothing has to be escaped. Templates lie in `templates/`; the compiler is called by
the node.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from tusach.exchange.documents.letters import shown
from tusach.exchange.documents.parts import Document
from tusach.exchange.documents.posters import Posters, Slips

Setting = Document | Posters | Slips


class Job(msgspec.Struct, frozen=True):
    """template: name of a file of `templates/`, without its ending. values: JSON, one object."""

    template: str
    values: str


def job(setting: Setting) -> Job:
    """What the typesetter is told of a document, of posters or of slips."""
    names = {Document: "document", Posters: "posters", Slips: "slips"}
    told = _shown(msgspec.to_builtins(setting))
    # A file without a title is none that can be read aloud.
    told["title"] = told["title"].strip() or "–"
    # Surrogates that stand alone are no text; `shown` has left none.
    return Job(names[type(setting)], json.dumps(told, ensure_ascii=False))


def _shown(value: Any) -> Any:
    match value:
        case str():
            return shown(value)
        case dict():
            return {key: _shown(inner) if key != "drawn" else inner for key, inner in value.items()}
        case list() | tuple():
            return [_shown(inner) for inner in value]
    return value
