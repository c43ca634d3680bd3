"""
What can be a Vietnamese syllable, and how likely a token is to be something that stands on an official paper.

A written syllable is onset + medial + nucleus + coda + tone; each part comes from a closed set and the parts restrict one
another (k, gh, ngh only before i, e, ê; c, ch, p, t close a syllable only under the sharp or the heavy tone; no medial after
lips). Inventory after Đoàn Thiện Thuật, "Ngữ âm tiếng Việt" (1977), chapters II to IV, and L. C. Thompson, "A Vietnamese
Reference Grammar" (1965), chapters 2 and 3. Both places of the tone mark in oa, oe, uy are in use (hòa, hoà) and count as one
syllable. The rules give 16,200 syllables where six to seven thousand are in use: what they refuse is hardly ever right, what
they allow may be wrong.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""Level, falling, asking, tumbling, sharp, heavy, as combining marks."""

_TONE_MARKS = frozenset(TONES[1:])
_QUALITIES = frozenset("\u0306\u0302\u031b")  # breve, circumflex, horn
_VOWELS = frozenset("aăâeêioôơuưy")
_MARKED = frozenset("ăâêôơư")
_STOPS = ("c", "ch", "p", "t")

_PLAIN = {  # vowel letters: codas and glides that may follow; "-" nothing
    "a": "- c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "c m n ng p t u y", "e": "- c m n ng o p t",
    "ê": "- c ch m n nh p t u", "i": "- a ch m n nh p t u", "iê": "c m n ng p t u", "o": "- c i m n ng p t", "oo": "c ng",
    "ô": "- c i m n ng p t", "ơ": "- i m n p t", "u": "- a c i m n ng p t", "uô": "c i m n ng t", "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u", "y": "-",
}  # fmt: skip
_ROUNDED = {  # after the medial, which o writes before a, ă, e, and u elsewhere and always after q
    "a": "- c ch i m n ng nh o p t y", "ă": "c m n ng t p", "â": "n ng t y", "e": "- c m n o t", "ê": "- ch n nh t u",
    "ơ": "-", "y": "- a ch n nh p t u", "yê": "n t",
}  # fmt: skip
_AFTER_Q = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "n ng t u y", "e": "- n o t", "ê": "- ch n nh t",
    "i": "- t", "ô": "c", "ơ": "- i t", "y": "- ch n nh t", "yê": "n t",
}  # fmt: skip
_ONSETS = "- b c ch d đ g gh gi h k kh l m n ng ngh nh p ph r s t th tr v x"
_BEFORE_FRONT, _NEVER_BEFORE_FRONT = frozenset(("k", "gh", "ngh")), frozenset(("c", "g", "ng"))
_NEVER_ROUNDED = frozenset(("b", "c", "g", "gh", "gi", "k", "m", "ngh", "p", "ph", "v"))
_BEFORE_Y = frozenset(("", "h", "k", "l", "m", "s", "t", "th", "v"))  # where y is written for i at the end
_BORROWED = ("buyt", "phuy", "voan", "goa", "goong")  # against the rules of the medial, and in every dictionary

