"""
How well single lines are read, by Tesseract's `vie` and by the network, and what it is worth that both say the same.

`collect` cuts pages into lines as the OCR room does (Tesseract's own boxes cut off the upper marks), reads each with `vie`,
finds in the paper's known text what the line says, and keeps both. A line whose place in that text cannot be found from either
reading is left out, and counted. `score` reads the same cuts with the network and compares. What is compared is folded: one
place of the tone mark (hoà, hòa), one kind of quotes and dashes, leader dots as one.
"""
# ruff: noqa: T201 - a command that reports

from __future__ import annotations

import argparse
import json
import pickle
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import tesserocr
from PIL import Image
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.prepare import Copy, prepare
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition import own
from pipelines.ocr.recognition.lines import find_lines
from pipelines.ocr.source import pages
from training.lines.text import plain

TESSDATA = "/usr/share/tesseract-ocr/5/tessdata"
_FAR = 0.3
"""Share of wrong letters of the better reading above which its place in the truth is not believed."""
_OPEN = re.compile("([oO])([̣̀́̃̉])([aAeE])(?![a-zA-Z̀-ͯ])|(?<![qQ])([uU])([̣̀́̃̉])([yY])(?![a-zA-Z̀-ͯ])")
_EDGES = ".,;:()[]\"'…-–_*/ "


@dataclass(slots=True)
class Cut:
    """One line of a page: its ink (255 = ink), what `vie` says with a confidence (0..100) a word, and seconds of CPU it took."""

    source: str
    ink: npt.NDArray[np.uint8]
    vie: str
    words: list[tuple[str, int]]
    seconds: float
    own: str = ""
    chances: tuple[float, ...] = ()


def folded(text: str) -> str:
    """*text* as it is compared."""
    return unicodedata.normalize("NFC", _OPEN.sub(_moved, unicodedata.normalize("NFD", plain(text))))


def _moved(match: re.Match[str]) -> str:
    first, tone, second = (part for part in match.groups() if part)
    return first + second + tone


def pages_of(path: Path, numbers: Iterable[int]) -> Iterator[Copy]:
    """Cleaned copies of pages of *path*, upright as they are delivered."""
    config = OcrConfig()
    count = pages.count_pages(path, config)
    for number in sorted({n if n > 0 else count + 1 + n for n in numbers if abs(n) <= count}):
        picture = pages.load_picture(path, number, config)
        yield prepare(seals.ink_channel(clean.as_gray(picture.image), picture.dpi), picture.dpi, config)


def cuts_of(page: Copy, source: str, api: Any) -> list[Cut]:
    """Lines of a page, each read by *api* as a single line."""
    found = []
    for line in find_lines(page.ink, page.dpi):
        if min(line.ink.shape) < 12:
            continue
        begin = time.process_time()
        api.SetImage(Image.fromarray(cv2.copyMakeBorder(255 - line.ink, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=255)))
        api.SetSourceResolution(200)
        text = " ".join(api.GetUTF8Text().split())
        words = api.MapWordConfidences() if text else []
        found.append(Cut(source, line.ink.copy(), text, words, time.process_time() - begin))
    return found


def collect(papers: list[tuple[Path, list[int]]], target: Path) -> None:
    """Cuts of the given pages of the given papers, pickled."""
    with tesserocr.PyTessBaseAPI(path=TESSDATA, lang="vie", psm=tesserocr.PSM.SINGLE_LINE) as api:
        cuts = [cut for path, numbers in papers for page in pages_of(path, numbers) for cut in cuts_of(page, path.name, api)]
    target.write_bytes(pickle.dumps(cuts))
    print(len(cuts), "lines of", len(papers), "papers")


