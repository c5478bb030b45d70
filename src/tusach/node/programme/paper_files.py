"""A paper of the programme as PDF, DOCX or XLSX; where its template is wrong, what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.exchange.documents.docx import MEDIA, docx
from tusach.exchange.documents.paper_templates import TemplateFault
from tusach.exchange.documents.papers import Paper, laid_out, tables
from tusach.node.pages.table_files import table_file
from tusach.node.papers.answers import pdf_answer
from tusach.node.wording.papers import say_template_fault


def paper_file(
    request: HttpRequest,
    make: Callable[[], Paper],
    what: str,
    *,
    name: str,
    on: str,
    instead: str,
) -> HttpResponse:
    """The paper as a file of this form. name: without its ending. instead: where it is no PDF."""
    try:
        made = make()
    except TemplateFault as fault:
        words = {"words": say_template_fault(fault)}
        return render(request, "office/fault.html", words, status=422)
    if what == "pdf":
        return pdf_answer(laid_out(made), name=name, on=on, instead=instead)
    if what == "docx":
        said = {"Content-Disposition": f'attachment; filename="{name}.docx"'}
        return HttpResponse(docx(laid_out(made)), content_type=MEDIA, headers=said)
    found = table_file(what, tables(made), name)
    if found is None:
        raise Http404
    return found
