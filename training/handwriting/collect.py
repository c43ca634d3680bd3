"""
Printed words as the program finds them on papers, to train beside rendered ones; runs in the program's own environment.

    .venv/bin/python -m training.handwriting.collect PAPERS print.npz --count 8000

PAPERS is a folder that ``python -m benchmarks.documents`` or ``sohoa samples`` filled; what has anything by hand is
passed over.
"""
# ruff: noqa: T201 - a command that reports

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pipelines import ocr
from pipelines.model import Box, MarkKind
from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.prepare import prepare
from pipelines.ocr.recognition import handwriting, pen
from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.strokes import measure
from pipelines.ocr.source.pages import PICTURES


def printed(file: Path, said: set[str], config: ocr.OcrConfig) -> Iterator[np.ndarray]:
    """Pictures (32, w) of the words of *file* that were read as one of *said*, none of them under a signature."""
    for page in ocr.read(file, config):
        picture = PICTURES.get(file, page.number, page.rotation, config)
        copy = prepare(seals.ink_channel(clean.as_gray(picture.image), picture.dpi), picture.dpi, config)
        back = np.linalg.inv(np.vstack([copy.to_picture, [0, 0, 1]]))[:2]
        corners = [np.array([(w.box[0], w.box[2]), (w.box[1], w.box[3]), (1, 1)]) for w in page.words]
        boxes = [tuple((back @ corner).round().astype(int).T.ravel().tolist()) for corner in corners]
        words = tuple(Read(w.text, w.confidence, box, (0, 0, w.line)) for w, box in zip(page.words, boxes, strict=True))
        signed = [mark.box for mark in page.marks if mark.kind == MarkKind.SIGNATURE]
        wanted = [_plain(w.text) in said and not any(_meet(w.box, box) for box in signed) for w in page.words]
        yield from (pen.fitted(ink) for ink in handwriting.alone(words, measure(copy.ink, None, copy.pieces), wanted))


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text.lower()) if c.isalnum())


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def main() -> None:
    """Collects *count* words, by chance, into one .npz like those of `training.handwriting.render`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=8000)
    parser.add_argument("--config", type=Path, default=Path("config/ocr.yaml"))
    options = parser.parse_args()
    config = ocr.load_config(options.config)
    found: list[np.ndarray] = []
    for truth in sorted(options.papers.glob("*.truth.json")):
        told = json.loads(truth.read_text(encoding="utf-8"))
        if not told.get("handwritten") and not told.get("handwritten_fields"):
            said = {_plain(word) for page in told["text"] for word in page.split()} - {""}
            found += printed(truth.with_name(truth.name.removesuffix(".truth.json")), said, config)
    chosen = np.random.default_rng(1).permutation(len(found))[: options.count]
    words = [found[index] for index in chosen]
    widths = np.array([word.shape[1] for word in words])
    np.savez(options.file, pixels=np.hstack(words), widths=widths, by_hand=np.zeros(len(words), bool))
    print(len(words), "of", len(found), "printed words")


if __name__ == "__main__":
    main()
