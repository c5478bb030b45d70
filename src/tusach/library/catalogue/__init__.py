"""Titles: what the library can name, whether or not it owns a copy.

A title is a description (one edition); a *work* is the group of titles that a reader takes for
one book; a copy is a thing on a shelf and belongs to ``library/copies``.

=======================  =======================================================================
fact                     meaning
=======================  =======================================================================
``title.described/1``    this is how the title is described now (its whole MARC record, by hash)
=======================  =======================================================================

Finding titles is pure here and engine-free: `folding` gives each word its two plain forms,
`query` reads what a person typed, `ranking` scores what an engine found, `works` groups editions,
`isbn` knows book numbers, `sorting` is the order of Vietnamese lists.
"""
