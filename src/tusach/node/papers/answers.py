"""Papers as answers to a browser; where no PDF can be made, the page to print from."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse, HttpResponseRedirect

from tusach.exchange.documents.typeset import Setting
from tusach.node.papers.press import has_press, pdf

MEDIA = "application/pdf"


def pdf_answer(setting: Setting, *, name: str, on: str, instead: str) -> HttpResponse:
    """The paper as PDF, opened by the browser; name: of the file, ASCII, without its ending.

    on: the day that the file bears. instead: address of the page that prints the same.
    """
    if not has_press():
        return HttpResponseRedirect(instead)
    made_at = int(datetime.fromisoformat(on).replace(tzinfo=UTC).timestamp())
    return HttpResponse(
        pdf(setting, made_at=made_at),
        content_type=MEDIA,
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
