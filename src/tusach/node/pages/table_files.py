"""Tables as files to keep."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from tusach.exchange.sheets.writing import Table, comma_separated, xlsx

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(kind: str, tables: Sequence[Table], name: str) -> HttpResponse | None:
    """The tables as a file of that kind, named without its ending; None where it cannot be one.

    A file of comma separated values holds one table.
    """
    if kind not in TYPES or (kind == "csv" and len(tables) > 1):
        return None
    body = xlsx(tables) if kind == "xlsx" else comma_separated(tables[0])
    said = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(body, content_type=TYPES[kind], headers={"Content-Disposition": said})
