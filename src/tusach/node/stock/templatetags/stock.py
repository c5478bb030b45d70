"""Tags of the templates of the stock."""

from __future__ import annotations

from django import template

from tusach.node.acts.registers import Entry
from tusach.node.stock import registers

register = template.Library()


@register.simple_tag
def register_note(entry: Entry) -> str:
    """The last column of the individual register."""
    return registers.note(entry)
