"""Pure codecs between the library and the world: bytes in, values out, and back.

=================  ===========================================================================
folder             speaks
=================  ===========================================================================
``marc``           MARC 21 in ISO 2709 and MARCXML, whole or damaged
``legacy_text``    Vietnamese text of the years before Unicode: TCVN3, VNI, VISCII, CP1258, VIQR
``sheets``         a library's own list of its books: CSV and XLSX
``calendars``      days for telephones and computers: iCalendar
=================  ===========================================================================

Nothing here opens a file, asks the time or imports a framework. Whatever is read is accounted
for: every piece of the input comes out as something read or as something rejected, with its place,
its reason and its bytes.
"""
