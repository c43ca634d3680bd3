"""Free text, positions and choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz

from pipelines.extract.kinds.base import Parsed
from pipelines.extract.text import fold, is_foreign, is_syllable, known_share, level, tidy
from pipelines.extract.vocabulary import folded, vocabulary


def text(raw: str) -> Parsed | None:
    """The words as printed, white space levelled. Certain only as far as the words can be Vietnamese syllables."""
    goes_on = re.search(r",[\s_|~`]*$", tidy(raw)) is not None
    said = tidy(raw).strip(" :;,_|~`").rstrip(".").lstrip("- ")
    if said.count("(") == said.count(")") + 1 and "(" in said[said.rfind(")") + 1 :]:
        said += ")"  # the last sign of a line, which cuts lose
    said = re.sub(r"\s+([,;:.)])", r"\1", said)
    said = re.sub(r"(?<=\w)\s-(?=\w)|(?<=\w)-\s(?=\w)", " - ", said)
    said = _STOP_IN_SENTENCE.sub(lambda m: f"{m[1]}," if is_syllable(m[1]) else m[0], said)
    opening = " ".join(said.split()[:2])
    if fold(opening) == "ve viec":
        # However its marks were read: no Vietnamese text opens with other words that look like these.
        said = f"{'VỀ VIỆC' if opening.isupper() else 'Về việc'}{said[len(opening) :]}"
    as_read, (said, mended) = said, _spelled(said)
    said = _NUMERAL.sub(lambda found: found[1] + "I" * len(found[2]), said)
    if fold(opening) == "e viec":
        # «Về việc» whose first letter a seal or a fold has taken.
        return Parsed(f"Về việc{said[len(opening) :]}", 0.5, "Về mended")
    if not re.search(r"[^\W_]{2}", said):
        return None
    native = " ".join(word for word in said.split() if not is_foreign(word))
    share = known_share(native)
    odd = re.search(r"[^\w\s.,;:()/%\"'+&-]|_", said) or _inner_stop(said)
    if share < 0.999 or odd:
        return Parsed(
            said, 0.2 if share < 0.9 or odd else 0.3, f"{share:.0%} syllables" + (f", odd sign {odd[0]}" if odd else "")
        )
    if goes_on:
        return Parsed(said, 0.3, "ends in a comma: its next line may be lost")
    if _COUNTED.search(said.lower()):
        return Parsed(said, 0.3, "a numeral may be lost behind it")
    if native != said:
        return Parsed(said, 0.4, "a foreign word")
    if said != as_read and not mended.startswith(_OF_BODY):
        return Parsed(said, _GUESSED, mended or "a numeral mended")
    # A firm's name opens with one of the few forms that the law knows: so much of it is read right.
    return Parsed(said, 0.75 if is_firm(said) and not mended else 0.6, mended)


_STOP_IN_SENTENCE = re.compile(r"(?<!\w)([^\W\d_]{2,})\.(?= [a-zà-ỹđ]{2})")
"""A stop before a small letter is a comma: a sentence begins with a capital."""
_COUNTED = re.compile(r"\bchuy[êe]n kho[aá]$|\b(?:hạng|bậc|(?<!trung )(?<!sơ )(?<!cao )(?<!cung )cấp)$")
"""Words that a numeral follows: Dược sĩ chuyên khoa I, công trình cấp III; but Hộ sinh trung cấp."""
_OF_BODY, _OF_WORD = "marks mended", "a word's marks mended"
_GUESSED = 0.45
"""Certainty of a text of which a word had to be mended."""
_NUMERAL = re.compile(r"\b((?:thứ|khóa|khoá|quý|hạng|đợt) )([IlìíïỉĩÌÍ|]{2,3})(?=\s|$|[,;])")
"""A Roman numeral that was read as letters or strokes («năm thứ lì»), behind words that count."""


def is_firm(said: str) -> bool:
    """Whether *said* opens with a legal form of firms, its marks right."""
    return level(said).startswith(_legal_forms())


@cache
def _legal_forms() -> tuple[str, ...]:
    return tuple(level(form) + " " for form in vocabulary()["legal_forms"])


def _inner_stop(said: str) -> re.Match[str] | None:
    """A stop between small letters (kết.hôn): a speck; TM.DV and ThS.BS are written so."""
    found = re.finditer(r"(?<=[^\W\d_]{2})[.,](?=[^\W\d_]{2})", said)
    return next((m for m in found if said[m.start() - 2 : m.end() + 2].islower()), None)


def _spelled(said: str) -> tuple[str, str]:
    """
    *said* with bodies of three words and more (Sở Y tế) and set words (tổ chức) spelled as the lists have them where only marks
    differ, and a note. Words with capitals may be names: Trần Tổ Chúc.
    """
    words = said.split()
    flat = [fold(w) for w in words]
    note = ""
    for at, first in enumerate(flat):
        for right in _known_spellings().get(first, ()):
            n = len(right)
            piece = " ".join(words[at : at + n]).rstrip(".,;:")
            if " ".join(flat[at : at + n]) != fold(" ".join(right)) or level(piece) == level(" ".join(right)):
                continue
            if n == 2 and not (piece.isupper() or words[at + 1].islower()):
                continue
            tail = words[at + n - 1]
            spelled = [w.upper() for w in right] if piece.isupper() else list(right)
            if n == 2 and words[at][:1].isupper():
                spelled[0] = spelled[0][:1].upper() + spelled[0][1:]
            spelled[-1] += tail[len(tail.rstrip(".,;:")) :]
            words[at : at + n] = spelled
            note = f"{_OF_BODY if n > 2 and not note.startswith(_OF_WORD) else _OF_WORD}: {piece}"
    return " ".join(words), note


@cache
def _known_spellings() -> dict[str, list[tuple[str, ...]]]:
    """By their first word without marks: the words of bodies and of set words that are spelled in one way only, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name, least in (("bodies", 3), ("set_words", 2)):
        for key, spellings in folded(name).items():
            if len(key.split()) >= least and len(spellings) == 1:
                found.setdefault(key.split()[0], []).append(tuple(spellings[0].split()))
    return {first: sorted(names, key=len, reverse=True) for first, names in found.items()}


