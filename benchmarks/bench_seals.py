"""
How often the signer's name is read right under seals and signatures, with and without the steps that help.

The blocks are those of `sealed_blocks`. Three times the line of the name is read by Tesseract alone, where it is known to stand:
of the same block without seal and signature (bare), of the block as it is (marked), and after the step that separates seal from
print (separated). The last figure is what the program reads: its own clean-up and lines, all its readers, and of all words those
that stand where the name does. Run: ``python -m benchmarks.bench_seals [names] [first seed]``; below seed 1000 for developing.
"""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"

import cv2
import numpy as np
import tesserocr
from PIL import Image

from benchmarks.sealed_blocks import WORKING, Block, block
from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.prepare import prepare
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition.lines import find_lines
from pipelines.ocr.recognition.recognise import read_lines

cv2.setNumThreads(1)
_RIM = 15  # millimetres of paper around a block
_SURE = 0.85  # words under a seal are never held to be surer


def working(gray: Array, dpi: int) -> Array:
    """Ink at the working resolution, as the clean-up makes it."""
    size = (round(gray.shape[1] * WORKING / dpi), round(gray.shape[0] * WORKING / dpi))
    return clean.ink_mask(
        clean.level(gray if dpi == WORKING else np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA)))
    )


def luma(picture: Array) -> Array:
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def separated(shown: Block) -> Array:
    """Ink of the block after the step that is measured."""
    return seals.without_seals(working(seals.ink_channel(shown.marked, shown.dpi), shown.dpi), WORKING)


def as_read(shown: Block, config: OcrConfig) -> tuple[str, float]:
    """What the program reads where the name stands, and how sure it is of the least sure word; other lines are not read."""
    # A block is a part of a page: its edge is none of paper, at which the clean-up would take a seal for a shadow.
    rim = round(_RIM * shown.dpi / 25.4)
    on_page = cv2.copyMakeBorder(shown.marked, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    copy = prepare(seals.ink_channel(np.asarray(on_page, np.uint8), shown.dpi), shown.dpi, config)
    onto = (copy.to_picture - ((0, 0, rim), (0, 0, rim))) * (WORKING / shown.dpi)
    x0, y0, x1, y1 = shown.box

    def at_name(box: tuple[int, int, int, int]) -> bool:
        left, top = onto @ (box[0], box[1], 1)
        right, bottom = onto @ (box[2], box[3], 1)
        return bool(left < x1 and x0 < right and top < y1 and y0 < bottom)

    def inside(box: tuple[int, int, int, int]) -> bool:
        x, y = onto @ ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 1)
        return bool(x0 <= x <= x1 and y0 <= y <= y1)

    places = tuple(place for place in find_lines(copy.ink, copy.dpi) if at_name(place.box))
    words = [word for line in read_lines(copy, places, config, page=1) for word in line.words if inside(word.box)]
    words.sort(key=lambda word: word.box[0])
    return plain(" ".join(word.text for word in words)), min((word.confidence for word in words), default=0.0)


def plain(read: str) -> str:
    """*read* without what hangs about a name."""
    return unicodedata.normalize("NFC", " ".join(read.split())).strip(" .,-_'")


def main() -> None:
    """Prints the shares of names that are read right, in colour and in one bit."""
    names = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    data = os.environ.get("TESSDATA_PREFIX") or str(max(Path("/usr/share/tesseract-ocr").glob("*/tessdata")))
    reader = tesserocr.PyTessBaseAPI(path=data, lang="vie", psm=tesserocr.PSM.SINGLE_LINE)

    def right(ink: Array, shown: Block) -> bool:
        x0, y0, x1, y1 = shown.box
        line = cv2.copyMakeBorder(255 - ink[max(y0, 0) : y1, max(x0, 0) : x1], 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=255)
        reader.SetImage(Image.fromarray(line))
        reader.SetSourceResolution(WORKING)
        return plain(reader.GetUTF8Text()) == shown.name

    config = OcrConfig()
    for colour in (True, False):
        good, used, sure = np.zeros(4, int), 0.0, [0, 0]
        for seed in range(first, first + names):
            shown = block(seed, colour=colour)
            before = working(luma(shown.marked), shown.dpi)
            start = time.process_time()
            after = separated(shown)
            used += time.process_time() - start
            read, confidence = as_read(shown, config)
            whole = read == shown.name
            good += [right(working(luma(shown.bare), shown.dpi), shown), right(before, shown), right(after, shown), whole]
            sure[whole] += confidence > _SURE
        bare, without, with_step, chain = (100 * good / names).round(1)
        print(
            f"{'colour' if colour else '1 bit '}: Tesseract: bare {bare} %, marked {without} %, separated {with_step} %;", end=" "
        )
        print(f"the program {chain} % of {names} names")
        print(
            f"   surer than {_SURE}: {sum(sure)}, {sure[0]} of them wrong; {1000 * used / names:.0f} ms CPU to separate a block"
        )


if __name__ == "__main__":
    main()
