"""A library's own list of its books: CSV and XLSX, mapped by a person, every row accounted for.

=============  ==============================================================================
module         subject
=============  ==============================================================================
``reader``     the door: look at a list, then read its rows by a layout
``layout``     which column means what; guessed from the header, corrected by a person, kept
``columns``    the fields a column may mean and the names they go by
``cells``      the rows of a file as text, whatever the file is
``delimited``  CSV: writing, delimiter, quotes
``workbook``   XLSX: numbers that are names, formulas, hidden sizes
``rows``       one row → a title and its copies
``writing``    rows go out as CSV or XLSX
``values``     a cell → a year, a date, a language, a kind, accession numbers
``writing``    tables → XLSX and CSV that no spreadsheet misreads
=============  ==============================================================================
"""
