"""MARC's codes of languages as BCP 47 tags: the two-letter form where there is one.

Sources: MARC Code List for Languages; ISO 639-1, 639-2, 639-3. Codes that say nothing of a
language (und, mul, zxx, blanks) give none; codes without a two-letter form are kept as they are,
among them those of the peoples of the north: tyz, nut, hmn, mww, ium.
"""

from __future__ import annotations

from types import MappingProxyType

_CODES = """
aar aa abk ab afr af aka ak alb sq amh am ara ar arg an arm hy asm as ava av ave ae aym ay aze az
bak ba bam bm baq eu bel be ben bn bih bh bis bi bos bs bre br bul bg bur my cat ca cha ch che ce
chi zh chu cu chv cv cor kw cos co cre cr cze cs dan da div dv dut nl dzo dz eng en epo eo est et
ewe ee fao fo fij fj fin fi fre fr fry fy ful ff geo ka ger de gla gd gle ga glg gl glv gv gre el
grn gn guj gu hat ht hau ha heb he her hz hin hi hmo ho hrv hr hun hu ibo ig ice is ido io iii ii
iku iu ile ie ina ia ind id ipk ik ita it jav jv jpn ja kal kl kan kn kas ks kau kr kaz kk khm km
kik ki kin rw kir ky kom kv kon kg kor ko kua kj kur ku lao lo lat la lav lv lim li lin ln lit lt
ltz lb lub lu lug lg mac mk mah mh mal ml mao mi mar mr may ms mlg mg mlt mt mon mn nau na nav nv
nbl nr nde nd ndo ng nep ne nno nn nob nb nor no nya ny oci oc oji oj ori or orm om oss os pan pa
per fa pli pi pol pl por pt pus ps que qu roh rm rum ro run rn rus ru sag sg san sa sin si slo sk
slv sl sme se smo sm sna sn snd sd som so sot st spa es srd sc srp sr ssw ss sun su swa sw swe sv
tah ty tam ta tat tt tel te tgk tg tgl tl tha th tib bo tir ti ton to tsn tn tso ts tuk tk tur tr
twi tw uig ug ukr uk urd ur uzb uz ven ve vie vi vol vo wel cy wln wa wol wo xho xh yid yi yor yo
zha za zul zu scr hr scc sr sqi sq hye hy eus eu mya my zho zh ces cs nld nl fra fr kat ka deu de
ell el isl is mkd mk mri mi msa ms fas fa ron ro slk sk bod bo cym cy
"""
_PAIRS = _CODES.split()
_SHORT = MappingProxyType(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
# The first code of a language is the one MARC uses; later ones are those of ISO 639-2/T.
_LONG = MappingProxyType(
    dict(zip(reversed(_PAIRS[1::2]), reversed(_PAIRS[::2]), strict=True)) | {"hmn": "hmn"}
)
_REGION = frozenset(("tyz", "nut", "hmn", "mww", "hmv", "ium", "lzh", "cjm", "jra", "rad", "bdq"))
_NOTHING = frozenset(("und", "mul", "zxx", "mis", "xxx"))


def known_code(code: str) -> str:
    """The tag of a code that stands in the list, or is one of the region's; empty for others.

    For text that people typed, where three letters need not be a code.
    """
    plain = code.strip().lower()
    return _SHORT.get(plain, plain if plain in _REGION else "")


def bcp47(code: str) -> str:
    """The BCP 47 tag of a three-letter code; empty for a code that names no language.

    >>> [bcp47(code) for code in ("vie", "tyz", "und", "  ")]
    ['vi', 'tyz', '', '']
    """
    plain = code.strip().lower()
    if len(plain) != 3 or not plain.isascii() or not plain.isalpha() or plain in _NOTHING:
        return ""
    return _SHORT.get(plain, plain)


def marc_code(tag: str) -> str:
    """MARC's code of a BCP 47 tag; empty where MARC has none of its own.

    >>> marc_code("vi"), marc_code("de"), marc_code("tyz")
    ('vie', 'ger', '')
    """
    return _LONG.get(tag, "")
