"""
Further readings of a value, and what all readings together say.

A value is read up to three times: on the page, by another reader (a network that knows letters and no language), and once more
by the first reader from another preparation of the image. Two of three decide, word by word (the vote of ROVER: J. Fiscus, "A
post-processing system to yield reduced word error rates", ASRU 1997). Where they are not at one, one more is asked, who changes
no value but may speak for it. Who said what stays in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipelines.doctypes import FieldSpec
from pipelines.extract.evidence import Evidence
from pipelines.extract.kinds import Parsed, is_name_word, parse
from pipelines.extract.second_look import same
from pipelines.extract.text import known_share, level, tidy
from pipelines.model import Value, Word

SECOND, OTHER, THIRD = "second look", "other reader", "third reader"
_HARDLY = 1 / 3
"""What the confidence in a word counts that can hardly be meant."""
_GUESSED = 0.25
"""Certainty at most of what the first reading did not make a value of."""
_FEWEST_SIGNS = 5
"""Letters and figures of a number from which on it is recognised by them alone."""
_ONES = r"IlÌÍÏìíï|!\[\]"
"""Letters and signs that a lone stroke is taken for, as a regex has them between brackets."""
_STROKES = str.maketrans(dict.fromkeys(_ONES.replace("\\", ""), "1"))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a further reading says."""

    who: str
    """``SECOND``, ``OTHER`` or ``THIRD``."""
    text: str
    parsed: Parsed | None
    words: tuple[Word, ...] = ()
    """What it was read from."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all readings together say."""

    parsed: Parsed | None
    evidence: Evidence
    notes: tuple[str, ...]


def settle(spec: FieldSpec, raw: str, parsed: Parsed | None, evidence: Evidence, opinions: Sequence[Opinion]) -> Verdict:
    """
    The value of the field, and *evidence* with what *opinions* say of it.

    *raw* and *parsed* are the first reading. With two opinions the words on which they agree against it are taken, if they make
    a value that is no less certain; with one, only a reading that is plainly the better form of the value is.
    """
    if not opinions:
        return Verdict(parsed, evidence, ())
    said = tuple(f"{o.who} reads: {o.text}" for o in opinions if not agrees(o, parsed))
    if parsed is None:
        return _made_by_others(raw, evidence, opinions, said)
    text, value, overruled = raw, parsed, False
    if (better := _outvoted(spec, raw, parsed, opinions)) is not None:
        (text, value), overruled = better, True
        said = (*said, f"two of three; first reading: {raw}")
    elif (fuller := _fuller(spec, parsed, opinions)) is not None:
        text, value = fuller.text, fuller.parsed or parsed
        said = (*said, f"first reading: {raw}")
    by_who = {o.who: _verdict(o, value) for o in opinions}
    if value is not parsed and not overruled:
        by_who = dict.fromkeys(by_who, -1)
    judged = replace(
        evidence,
        certainty=min(evidence.certainty, value.certainty) if overruled else evidence.certainty,
        second=by_who.get(SECOND, 0),
        other=by_who.get(OTHER, 0),
        votes=votes(text, value, opinions) if overruled or value is parsed else 0,
        overruled=overruled,
        against=max((_against(text, o, spec.kind) for o in opinions if by_who[o.who] < 0), default=0.0),
    )
    agreed = tuple(f"{who} agrees" for who, verdict in by_who.items() if verdict > 0)
    return Verdict(value, judged, (*agreed, *said))


def _made_by_others(raw: str, evidence: Evidence, opinions: Sequence[Opinion], said: tuple[str, ...]) -> Verdict:
    """The value that *opinions* make where the first reading, *raw*, makes none: sure only when two of all make or spell it."""
    makers = [o.parsed for o in opinions if o.parsed is not None]
    if not makers:
        return Verdict(None, evidence, said)
    found = max(makers, key=lambda parsed: sum(agrees(o, parsed) for o in opinions))
    by_who = {o.who: _verdict(o, found) for o in opinions}
    if sum(verdict > 0 for verdict in by_who.values()) + _spells(raw, found.value) < 2:
        doubt = replace(evidence, certainty=min(found.certainty, _GUESSED))
        return Verdict(found, doubt, (*said, "only a further reading makes a value"))
    second, other, third = (by_who.get(who, 0) for who in (SECOND, OTHER, THIRD))
    judged = replace(evidence, certainty=found.certainty, second=second, other=other, third=third, votes=2, overruled=True)
    return Verdict(found, judged, (*said, "two of three make a value"))


