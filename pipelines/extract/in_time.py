"""
Addresses and bodies judged by the administrative units of the day of their paper, once that day is known.

The normalisers see one text and no date; what an address can mean depends on the date (Resolution 202/2025/QH15).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from pipelines import units
from pipelines.doctypes import FieldSpec
from pipelines.extract.kinds import Parsed, unit_names
from pipelines.extract.text import fold, level, syllable_share
from pipelines.extract.vocabulary import folded, provinces

_JUDGED = ("address", "agency")
_CONTRADICTS = frozenset(
    {units.Reason.UNKNOWN_COMMUNE, units.Reason.UNKNOWN_DISTRICT, units.Reason.NEAR_UNIT, units.Reason.CONTRADICTION}
)
UNLISTED = frozenset(map(str, _CONTRADICTS))
"""Notes of values whose unit no list of its day knows."""


def in_time(specs: Mapping[str, FieldSpec], best: Mapping[str, Parsed | None]) -> dict[str, Parsed]:
    """
    The fields' values *best* that name units, judged by the date of issue among them; those that stay as they are left out.

    A note says what was found, without the note of before.
    """
    date = best.get("issue_date")
    issued = units.day_of(date.value) if date is not None and date.certainty >= 0.7 else None
    judged = {
        name: judge(p, specs[name].kind, issued) for name, p in best.items() if p is not None and specs[name].kind in _JUDGED
    }
    return {name: parsed for name, parsed in judged.items() if parsed != best[name]}


def judge(parsed: Parsed, kind: str, issued: dt.date | None) -> Parsed:
    """
    *parsed* (an ``address`` or an ``agency``) judged by the units of the day *issued*, as the lists know them.

    The lists speak for a name that they hold exactly, in the unit named above it, when no neighbour is a letter away; for a
    hamlet, road or number before it they say nothing. Missing marks of names are put back where only one unit there fits. What
    is not in the unit named above it is noted: one letter off a unit there it is more likely misread; else it may have been
    merged away (Resolution 202/2025/QH15; Decisions 124/2004/QĐ-TTg and 19/2025/QĐ-TTg), or the paper itself is wrong: the
    calibration weighs that (``Evidence.unlisted``).
    """
    text = str(parsed.value)
    found = units.resolve(text, issued)
    if found.reason in _CONTRADICTS:
        gone = issued is None or issued < units.REFORM
        limit = 0.3 if found.reason is units.Reason.NEAR_UNIT else 0.6 if gone else 0.45
        return Parsed(parsed.value, min(parsed.certainty, limit), str(found.reason))
    if found.reason is units.Reason.UNKNOWN_PROVINCE and kind == "address" and not _ends_in_province(text):
        return Parsed(parsed.value, min(parsed.certainty, 0.4), str(found.reason))
    if not found.resolved:
        unheard = kind == "agency" and _names_nothing(text)
        return Parsed(parsed.value, min(parsed.certainty, 0.6), str(units.Reason.UNKNOWN_COMMUNE)) if unheard else parsed
    mended = _with_marks(text, found)
    if mended != text:
        certainty = 0.55 if syllable_share(mended) == 1.0 else parsed.certainty
        return Parsed(mended, min(certainty, 0.55), f"marks mended by the list of units: {text}")
    if parsed.certainty < 0.55 or not (found.exact and found.alone):
        return parsed
    codes = "/".join(unit.code for unit in found.units)
    sure = 0.95 if not found.detail or (kind == "agency" and fold(found.detail) in folded("bodies")) else 0.8
    return Parsed(parsed.value, max(parsed.certainty, sure), f"units {codes} of {found.valid_on}")


def _names_nothing(text: str) -> bool:
    """Whether *text* ends in a commune's name that no unit anywhere bears: xã Lỏng Hưng."""
    found = re.search(r" (?:xã|phường|thị trấn) ([^,]+)$", text)
    return found is not None and not found[1].strip().isdigit() and level(found[1].strip()) not in unit_names()


def _ends_in_province(text: str) -> bool:
    """Whether *text* ends in a province of any time: the vocabulary holds those that were gone before 2025 too."""
    words = re.findall(r"\w+", text)
    ends = [" ".join(words[-n:]) for n in range(1, 5)]
    return any(fold(end) in provinces() and level(provinces()[fold(end)][1]) == level(end) for end in ends)


def _with_marks(text: str, found: units.Resolution) -> str:
    """*text* with the marks that names and kinds lost; names of other languages are spelled in many ways and stay."""
    for start, end, right in sorted((span for named in found.named for span in named.lost), reverse=True):
        if syllable_share(right) == 1.0:
            read = text[start:end]
            shown = right.upper() if read.isupper() else right[0].upper() + right[1:] if read[0].isupper() else right
            text = text[:start] + shown + text[end:]
    return text