_CLOSED = {
    "names": "đắk đăk lắk lăk krông kạn kông kon pleiku plông",  # places: Central Highlands, Bắc Kạn, Hồng Kông
    "latin": "fax email website web internet online wifi video tel file scan hotline container",
    "mixed": "TTg TTr CTr TTLT ThS Ths Gs Tp Tx Bs Ks Ts PTTg Cty",  # abbreviations that are not all capitals
}
_NAMES, _LATIN, _MIXED = (frozenset(words.split()) for words in _CLOSED.values())
_UNITS = "đ|đồng|m|m2|m3|m²|m³|ha|km|km2|km²|cm|mm|kg|g|lít|h|%|‰|°C|VNĐ|VND|vnđ|USD|kV|kW|kVA|MW|tr|a|b|c|A|B|C"
_NUMBER = re.compile(rf"[+-]?\d{{1,3}}(?:[.,]\d{{3}})*(?:[.,]\d+)?(?:{_UNITS})?|\d+(?:[.,:]\d+)*(?:{_UNITS})?|\d\d?[hg]\d\d")
_QUANTITY = re.compile(r"(?:k?m|cm|mm)[23²³]|đ|kg|ha")
_ROMAN = re.compile(r"(?=[IVXLC])(?:X{0,3}|XL|LX{0,3}|XC)(?:I[XV]|V?I{0,3})")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:vn|com|org|net)(?:/\S*)?")
_ABBREVIATION = re.compile(r"[A-ZĐ]{2,9}")
_SERIES = re.compile(r"[A-ZĐ]{2,6}\d{1,3}|[A-Z]{1,3}\d{5,9}")
_SHORT_CODE = re.compile(r"[A-ZĐ]{1,3}\d{1,4}[a-z]?")
_FOREIGN = re.compile(r"[A-Z][a-z]{2,}|[A-Z]?[a-z]{3,}")
_LIST_ITEM = re.compile(r"[a-zđ][).]|[A-ZĐ][.)]?|\d{1,2}[.)]")
_MARKS_ALONE = re.compile(r"[-–—+*•●○:;,.!?&%\"“”'()\[\]/=]|\.?/\.?|[.…]{2,}|[_]{2,}|[-]{2,3}")
_OPENING, _CLOSING = "([\"'“‘«-–+*•", ")]\"'”’».,;:!?…-–*"
_LONE = frozenset("yýởồốổôơàạáảừứuủúi")


def is_syllable(word: str) -> bool:
    """
    Whether *word* (any normalisation form) is a possible Vietnamese syllable, all small, all capital or with one capital first.

    Punctuation and digits make it none.
    """
    word = unicodedata.normalize("NFC", word)
    return _cased(word) and word.lower() in inventory()


def plausible(word: str) -> float:
    """
    How well *word*, with the punctuation that hangs on it, fits what stands on Vietnamese official papers, 0 to 1.

    1 a syllable; 0.7 and above numbers, dates, codes, abbreviations; about 0.5 foreign names; below 0.4 what is hardly ever
    written: marks on letters that make no syllable, digits among letters, stray signs. The steps are set by judgement; what
    weight they have beside confidences is fitted (`merge`).
    """
    word = unicodedata.normalize("NFC", word)
    if not any(c.isalnum() for c in word):
        return 0.6 if _MARKS_ALONE.fullmatch(word) else 0.1
    if _LIST_ITEM.fullmatch(word):
        return 0.9 if len(word) > 1 else 0.4
    core = word.lstrip(_OPENING).removesuffix("./.").removesuffix("/.").rstrip(_CLOSING)
    hanging = len(word) - len(core)
    score = _core(core) if core else 0.1
    if core and (word.count("[") != word.count("]") or (len(core) > 1 and word.endswith(("-", "–")))):
        score *= 0.8  # square brackets stand in pairs, and lines are not broken inside words
    return score if hanging <= 3 else 0.7 * score


def without_tone(word: str) -> str:
    """*word* without tone marks, NFC; the letters ă â đ ê ô ơ ư keep theirs."""
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", word) if c not in _TONE_MARKS))


