"""What of the words that a way found is the value: up to a stop word, the part that a pattern takes, lines of a list joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.doctypes import Where
from pipelines.extract.geometry import Token
from pipelines.extract.items import has_bullets, joined_lines
from pipelines.extract.parts import Part
from pipelines.extract.text import fold, level


def _in_name(token: Token, stop: str) -> bool:
    """Whether *token* is a name's word that only looks like the first of *stop*: DANH HOÀNG NAM, sinh năm 1938."""
    word = stop.split(maxsplit=1)[0]
    return token.text[:1].isupper() and word[:1].islower() and level(token.text.strip(".,:;")) != level(word)


def picked(tokens: Sequence[Token], way: Where, rule: str, fit: float, *, listed: bool = False) -> Iterator[Part]:
    """The part of *tokens* that the way's ``stop`` and ``pattern`` leave; *listed* tells a list of lines from running text."""
    kept = list(tokens)
    for stop in way.stop:
        words = fold(stop).split()
        flat = [t.folded for t in kept]
        at = next((i for i in range(len(flat)) if flat[i : i + len(words)] == words and not _in_name(kept[i], stop)), None)
        if at is not None:
            kept = kept[:at]
    if not kept:
        return
    if way.join is not None and (listed or has_bullets(kept)):
        part = joined_lines(kept, way.join, rule, fit)
        if part is not None:
            yield part
        return
    if way.pattern is None:
        yield Part(tuple(kept), rule, fit)
        return
    text = " ".join(t.text for t in kept)
    match = re.search(way.pattern, text)
    if match is None:
        return
    begin, end = match.span("value") if "value" in match.re.groupindex else match.span()
    spans, at = [], 0
    for token in kept:
        spans.append((at, at + len(token.text)))
        at += len(token.text) + 1
    inside = tuple(t for t, (a, b) in zip(kept, spans, strict=True) if a < end and b > begin)
    if inside:
        behind = text[end:].split(maxsplit=1)[:1]
        # «1 I,» is an eleven cut in two.
        cut = text[end - 1].isdigit() and behind and re.fullmatch(r"[IlOo|!][.,;:]?", behind[0])
        yield Part(inside, rule, min(fit, 0.4) if cut else fit, text=text[begin:end])
