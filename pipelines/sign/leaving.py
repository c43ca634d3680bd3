"""
What a signed file must show before it leaves, held against what the store keeps of the paper.

`second_look` compares a file with what this room was given. Here the finished file is judged as a stranger would: poppler
draws it and reads its text, OCR reads the drawn mark, zxing its QR code, pikepdf's validator looks for PDF/A; and pictures and
words are those that the store keeps, fetched anew. What reads letters is handed in: rooms do not import each other.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pikepdf
import zxingcpp
from PIL import Image, ImageFilter
from rapidfuzz import fuzz

from pipelines.errors import DocumentProblem, OutsideError
from pipelines.model import Conversion, Page, Verification
from pipelines.sign.arriving import has_signature
from pipelines.sign.config import SigningConfig
from pipelines.sign.geometry import PageFrame, frame_of
from pipelines.sign.mark import LARGEST_PAPER, mark_lines
from pipelines.sign.pdfa import archive_faults
from pipelines.sign.policy import PadesLevel
from pipelines.sign.verifying import verify

Pixels = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top as shares of the page as it is seen."""

READING = 200
"""Dpi at which the mark is drawn for those who read it."""
COARSE = 72
"""Dpi at which whole pages are compared."""
BLUR = 2.5
"""Pixels of a coarse page over which it is blurred: packing, rounding and half a pixel's shift go, lines of print stay."""
DIFFERENT = 75
"""Levels of 255 by which a blurred pixel may differ. On real scans the same page stayed below 55, another one above 115."""
SAME = 0.9
"""Correlation of two blurred pictures of a page; on real scans the same page stayed above 0.97, another one below 0.3."""
BLANK = 2
"""Levels of 255 by which a blurred page varies that has nothing on it to correlate."""
LOST_WORDS = 0.1
"""Share of a page's words that another program may break otherwise than they were written."""
ALIKE = 80
"""How alike (0 to 100) a line of the mark must be to what OCR reads."""
PAPER = 30
"""Levels of 255 by which blank paper, blurred, may differ from its median."""
AROUND = 10
"""Pixels around a mark on the paper that are given to those who read it."""
LONGEST = 120
"""Seconds for each call of poppler."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store keeps of a paper, fetched for the comparison."""

    archive: bytes
    """The file before mark and signature; for a scan that arrived signed, the scan."""
    pages: tuple[Page, ...]
    """As they were read; none when nobody read them."""
    picture: Callable[[Page], Image.Image]
    """Draws the upright page of the scan as it was delivered."""


def may_leave(
    signed: bytes,
    kept: Kept,
    conversion: Conversion,
    config: SigningConfig,
    anchors: Path | Sequence[bytes],
    *,
    least: PadesLevel,
    read: Callable[[Image.Image, float], str],
) -> None:
    """
    Let *signed* pass, or raise DocumentProblem ``sign_second_look`` naming the first check that it fails.

    *least* is the level that its signatures are said to have reached, *read* gives the print in a picture of some dpi.
    Raises OutsideError when poppler is missing or takes too long.
    """
    arrived = has_signature(kept.archive)
    judged = _verified(signed, anchors, least)
    _must(arrived or judged.data == conversion.data, "data")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "signed.pdf")
        file.write_bytes(signed)
        with _opened(signed) as new, _opened(kept.archive) as old:
            _must(len(new.pages) == len(old.pages) == conversion.pages, "page_count")
            frames = [(frame_of(before), frame_of(after)) for before, after in zip(old.pages, new.pages, strict=True)]
            notes = [_notes(page) for page in new.pages]
        if arrived:
            _must(signed.startswith(kept.archive), "prefix")
            area = _appearance(file, frames, notes)
        else:
            _must(not archive_faults(signed), "pdfa")
            paper = Path(name, "archive.pdf")
            paper.write_bytes(kept.archive)
            grown = frames[0][0].size != frames[0][1].size
            _same_pictures([file if grown else paper, *[file] * (len(frames) - 1)], frames, kept)
            _has_text(file, kept.pages)
            area = _strip(file, *frames[0], notes[0]) if grown else _drawn_on_paper(file, paper, frames[0][0], notes[0])
        _marked(area, conversion, config, read)


