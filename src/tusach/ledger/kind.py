"""The register of kinds: for each, its folder, its scope, who may tell it, its shape.

A fact of a kind that this register does not hold is kept, chained and relayed; its subject shows
'needs update'. Names: `noun.verb/version`, past tense. Source: docs/decisions/0001 and 0008.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from tusach.ledger.fact import is_kind

Upcast = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Reads a body of one version as the next; pure, applied when folding, bytes untouched."""


def unchanged(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The upcast of a version to which the next one only adds fields with defaults."""
    return values


READER = "reader"
LIBRARIAN = "librarian"
PROVINCIAL = "provincial"
ADMINISTRATOR = "administrator"
NODE = "node"
"""The installation itself (teller None)."""
HUB = "hub"
"""The province's hub, whoever works at it."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of fact, as declared by the folder that owns it.

    scope: the family before the colon (`control`, `catalogue`, `circulation`, `people`,
    `operations`); `*` where the fact lies in the scope of the fact it speaks of. story: the noun
    whose story takes it as a main subject, `*` for any. told_by: roles. private: shape of the
    private part, None where no person is touched. upcast: reads this version as the next one.
    """

    name: str
    folder: str
    scope: str
    story: str
    told_by: frozenset[str]
    body: type[msgspec.Struct]
    says: str
    private: type[msgspec.Struct] | None = None
    upcast: Upcast | None = None


class Declaring(msgspec.Struct, frozen=True, kw_only=True):
    """Declares the kinds of one folder, of which most lie in one scope and are told by the same.

    story: empty = the noun before the point of each name.
    """

    folder: str
    scope: str
    told_by: frozenset[str]
    story: str = ""

    def __call__(
        self,
        name: str,
        body: type[msgspec.Struct],
        says: str,
        private: type[msgspec.Struct] | None = None,
        *,
        scope: str = "",
        told_by: frozenset[str] = frozenset(),
    ) -> Kind:
        """One kind. scope, told_by: where it differs from the others."""
        return Kind(
            name=name,
            folder=self.folder,
            scope=scope or self.scope,
            story=self.story or name.partition(".")[0],
            told_by=told_by or self.told_by,
            body=body,
            says=says,
            private=private,
        )


class Register:
    """All kinds that this software knows."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds: dict[str, Kind] = {}
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {}
        for kind in kinds:
            if kind.name in self.kinds:
                raise ValueError(f"kind declared twice: {kind.name}")
            self.kinds[kind.name] = kind
            if not is_kind(kind.name):
                raise ValueError(f"a kind is named noun.verb/version: {kind.name}")
            self._decoders[kind.name] = msgspec.json.Decoder(kind.body)
        for kind in self.kinds.values():
            newer = self.kinds.get(_next(kind.name))
            if kind.upcast and (newer is None or newer.story != kind.story):
                raise ValueError(f"nothing for {kind.name} to be read as: {_next(kind.name)}")
        self._reads = {name: self._reading(kind) for name, kind in self.kinds.items()}

    def get(self, name: str) -> Kind | None:
        """The declaration of a kind, or None where it is not known here."""
        return self.kinds.get(name)

    def body(self, name: str, raw: bytes | msgspec.Raw) -> tuple[Kind, Any] | None:
        """The kind that a body is folded as, and the body in its shape; None for an unknown kind.

        Older versions climb through their upcasts to the newest. Raises msgspec.ValidationError
        where a body lacks its shape, and whatever an upcast raises.
        """
        kind = self.kinds.get(name)
        if kind is None:
            return None
        newest, is_plain = self._reads[name]
        if is_plain:
            return newest, self._decoders[newest.name].decode(raw)
        values: Any = msgspec.json.decode(raw)
        while kind.upcast is not None:
            values = kind.upcast(values)
            kind = self.kinds[_next(kind.name)]
        return kind, msgspec.convert(values, kind.body)

    def _reading(self, kind: Kind) -> tuple[Kind, bool]:
        """As which kind a body is folded, and whether its bytes can be read as that at once."""
        is_plain = True
        while kind.upcast is not None:
            is_plain = is_plain and kind.upcast is unchanged
            kind = self.kinds[_next(kind.name)]
        return kind, is_plain

    def breach(self, kind: Kind, *, scope: str, roles: Iterable[str]) -> str | None:
        """Why this teller may not tell this kind in this scope, or None.

        roles: those the teller holds for the fact's place on its date, `node` for teller None.
        """
        family = scope.partition(":")[0]
        if kind.scope not in ("*", family):
            return f"{kind.name} does not belong in scope {family}"
        if kind.told_by.isdisjoint(roles):
            return f"{kind.name} may not be told by {', '.join(sorted(roles)) or 'nobody known'}"
        return None


def _next(name: str) -> str:
    stem, _, version = name.rpartition("/")
    return f"{stem}/{int(version) + 1}"
