"""What lies on a prepared stick for people: a page to print, and a short text to read first."""

from __future__ import annotations

from pathlib import Path

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tusach.node.people.joining import square_code
from tusach.node.store.keys import fingerprint
from tusach.node.sync.preparing import FILE, LABEL, Invitation, folder_of

STYLE = mark_safe(  # noqa: S308 - written here
    "body{font:16px/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}.qr{width:9rem;height:9rem}code{font-size:1.1rem;font-weight:bold}"
    ".warn{border:2px solid;padding:.5rem 1rem}"
)
LANGUAGES = ("vi", "en")


def label(one: Invitation) -> str:
    """The page as HTML; it needs no other file."""
    return format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><style>{}</style>'
        '<h1>{}</h1><p>{}</p><ol>{}</ol><p><code>{}</code></p>{}<p>{}</p><p class="warn">{}</p>'
        "</html>\n",
        (get_language() or "vi")[:2],
        one.name,
        STYLE,
        one.name,
        _("Code of the place: %(code)s") % {"code": one.place},
        format_html_join("", "<li>{}</li>", ((step,) for step in _steps(one))),
        fingerprint(bytes.fromhex(one.root)),
        mark_safe(square_code(one.address or one.place)),  # noqa: S308 - lines only
        _where(one),
        _warning(one),
    )


def readme(one: Invitation) -> str:
    """The same in a few lines, Vietnamese first."""
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            steps = "\n".join(f"{nr}. {step}" for nr, step in enumerate(_steps(one), 1))
            number = fingerprint(bytes.fromhex(one.root))
            print_it = _("To print: %(file)s") % {"file": LABEL}
            head = f"{one.name} ({one.place})"
            parts.append("\n\n".join((head, steps, number, _where(one), _warning(one), print_it)))
    return "\n\n----\n\n".join(parts) + "\n"


def _steps(one: Invitation) -> tuple[str, ...]:
    folder = folder_of(Path(), one).name
    copy = _(
        "Copy the folder %(folder)s from this stick to the computer of the library, where the "
        "program is installed."
    ) % {"folder": folder}
    if one.seed:
        return (
            _(
                "Plug this stick into the computer of the library, start the program there with "
                "tusach serve --begin and press “Begin from this stick” on its page. Or, by "
                "commands:"
            ),
            copy,
            _("Open a command line beside it and type: tusach init --from %(folder)s")
            % {"folder": folder},
            _(
                "Start the program (tusach serve) and log in with the code that was printed. Call "
                "the province: it compares the number on page Network, Join, and lets the vehicle "
                "in, once an exchange or a parcel on a stick has reached it."
            )
            if one.role
            else _(
                "Start the program (tusach serve) and log in with the code that was printed: the "
                "library belongs to the network of the province already. The province hears of it "
                "with the first exchange, or with a parcel on a stick."
            ),
            _("The province’s number, which init shows as well, must be this one:"),
        )
    return (
        copy,
        _("Open a command line in the folder and type: tusach init --invitation %(file)s")
        % {"file": FILE},
        _("Start the program, log in with the code that was printed, open Network, Join, and ask."),
        _("Call the province: compare the number on the screen, and this one of the province:"),
    )


def _where(one: Invitation) -> str:
    if one.address:
        return _("Address of the province: %(address)s") % {"address": one.address}
    if one.seed:
        return _("No address was given: write a parcel for the province and bring it there.")
    return _("No address was given: bring the request to the province on this stick.")


def _warning(one: Invitation) -> str:
    if not one.seed:
        return _("This stick gives no right: the province lets the machine in when it asks.")
    if one.role:
        return _(
            "With this stick one computer can become that of the vehicle, until %(until)s, when "
            "the province has compared its number. Keep it like a key. If it is lost, tell the "
            "province, which makes another one. Delete the folder when the vehicle works."
        ) % {"until": one.until}
    return _(
        "This stick lets one computer in, once, until %(until)s. Give it only to the library. If "
        "it is lost, tell the province, which makes another one: the lost one then lets nobody in. "
        "Delete the folder from the stick when the library works."
    ) % {"until": one.until}