def reconsider(
    spec: FieldSpec,
    raw: str,
    parsed: Parsed | None,
    evidence: Evidence,
    opinions: Sequence[Opinion],
    wider: Mapping[str, Opinion],
) -> Verdict:
    """
    ``settle`` after those who did not agree looked once more (*wider*, by who).

    A reader who comes round counts as agreeing, but not as if it had never said otherwise: ``Evidence.unsteady``.
    """
    before = settle(spec, raw, parsed, evidence, opinions)
    came_round = {who for who, o in wider.items() if agrees(o, before.parsed)}
    if not came_round:
        return before
    after = settle(spec, raw, parsed, evidence, [wider[o.who] if o.who in came_round else o for o in opinions])
    if after.parsed is None or before.parsed is None or not same(after.parsed.value, before.parsed.value):
        return before
    said = tuple(note for note in before.notes if "reads" in note and note not in after.notes)
    unsteady = replace(after.evidence, unsteady=True, against=max(before.evidence.against, after.evidence.against))
    return replace(after, evidence=unsteady, notes=(*said, *after.notes))


def heard(third: Opinion, value: Parsed) -> tuple[int, str]:
    """What *third*, who changes no value, says of *value* as ``Evidence.third``, and a note."""
    verdict = _verdict(third, value)
    return verdict, f"{third.who} agrees" if verdict > 0 else f"{third.who} reads: {third.text}"


def votes(text: str, value: Parsed, opinions: Sequence[Opinion]) -> int:
    """How many of *opinions* say the word of *text* that the fewest say; one that makes the same *value* says all of it."""
    words = _words(text)
    counts = [0] * len(words)
    for opinion in opinions:
        said = range(len(words)) if agrees(opinion, value) else _said(words, _words(opinion.text))
        for i in said:
            counts[i] += 1
    return min(counts, default=0)


def _said(words: Sequence[str], others: Sequence[str]) -> set[int]:
    """Numbers of the *words* that stand in *others* too; not those beside which *others* have more: something was lost there."""
    said: set[int] = set()
    beside: set[int] = set()
    for what, i0, i1, j0, j1 in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if what == "equal":
            said.update(range(i0, i1))
        elif j1 - j0 > i1 - i0:
            beside |= {i0 - 1, i1}
    return said - beside


def _outvoted(spec: FieldSpec, raw: str, parsed: Parsed, opinions: Sequence[Opinion]) -> tuple[str, Parsed] | None:
    """Text and value in which two agreeing opinions have their way; None when they leave the value as it is."""
    if len(opinions) < 2:
        return None
    one, two = opinions[0], opinions[1]
    if one.parsed is not None and two.parsed is not None and same(one.parsed.value, two.parsed.value):
        better = max((one, two), key=lambda o: o.parsed.certainty if o.parsed else 0.0)
        if better.parsed is None or same(better.parsed.value, parsed.value):
            return None
        if level(better.text) in level(raw) or level(str(better.parsed.value)) in level(str(parsed.value)):
            return None  # a part of the first reading is what a crop cut short leaves
        return (better.text, better.parsed) if better.parsed.certainty >= parsed.certainty - 0.05 else None
    if agrees(one, parsed) or agrees(two, parsed):
        return None
    words = tidy(raw).split()
    first, second = _replaced(words, one.text), _replaced(words, two.text)
    agreed = {i: new for i, new in first.items() if i in second and level(second[i]) == level(new)}
    if not agreed:
        return None
    text = " ".join(agreed.get(i, word) for i, word in enumerate(words))
    value = parse(text, spec)
    if value is None or value.certainty < parsed.certainty - 0.05 or same(value.value, parsed.value):
        return None
    return text, value