def spoken(cut: Cut, truth: str) -> str | None:
    """What *cut* says by the paper's *truth* (folded), None where neither reading finds its place."""
    best: tuple[float, str] | None = None
    for said in (folded(cut.vie), folded(cut.own)):
        if len(said) < 3 or (place := fuzz.partial_ratio_alignment(said, truth, score_cutoff=60)) is None:
            continue
        starts = [m.start() for m in re.finditer(r"(?:(?<=\s)|^)\S", truth)]
        ends = [m.end() for m in re.finditer(r"\S(?=\s|$)", truth)]
        near = (
            sorted(starts, key=lambda x: abs(x - place.dest_start))[:4],
            sorted(ends, key=lambda x: abs(x - place.dest_end))[:4],
        )
        for a, b in product(*near):
            if a < b:
                far = Levenshtein.distance(said, truth[a:b]) / max(b - a, len(said))
                best = min(best or (9.0, ""), (far, truth[a:b]))
    return best[1] if best and best[0] <= _FAR else None


def _bare(text: str) -> list[str]:
    """Words of *text* without the marks around them."""
    return [token for word in text.split() if (token := word.strip(_EDGES))]


def _figures(text: str) -> list[str]:
    return [token for token in _bare(text) if any(c.isdigit() for c in token)]


def _right(said: list[str], true: list[str]) -> list[bool]:
    right = [False] * len(said)
    for step in Levenshtein.opcodes(said, true):
        if step.tag == "equal":
            right[step.src_start : step.src_end] = [True] * (step.src_end - step.src_start)
    return right


def score(cuts: list[Cut], truths: dict[str, str]) -> dict[str, Any]:
    """Figures over *cuts*; *truths* by source."""
    lines = [(cut, true) for cut in cuts if cut.source in truths and (true := spoken(cut, truths[cut.source]))]
    result: dict[str, Any] = {"lines": len(lines), "left out": sum(c.source in truths for c in cuts) - len(lines)}
    for name in ("vie", "own"):
        said = [(folded(getattr(cut, name)), true) for cut, true in lines]
        figures = [(_figures(s), _figures(t)) for s, t in said if _figures(t)]
        result[name] = {
            "cer": sum(Levenshtein.distance(s, t) for s, t in said) / max(sum(len(t) for _, t in said), 1),
            "exact": sum(s == t for s, t in said) / max(len(said), 1),
            "lines with figures": len(figures),
            "figures exact": sum(s == t for s, t in figures) / max(len(figures), 1),
        }
    result["lines agree"] = _agreement([(folded(c.vie) == folded(c.own), folded(c.vie) == t) for c, t in lines])
    tokens = [row for cut, true in lines for row in _tokens(cut, true)]
    for name, chosen in (("words", tokens), ("figures", [t for t in tokens if t[3]])):
        agreed = _agreement([(agree, right) for agree, right, _, _ in chosen])
        surest = sorted(chosen, key=lambda t: -t[2])[: sum(t[0] for t in chosen)]
        agreed["vie alone, surest as many: right"] = sum(t[1] for t in surest) / max(len(surest), 1)
        for least in (90, 95):
            both = [t for t in chosen if t[0] or t[2] >= least]
            agreed[f"agree or vie >= {least}"] = len(both) / max(len(chosen), 1), sum(t[1] for t in both) / max(len(both), 1)
            strict = [t for t in chosen if t[0] and t[2] >= least]
            agreed[f"agree and vie >= {least}"] = (
                len(strict) / max(len(chosen), 1),
                sum(t[1] for t in strict) / max(len(strict), 1),
            )
            alone = [t for t in chosen if t[2] >= least]
            agreed[f"vie >= {least}"] = len(alone) / max(len(chosen), 1), sum(t[1] for t in alone) / max(len(alone), 1)
        result[name] = agreed
    return result