_OWN = (
    r"\b(?:giam doc|chu tich|truong|thong doc|chanh an|chu nhiem|chanh van phong|chanh thanh tra|pho phong|bi thu)\b"
    r"|(?:thu|bo|cuc|vu|vien|hieu|tram|doi) truong\b"
)
"""The heart of a position; a deputy's holds the head's again."""
_AUTHORITY = {"tm": "TM.", "kt": "KT.", "tl": "TL.", "tuq": "TUQ.", "q": "Q."}


def position(raw: str) -> Parsed | None:
    """
    A signer's authority and position as printed, lines joined: ``KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC``.

    Decree 30/2020/NĐ-CP Appendix I Part II.5 (TM., KT., TL., TUQ., Q.). Marks of positions are mended from the list.
    """
    words = re.sub(r"\b(TM|KT|TL|TUQ|Q)\.(?=\w)", r"\1. ", tidy(raw).strip(" .,:;-_*")).split()
    words = [w for w in words if not re.search(r"[~=|<>^_ˆ]", w)]
    if not words:
        return None
    known = {**folded("bodies"), **folded("positions"), **{fold(short): (short,) for short in ("UBND", "HĐND")}}
    by_length = sorted(known, key=lambda k: -len(k.split()))
    out: list[str] = []
    certainty, note, covered, i = 0.9, "", 0, 0
    while i < len(words):
        if (head := fold(words[i])) in _AUTHORITY and words[i].isupper() and len(words[i]) <= 4:
            out.append(_AUTHORITY[head])
            i, covered = i + 1, covered + 1
            continue
        key = _known_position(words[i:], by_length)
        if key is not None:
            n = len(key.split())
            piece = " ".join(words[i : i + n])
            right = known[key][0]
            names_unit = bool(out) and fold(out[-1]) in _UNITS
            if (n == 1 or names_unit) and level(piece) != level(right):
                # What is a body's or a position's but for its marks is as likely a name's: xã Vĩnh Phong, xã Chánh An.
                covered += bool(out) and out[0] == "TM." and is_syllable(piece)
                out.append(words[i])
                i += 1
                continue
            if level(piece) != level(right):
                certainty, note = min(certainty, 0.6 if fold(piece) == key else 0.3), f"mended: {piece}"
            out.append(right.upper() if piece.isupper() else right)
            i, covered = i + n, covered + n
        else:
            # The unit's own name after "TM. ỦY BAN NHÂN DÂN" is no position and yet belongs there.
            covered += bool(out) and out[0] == "TM." and is_syllable(words[i])
            out.append(words[i])
            i += 1
    if covered and len(out) > 1 and out[0].isupper() and re.fullmatch(r"[^\W\d_]{1,2}", out[-1]) and out[-1].islower():
        # Behind a position in capitals one small letter is a stroke of the signature; what is left may lack more.
        del out[-1]
    joined = " ".join(out)
    # Whoever signs for the head (KT.), by order (TL.) or by mandate (TUQ.) signs with a position of their own.
    if re.search(r"\b(?:KT|TL|TUQ)\. \w", joined) and len(re.findall(_OWN, fold(joined))) < 2:
        certainty, note = min(certainty, 0.3), "own position not read"
    deputy = re.match(rf"(?:{_OWN}).* pho ", fold(joined))
    if deputy and not re.match(r"(?:TM|KT|TL|TUQ|Q)\.", joined):
        # A head's position above a deputy's: the KT. before it was not read (Decree 30/2020, Appendix I Part II.6).
        certainty, note = min(certainty, 0.3), "authority not read"
    own = re.fullmatch(r"(?:[KTV][.,]? |[KTV]{2}[,]? )?((?P<head>.+) PHÓ (?P=head)|BỘ TRƯỞNG THỨ TRƯỞNG)", joined)
    if own and not joined.startswith(tuple(_AUTHORITY.values())):
        # Nothing else can stand there; often it is written by hand.
        joined, certainty, note = f"KT. {own[1]}", min(certainty, 0.3), "authority not read"
    if re.match(r"TM\. ", joined) and not re.search(_OWN, fold(joined)):
        certainty, note = min(certainty, 0.3), "position not read"
    if covered < len(words):
        certainty, note = min(certainty, 0.4), note or "words that are no position"
        if covered == 0:
            return None
    return Parsed(joined, certainty, note)


