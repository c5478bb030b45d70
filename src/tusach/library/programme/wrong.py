"""One thing that is wrong with a definition, and where."""

from __future__ import annotations

from typing import Any

import msgspec


class Wrong(msgspec.Struct, frozen=True, order=True):
    """where: path within the definition. code: what is wrong, with the values it speaks of."""

    where: str
    code: str
    values: tuple[Any, ...] = ()