def _replaced(words: Sequence[str], other: str) -> Mapping[int, str]:
    """Word number → what stands in its place in *other*, where as many words stand in the place of as many."""
    others = tidy(other).split()
    matcher = SequenceMatcher(None, [level(w) for w in words], [level(w) for w in others], autojunk=False)
    return {
        i: others[j]
        for what, i0, i1, j0, j1 in matcher.get_opcodes()
        if what == "replace" and i1 - i0 == j1 - j0
        for i, j in zip(range(i0, i1), range(j0, j1), strict=True)
    }


def _fuller(spec: FieldSpec, parsed: Parsed, opinions: Sequence[Opinion]) -> Opinion | None:
    """A second look that found lost lines of a position, or a surer form of the value."""
    for opinion in opinions:
        if opinion.who != SECOND or opinion.parsed is None or same(opinion.parsed.value, parsed.value):
            continue
        longer = spec.kind == "position" and str(parsed.value) in str(opinion.parsed.value)
        if longer or (len(opinions) == 1 and opinion.parsed.certainty > parsed.certainty + 0.05):
            return opinion
    return None


def agrees(opinion: Opinion, parsed: Parsed | None) -> bool:
    """Whether *opinion* makes the same value, or makes none and spells it."""
    if parsed is None:
        return False
    return _spells(opinion.text, parsed.value) if opinion.parsed is None else same(opinion.parsed.value, parsed.value)


def _spells(text: str, value: Value) -> bool:
    """
    Whether *text* holds every sign of a date or a number and no other: what a cut of the picture loses are slashes and dots.

    A lone stroke that was taken for a letter or a bar is the figure one.
    """
    if not isinstance(value, str) or not any(map(str.isdigit, value)) or len(_signs(value)) < _FEWEST_SIGNS:
        return False
    if day := re.fullmatch("([0-9]{4})-([0-9]{2})-([0-9]{2})", value):
        figures = "".join(word.translate(_STROKES) for word in re.findall(f"[0-9{_ONES}]+", text) if not _in_a_word(word, text))
        year, month, of_month = day.groups()
        return figures in {d + m + year for d in (of_month, of_month.lstrip("0")) for m in (month, month.lstrip("0"))}
    return _signs(text) == _signs(value)


def _signs(text: str) -> str:
    return "".join(c for c in tidy(text).upper() if c.isalnum())


def _in_a_word(strokes: str, text: str) -> bool:
    return re.search(rf"[^\W\d_{_ONES}]{re.escape(strokes)}|{re.escape(strokes)}[^\W\d_{_ONES}]", text) is not None


def _verdict(opinion: Opinion, value: Parsed) -> int:
    if agrees(opinion, value):
        return 1
    # What had to be guessed says nothing against what was read.
    return 0 if opinion.parsed is None or opinion.parsed.certainty <= _GUESSED else -1


def _against(text: str, opinion: Opinion, kind: str) -> float:
    """
    How sure *opinion* is, 0 to 1, of the word in which it most surely differs from *text*; a word it lacks counts half, one
    that cannot or hardly be meant (no syllable; in names one that no name has) a third.
    """
    words = set(_words(text))
    differing = [w for w in opinion.words if not words.issuperset(_words(w.text))]
    return max((w.confidence * (1.0 if _can_be_meant(w.text, kind) else _HARDLY) for w in differing), default=0.5)


def _can_be_meant(word: str, kind: str) -> bool:
    letters = re.sub(r"[\W_]", "", word)
    if not letters.isalpha():
        return True
    return is_name_word(letters) if kind == "person_name" else known_share(letters) == 1.0


def _words(text: str) -> list[str]:
    """Words as they are compared: levelled, without the signs around them; signs alone are no words."""
    bare = (level(w).strip(".,:;-/()\"'…_|") for w in tidy(text).split())
    return [w for w in bare if w]
