"""
The archive file: pages as they were scanned with invisible text over them, as PDF/A-2b (ISO 19005-2:2011, level B).

No picture is ever resampled or straightened. Black and white pages are packed without loss; others go into two layers where that
pays (`mixed`), else their data is passed through byte for byte and /Rotate sets them upright. The file says of each page what
was done (dc:description); the scan as it came stays in the store. The same scan and words make the same file.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
import pikepdf
import yaml
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from pipelines.errors import DocumentProblem
from pipelines.model import Box, Page
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.output import rasters
from pipelines.ocr.output.rasters import Drawn, Source
from pipelines.ocr.output.textlayer import add_font, from_upright, text_content
from pipelines.ocr.source import direct, images, pages, pdf
from pipelines.ocr.source.layout import Matrix, Placed, describe, multiply
from pipelines.ocr.source.over import Over, composed, lies_over

ROUNDED = 0.02
"""Share by which a page's own size may differ from its pixels at the resolution that was found."""

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <xmp:CreatorTool>Sohoa</xmp:CreatorTool>
   <dc:description>
    <rdf:Alt>
     <rdf:li xml:lang="x-default">{vi}</rdf:li>
     <rdf:li xml:lang="vi">{vi}</rdf:li>
     <rdf:li xml:lang="en">{en}</rdf:li>
    </rdf:Alt>
   </dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


def make_archive_pdf(path: Path, read: tuple[Page, ...], config: OcrConfig) -> bytes:
    """
    The two-layer PDF/A-2b of *path*, one page for each of *read*, in that order.

    Pages have the size of the paper (pixels / dpi) and carry the words of *read* as invisible text.
    Raises DocumentProblem where a page cannot be drawn.
    """
    kind = pages.kind_of(path)
    with pikepdf.new() as target:
        font = add_font(target)
        if kind == "pdf":
            with pdf.opened(path) as source:
                drawn = [_from_pdf(target, source, path, page, config) for page in read]
        else:
            drawn = [_from_image(target, path, page, config) for page in read]
        for page, picture in zip(read, drawn, strict=True):
            _add_page(target, page, picture, font)
        return _finished(target, [picture.coding for picture in drawn])


def _from_pdf(target: pikepdf.Pdf, source: pikepdf.Pdf, path: Path, page: Page, config: OcrConfig) -> Drawn:
    found = describe(source, source.pages[page.number - 1])
    over = lies_over(path, page.number, config.seconds_per_page) if found.base is not None else None
    if found.base is not None and over is not None and not over.boxes:
        found = replace(found, placed=(found.base,), plain=True)
    # The page's own size, to the last digit: a reader that draws the file again gets the pixels that it got from the scan.
    paper = found.box[2] - found.box[0], found.box[3] - found.box[1]
    scan = found.scan or (found.placed[0] if found.plain and len(found.placed) == 1 and found.scan_dpi else None)
    passed = None
    if scan is not None and "damaged" not in page.warnings:
        image = rasters.from_pdf(target, scan)
        if image is not None:
            # Scanners straighten by drawing the picture at a slight angle: so it is drawn here too, for turning pixels loses.
            passed = Drawn((image,), (found.rotate + page.rotation) % 360, paper=paper)
            if found.scan is None:
                place = _within(scan.matrix, found.box)
                own = Source(pikepdf.PdfImage(scan.image).as_pil_image, _boxes_in(scan, page, passed.rotate, place))
                return rasters.smallest(target, replace(passed, place=place), own, page.dpi, config)
    elif (
        over is not None
        and found.base is not None
        and (under := _under(target, path, page, found.base, over, config)) is not None
    ):
        passed = replace(under, rotate=(found.rotate + page.rotation) % 360, paper=paper)
    packed = rasters.smallest(target, passed, _upright(path, page, config), page.dpi, config)
    sideways = (found.rotate + page.rotation - packed.rotate) % 180 == 90
    return replace(packed, paper=(paper[1], paper[0]) if sideways else paper)


def _under(target: pikepdf.Pdf, path: Path, page: Page, scan: Placed, over: Over, config: OcrConfig) -> Drawn | None:
    """A *scan* in one bit, its own data, under pictures of what lies *over* it; None where PDF/A does not allow that data."""
    image = rasters.from_pdf(target, scan)
    bits = direct.bits(path, page.number, (scan.width, scan.height), config)
    if image is None or bits is None:
        return None
    whole = composed(np.asarray(bits), over)
    wide, high = scan.width, scan.height
    patches = tuple(
        (
            rasters.patch(target, np.ascontiguousarray(whole[y0:y1, x0:x1])),
            ((x1 - x0) / wide, 0.0, 0.0, (y1 - y0) / high, x0 / wide, 1 - y1 / high),
        )
        for x0, y0, x1, y1 in over.boxes
    )
    return Drawn((image,), coding="under", patches=patches)


def _from_image(target: pikepdf.Pdf, path: Path, page: Page, config: OcrConfig) -> Drawn:
    passed = None
    try:
        with Image.open(path, formats=images.FORMATS) as image:
            kind = image.format
        if kind in {"JPEG", "MPO"} and (jpeg := rasters.from_jpeg(target, path)) is not None:
            passed = Drawn((jpeg[0],), (jpeg[1] + page.rotation) % 360)
        elif kind == "PNG" and (png := rasters.from_png(target, path)) is not None:
            passed = Drawn((png,), page.rotation)
    except (OSError, ValueError) as error:
        raise DocumentProblem("broken_image", page=page.number) from error
    return rasters.smallest(target, passed, _upright(path, page, config), page.dpi, config)


