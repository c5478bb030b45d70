"""What was just done, shown once on the next page, with its undo.

The session keeps the word's code, ids and plain values, never a name; the words are made when
the page is shown, by the function that an app registered for the code.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

_KEY = "toasts"
Words = Callable[[Mapping[str, Any]], str]
_words: dict[str, Words] = {}


@dataclass(frozen=True, slots=True)
class Toast:
    """One message; `undo` is the address to which a form with one button posts."""

    tone: str
    words: str
    undo: str


def register(code: str, words: Words) -> None:
    """Say how a message is worded; called once by the app that sends it."""
    _words[code] = words


def add(request: HttpRequest, code: str, *, tone: str = "good", undo: str = "", **ids: Any) -> None:
    """Keep a message for the next page. `ids` must be ids, numbers or dates as text."""
    if code not in _words:
        raise KeyError(f"no words registered for {code}")
    request.session[_KEY] = [
        *request.session.get(_KEY, []),
        {"code": code, "tone": tone, "undo": undo, "ids": ids},
    ][-5:]


def take(request: HttpRequest) -> Iterator[Toast]:
    """Yield the messages that wait, and forget them."""
    session = getattr(request, "session", None)
    if session is None or _KEY not in session:
        return
    for kept in session.pop(_KEY):
        words = _words.get(kept["code"])
        if words is not None:
            yield Toast(tone=kept["tone"], words=words(kept["ids"]), undo=kept["undo"])
