"""How a paper of an office is laid out: what law fixes, as data.

Source: Decree 30/2020/NĐ-CP, annex I: A4; above and below 20 to 25 mm, left 30 to 35 mm, right 15
to 20 mm; Times New Roman; the number of the page in the middle of the top margin, 13 or 14 points,
from the second page on.
"""

from __future__ import annotations

import msgspec


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Lengths in millimetres, sizes in points. rule_*: of a line below words, in per cent.

    head_split: how much of the width the left half of the head has. top_mm: marks over capitals
    of the first line rise nearly a millimetre above it, and are to stay below the twentieth.
    """

    width_mm: int = 210
    height_mm: int = 297
    top_mm: int = 21
    bottom_mm: int = 20
    left_mm: int = 30
    right_mm: int = 20
    indent_mm: int = 10
    page_number: int = 13
    agency: int = 12
    state: int = 12
    motto: int = 13
    number: int = 13
    title: int = 14
    about: int = 14
    text: int = 13
    recipients_head: int = 12
    recipients: int = 11
    rule_agency: int = 40
    rule_about: int = 40
    head_split: int = 43

    @property
    def text_mm(self) -> int:
        """The width between the margins."""
        return self.width_mm - self.left_mm - self.right_mm


DECREE_30 = Layout()
"""What annex I of Decree 30/2020 wants."""
