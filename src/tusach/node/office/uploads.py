"""A file on its way in: written to the home while it comes, never held whole in memory."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse

from tusach.node.acts import job_files
from tusach.node.acts.job_files import LIST, MARC
from tusach.node.office.room import Room
from tusach.node.pages.writing import plain_text

MOST_BYTES = 512 << 20
FORM_AROUND = 64 << 10
"""Room for the other fields of the form that brings a file."""
LARGEST_LIST = 64 << 20
KEPT_FREE = 64 << 20
"""What stays free on the disk beside the upload and what it becomes in the ledger."""

LISTS = (".csv", ".tsv", ".txt", ".xlsx", ".xls")
_HEAD = 4_096
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Arrived(UploadedFile):  # type: ignore[type-arg]
    """A file that lies in the home."""

    def __init__(self, name: str, size: int, digest: str) -> None:
        super().__init__(name=name, size=size)
        self.digest = digest


class ToHome(FileUploadHandler):
    """Writes the first file of a form into a job's folder; says in `fault` why it could not.

    fault: `large`, `full`, `failed` or empty. A second file of the form is passed over.
    """

    chunk_size = 256 << 10

    def __init__(self, request: HttpRequest, home: Path, job: str) -> None:
        super().__init__(request)
        self.path = job_files.upload_of(home, job)
        self.fault = ""
        self.taken = 0
        self._file: IO[bytes] | None = None
        self._digest = hashlib.sha256()
        self._begun = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        """Look at what the browser announces, before any of it is written."""
        if content_length > MOST_BYTES + _HEAD:
            self.fault = "large"
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.path.parent).free < content_length + KEPT_FREE:
            self.fault = "full"

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the job's file."""
        super().new_file(*args, **kwargs)
        if self.fault or self._begun:
            raise SkipFile
        self._begun = True
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb")
        except OSError as fault:
            self._give_up(fault)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a part; too much of it, or a full disk, ends the file."""
        if self._file is None:
            raise SkipFile
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES:
            self.fault = "large"
            self._close()
            raise SkipFile
        try:
            self._file.write(raw_data)
        except OSError as fault:
            self._give_up(fault)
        self._digest.update(raw_data)
        return None

    def file_complete(self, file_size: int) -> Arrived | None:
        """The whole file is there."""
        if self._file is None:
            return None
        try:
            self._file.flush()
        except OSError as fault:
            self.fault = _word(fault)
            self._close()
            return None
        self._close()
        # Browsers write a quotation mark in a name as %22.
        name = plain_text((self.file_name or "").replace("%22", '"'))
        return Arrived(name[-job_files.LONGEST_NAME :], self.taken, self._digest.hexdigest())

    def upload_interrupted(self) -> None:
        """The browser went away."""
        self._close()

    def _give_up(self, fault: OSError) -> None:
        self.fault = _word(fault)
        self._close()
        raise SkipFile

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as fault:
                self.fault = self.fault or _word(fault)


def kind_of(path: Path, name: str) -> str:
    """Whether a file is MARC or a list: by what it holds, then by its name."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((_ZIP, _OLE)):
        return LIST
    if head.startswith(b"\x1f\x8b") or head[:5].isdigit() or b"\x1e" in head:
        return MARC
    if name.lower().endswith(LISTS) and not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return LIST
    return MARC


def _word(fault: OSError) -> str:
    return "full" if fault.errno in (errno.ENOSPC, errno.EDQUOT) else "failed"


def taken_in(
    request: HttpRequest, room: Room, receive: Callable[..., HttpResponse]
) -> HttpResponse:
    """What `receive` answers to an upload; nothing of one that became no import stays.

    receive: takes the request, and room, job and handler by name. The handler must stand before
    anything reads the form, and looking for the token reads it: so `receive` looks for it.
    """
    home, job = room.node.home, room.node.store.random.new_id()
    handler = ToHome(request, home, job)
    request.upload_handlers = [handler]
    try:
        answer = receive(request, room=room, job=job, handler=handler)
    finally:
        if job_files.load(home, job) is None:
            job_files.forget(home, job)
    return answer
