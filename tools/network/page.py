"""The page of the switch, in Vietnamese and English, without scripts."""

from __future__ import annotations

from html import escape
from typing import Any

STYLE = """
:root{color-scheme:light dark;--line:#8886;--good:#1b7f4b;--bad:#b3261e}
body{font:1.0625rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:1.4rem;margin:.25rem 0}.intro{max-width:44rem}
.road{border:1px solid var(--line);border-radius:.75rem;padding:1rem;margin:1rem 0}
.road h2{font-size:1.1rem;margin:0 0 .25rem}.state{font-weight:600}
.joined .state{color:var(--good)}.cut .state{color:var(--bad)}
.cut{border-style:dashed;border-color:var(--bad)}
form{display:flex;flex-wrap:wrap;gap:.5rem;margin:.75rem 0 0}
button{font:inherit;min-height:2.75rem;padding:.25rem 1rem;border-radius:.5rem;cursor:pointer}
button{border:1px solid var(--line)}
.said{margin:.5rem 0 0;overflow-wrap:anywhere}a{overflow-wrap:anywhere}
nav{float:right}
@media (prefers-color-scheme:dark){:root{--good:#7fd6a5;--bad:#ff9b92}}
"""
WORDS = {
    "vi": {
        "title": "Mạng lưới mẫu trên một máy",
        "intro": "Mỗi máy dưới đây có trang riêng. Cắt đường nối, làm việc ở cả hai bên, rồi nối "
        "lại và xem hai bên khớp nhau.",
        "hub": "Thư viện tỉnh",
        "joined": "Đang nối với tỉnh",
        "is_cut": "Đã cắt khỏi tỉnh",
        "cut": "Cắt đường nối",
        "join": "Nối lại",
        "exchange": "Trao đổi ngay",
        "compare": "So với tỉnh",
        "sent": "Đã gửi {sent} việc, nhận {received} việc.",
        "forks": "Một máy đã ghi hai lần dưới cùng số, như khi đĩa bị sao chép hay khôi phục: "
        "giữ cả hai.",
        "same": "{shared} phần dữ liệu chung đều khớp với tỉnh.",
        "apart": "Chưa khớp: {apart}.",
        "other": "English",
        "open": "Mở trang",
    },
    "en": {
        "title": "A network on one machine",
        "intro": "Each machine below has pages of its own. Cut a link, work on both sides, then "
        "join it again and see both sides agree.",
        "hub": "Province",
        "joined": "Joined to the province",
        "is_cut": "Cut off from the province",
        "cut": "Cut the link",
        "join": "Join again",
        "exchange": "Exchange now",
        "compare": "Compare with the province",
        "sent": "{sent} sent, {received} received.",
        "forks": "One machine told things twice under the same numbers, as a copied or restored "
        "disk does: both are kept.",
        "same": "All {shared} shared parts agree with the province.",
        "apart": "Apart: {apart}.",
        "other": "Tiếng Việt",
        "open": "Open its pages",
    },
}


def page(told: dict[str, Any], language: str) -> str:
    """The page for the state that `Network.told` gives."""
    words = WORDS[language]
    other = "en" if language == "vi" else "vi"
    roads = "".join(_road(one, words, language) for one in told["machines"])
    hub = told["hub"]
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(words['title'])}</title><style>{STYLE}</style>"
        f'<nav><a href="/?lang={other}" lang="{other}">{escape(words["other"])}</a></nav>'
        f"<h1>{escape(words['title'])}</h1>"
        f'<p class="intro">{escape(words["intro"])}</p>'
        f"<p><strong>{escape(words['hub'])}: {escape(hub['names'][language])}</strong> · "
        f'<a href="{hub["address"]}">{hub["address"]}</a></p>{roads}</html>'
    )


def _road(one: dict[str, Any], words: dict[str, str], language: str) -> str:
    state = "joined" if one["joined"] else "cut"
    name = escape(one["name"])
    acts = (("cut",) if one["joined"] else ("join",)) + ("exchange", "compare")
    buttons = "".join(f'<button name="act" value="{act}">{words[act]}</button>' for act in acts)
    said = _said(one["said"], words)
    return (
        f'<section class="road {state}" id="{name}"><h2>{escape(one["names"][language])}</h2>'
        f'<span class="state">{words["joined" if one["joined"] else "is_cut"]}</span> · '
        f'<a href="{one["address"]}">{words["open"]}: {one["address"]}</a>'
        f'<form method="post" action="/"><input type="hidden" name="machine" value="{name}">'
        f'<input type="hidden" name="lang" value="{language}">{buttons}</form>'
        + (f'<p class="said" role="status">{escape(said)}</p>' if said else "")
        + "</section>"
    )


def _said(said: dict[str, Any], words: dict[str, str]) -> str:
    """What came of the last act, in a sentence or two; nothing where the state itself says it."""
    if "refusal" in said:
        return str(said["refusal"])
    if said.get("act") == "exchange":
        text = words["sent"].format(**said)
        return f"{text} {words['forks']}" if said.get("forks") else text
    if said.get("act") == "compare":
        if said["apart"]:
            return words["apart"].format(apart=", ".join(said["apart"]))
        return words["same"].format(**said)
    return ""