def _within(matrix: Matrix, box: tuple[float, float, float, float]) -> Matrix:
    """*matrix* to points of a page whose visible *box* is given, as a matrix to that box as the unit square."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    return multiply(matrix, (1 / wide, 0, 0, 1 / high, -x0 / wide, -y0 / high))


def _boxes_in(scan: Placed, page: Page, rotate: int, place: Matrix) -> tuple[Box, ...]:
    """The page's marks in pixels of a *scan* that lies at *place*, as boxes around them."""
    wide, high = (page.height, page.width) if rotate in {90, 270} else (page.width, page.height)
    to_page = multiply(from_upright((wide, high), rotate, 1), (1 / wide, 0, 0, 1 / high, 0, 0))
    to_scan = np.linalg.inv(_square(place)) @ _square((scan.width, 0, 0, -scan.height, 0, scan.height))
    boxes = []
    for mark in page.marks:
        x0, y0, x1, y1 = mark.box
        corners = np.array([(x, y, 1) for x in (x0, x1) for y in (y0, y1)]) @ _square(to_page) @ to_scan
        (left, top), (right, bottom) = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
        boxes.append((int(left), int(top), int(right) + 1, int(bottom) + 1))
    return tuple(boxes)


def _square(matrix: Matrix) -> np.typing.NDArray[np.float64]:
    a, b, c, d, e, f = matrix
    return np.array([(a, b, 0), (c, d, 0), (e, f, 1)], float)


def _upright(path: Path, page: Page, config: OcrConfig) -> Source:
    """The upright page; from what was just read where that is still at hand."""
    return Source(
        lambda: pages.turned(pages.PICTURES.get(path, page.number, 0, config).image, page.rotation),
        tuple(mark.box for mark in page.marks),
    )


def _add_page(target: pikepdf.Pdf, page: Page, picture: Drawn, font: pikepdf.Object) -> None:
    rotate = picture.rotate
    point = 72 / page.dpi
    width, height = round(page.width * point, 3), round(page.height * point, 3)
    if rotate in {90, 270}:
        width, height = height, width
    if picture.paper is not None and max(abs(picture.paper[0] / width - 1), abs(picture.paper[1] / height - 1)) < ROUNDED:
        width, height = picture.paper  # else its resolution was not believed
    draw = f"q {width:.6f} 0 0 {height:.6f} 0 0 cm "
    if picture.place is not None:
        draw += "{:.7f} {:.7f} {:.7f} {:.7f} {:.7f} {:.7f} cm ".format(*picture.place)
    draw += "/Im0 Do"
    if picture.colour is not None:
        draw += " {:.3g} {:.3g} {:.3g} rg /Im1 Do".format(*(value / 255 for value in picture.colour))
    for number, (_, place) in enumerate(picture.patches):
        draw += " q {:.7f} {:.7f} {:.7f} {:.7f} {:.7f} {:.7f} cm".format(*place) + f" /Over{number} Do Q"
    contents = [target.make_stream(f"{draw} Q".encode("ascii"))]
    text = text_content(page, from_upright((width, height), rotate, point), "F0")
    if text:
        contents.append(target.make_stream(text))
    named = {f"/Im{number}": image for number, image in enumerate(picture.images)}
    named |= {f"/Over{number}": image for number, (image, _) in enumerate(picture.patches)}
    leaf = Dictionary(
        Type=Name.Page, MediaBox=[0, 0, width, height], Contents=Array(contents),
        Resources=Dictionary(XObject=Dictionary(named), Font=Dictionary(F0=font)),
    )  # fmt: skip
    if rotate:
        leaf["/Rotate"] = rotate
    target.pages.append(pikepdf.Page(target.make_indirect(leaf)))


def _told(codings: Iterable[str], language: str) -> str:
    """What was done to the pictures of the pages, in a sentence for each run of pages alike."""
    parts, first = [], 1
    for coding, run in groupby(codings):
        last = first + len(list(run)) - 1
        numbers = str(first) if first == last else f"{first}–{last}"
        parts.append(_texts()[coding][language].format(pages=numbers))
        first = last + 1
    return " ".join([*parts, _texts()["original"][language]])


@cache
def _texts() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "coding.yaml").read_text(encoding="utf-8"))
    return loaded


def _finished(target: pikepdf.Pdf, codings: list[str]) -> bytes:
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB IEC61966-2.1", Info="sRGB IEC61966-2.1",
        DestOutputProfile=target.make_stream(srgb(), N=3),
    )  # fmt: skip
    target.Root["/OutputIntents"] = Array([target.make_indirect(intent)])
    xmp = _XMP.format(vi=_told(codings, "vi"), en=_told(codings, "en"))
    metadata = target.make_stream(xmp.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
    target.Root["/Metadata"] = metadata
    target.Root["/Lang"] = "vi-VN"
    if "/Info" in target.trailer:
        del target.trailer["/Info"]
    file = io.BytesIO()
    # Image data must stay as it is; only what we wrote is packed.
    target.save(
        file,
        min_version="1.7",
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return file.getvalue()


@cache
def srgb() -> bytes:
    """An sRGB profile with a fixed date, so that the same pages make the same file."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes((0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # 2000-01-01 00:00:00
    data[84:100] = bytes(16)  # profile id: zero says "not computed"
    return bytes(data)
