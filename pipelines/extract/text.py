"""Vietnamese writing: comparing without marks, levelling, syllables. No geometry and no papers here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from pipelines import levelling, units

level = levelling.level

_GRAVE_LIKE = str.maketrans({"Ð": "Đ", "ð": "đ", "–": "-", "—": "-", "‐": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})


def tidy(text: str) -> str:
    """NFC, one space between words, look-alike signs (Icelandic Ð, long dashes, curly quotes) made one."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_GRAVE_LIKE).split())


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case, without any mark, only letters, digits and single spaces: the form in which labels are compared."""
    bare = unicodedata.normalize("NFD", text.translate(_GRAVE_LIKE).lower().replace("đ", "d"))
    kept = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(kept.split())


def unaccented(text: str) -> str:
    """Lower case without any mark, signs and spaces kept."""
    bare = unicodedata.normalize("NFD", tidy(text).lower().replace("đ", "d"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def title_case(text: str) -> str:
    """Every word with a capital first letter; letters after an apostrophe too (K'Sor)."""
    return " ".join("".join(p[:1].upper() + p[1:].lower() for p in re.split(r"(?<=['-])", word)) for word in text.split())


_ONSETS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]|"
_RIMES = tuple(
    """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot oong oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt uân uâng uât uây
uê uêch uên uênh uơ uy uych uyn uynh uyp uyt uya uyên uyêt uyu ư ưc ưi ưm ưn ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu ym yn
""".split()  # noqa: SIM905 - a table to read
)
_SYLLABLE = re.compile(rf"(?:{_ONSETS})(?:{'|'.join(sorted(_RIMES, key=len, reverse=True))})")
_STOPPED = ("p", "t", "c", "ch")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """
    Whether *word* can be a Vietnamese syllable, with its tone: kết can, kêt cannot.

    Onset and rime after the school tables; a rime that ends in p, t, c or ch bears the sharp or the heavy tone only.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in levelling.TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in levelling.TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not bare.endswith(_STOPPED) or (bool(tones) and tones[0] in "\u0301\u0323")


def unglued(word: str) -> list[str]:
    """The syllables of two words of a name that were read as one («HàVăn»): a capital follows a small letter in no other way."""
    starts = [0, *(i for i in range(1, len(word)) if word[i].isupper() and word[i - 1].islower())]
    pieces = [word[i:j] for i, j in pairwise([*starts, len(word)])]
    return pieces if all(map(is_syllable, pieces)) else [word]


def syllable_share(text: str) -> float:
    """Share of the words of letters that can be Vietnamese syllables, 0 to 1; 1 when there is none to judge."""
    words = _words(text)
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


_BARE_SYLLABLE = re.compile(
    rf"(?:{_ONSETS.replace('đ', 'd')})(?:{'|'.join(sorted({fold(r) for r in _RIMES}, key=len, reverse=True))})"
)


@lru_cache(maxsize=20_000)
def is_foreign(word: str) -> bool:
    """
    Whether *word*, six letters of A to Z or more, is none of Vietnamese even if all its marks were lost: Greentech.

    So firms are called; what could be a syllable without its marks (TRUONG) has rather lost them.
    """
    return re.fullmatch(r"[A-Za-z]{6,}[.,;)]?", word) is not None and _BARE_SYLLABLE.fullmatch(fold(word)) is None


def known_share(text: str) -> float:
    """As ``syllable_share``; words that units are called by (Đắk Lắk, Pleiku) count as known too."""
    words = _words(text)
    return (
        sum(is_syllable(w) or unicodedata.normalize("NFC", w.lower()) in units.name_words() for w in words) / len(words)
        if words
        else 1.0
    )


def _words(text: str) -> list[str]:
    """Words of letters that are no abbreviations."""
    return [w for w in re.findall(r"[^\W\d_]+", text) if not (w.isupper() and len(w) <= 5)]
