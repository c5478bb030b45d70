"""Titles: what the library can name, whether or not it owns a copy.

A title is a description (one edition); a *work* is the group of titles that a reader takes for
one book; a copy is a thing on a shelf and belongs to ``library/copies``.

=======================  =======================================================================
fact                     meaning
=======================  =======================================================================
``title.described/1``    this is how the title is described now (its whole MARC record, by hash)
``title.laws_set/1``     which laws' text the title holds
``law.described/1``      a law is in force, or ended on a day
=======================  =======================================================================

Finding titles is pure here and engine-free: `folding` gives each word its two plain forms,
`query` reads what a person typed, `ranking` scores what an engine found, `works` groups editions,
`isbn` knows book numbers, `laws` numbers of laws, `sorting` is the order of Vietnamese lists.
"""
