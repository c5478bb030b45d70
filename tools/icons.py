"""Build the icon sprite from the npm package lucide-static (ISC): `tools/icons.py FOLDER`.

FOLDER is the unpacked package (`npm pack lucide-static@1.62.0`, then `tar -xzf`). Each icon
becomes one <symbol> under the name pages use; `bookcase` is our own.
"""

import re
import sys
from pathlib import Path

from lxml import etree

TARGET = Path(__file__).parents[1] / "src/tusach/node/pages/static/tusach/icons.svg"
VERSION = "1.62.0"
# Our name: the name in lucide.
NAMES = {
    "alert": "triangle-alert",
    "back": "arrow-left",
    "bell": "bell",
    "block": "ban",
    "book": "book",
    "book-open": "book-open",
    "bookmark": "bookmark",
    "calendar": "calendar-days",
    "camera": "camera",
    "card": "id-card",
    "chart": "chart-column",
    "check": "check",
    "child": "baby",
    "clock": "clock",
    "count": "hand",
    "crate": "package",
    "cross": "x",
    "desk": "concierge-bell",
    "down": "chevron-down",
    "download": "download",
    "edit": "pencil",
    "family": "users",
    "file": "file-text",
    "filter": "funnel",
    "forward": "arrow-right",
    "help": "circle-question-mark",
    "history": "history",
    "home": "house",
    "info": "info",
    "key": "key-round",
    "language": "languages",
    "ledger": "scroll-text",
    "lend": "book-up",
    "list": "list",
    "log-in": "log-in",
    "log-out": "log-out",
    "lost": "book-x",
    "office": "briefcase",
    "network": "network",
    "offline": "wifi-off",
    "pending": "hourglass",
    "phone": "smartphone",
    "place": "map-pin",
    "plus": "plus",
    "print": "printer",
    "reader": "user",
    "renew": "refresh-cw",
    "return": "book-down",
    "rules": "scale",
    "scan": "scan-barcode",
    "search": "search",
    "send": "send",
    "settings": "settings",
    "shelf": "library",
    "undo": "undo-2",
    "upload": "upload",
    "van": "truck",
}
OURS = {
    "bookcase": '<path d="M3 3h18v18H3zM3 12h18M7 3v9M10.5 3v9M14 12V6.5l3-1L19 12M6.5 12v9M10 12v9'
    'M17 12v9"/>',
}


def symbol(name: str, source: Path) -> str:
    """Return one icon as a symbol, without what the sprite's users set by style."""
    root = etree.fromstring(source.read_bytes())
    inner = "".join(
        etree.tostring(child, with_tail=False).decode()
        for child in root
        if isinstance(child.tag, str)
    )
    inner = inner.replace(' xmlns="http://www.w3.org/2000/svg"', "")
    # A hundredth of a unit is far below what anybody sees at these sizes.
    inner = re.sub(r"(\.\d\d)\d+", r"\1", inner)
    inner = re.sub(r"\s+/>", "/>", re.sub(r"\s+", " ", inner))
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def main() -> int:
    """Write the sprite."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    icons = Path(sys.argv[1]) / "icons"
    symbols = [symbol(name, icons / f"{theirs}.svg") for name, theirs in sorted(NAMES.items())]
    symbols += [f'<symbol id="{k}" viewBox="0 0 24 24">{v}</symbol>' for k, v in OURS.items()]
    head = (
        f"<!-- Icons of lucide-static {VERSION} (ISC, see vendor/lucide-LICENSE); "
        "bookcase is ours. Made by tools/icons.py. -->\n"
    )
    body = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    TARGET.write_text(head + body, encoding="utf-8")
    print(f"{len(symbols)} icons, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