def values(cuts: list[Cut], truths: Path) -> dict[str, Any]:
    """Printed values of papers with labels: in how many does a line (for a subject, all lines in a row) hold the value."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    for source in sorted({cut.source for cut in cuts}):
        if not (file := truths / f"{source}.truth.json").exists():
            continue
        facts = json.loads(file.read_text(encoding="utf-8"))
        for field in ("document_number", "issuing_agency", "signer_name", "subject"):
            value = facts["fields"].get(field, "")
            if field in facts.get("unreadable_fields", ()) or not value:
                continue
            if field in facts.get("handwritten_fields", ()):
                field, value = f"{field}, printed part", value[value.find("/") :] if "/" in value else ""  # noqa: PLW2901
            if not (wanted := folded(value).casefold().replace(" ", "")):
                continue
            held = []
            for name in ("vie", "own"):
                said = [folded(getattr(cut, name)).casefold().replace(" ", "") for cut in cuts if cut.source == source]
                held.append(any(wanted in text for text in (["".join(said)] if field == "subject" else said)))
            found.setdefault(field, []).append((held[0], held[1]))
    return {
        field: {"of": len(rows), "vie": sum(v for v, _ in rows), "own": sum(o for _, o in rows),
                "both": sum(v and o for v, o in rows), "either": sum(v or o for v, o in rows)}
        for field, rows in found.items()
    }  # fmt: skip


def _tokens(cut: Cut, true: str) -> list[tuple[bool, bool, int, bool]]:
    """For each word that `vie` reads: do both say it, is it right, how sure is `vie`, has it figures."""
    given = [(token, sure) for word, sure in cut.words for token in _bare(folded(word))]
    words = [word for word, _ in given]
    mine, truth = _bare(folded(cut.own)), _bare(true)
    agree, right = _right(words, mine), _right(words, truth)
    return [(a, r, sure, any(c.isdigit() for c in w)) for a, r, (w, sure) in zip(agree, right, given, strict=True)]


def _agreement(pairs: list[tuple[bool, bool]]) -> dict[str, Any]:
    agreed = [right for agree, right in pairs if agree]
    return {
        "of": len(pairs),
        "right at all": sum(right for _, right in pairs) / max(len(pairs), 1),
        "agree": len(agreed) / max(len(pairs), 1),
        "right when agreed": sum(agreed) / max(len(agreed), 1),
        "wrong when agreed": len(agreed) - sum(agreed),
    }


def main() -> None:
    """Two halves: `collect` papers into cuts, `score` cuts against truth files (NAME.truth.json or the text by stem)."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("task", choices=("collect", "score"))
    parser.add_argument("cuts", type=Path)
    parser.add_argument("--papers", type=Path, nargs="+", default=[])
    parser.add_argument("--pages", type=int, nargs="+", default=list(range(1, 40)), help="-1 is the last")
    parser.add_argument("--truths", type=Path, help="folder of STEM.txt or NAME.truth.json")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    if options.task == "collect":
        collect([(path, options.pages) for path in options.papers], options.cuts)
        return
    own.MODEL = options.model or own.MODEL
    cuts: list[Cut] = pickle.loads(options.cuts.read_bytes())  # noqa: S301 - our own file
    own.read_line(np.full((20, 60), 255, np.uint8))
    begin = time.process_time()
    for cut in cuts:
        read = own.read_line(cut.ink)
        cut.own, cut.chances = read.text, read.chances
    spent = time.process_time() - begin
    print(json.dumps(values(cuts, options.truths), indent=1, ensure_ascii=False))
    truths = {cut.source: folded(_truth(options.truths, cut.source)) for cut in cuts}
    print(json.dumps(score(cuts, {k: v for k, v in truths.items() if v}), indent=1, ensure_ascii=False))
    print(f"ms a line: vie {1000 * sum(c.seconds for c in cuts) / len(cuts):.1f}, own {1000 * spent / len(cuts):.1f}")


def _truth(folder: Path, name: str) -> str:
    if (text := folder / f"{Path(name).stem}.txt").exists():
        return text.read_text(encoding="utf-8")
    if (facts := folder / f"{name}.truth.json").exists():
        return "\n".join(json.loads(facts.read_text(encoding="utf-8")).get("text", []))
    return ""


if __name__ == "__main__":
    main()
