"""Which letters papers can show: those that every face of the embedded font has a shape for.

Tinos 1.33; signs that steer a screen and private ones are left out. A test sets each of them.
"""

from __future__ import annotations

import unicodedata

MISSING = "□"
"""Stands where the font has no shape: seen by whoever reads the paper, never left out unsaid."""
# fmt: off
_RANGES = (
    (32, 126), (160, 172), (174, 887), (890, 895), (900, 906), (908, 908), (910, 929),
    (931, 1327), (1425, 1479), (1488, 1514), (1520, 1524), (6832, 6846), (7296, 7304),
    (7424, 7669), (7675, 7957), (7960, 7965), (7968, 8005), (8008, 8013), (8016, 8023),
    (8025, 8025), (8027, 8027), (8029, 8029), (8031, 8061), (8064, 8116), (8118, 8132),
    (8134, 8147), (8150, 8155), (8157, 8175), (8178, 8180), (8182, 8190), (8192, 8202),
    (8208, 8231), (8239, 8287), (8304, 8305), (8308, 8334), (8336, 8348), (8352, 8382),
    (8432, 8432), (8448, 8527), (8531, 8532), (8539, 8542), (8580, 8580), (8592, 8597),
    (8616, 8616), (8706, 8706), (8710, 8710), (8719, 8719), (8721, 8722), (8725, 8725),
    (8729, 8730), (8734, 8735), (8745, 8745), (8747, 8747), (8776, 8776), (8800, 8801),
    (8804, 8805), (8962, 8962), (8976, 8976), (8992, 8993), (9472, 9472), (9474, 9474),
    (9484, 9484), (9488, 9488), (9492, 9492), (9496, 9496), (9500, 9500), (9508, 9508),
    (9516, 9516), (9524, 9524), (9532, 9532), (9552, 9580), (9600, 9600), (9604, 9604),
    (9608, 9608), (9612, 9612), (9616, 9619), (9632, 9633), (9642, 9644), (9650, 9650),
    (9658, 9658), (9660, 9660), (9668, 9668), (9674, 9676), (9679, 9679), (9688, 9689),
    (9702, 9702), (9786, 9788), (9792, 9792), (9794, 9794), (9824, 9824), (9827, 9827),
    (9829, 9830), (9834, 9835), (9839, 9839), (11360, 11391), (11744, 11842), (42560, 42655),
    (42775, 42926), (42928, 42935), (42999, 43007), (43824, 43877), (64257, 64260),
    (64285, 64310), (64312, 64316), (64318, 64318), (64320, 64321), (64323, 64324),
    (64326, 64335), (65056, 65071), (65532, 65533),
)
# fmt: on
LETTERS = frozenset(chr(one) for first, last in _RANGES for one in range(first, last + 1))


def shown(text: str) -> str:
    r"""A text as a paper shows it: composed letters, one line, what has no shape as a square.

    >>> shown("Đặng\nThị"), shown("中 Hà"), shown("a\u202eb")
    ('Đặng Thị', '□ Hà', 'ab')
    """
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(_sign(one) for one in composed)
    # Letters that something invisible stood between are neighbours now.
    return unicodedata.normalize("NFC", kept)


def _sign(one: str) -> str:
    if one in LETTERS:
        return one
    match unicodedata.category(one):
        case "Cc":
            return " " if one.isspace() else ""
        case "Zl" | "Zp":
            return " "
        case "Cf":
            return ""
    return "" if "\ufe00" <= one <= "\ufe0f" else MISSING


def unshown(text: str) -> frozenset[str]:
    """The letters of a text that no paper can show."""
    composed = unicodedata.normalize("NFC", text)
    return frozenset(one for one in composed if _sign(one) == MISSING != one)
