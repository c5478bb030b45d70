"""Rows of many stories, gathered so that each statement runs once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from tusach.node.store.cursor import Cursor
from tusach.node.store.figure_changes import Noticing
from tusach.node.store.protocol import SubjectChanges, SubjectRows, TableRows, Turned
from tusach.node.store.schema import BY_NAME, EVERY, tables_of

Say = Callable[[str], str]
_SUBJECT = itemgetter(1)


class StoriesPut:
    """What becomes of the rows of the stories of one transaction."""

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self._emptied: dict[str, list[tuple[str, str]]] = {}
        self._come: TableRows = {}
        self._gone: TableRows = {}
        self._turned: dict[Turned, list[tuple[Any, ...]]] = {}

    def replace(self, one: SubjectRows) -> None:
        """These are all rows of a subject from now on."""
        head = (self.tenant, one.subject)
        for name in tables_of(one.was) if one.was else ():
            self._emptied.setdefault(name, []).append(head)
        for name in () if one.fresh else (*tables_of(one.noun), *EVERY):
            if BY_NAME[name].key or name not in one.rows:
                self._emptied.setdefault(name, []).append(head)
        for name, rows in one.rows.items():
            self._come.setdefault(name, []).extend(rows)

    def change(self, one: SubjectChanges) -> None:
        """Some rows of a subject are others from now on."""
        for name, rows in one.come.items():
            self._come.setdefault(name, []).extend(rows)
        for name, keys in one.gone.items():
            self._gone.setdefault(name, []).extend(keys)
        for turned, values in one.turned.items():
            self._turned.setdefault(turned, []).extend(values)

    def tell(self, noticing: Noticing) -> None:
        """What is about to be written, to whoever keeps in mind what figures count."""
        noticing.before(self._emptied, self._gone, self._turned, self._come)

    def write(self, cursor: Cursor, say: Say) -> None:
        """Everything, into the tables; neighbours lie on one page, so subjects come in order."""
        for name, heads in self._emptied.items():
            sql = f"DELETE FROM {name} WHERE tenant = ? AND subject = ?"  # noqa: S608
            cursor.executemany(say(sql), sorted(heads))
        for name, keys in self._gone.items():
            sql = f"DELETE FROM {name} WHERE {_is_row(name)}"  # noqa: S608
            cursor.executemany(say(sql), sorted(keys, key=_SUBJECT))
        for (name, columns), values in self._turned.items():
            sets = ", ".join(f"{one} = ?" for one in columns)
            sql = f"UPDATE {name} SET {sets} WHERE {_is_row(name)}"  # noqa: S608
            values.sort(key=itemgetter(len(columns) + 1))
            cursor.executemany(say(sql), values)
        for name, rows in self._come.items():
            put_rows(cursor, say, name, sorted(rows, key=_SUBJECT))


def put_rows(cursor: Cursor, say: Say, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of any subjects in one reading table, in place of those of the same key."""
    cursor.executemany(say(_insert(name)), rows)


def _is_row(name: str) -> str:
    return " AND ".join(f"{one} = ?" for one in BY_NAME[name].whole_key)


_inserts: dict[str, str] = {}


def _insert(name: str) -> str:
    known = _inserts.get(name)
    if known is None:
        table = BY_NAME[name]
        marks = ", ".join("?" * len(table.names))
        known = f"INSERT INTO {name} ({', '.join(table.names)}) VALUES ({marks})"  # noqa: S608
        sets = [f"{one} = excluded.{one}" for one in table.names if one not in table.whole_key]
        does = f"UPDATE SET {', '.join(sets)}" if sets else "NOTHING"
        known += f" ON CONFLICT ({', '.join(table.whole_key)}) DO {does}"
        _inserts[name] = known
    return known
