"""The label of a prepared stick: one printed page for one place."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tusach.node.people.joining import square_code
from tusach.node.store.keys import fingerprint
from tusach.node.sync.preparing import FILE, Invitation

STYLE = mark_safe(  # noqa: S308 - written here
    "body{font:16px/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}.qr{width:9rem;height:9rem}code{font-size:1.1rem;font-weight:bold}"
)


def label(one: Invitation) -> str:
    """The page as HTML; it needs no other file."""
    root = fingerprint(bytes.fromhex(one.root))
    steps = (
        _("Copy this folder to the computer of the library, where the program is installed."),
        _("Open a command line in the folder and type: tusach init --invitation %(file)s")
        % {"file": FILE},
        _("Start the program, log in with the code that was printed, open Network, Join, and ask."),
        _("Call the province: compare the number on the screen, and this one of the province:"),
    )
    return format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><style>{}</style>'
        "<h1>{}</h1><p>{}</p><ol>{}</ol><p><code>{}</code></p>{}<p>{}</p></html>\n",
        (get_language() or "vi")[:2],
        one.name,
        STYLE,
        one.name,
        _("Code of the place: %(code)s") % {"code": one.place},
        format_html_join("", "<li>{}</li>", ((step,) for step in steps)),
        root,
        mark_safe(square_code(one.address or one.place)),  # noqa: S308 - lines only
        one.address or _("No address was given: bring the request to the province on this stick."),
    )
