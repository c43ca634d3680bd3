"""
From an address as printed to the units that it names, on the day of the paper.

Read from the right: province, district, commune. Every unit named must lie in the one named after it; what is ambiguous,
contradicts itself or is in no list stays unresolved, with the reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.units.lists import REFORM, UnitList, lists
from pipelines.units.resolution import Named, Reason, Resolution, neighbours
from pipelines.units.spelling import Word, bare, marks_lost, spelled, words

_LONGEST = 7
"""Words of a unit's name at most."""
_SHORTEST = 3
"""Letters of a name up to which one letter off says nothing."""
_LEVELS = {
    "tỉnh": (1,), "thành phố": (1, 2), "quận": (2,), "huyện": (2,), "thị xã": (2,),
    "phường": (3,), "xã": (3,), "thị trấn": (3,), "đặc khu": (3,),
}  # fmt: skip
"""Kinds of unit, and the levels on which they occur: 1 province, 2 district, 3 commune."""
_KINDS = {spelled(kind): kind for kind in _LEVELS} | {bare(kind): kind for kind in _LEVELS}
_WITH_ROADS = ("tỉnh", "huyện")
_ALSO = {
    spelled(other): spelled(name)
    for other, name in (("HCM", "Hồ Chí Minh"), ("Bắc Cạn", "Bắc Kạn"), ("Đắc Lắc", "Đắk Lắk"), ("Đắc Nông", "Đắk Nông"))
}
"""Other names of provinces in official use."""


@lru_cache(maxsize=5_000)
def resolve(text: str, as_of: dt.date | None) -> Resolution:
    """
    The units that *text* (an address, or the name of a body with its unit) names, on the day *as_of*.

    Before 1 July 2025 by the old list, since then by the new one; an address of old units on a later paper (a place of birth)
    by the old one. Without a date only what names a district is certain to be older. Names are compared levelled
    (``spelling``); marks may be missing where only one unit there has the letters. A kind that is printed must be the
    unit's own; a commune without its kind counts only where nothing stands before it, a commune before July 2025 only with its
    district. Costs about 0.1 ms; the lists are read at the first call.
    """
    known = lists()
    found = [word for word in words(text) if word.kind or bare(word.text)]
    if len(found) > 2 and bare("".join(w.text for w in found[-2:])) == "vietnam" and found[-2].apart:
        found = found[:-2]
    old = _read(found, known.old)
    if as_of is not None and as_of < REFORM:
        return _resolution(text, as_of, known.old, old)
    new_list = known.since_reform(as_of or REFORM)
    new = _read(found, new_list)
    older = old[1] is None and len(old[0]) > 1
    newer = new[1] is None and len(new[0]) > 1
    if newer and older:
        return _resolution(text, as_of, new_list, ((), Reason.AMBIGUOUS))
    if older or (as_of is not None and old[1] is None and new[1] in (Reason.NO_PROVINCE, Reason.UNKNOWN_PROVINCE)):
        return _resolution(text, as_of, known.old, old)
    if as_of is None:
        return _resolution(text, as_of, known.old, ((), old[1] if old[1] is not None and new[1] is not None else Reason.NO_DATE))
    return _resolution(text, as_of, new_list, new)


def day_of(value: object) -> dt.date | None:
    """The day of an ISO date, whole or partial, as far as it decides which list of units held; else None."""
    text = str(value)
    if (text[:4] == str(REFORM.year) and len(text) < 10) or not re.match(r"[0-9]{4}", text):
        return None
    year, month, day = (*text.split("-"), "01", "01")[:3]
    return dt.date(int(year), int(month), int(day))


_Reading = tuple[tuple[Named, ...], Reason | None]


def _resolution(text: str, as_of: dt.date | None, used: UnitList, reading: _Reading) -> Resolution:
    named, reason = reading
    known = lists()
    if reason is None and any(not n.exact for n in named) and any(_has_twin(used, n) for n in named):
        named, reason = (), Reason.AMBIGUOUS
    if reason is not None:
        return Resolution((), text.strip(), as_of, used.valid_on, known.version, reason=reason)
    deepest = named[-1].unit.code
    codes = known.successors.get(deepest, ()) if used is known.old else (deepest,)
    heirs = tuple(known.today.units[code] for code in codes)
    starts = [word.start for word in words(text)]
    detail = text[: starts[named[-1].first]].strip(" \t\n.,:;-–—(|")
    return Resolution(named, detail, as_of, used.valid_on, known.version, heirs)


def _has_twin(used: UnitList, named: Named) -> bool:
    """Whether only marks tell the unit from another one there: where marks of the text are lost, that is a guess."""
    same_letters = used.names(named.unit.parent).bare[bare(named.unit.name)]
    return sum(not named.kind_printed or unit.kind == named.unit.kind for unit in same_letters) > 1


def _read(found: Sequence[Word], used: UnitList) -> _Reading:
    provinces, other_kind = _candidates(found, len(found), used, None)
    if not provinces:
        named = Reason.UNKNOWN_PROVINCE if _kinds_in(found) else Reason.NO_PROVINCE
        return (), Reason.OTHER_KIND if other_kind else named
    return _best([_below(found, used, (province,)) for province in provinces])


