"""`python -m bench.papers`: papers as PDF, DOCX and XLSX, 57 reports, posters of 56 communes.

Each report has other figures, so that the typesetter reckons each anew; it is kept, as a node
keeps it. Medians of some passes, and the worst of them; the first of a process apart; time of the
processor beside them, since others may be at work. The reference is the SHA-256 of a megabyte, in
the same run. Each paper of the programme is filled and made by its shipped template, too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from tusach.exchange.documents.docx import docx
from tusach.exchange.documents.offered import OFFERED
from tusach.exchange.documents.paper_templates import filled
from tusach.exchange.documents.papers import (
    Figures,
    Heading,
    Paper,
    Paragraph,
    Signature,
    laid_out,
    tables,
)
from tusach.exchange.documents.posters import Day, Poster, Posters
from tusach.exchange.sheets.writing import xlsx
from tusach.node.papers import press
from tusach.node.papers.addresses import drawn

REPORTS, COMMUNES, PASSES = 57, 56, 9
MADE_AT = 1_800_000_000


def report(nr: int) -> Paper:
    """Two pages: narrative, a table of thirty rows, recipients, a signature."""
    rows = tuple((at, f"Chỉ tiêu {at}", at * 37 + nr, at * 41 + nr) for at in range(1, 31))
    text = "Thư viện đã tổ chức các chuyến phục vụ lưu động tới xã, trường học và chợ phiên. "
    return Paper(
        name="Báo cáo",
        about=f"Kết quả công tác thư viện, đơn vị số {nr}",
        above="Sở Văn hóa, Thể thao và Du lịch",
        agency=f"Thư viện số {nr}",
        number=f"Số: {nr:02d}/BC-TV",
        dated="ngày 05 tháng 01 năm 2027",
        state=("Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc"),
        body=(
            Heading("I. KẾT QUẢ"),
            *(Paragraph(f"{at}. {text * 3}") for at in range(1, 6)),
            Figures("Bảng 1", ("TT", "Chỉ tiêu", "2025", "2026"), rows, (8, 52, 20, 20)),
        ),
        signatures=(Signature("Giám đốc", "Nguyễn Thị Hoa"),),
        recipients_head="Nơi nhận:",
        recipients=("Sở Văn hóa, Thể thao và Du lịch", "Lưu: VT"),
        language="vi",
    )


def by_template(name: str, nr: int) -> Paper:
    """A paper of the programme by its shipped template: every field, lists of twenty rows."""
    from tusach.node.papers.by_template import shipped  # asks for settings, which `main` has set

    offered = OFFERED[name]
    values: dict[str, Any] = dict.fromkeys(offered.fields, f"điều đã ghi {nr}")
    for one, fields in offered.lists.items():
        row = dict.fromkeys(fields, "phục vụ lưu động ở chợ phiên")
        values[one] = [row | {"nr": at, "value": at * nr} for at in range(1, 21)]
    put = filled(shipped(name), values, language="vi", file=name)
    return replace(report(nr), about=put.about, body=put.body, signatures=put.signatures)


def posters() -> Posters:
    """A page for each commune, twelve days each."""
    day = Day(solar="Thứ Năm, 26/11/2026", lunar="Âm lịch: 18 tháng Mười", where="Nhà văn hóa")
    pages = tuple(
        Poster(
            kicker="Xe thư viện về với bà con",
            name=f"Xã số {nr}",
            days=(day,) * 12,
            none="",
            others=tuple(f"và {at} ngày nữa" for at in range(1, 12)),
            under=("Đọc, mượn và hỏi đều miễn phí.",),
            drawn=drawn(f"https://thuvien.example.vn/visits/{nr:05d}"),
            address=f"https://thuvien.example.vn/visits/{nr:05d}",
        )
        for nr in range(COMMUNES)
    )
    return Posters(title="Lịch xe", pages=pages)


def timed(act: Callable[[int], bytes], times: int) -> tuple[list[float], int]:
    """Milliseconds of each time, and the bytes of the last."""
    found, size = [], 0
    for nr in range(times):
        began = time.perf_counter()
        size = len(act(nr))
        found.append((time.perf_counter() - began) * 1000)
    return found, size


def of_templates(passes: int) -> dict[str, float]:
    """Each paper of the programme in each form, filling the template included."""
    forms: dict[str, Callable[[Paper, int], bytes]] = {
        "DOCX": lambda paper, _nr: docx(laid_out(paper)),
        "XLSX": lambda paper, _nr: xlsx(tables(paper)),
    }
    if press.has_press():
        forms["PDF"] = lambda paper, nr: press.pdf(laid_out(paper), made_at=MADE_AT + nr)
    found: dict[str, float] = {}
    for form, make in forms.items():
        for name in sorted(OFFERED):
            taken, size = timed(lambda nr, n=name, m=make: m(by_template(n, nr), nr), passes)  # type: ignore[misc]
            found[f"{form} of {name}, median, ms"] = round(statistics.median(taken), 1)
            found[f"{form} of {name}, worst, ms"] = round(max(taken), 1)
            found[f"{form} of {name}, bytes"] = size
    return found


def figures(passes: int) -> dict[str, float]:
    """What is measured, by name."""
    block = bytes(1_000_000)
    reference, _size = timed(lambda _nr: hashlib.sha256(block).digest(), 50)
    found = {"sha256 of 1 MB, median, ms": round(statistics.median(reference), 2)}
    forms: dict[str, Callable[[int], bytes]] = {
        "DOCX": lambda nr: docx(laid_out(report(nr))),
        "XLSX": lambda nr: xlsx(tables(report(nr))),
    }
    if press.has_press():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        (first,), _size = timed(lambda nr: press.pdf(laid_out(report(nr)), made_at=MADE_AT), 1)
        found["PDF, first of a process, ms"] = round(first, 1)
        forms["PDF"] = lambda nr: press.pdf(laid_out(report(nr + 1)), made_at=MADE_AT)
    for name, make in forms.items():
        before_ms = time.process_time()
        taken, size = timed(make, REPORTS * passes)
        own = (time.process_time() - before_ms) * 1000 / passes
        found[f"{name} of {REPORTS} reports, time of the processor, ms"] = round(own)
        wholes = [sum(taken[at : at + REPORTS]) for at in range(0, len(taken), REPORTS)]
        found[f"{name} of a report, median, ms"] = round(statistics.median(taken), 1)
        found[f"{name} of a report, worst, ms"] = round(max(taken), 1)
        found[f"{name} of {REPORTS} reports, median, ms"] = round(statistics.median(wholes))
        found[f"{name} of a report, bytes"] = size
    found |= of_templates(passes)
    if press.has_press():
        taken, size = timed(lambda _nr: press.pdf(posters(), made_at=MADE_AT + _nr), passes)
        found[f"posters of {COMMUNES} communes, first, ms"] = round(taken[0])
        found[f"posters of {COMMUNES} communes, median, ms"] = round(statistics.median(taken))
        found[f"posters of {COMMUNES} communes, bytes"] = size
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found["memory more at its highest, MB"] = round((after - before) / 1024)
    found["load"] = round(os.getloadavg()[0], 1)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=PASSES)
    print(json.dumps(figures(parser.parse_args().passes), indent=1))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
    main()