def _must(holds: bool, check: str) -> None:
    if not holds:
        raise DocumentProblem("sign_second_look", check=check)


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(data))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise DocumentProblem("sign_second_look", check="open") from error


def _verified(signed: bytes, anchors: Path | Sequence[bytes], least: PadesLevel) -> Verification:
    """Whole, unchanged, and every signature of ours at the level it is said to have."""
    judged = verify(signed, anchors)
    _must(judged.verdict in {"valid", "untrusted"} and all(report.intact for report in judged.signatures), "verification")
    levels = [PadesLevel(report.level).rank for report in judged.signatures if report.level is not None]
    _must(bool(levels) and levels[-1] >= least.rank, "level")
    return judged


def _same_pictures(files: Sequence[Path], frames: list[tuple[PageFrame, PageFrame]], kept: Kept) -> None:
    """
    Every page of the scan, as it was delivered, lies in the drawn page where the paper lies; *files* tell what is drawn for each.
    """
    for number, page in enumerate(kept.pages):
        before, after = frames[number]
        drawn = _drawn(files[number], number, COARSE)
        high, wide = drawn.shape
        paper = drawn[round(high * (1 - before.size[1] / after.size[1])) :, : round(wide * before.size[0] / after.size[0])]
        scan = kept.picture(page).convert("L").resize((paper.shape[1], paper.shape[0]), Image.Resampling.BOX)
        one, two = (np.asarray(p.filter(ImageFilter.GaussianBlur(BLUR)), float) for p in (Image.fromarray(paper), scan))
        _must(bool(np.abs(one - two).max() <= DIFFERENT), "images")
        if max(one.std(), two.std()) > BLANK:
            _must(float(np.corrcoef(one.ravel(), two.ravel())[0, 1]) >= SAME, "images")


def _has_text(file: Path, pages: tuple[Page, ...]) -> None:
    """The words that were read can be found by search on their page."""
    texts = _poppler("pdftotext", "-enc", "UTF-8", str(file), "-").decode("utf-8", "replace").split("\f")
    for page, text in zip(pages, texts, strict=False):
        wanted = Counter("".join(c for c in unicodedata.normalize("NFC", w.text) if ord(c) < 0x10000) for w in page.words)
        found = Counter(unicodedata.normalize("NFC", text).split())
        _must((wanted - found).total() <= LOST_WORDS * wanted.total(), "text")
    _must(len(texts) >= len(pages), "text")


def _strip(file: Path, before: PageFrame, after: PageFrame, notes: list[Box]) -> Pixels:
    """The strip by which the first page has grown, without what signatures show of themselves."""
    drawn = _drawn(file, 0, _dpi(before))
    _whiten(drawn, notes)
    return drawn[: round(drawn.shape[0] * (1 - before.size[1] / after.size[1]))]


def _drawn_on_paper(file: Path, paper: Path, frame: PageFrame, notes: list[Box]) -> Pixels:
    """
    What was drawn on the first page and is no signature's. Everything around it is to the pixel what the *paper* was, and below
    it the paper was blank.
    """
    drawn, before = _drawn(file, 0, _dpi(frame)), _drawn(paper, 0, _dpi(frame))
    _must(drawn.shape == before.shape, "images")
    signed = np.zeros(drawn.shape, bool)
    for box in notes:
        place = _pixels(box, drawn.shape)
        signed[place] = True
        _must(_is_blank(before[place]), "covered")
    rows, columns = np.nonzero((drawn != before) & ~signed)
    _must(len(rows) > 0, "mark")
    place = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    _must(_is_blank(before[place]), "covered")
    _whiten(drawn, notes)
    high, wide = drawn.shape
    return drawn[
        max(rows.min() - AROUND, 0) : min(rows.max() + AROUND, high),
        max(columns.min() - AROUND, 0) : min(columns.max() + AROUND, wide),
    ]


