"""The brief form of messages, between two that have said that they read it.

Names of fields are most of what a quiet exchange says, and over a satellite each hundred bytes are
felt: Zstandard is given them beforehand. What is packed already passes through it unharmed.
Source: docs/decisions/0033.
"""

from __future__ import annotations

import zstandard

WORDS = (
    b"\x88\xa6tenant\xa5vn-04\xa4role\xa3hub\xa8software\xa50.1.0\xa7wall_ms\xcf\x00\x00\x01\xa2"
    b"\xa6vector\x90\xacintroduction\x90\xa9disk_free\xcf\x00\x00\x00\x1c\xa5brief\xc3\xa4news\x85"
    b"\xa5since\x82\xa7arrival\x00\xa4fact\xa0\xa4upto\x82\xa7arrival\xcd\x14\xa4fact\xd9 "
    b"\xa6bundle\x86\xa7parcels\x90\xa6sealed\xc4\x00\xa4more\xc2\xa7packets\x90\xa5blobs\x90"
    b"\xa6within\xc0\xa5taken\x89\xa6vector\x90\xa7wall_ms\xcf\x00\x00\x01\xa2\xa6stored\xcd\x01"
    b"\xa5aside\x90\xa8branches\x00\xa4code\xa0\xa6values\x80\xa6states\x80\xa4upto\x82\xa7arrival"
    b"\x00\xa4fact\xa0\xa6states\x85\xa9catalogue\xc4 \xd9,circulation:\xa7control\xc4 "
    b"\xd9+operations:\xd9'people:\xa9programme\xc4 "
    b"\xa6tenant\xa5vn-04\xa4role\xa7library\xa8software\xa50.1.0\xa7wall_ms\xcf\x00\x00\x01\xa2"
    b"\xa6vector\x90\xacintroduction\x90\xa9disk_free\xcf\x00\x00\x00\x1c\xa5brief\xc3\xa4news\x85"
    b"\xa5since\x82\xa7arrival\xcd\x12\xa4fact\xd9 \xa4upto\x82\xa7arrival\x00\xa4fact\xa0"
    b"\xa6bundle\x86\xa7parcels\x90\xa6sealed\xc4\x00\xa4more\xc2\xa7packets\x91\x82"
    b"\xa6public\xc5\x0b\xa7private\xc5\x02\xa5blobs\x90\xa6within\xc0\xa5taken\xc0\xa6states\x80"
)
"""Two greetings as they usually are. Never changed: what was packed with it could not be read."""

SMALL, HARDEST, PACE = 2**16, 19, 1
WINDOW = 2**24
"""Bytes that a reader must be able to look back over; no writer goes further."""
_dictionary = zstandard.ZstdCompressionDict(WORDS, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def packed(raw: bytes) -> bytes:
    """The shorter bytes, without a header of their own: the signature proves them."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        HARDEST if len(raw) <= SMALL else PACE,
        source_size=len(raw),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )
    writer = zstandard.ZstdCompressor(dict_data=_dictionary, compression_params=parameters)
    return writer.compress(raw)


def unpacked(raw: bytes, most: int) -> bytes | None:
    """The bytes again; None where they are more than `most`. Raises ValueError."""
    reader = zstandard.ZstdDecompressor(
        dict_data=_dictionary,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        max_window_size=WINDOW,
    )
    try:
        with reader.stream_reader(raw) as stream:
            found = stream.read(most + 1)
    except zstandard.ZstdError as fault:
        raise ValueError(str(fault)) from fault
    return found if len(found) <= most else None
