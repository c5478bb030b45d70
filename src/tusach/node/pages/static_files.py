"""Static files without a build step: each address carries its content's hash, gzip is made once.

`{% static 'tusach/tusach.css' %}` gives `/static/tusach/tusach.css?v=<hash>`, which browsers keep
for a year. A file asked for without its hash (a module imported by another) is checked each time.
In the compressed form our own scripts and sheets of style have empty lines where whole lines are
remarks: two kilobytes less for a phone, and the same line numbers.
"""

import atexit
import gzip
import re
import shutil
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from wsgiref.headers import Headers

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from tusach.node.settings import told

PACKED = {".css", ".js", ".svg", ".html", ".json", ".txt", ".md", ".wasm", ".webmanifest"}
REMARKS = re.compile(rb"^[ \t]*(?://.*|/\*.*\*/)[ \t]*$", re.MULTILINE)
"""Whole lines for whoever reads the file. What others wrote goes out as it is, licence and all."""
YEAR_SECONDS = 365 * 24 * 3600


class Versioned(StaticFilesStorage):
    """Adds the hash of a file's content to its address."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file, with its version where the file is found."""
        version = _version(str(name), _stat(str(name)) if told.debug() else 0)
        address = f"{told.static_prefix()}{quote(str(name))}"
        return f"{address}?v={version}" if version else address


def _stat(name: str) -> int:
    found = finders.find(name)
    return Path(str(found)).stat().st_mtime_ns if found else 0


@cache
def _version(name: str, changed: int) -> str:
    found = finders.find(name)
    return sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else ""


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise over the files where they lie, with gzip made at start outside the home."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a static file, kept for a year where the address names its version."""
        response: HttpResponse = super().__call__(request)
        versioned = request.path.startswith(told.static_prefix()) and "v" in request.GET
        if versioned and response.status_code in (200, 304):
            response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        return response

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        """Describe one file to WhiteNoise, together with its compressed form."""
        file = Path(path)
        changed = file.stat().st_mtime_ns if file.is_file() else 0
        packed = _packed(path, changed) if changed and file.suffix in PACKED else None
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return StaticFile(path, headers.items(), encodings={"gzip": packed} if packed else {})


_folder: Path | None = None


def _packing_folder() -> Path:
    global _folder
    if _folder is None:
        _folder = Path(tempfile.mkdtemp(prefix="tusach-static-"))
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    return _folder


@cache
def _packed(path: str, changed: int) -> str | None:
    content = Path(path).read_bytes()
    if Path(path).suffix in (".js", ".css") and "vendor" not in Path(path).parts:
        content = REMARKS.sub(b"", content)
    small = gzip.compress(content, compresslevel=9, mtime=0)
    if len(small) > len(content) * 0.95:
        return None
    name = sha256(f"{path}|{changed}".encode()).hexdigest()[:24]
    target = _packing_folder() / f"{name}.gz"
    target.write_bytes(small)
    return str(target)