def _below(found: Sequence[Word], used: UnitList, named: tuple[Named, ...]) -> _Reading:
    """*named* and what the words before it name below it."""
    end, unit = named[-1].first, named[-1].unit
    if end == 0:
        return named, None
    inside, other_kind = _candidates(found, end, used, unit.code)
    if inside:
        return _best([_below(found, used, (*named, one)) for one in inside])
    levels = {level for kind in _kinds_in(found[:end]) for level in _LEVELS[kind]}
    if not levels:
        return named, None
    if other_kind:
        return named, Reason.OTHER_KIND
    if _near(found, end, used, unit.code):
        return named, Reason.NEAR_UNIT
    deepest = len(named) == used.levels or unit.code not in used.below
    if deepest or (1 in levels and 2 not in levels):
        return named, Reason.CONTRADICTION
    if len(named) == 1 and 2 in levels:
        return named, Reason.UNKNOWN_DISTRICT
    if len(named) == 1 and used.levels == 3:
        return named, Reason.NO_DISTRICT
    return named, Reason.UNKNOWN_COMMUNE if 3 in levels else Reason.CONTRADICTION


def _near(found: Sequence[Word], end: int, used: UnitList, parent: str) -> bool:
    """Whether what is called a unit before *end* is one letter off a unit right below *parent*: more likely it is misread."""
    for start in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
        kind, _ = _kind_before(found, start)
        if kind is not None:
            key = bare(" ".join(word.text for word in found[start:end]))
            return len(key) > _SHORTEST and any(unit.kind == kind for unit in neighbours(used.valid_on, parent, key))
    return False


def _best(readings: Sequence[_Reading]) -> _Reading:
    whole = [named for named, reason in readings if reason is None]
    if not whole:
        return max(readings, key=lambda reading: len(reading[0]))
    depth = max(len(named) for named in whole)
    deepest = {tuple(n.unit.code for n in named): named for named in whole if len(named) == depth}
    exact = [named for named in deepest.values() if all(n.exact for n in named)] or list(deepest.values())
    return (exact[0], None) if len(exact) == 1 else ((), Reason.AMBIGUOUS)


def _candidates(found: Sequence[Word], end: int, used: UnitList, parent: str | None) -> tuple[list[Named], bool]:
    """The units right below *parent* that the words before *end* may name; and whether one of another kind has the name."""
    names = used.names(parent)
    last_level = parent is not None and (used.levels == 2 or len(parent) == 3)
    exact: list[Named] = []
    similar: list[Named] = []
    other_kind = False
    for start in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
        read = found[start:end]
        if start + 1 < end and read[1].apart == 2:
            break
        if any(word.kind for word in read):
            break
        text = " ".join(word.text for word in read)
        key = spelled(text)
        with_marks = names.spelled.get(_ALSO.get(key, key) if parent is None else key, ())
        units = with_marks or [unit for unit in names.bare.get(bare(text), ()) if marks_lost(text, unit.name)]
        if not units:
            continue
        kind, first = _kind_before(found, start)
        if kind is not None:
            fits = [unit for unit in units if unit.kind == kind]
            other_kind |= not fits and any(set(_LEVELS[kind]) & set(_LEVELS[unit.kind]) for unit in units)
        else:
            loose = found[start].apart == 0 or key.isdigit() or (last_level and start > 0)
            fits = [] if loose else list(units)
        start_char, end_char = read[0].start, read[-1].end
        lost: tuple[tuple[int, int, str], ...] = ()
        if kind is not None and found[first].kind is None and _key(found[first:start]) != spelled(kind):
            lost = ((found[first].start, found[start - 1].end, kind),)
        for unit in fits:
            if with_marks:
                exact.append(Named(unit, start_char, end_char, not lost, kind is not None, lost, first))
            else:
                mended = (*lost, (start_char, end_char, unit.name))
                similar.append(Named(unit, start_char, end_char, False, kind is not None, mended, first))
    return exact or similar, other_kind


def _kind_before(found: Sequence[Word], start: int, apart: int = 0) -> tuple[str | None, int]:
    """The kind of unit printed right before word *start*, and the index where it begins (*start* when there is none)."""
    if start == 0 or found[start].apart > apart:
        return None, start
    if found[start - 1].kind:
        return found[start - 1].kind, start - 1
    if start > 1 and not found[start - 1].apart and (two := _KINDS.get(_key(found[start - 2 : start]))):
        return two, start - 2
    one = _KINDS.get(_key(found[start - 1 : start]))
    return (one, start - 1) if one else (None, start)


def _key(read: Sequence[Word]) -> str:
    return spelled(" ".join(word.text for word in read))


def _kinds_in(found: Sequence[Word]) -> set[str]:
    """
    Kinds of unit among words in which no unit was found.

    Within a name a capital letter makes them a part of it (Chợ Huyện, phố Xã Đàn), and a road of the province is no province.
    """
    kinds: set[str] = set()
    for i, word in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else None
        if following is None or following.apart == 2:
            continue
        kind, first = _kind_before(found, i + 1, apart=1)
        if kind in _WITH_ROADS and following.text.lower() == "lộ":
            continue
        if kind and word.kind is None and (found[first].apart or found[first].text.islower() or word.text.isupper()):
            kinds.add(kind)
    return kinds
