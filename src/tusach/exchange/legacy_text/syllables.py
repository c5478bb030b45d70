"""Whether a word can be a Vietnamese syllable, by rule: an onset, a rime and a tone that fit.

The rule is generous to rare syllables and strict about spelling, which is what telling one old
writing from another needs: bytes read with the wrong table hardly ever spell syllables.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh
ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo
oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây
uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn uynh
uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu
"""
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_AFTER_STOP = "\u0301\u0323"
_STOPS = ("c", "ch", "p", "t")
_FRONT = tuple("eêiy")


@lru_cache(maxsize=1)
def _untoned() -> frozenset[str]:
    return frozenset(
        onset + rime
        for onset in ("", *_ONSETS.split())
        for rime in _RIMES.split()
        if not (onset in ("c", "g", "ng") and rime.startswith(("e", "ê", "i", "y")) and rime != "i")
        and not (onset in ("k", "gh", "ngh") and not rime.startswith(_FRONT))
    ) | {"gin", "gim", "gip", "giêng", "giêt", "gia", "quôc"}


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether `word`, in NFC and in any case, is spelled like a Vietnamese syllable.

    >>> [is_syllable(word) for word in ("Nguyễn", "thuỷ", "thủy", "été", "mạt", "màt")]
    [True, True, True, False, True, False]
    """
    if len(word) > 7:
        return False
    letters = normalize("NFD", word.lower())
    tones = [mark for mark in letters if mark in _TONES]
    untoned = normalize("NFC", "".join(mark for mark in letters if mark not in _TONES))
    if len(tones) > 1 or untoned not in _untoned():
        return False
    return not untoned.endswith(_STOPS) or (bool(tones) and tones[0] in _AFTER_STOP)
