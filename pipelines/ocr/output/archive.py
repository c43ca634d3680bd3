"""
The archive file: the scan as it was delivered with invisible text over it, as PDF/A-2b (ISO 19005-2:2011, level B).

The picture is never resampled, straightened or turned: a page stands upright by /Rotate, so that the data of a scanned page
can be passed through byte for byte. The same scan and words make the same file.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from pipelines.errors import DocumentProblem
from pipelines.model import Page
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.output import rasters
from pipelines.ocr.output.textlayer import add_font, from_upright, text_content
from pipelines.ocr.source import images, pages, pdf
from pipelines.ocr.source.layout import describe

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <xmp:CreatorTool>Sohoa</xmp:CreatorTool>
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
                for page in read:
                    _add_page(target, page, *_from_pdf(target, source, path, page, config), font)
                return _finished(target)
        for page in read:
            _add_page(target, page, *_from_image(target, path, page, config), font)
        return _finished(target)


def _from_pdf(target: pikepdf.Pdf, source: pikepdf.Pdf, path: Path, page: Page, config: OcrConfig) -> tuple[pikepdf.Object, int]:
    """Image of a page and the degrees clockwise that set it upright."""
    found = describe(source, source.pages[page.number - 1])
    if found.scan is not None and "damaged" not in page.warnings:
        image = rasters.from_pdf(target, found.scan)
        if image is not None:
            return image, (found.rotate + page.rotation) % 360
    picture = pages.PICTURES.get(path, page.number, 0, config)
    return rasters.packed(target, picture.image, config), page.rotation


def _from_image(target: pikepdf.Pdf, path: Path, page: Page, config: OcrConfig) -> tuple[pikepdf.Object, int]:
    try:
        with Image.open(path, formats=images.FORMATS) as image:
            kind = image.format
        if kind in {"JPEG", "MPO"}:
            passed = rasters.from_jpeg(target, path)
            if passed is not None:
                return passed[0], (passed[1] + page.rotation) % 360
        if kind == "PNG":
            whole = rasters.from_png(target, path)
            if whole is not None:
                return whole, page.rotation
    except (OSError, ValueError) as error:
        raise DocumentProblem("broken_image", page=page.number) from error
    picture = pages.PICTURES.get(path, page.number, 0, config)
    return rasters.packed(target, picture.image, config), page.rotation


def _add_page(target: pikepdf.Pdf, page: Page, image: pikepdf.Object, rotate: int, font: pikepdf.Object) -> None:
    point = 72 / page.dpi
    width, height = page.width * point, page.height * point
    if rotate in {90, 270}:
        width, height = height, width
    width, height = round(width, 3), round(height, 3)
    draw = f"q {width:g} 0 0 {height:g} 0 0 cm /Im0 Do Q".encode("ascii")
    contents = [target.make_stream(draw)]
    text = text_content(page, from_upright((width, height), rotate, point), "F0")
    if text:
        contents.append(target.make_stream(text))
    leaf = Dictionary(
        Type=Name.Page, MediaBox=[0, 0, width, height], Contents=Array(contents),
        Resources=Dictionary(XObject=Dictionary(Im0=image), Font=Dictionary(F0=font)),
    )  # fmt: skip
    if rotate:
        leaf["/Rotate"] = rotate
    target.pages.append(pikepdf.Page(target.make_indirect(leaf)))


def _finished(target: pikepdf.Pdf) -> bytes:
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB IEC61966-2.1", Info="sRGB IEC61966-2.1",
        DestOutputProfile=target.make_stream(srgb(), N=3),
    )  # fmt: skip
    target.Root["/OutputIntents"] = Array([target.make_indirect(intent)])
    metadata = target.make_stream(_XMP.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
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
