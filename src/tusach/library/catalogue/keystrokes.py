"""Vietnamese typed while the input method was off: Telex and VNI keys read as marks.

`luowcj`, `vienej` and `d9uong72` are what stays in a search field then. Reading is generous (a
shape key may come late, as typists do it); the caller must accept a reading only when it gives a
word that the catalogue knows, because `too`, `las` and Mông words look just the same.
"""

from __future__ import annotations

from tusach.library.catalogue.folding import Token, token_of_telex

_VOWELS = frozenset("aeiouy")
_TONES = frozenset("fsrxj")
_VNI_TONES = {"1": "s", "2": "f", "3": "r", "4": "x", "5": "j"}
_LONGEST = 14


def read_telex(word: str) -> Token | None:
    """The word that the keys of `word` spell in Telex, or None when they hold no mark key.

    >>> read_telex("vienej")
    Token(folded='vien', exact='vieenj')
    """
    if not _readable(word):
        return None
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in _TONES and any(letter[0] in _VOWELS for letter in letters):
            tone = key
        elif not (_joins(letters, key)):
            letters.append(key)
    return _token(word, letters, tone)


def read_vni(word: str) -> Token | None:
    """The word that letters and digits of `word` spell in VNI, or None.

    >>> read_vni("vie6n5")
    Token(folded='vien', exact='vieenj')
    """
    if not _readable(word) or not word[0].isalpha():
        return None
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif not key.isdigit():
            letters.append(key)
        elif not _shapes(letters, key):
            return None
    return _token(word, letters, tone)


def _readable(word: str) -> bool:
    return 2 <= len(word) <= _LONGEST and word.isascii() and word.isalnum()


def _joins(letters: list[str], key: str) -> bool:
    """Let a Telex key change a letter that stands already; False when it is a letter itself."""
    if key == "w":
        if not any(letter[0] in _VOWELS for letter in letters):
            letters.append("uw")
            return True
        return _horn(letters)
    if key == "d":
        return _reshape(letters, "d", "dd")
    if key in "aeo":
        # A vowel doubles only within its own group: `oan` and a late `o` make ô, `ogao` do not.
        return _reshape(letters, key, key + key)
    return False


def _shapes(letters: list[str], key: str) -> bool:
    if key == "6":
        return any(_reshape(letters, vowel, vowel + vowel) for vowel in "aeo")
    if key == "7":
        return _horn(letters, among="ou")
    if key == "8":
        return _reshape(letters, "a", "aw")
    return key == "9" and _reshape(letters, "d", "dd")


def _horn(letters: list[str], *, among: str = "aou") -> bool:
    for at in range(len(letters) - 1):
        after_q = at > 0 and letters[at - 1] == "q"
        if letters[at] in ("u", "uw") and letters[at + 1] == "o" and not after_q:
            letters[at], letters[at + 1] = "uw", "ow"
            return True
    return any(
        _reshape(letters, vowel, vowel + "w")
        for vowel in sorted(among, key=lambda v: -_last(letters, v))
    )


def _last(letters: list[str], letter: str) -> int:
    return max((at for at, each in enumerate(letters) if each == letter), default=-1)


def _reshape(letters: list[str], plain: str, shaped: str) -> bool:
    at = _last(letters, plain)
    if at < 0:
        return False
    letters[at] = shaped
    return True


def _token(word: str, letters: list[str], tone: str) -> Token | None:
    telex = "".join(letters) + tone
    folded = "".join(letter[0] for letter in letters)
    return token_of_telex(folded, telex) if folded != word else None