_UNITS = frozenset(("xa", "phuong", "huyen", "tinh", "quan", "tran"))
_NO_POSITION = _UNITS | frozenset(_AUTHORITY)


def _known_position(words: Sequence[str], known: Sequence[str]) -> str | None:
    """The longest of *known* that *words* begin with; only when none is spelled right, one that is a letter off."""
    for key in known:
        if fold(" ".join(words[: len(key.split())])) == key:
            return key
    for key in known:
        n = len(key.split())
        # «HÒA CHỦ TỊCH» is the end of a place and a position, not a misread PHÓ CHỦ TỊCH.
        holds = any(fold(" ".join(words[i:n])) in known for i in range(1, n))
        # «PHƯỜNG TÀ», «THƯỢNG KT.» are a name's and no misread THƯỢNG TÁ.
        holds = holds or not _NO_POSITION.isdisjoint(fold(word) for word in words[:n])
        if n > 1 and len(words) >= n and len(key) >= 8 and not holds and fuzz.ratio(fold(" ".join(words[:n])), key) >= 87:
            return key
    return None


def choice(raw: str, choices: Mapping[str, tuple[str, ...]]) -> Parsed | None:
    """One of the type's *choices* by its spellings, marks ignored where they do not decide; the longest spelling wins."""
    key = fold(raw)
    found: list[tuple[int, str, bool]] = []
    for value, spellings in choices.items():
        found += [
            (len(spelling), value, level(spelling) in level(raw))
            for spelling in (value, *spellings)
            if fold(spelling) and f" {fold(spelling)} " in f" {key} "
        ]
    if not found:
        return None
    longest = max(found)
    rivals = {v for n, v, _ in found if n == longest[0]}
    if len(rivals) > 1:
        return None
    return Parsed(longest[1], 1.0 if longest[2] else 0.6)


def abbreviations() -> dict[str, str]:
    """{UBND: Ủy ban nhân dân}, for whoever writes names in full."""
    found: dict[str, str] = vocabulary()["abbreviations"]
    return found