def bare(word: str) -> str:
    """*word* in plain letters: no tone, no other mark, đ as d; case as it was."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if c not in _TONE_MARKS and c not in _QUALITIES)
    return unicodedata.normalize("NFC", plain.replace("đ", "d").replace("Đ", "D"))


def tone(word: str) -> str:
    """The tone mark of *word* as a combining character, the first one if it has more; empty for the level tone."""
    return next((c for c in unicodedata.normalize("NFD", word) if c in _TONE_MARKS), "")


def same_letters(one: str, other: str) -> bool:
    """Whether two words differ in nothing but marks and case: the commonest kind of misreading."""
    return bare(one).lower() == bare(other).lower()


def canonical(word: str) -> str:
    """*word* in NFC, of two spellings of a syllable the one with its mark on the main vowel (hoà, thuý, khoẻ)."""
    word = unicodedata.normalize("NFC", word)
    lower = word.lower()
    mark = tone(lower)
    vowels = re.search(r"(?:(?<!q)(?:oa|oe|uy))$", without_tone(lower)) if mark and lower in inventory() else None
    if vowels is None:
        return word
    plain = without_tone(word)
    return unicodedata.normalize("NFC", plain + mark)


@cache
def inventory() -> frozenset[str]:
    """Every possible syllable in small letters, NFC, each spelling of those that have two."""
    found: set[str] = set()
    for onset, rime in _spellings():
        tones = TONES[4:] if rime.endswith(_STOPS) else TONES
        for place in _tone_places(onset, rime):
            at = len(onset) + place + 1
            base = onset + rime
            found.update(unicodedata.normalize("NFC", base[:at] + mark + base[at:]) for mark in tones)
    return frozenset(found)


def _spellings() -> set[tuple[str, str]]:
    """Onset and rime of every syllable, without tone."""
    found = {("qu", nucleus + end) for nucleus, end in _ends(_AFTER_Q)}
    for onset in (onset.replace("-", "") for onset in _ONSETS.split()):
        for nucleus, end in _ends(_PLAIN):
            front = nucleus[0] in "ieêy"
            if (onset in _BEFORE_FRONT and not front) or (onset in _NEVER_BEFORE_FRONT and front):
                continue
            if nucleus == "y" and onset not in _BEFORE_Y:
                continue
            if onset == "gi" and nucleus[0] == "i":
                found.add(("g", nucleus + end))  # gì, gìn, giếng: one i is written for two
            elif onset == "" and nucleus == "iê":
                found.add(("", "yê" + end))
            else:
                found.add((onset, nucleus + end))
        if onset not in _NEVER_ROUNDED:
            found |= {(onset, ("o" if nucleus in "aăe" else "u") + nucleus + end) for nucleus, end in _ends(_ROUNDED)}
    for word in _BORROWED:
        rime = word.lstrip("bghpv")
        found.add((word.removesuffix(rime), rime))
    return found


def _ends(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(nucleus, end.replace("-", "")) for nucleus, ends in table.items() for end in ends.split()]


def _tone_places(onset: str, rime: str) -> tuple[int, ...]:
    """Indexes in *rime* of the letter that may carry the mark; two for oa, oe, uy at the end."""
    marked = [i for i, letter in enumerate(rime) if letter in _MARKED]
    if marked:
        return (marked[-1],)
    count = next((i for i, letter in enumerate(rime) if letter not in _VOWELS), len(rime))
    if count == 1:
        return (0,)
    if count == 3 or count < len(rime):
        return (1,)
    return (0, 1) if rime in {"oa", "oe", "uy"} and onset != "qu" else (0,)


def _cased(word: str) -> bool:
    return word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())


def _core(core: str) -> float:
    """`plausible` of a token without the punctuation around it."""
    if len(core) == 1 and core.isalpha():
        return 0.8 if core.lower() in _LONE else 0.4
    if is_syllable(core) or core in _MIXED:
        return 1.0
    if core.lower() in _NAMES or core.lower() in _LATIN:
        return 0.9
    if _NUMBER.fullmatch(core) or _ROMAN.fullmatch(core) or _QUANTITY.fullmatch(core):
        return 0.9
    if _ADDRESS.fullmatch(core):
        return 0.8
    if _ABBREVIATION.fullmatch(core):
        return 0.8 if _cluster(core) else 0.6
    if _SERIES.fullmatch(core):
        return 0.7
    parts = re.split(r"[/.\-–:,&+()]", core)
    if len(parts) > 1:
        if not all(parts):
            return 0.2
        return 0.95 * min(_part(part) for part in parts)
    if _FOREIGN.fullmatch(core) and re.search("[aeiouy]", core.lower()) and not re.search(r"(.)\1\1", core):
        return 0.5 if core[0].isupper() else 0.3
    half = next((i for i in range(1, len(core)) if is_syllable(core[:i]) and is_syllable(core[i:])), None)
    return 0.3 if half and len(core) > 4 else 0.1


def _part(part: str) -> float:
    """A part of a code or a compound: there single letters (`P.12`, `K/H`) and short codes (`H08`) are nothing odd."""
    if len(part) == 1:
        return 0.8 if (part.isalnum() and part.isascii()) or part in "đĐ" else 0.1
    return max(_core(part), 0.9 if _ABBREVIATION.fullmatch(part) else 0.0, 0.7 if _SHORT_CODE.fullmatch(part) else 0.0)


def _cluster(core: str) -> bool:
    """Whether capitals could be read as letters only: a word of that shape is more likely a misread one."""
    return not re.search(r"[AEIOUY]", core) or len(core) <= 4
