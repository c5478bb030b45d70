"""The writings of Vietnamese before Unicode, as tables from bytes to letters.

Sources: TCVN 5712:1993 (TCVN3 is its third set, the .VnTime fonts); the keyboard tables of
VNI-Windows; RFC 1456 (VISCII and VIQR). Checked against the converters of the GNU C library.

Two traps. TCVN3 writes ư as 0xAD, the soft hyphen, which careless programs drop: nothing can bring
it back. Its capital fonts reuse the codes of the small letters, so the case of a marked letter in
a word of capitals is lost; `decode` restores it where its neighbours tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import normalize

NAMES = ("tcvn3", "vni", "viscii", "cp1258", "viqr")

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"

# 0x80 to 0xFF; a full stop where the set has nothing. 0xB0 to 0xB4 are marks that follow a letter.
_TCVN = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ" + _GRAVE + _HOOK + _TILDE + _ACUTE + _DOT + "àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
# VISCII also gives letters to six control codes. 0x1E ends a field of MARC and 0x14 stands in no
# real file, so only where a whole text is known to be VISCII may they be read as letters.
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

_VNI_SINGLE = dict(
    zip(
        "ôöñíìæóòîÔÖÑÍÌÆÓÒÎ",
        "ơưđíìỉĩịỵƠƯĐÍÌỈĨỊỴ",
        strict=True,
    )
)
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
# The byte after the letter, in its small form, and the marks it puts on that letter.
_VNI_AFTER = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}


def _vni_pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for letter in "aeouyAEOUYôöÔÖ":
        bare = _VNI_SINGLE.get(letter, letter)
        for after, marks in _VNI_AFTER.items():
            if marks[0] == _BREVE and letter not in "aA":
                continue
            if marks[0] == _CIRCUMFLEX and letter not in "aAeEoO":
                continue
            made = normalize("NFC", bare + marks)
            pairs[letter + after] = made
            pairs[letter + after.upper()] = made
    return pairs


_VNI: Mapping[str, str] = MappingProxyType(_VNI_SINGLE | _vni_pairs())
_VNI_FORM = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_VIQR_MARK = {"": "", "^": _CIRCUMFLEX, "(": _BREVE, "+": "\u031b", "*": "\u031b"}
_VIQR_TONE = {"": "", "'": _ACUTE, "`": _GRAVE, "?": _HOOK, "~": _TILDE, ".": _DOT}
# A full stop after a vowel is a tone, unless the text or three dots end there.
_VIQR_FORM = re.compile(
    r"\\(?P<kept>[\^(+*'`?~.\\dD])|(?P<d>[dD][dD])"
    r"|(?P<letter>[aA][\^(]?|[eE]\^?|[oO][\^+*]?|[uU][+*]?|[iIyY])"
    r"(?P<tone>(?:['`?~]|\.(?!\.\.|\s*$))?)"
)

_ASCII = "".join(map(chr, range(128)))
_TCVN_TABLE = _ASCII + _TCVN
_VISCII_TABLE = "".join(_VISCII_LOW.get(code, chr(code)) for code in range(128)) + _VISCII
# A word with capitals on both sides of a small marked letter was written in a capital font.
_CAPITALS = re.compile(r"\b[^\W\d_a-z]*[^\W\d_a-zA-Z][^\W\d_a-z]*[A-Z][^\W\d_a-z]*\b")


def decode(raw: bytes, name: str) -> str:
    """The text that `raw` holds in the writing `name`, in NFC.

    A code without a letter becomes U+FFFD. Raises KeyError for a name that is not in `NAMES`.

    >>> decode(bytes.fromhex("7669d66e"), "tcvn3")
    'viện'
    """
    match name:
        case "tcvn3":
            return _restore_case(normalize("NFC", raw.decode("latin-1").translate(_TCVN_TABLE)))
        case "vni":
            text = raw.decode("cp1252", "replace")
            return _VNI_FORM.sub(lambda form: _VNI[form.group()], text)
        case "viscii":
            return raw.decode("latin-1").translate(_VISCII_TABLE)
        case "cp1258":
            return normalize("NFC", raw.decode("cp1258", "replace"))
        case "viqr":
            return normalize("NFC", _from_viqr(raw.decode("ascii", "replace")))
    raise KeyError(name)


def _from_viqr(text: str) -> str:
    out, end, toned = [], 0, False
    for form in _VIQR_FORM.finditer(text):
        between = text[end : form.start()]
        end = form.end()
        toned = toned and (not between or between.isalpha())
        out.append(between)
        if form["letter"]:
            # A syllable has one tone: what looks like a second is the end of a sentence.
            tone = form["tone"] if toned else _VIQR_TONE[form["tone"]]
            toned = toned or bool(form["tone"])
            out.append(form["letter"][0] + _VIQR_MARK[form["letter"][1:]] + tone)
        else:
            out.append(form["kept"] or ("đ" if form["d"][0] == "d" else "Đ"))
    return "".join(out) + text[end:]


def _restore_case(text: str) -> str:
    return _CAPITALS.sub(lambda word: word.group().upper(), text)
