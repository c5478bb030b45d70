"""Numbers as a striped code that every scanner of shops reads: Code 128, sets B and C.

For libraries whose scanner reads no square codes; else the square code is read more often.
Source: ISO/IEC 15417, table of symbol characters.
"""

from __future__ import annotations

QUIET = 10
"""Light modules that belong to the code on each side."""
_WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
]
_STOP = "2331112"
_START_B, _START_C = 104, 105


def bars(text: str) -> str | None:
    """The widths of dark and light stripes in turn, in modules; None where it cannot be written so.

    Digits of even count are written two in one; other ASCII letter by letter.

    >>> bars("42"), bars("đ")
    ('2112321121331321312331112', None)
    """
    if not text or not all(" " <= one <= "~" for one in text):
        return None
    if text.isdigit() and len(text) % 2 == 0:
        values = [_START_C, *(int(text[at : at + 2]) for at in range(0, len(text), 2))]
    else:
        values = [_START_B, *(ord(one) - 32 for one in text)]
    check = (values[0] + sum(nr * value for nr, value in enumerate(values[1:], start=1))) % 103
    return "".join(_WIDTHS[value] for value in (*values, check)) + _STOP


def modules(widths: str) -> int:
    """How wide a striped code is, without the light edges."""
    return sum(map(int, widths))