def _is_blank(area: Pixels) -> bool:
    """Whether nothing but paper is there."""
    smooth = np.asarray(Image.fromarray(area).filter(ImageFilter.BoxBlur(2)), float)
    return area.size > 0 and bool(np.abs(smooth - np.median(area)).max() <= PAPER)


def _appearance(file: Path, frames: list[tuple[PageFrame, PageFrame]], notes: list[list[Box]]) -> Pixels:
    """What the last signature shows of itself, on a file that arrived signed."""
    number = max((at for at, boxes in enumerate(notes) if boxes), default=0)
    drawn = _drawn(file, number, _dpi(frames[number][0]))
    return drawn[_pixels(notes[number][-1] if notes[number] else (0, 0, 1, 1), drawn.shape)]


def _marked(area: Pixels, conversion: Conversion, config: SigningConfig, read: Callable[[Image.Image, float], str]) -> None:
    """The mark's words and its QR code can be read where the mark was drawn."""
    _must(min(area.shape) > 0, "mark")
    area = area.copy()
    codes = zxingcpp.read_barcodes(area, zxingcpp.BarcodeFormat.QRCode)
    _must(config.lookup.format(serial=conversion.serial) in [code.text for code in codes], "qr")
    for code in codes:
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        area[max(min(ys) - 4, 0) : max(ys) + 4, max(min(xs) - 4, 0) : max(xs) + 4] = 255
    seen = _letters(read(Image.fromarray(area), READING))
    for line in mark_lines(conversion, config):
        _must(fuzz.partial_ratio(_letters(line), seen) >= ALIKE, "mark")


def _dpi(frame: PageFrame) -> float:
    """At which a page is drawn for those who read its mark."""
    return READING / max(1.0, min(frame.size) / LARGEST_PAPER)


def _pixels(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    left, bottom, right, top = box
    high, wide = shape
    return slice(round(high * (1 - top)), round(high * (1 - bottom))), slice(round(wide * left), round(wide * right))


def _whiten(drawn: Pixels, notes: list[Box]) -> None:
    for box in notes:
        drawn[_pixels(box, drawn.shape)] = 255


def _letters(text: str) -> str:
    """Letters and digits alone, small and without marks: what small print surely shows."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isalnum())


def _notes(page: pikepdf.Page) -> list[Box]:
    """Boxes of the signatures that show on *page*: left, bottom, right, top of the page as it is seen, 0 to 1."""
    frame = frame_of(page)
    boxes = []
    for note in page.obj.get("/Annots", []):
        if note.get("/FT") != pikepdf.Name.Sig or "/Rect" not in note:
            continue
        box = frame.seen(*(float(edge) for edge in note.Rect))
        if box[0] < box[2] and box[1] < box[3]:
            boxes.append(box)
    return boxes


def _drawn(file: Path, number: int, dpi: float) -> Pixels:
    page = str(number + 1)
    done = _poppler("pdftoppm", "-gray", "-cropbox", "-r", f"{dpi:.2f}", "-f", page, "-l", page, str(file))
    try:
        return np.array(Image.open(io.BytesIO(done)).convert("L"))
    except (OSError, Image.DecompressionBombError) as error:
        raise DocumentProblem("sign_second_look", check="drawing") from error


def _poppler(*command: str) -> bytes:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=LONGEST).stdout
    except FileNotFoundError as error:
        raise OutsideError(f"{command[0]} is missing; install the Debian package poppler-utils") from error
    except subprocess.TimeoutExpired as error:
        raise OutsideError(f"{command[0]} took more than {LONGEST} seconds for a page") from error
