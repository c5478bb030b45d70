"""Results, what narrows them down, and suggestions while somebody still types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.library.catalogue.folding import fold, spans_of
from tusach.library.catalogue.isbn import valid_isbn13
from tusach.library.places.codes import READER, is_printed_code, kind_of
from tusach.node.acts.finding import copy_of_code
from tusach.node.opac import words
from tusach.node.opac.asking import DEEPEST_PAGE, PAGE, Asked, asked, plain
from tusach.node.opac.lines import TitleLine, title_lines
from tusach.node.opac.narrowing import chosen_shown, facets_shown
from tusach.node.opac.placing import Place, places
from tusach.node.opac.seat import Seat, is_fragment, seated
from tusach.node.opac.standing import Standing, standings
from tusach.node.opac.unchanged import unchanged
from tusach.node.people.access import public, rule
from tusach.node.store.search_facets import Facets
from tusach.node.store.search_shapes import Answer, Hit, Order

SUGGESTED: Final = 7
LEAST_TYPED: Final = 2
_MOST_WORDS_TRIED: Final = 6
_LONGEST_CODE: Final = 40
_FACETS_KEPT: Final = 64

_facets: dict[tuple[object, ...], Facets] = {}


class ResultShown(msgspec.Struct, frozen=True):
    """One result: the title and where it stands."""

    line: TitleLine
    standing: Standing


class Scanned(msgspec.Struct, frozen=True):
    """What a typed or scanned number stands for.

    code: as typed; title: of the copy that bears it, or None; card: it is a reader's card.
    """

    code: str = ""
    title: str | None = None
    card: bool = False
    isbn: str = ""


@rule(public())
@seated()
@unchanged()
def search(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show what answers the question in the address."""
    question = asked(request.GET)
    known = places(seat)
    scanned = _scanned(seat, question.words)
    by_code = {place.code: place.place for place in known.values()}
    place = by_code.get(question.value("place"))
    if question.value("place") and place is None:
        question = msgspec.structs.replace(
            question, chosen=tuple(pair for pair in question.chosen if pair[0] != "place")
        )
    answer = _answer(seat, question, place)
    pages = min(max(1, -(-answer.total // PAGE)), DEEPEST_PAGE)
    if question.page > pages:
        question = msgspec.structs.replace(question, page=pages)
        answer = _answer(seat, question, place)
    results = _results(seat, answer.hits, known, place)
    # Of all books the first page tells every title: both pages say the same.
    is_whole = answer.total_is_capped and not question.words and not question.chosen
    total = seat.node.search.count if is_whole else None
    values = {
        "asked": question,
        "answer": answer,
        "results": results,
        "total": words.number(answer.total if total is None else total),
        "is_capped": answer.total_is_capped and total is None,
        "pages": pages,
        "orders": _orders(question),
        "chosen": chosen_shown(seat, question, known),
        "facets": facets_shown(seat, question, answer.facets, known) if answer.total else [],
        "scanned": scanned,
        "scanned_result": _scanned_result(seat, scanned, known),
        "instead": _with_marks(answer, results),
        "help": None if answer.total else _next_steps(seat, question, place),
    }
    name = "opac/found.html" if is_fragment(request) else "opac/search.html"
    return render(request, name, values)


@rule(public())
@seated()
def suggest(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show a few titles while somebody types; without scripts this is the whole search."""
    typed = plain(str(request.GET.get("q", "")))
    if not is_fragment(request):
        return redirect(Asked(typed).address())
    hits: tuple[Hit, ...] = ()
    if len(typed) >= LEAST_TYPED:
        hits = seat.node.search.suggest(typed, limit=SUGGESTED)
    results = _results(seat, hits, places(seat), None)
    values = {"results": results, "asked": Asked(typed), "typed": len(typed) >= LEAST_TYPED}
    return render(request, "opac/parts/suggestions.html", values)


def _answer(seat: Seat, question: Asked, place: str | None) -> Answer:
    index, filters = seat.node.search, question.filters(place)
    # The other pages and orders of an answer have the same facets.
    key = (str(seat.node.home), index.mark, question.words, filters)
    facets = _facets.get(key)
    found: Answer = index.search(
        question.words,
        limit=PAGE,
        offset=(question.page - 1) * PAGE,
        filters=filters,
        order=question.order,
        with_facets=facets is None,
        asked_on=date.fromisoformat(seat.on) if question.page == 1 else None,
    )
    if facets is not None:
        return found._replace(facets=facets)
    for old in list(_facets)[: max(0, len(_facets) - _FACETS_KEPT + 1)]:
        _facets.pop(old, None)
    _facets[key] = found.facets
    return found


def _results(
    seat: Seat, hits: Sequence[Hit], known: Mapping[str, Place], place: str | None
) -> list[ResultShown]:
    ids = [hit.title_id for hit in hits]
    lines = title_lines(seat, ids)
    where = standings(seat, ids, known, prefer=place)
    return [
        ResultShown(
            msgspec.structs.replace(lines[hit.title_id], words=frozenset(hit.words)),
            where[hit.title_id],
        )
        for hit in hits
        if hit.title_id in lines
    ]


def _scanned(seat: Seat, text: str) -> Scanned:
    """What a number stands for. A reader's card is known by its shape and looked up nowhere."""
    if not text or len(text) > _LONGEST_CODE or not any(letter.isdigit() for letter in text):
        return Scanned()
    joined = text.replace(" ", "").replace("-", "")
    if is_printed_code(joined) and kind_of(joined) == READER:
        return Scanned(card=True)
    code = joined if is_printed_code(joined) else text
    copy = copy_of_code(seat.node, code)
    if copy is not None:
        registered = seat.node.store.state(copy, "copy").registered
        if registered is not None and registered.title:
            return Scanned(code=code, title=registered.title)
    isbn = valid_isbn13(joined) if len(joined) in (10, 13) else None
    return Scanned(isbn=isbn or "")


def _scanned_result(seat: Seat, scanned: Scanned, known: Mapping[str, Place]) -> ResultShown | None:
    if scanned.title is None:
        return None
    found = _results(seat, (Hit(scanned.title, 0.0, ()),), known, None)
    return found[0] if found else None


def _orders(question: Asked) -> list[dict[str, Any]]:
    names: dict[Order, str] = {
        "relevance": _("Best match"),
        "title": _("Title"),
        "newest": _("Newest first"),
        "popular": _("Most copies"),
    }
    return [
        {"name": name, "address": question.address({"sort": order}), "now": order == question.order}
        for order, name in names.items()
    ]


def _with_marks(answer: Answer, results: Sequence[ResultShown]) -> str:
    """The words that were searched instead, written as the best result writes them."""
    if answer.searched_for is None:
        return ""
    written: dict[str, str] = {}
    for result in results[:1]:
        text = " ".join((result.line.title, result.line.subtitle, *result.line.author_list))
        for start, end in spans_of(text, frozenset(answer.searched_for.split())):
            written.setdefault(fold(text[start:end]), text[start:end])
    return " ".join(written.get(word, word) for word in answer.searched_for.split())


def _next_steps(seat: Seat, question: Asked, place: str | None) -> dict[str, Any]:
    """What one may try where nothing was found."""
    index = seat.node.search
    everywhere = 0
    if question.chosen and question.words:
        everywhere = index.search(question.words, limit=1).total
    tried = list(dict.fromkeys(question.words.split()))
    alone = []
    if not everywhere and len(tried) > 1:
        for word in tried[:_MOST_WORDS_TRIED]:
            total = index.search(word, limit=1).total if len(word) > 1 else 0
            if total:
                alone.append({"word": word, "address": Asked(word).address(), "total": total})
    return {
        "everywhere": everywhere,
        "everywhere_address": Asked(question.words).address(),
        "alone": alone,
    }
