"""MARC 21, read leniently and given back exactly.

=============  ==============================================================================
module         subject
=============  ==============================================================================
``reader``     a stream of bytes → `Read` or `Reject`, whatever the file turns out to be
``stream``     unpacking and cutting the stream into pieces, in bounded memory
``iso2709``    one piece → one record, mended where it can be, refused where it cannot
``marcxml``    the same for MARCXML
``decoding``   which writing a record is in, and its text
``marc8``      MARC-8, the writing of MARC before Unicode
``record``     the record: leader and fields, verbatim
``view``       what pages and search need of a record (`title.described/1`)
``holdings``   the copies a record names
``building``   a title that never was MARC, as a record
``writing``    records back into ISO 2709 and MARCXML
=============  ==============================================================================

The rules of reading stand in the module that follows them. Lost silently: nothing.
"""
