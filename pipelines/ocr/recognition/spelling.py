"""
What a network's chances for a line may spell, where a seal makes letters alike: letters weighed with what can be a word.

A word counts for more the likelier it is on a paper: syllables of names (``models/names.txt``) most, what spelling forbids
hardly at all. It is a prior as every reader with a dictionary has one: of what the network thinks possible it picks, and never
adds to it. All spellings that were in question stay in the result, so that a narrow choice is seen to be one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipelines.ocr.recognition.syllables import canonical, plausible

_NAMES = Path(__file__).parent / "models" / "names.txt"
_BEAMS, _FAINT = 24, 0.002  # spellings that are followed, and the chance below which a letter is none
_NEVER = 0.02  # plausibility of a word at least
_OTHER = 0.01  # what a word outside of the lists counts beside the commonest
_FIRST = {"common surnames": 1.0, "surnames": 0.5, "second words": 0.2, "names": 0.2, "titles": 0.5}
_LATER = {"second words": 1.0, "common surnames": 0.5, "surnames": 0.5, "names": 0.5, "titles": 0.5}
_HANGING = ".,;:-_'\"`*|()"


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a line may say, and the step of each of its letters."""

    text: str
    steps: tuple[int, ...]
    chance: float
    """How likely it is beside the others, 0 to 1."""
    seen: float
    """How likely its letters alone make it: what words are usual plays no part, so that no list makes a reader sure."""


@dataclass(slots=True)
class _Beam:
    """A beginning of the line: its chance with a blank last, and with its own last letter last."""

    prior: float
    steps: tuple[int, ...]
    rested: float = 0.0
    ended: float = 0.0

    @property
    def total(self) -> float:
        return self.rested + self.ended


def spelt(given: npt.NDArray[np.float32], alphabet: str) -> list[Spelling]:
    """
    What the chances *given* (steps, classes; class 0 the blank) may say, the likeliest first; at least one, if of no text.

    Prefix beam search over CTC's steps (Hannun et al. 2014, arXiv:1408.2873) with a prior for each word that is complete.
    """
    beams = {"": _Beam(1.0, (), rested=1.0)}
    for step, chances in enumerate(given):
        beams = _stepped(beams, step, chances, alphabet)
    whole: dict[str, tuple[float, float, tuple[int, ...]]] = {}
    for text, beam in beams.items():
        said = text.rstrip(" ")
        weight = beam.total * beam.prior * (_last(said) if said == text else 1.0)
        before = whole.get(said, (0.0, 0.0))
        whole[said] = before[0] + weight, before[1] + beam.total, beam.steps[: len(said)]
    total = sum(weight for weight, _, _ in whole.values()) or 1.0
    seen = sum(alone for _, alone, _ in whole.values()) or 1.0
    ranked = sorted(whole.items(), key=lambda one: -one[1][0])
    return [Spelling(text, steps, weight / total, alone / seen) for text, (weight, alone, steps) in ranked]


def _stepped(beams: dict[str, _Beam], step: int, chances: npt.NDArray[np.float32], alphabet: str) -> dict[str, _Beam]:
    found: dict[str, _Beam] = {}

    def at(text: str, prior: float, steps: tuple[int, ...]) -> _Beam:
        return found.setdefault(text, _Beam(prior, steps))

    letters = [(alphabet[kind - 1], float(chances[kind])) for kind in np.flatnonzero(chances > _FAINT) if kind]
    for text, beam in beams.items():
        last = text[-1:]
        at(text, beam.prior, beam.steps).rested += beam.total * float(chances[0])
        for letter, chance in letters:
            if letter == last:
                at(text, beam.prior, beam.steps).ended += beam.ended * chance
            if letter == " ":
                if last not in {"", " "}:
                    at(text + letter, beam.prior * _last(text), (*beam.steps, step)).ended += beam.total * chance
            elif (before := beam.rested if letter == last else beam.total) > 0:
                at(text + letter, beam.prior, (*beam.steps, step)).ended += before * chance
    best = dict(sorted(found.items(), key=lambda one: -one[1].total * one[1].prior)[:_BEAMS])
    most = sum(beam.total for beam in best.values()) or 1.0
    for beam in best.values():
        beam.rested, beam.ended = beam.rested / most, beam.ended / most
    return best


def _last(text: str) -> float:
    before, _, word = text.rpartition(" ")
    return prior(word, first=not before)


@lru_cache(maxsize=8192)
def prior(word: str, *, first: bool) -> float:
    """How much *word* counts before its ink is looked at, as the *first* word of a line or a later one, above 0 to 1."""
    core = word.strip(_HANGING)
    likely = float(max(plausible(word), _NEVER) ** 2)
    capital = core.isupper() or (core[:1].isupper() and core[1:].islower())
    kinds = _known().get(canonical(core).lower(), ()) if capital else ()
    weights = _FIRST if first else _LATER
    return likely * max((weights[kind] for kind in kinds), default=_OTHER)


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Lists that each word of `_NAMES` stands in."""
    found: dict[str, tuple[str, ...]] = {}
    kind = ""
    for row in _NAMES.read_text(encoding="utf-8").splitlines():
        if row.startswith("["):
            kind = row.strip("[]")
        elif not row.startswith("#"):
            for word in row.split():
                key = canonical(word).lower()
                found[key] = (*found.get(key, ()), kind)
    return found
