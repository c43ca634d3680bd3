"""
Words as hOCR, version 1.2 (https://kba.github.io/hocr-spec/1.2/): XHTML in which class and title carry the layout.

Coordinates are pixels of the upright page image, origin at its upper left corner. Seals, signatures, stamps and handwriting
are ``ocr_image`` floats with the engine's own properties ``x_mark`` (model.py's kinds) and ``x_conf``, 0 to 100.
"""

from __future__ import annotations

from importlib.metadata import version
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from pipelines.model import Box, Page, Word
from pipelines.ocr.output.structure import LANGUAGE, SOFTWARE, Block, Line, blocks_of, clean

_XHTML = "http://www.w3.org/1999/xhtml"
_CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_image ocrp_lang ocrp_wconf"
_EMPTY = " "  # browsers take <div/> for an opening tag
_LEANING = 0.05  # degrees from which on a line says that it leans


def to_hocr(pages: tuple[Page, ...], name: str) -> bytes:
    """
    *pages* as one hOCR document, UTF-8; *name* is the file they were read from, as it is to be called there.

    Each page names its image, size, number from 0 and dpi; a word its box and confidence in per cent.
    """
    html = Element("html", {"xmlns": _XHTML, "xml:lang": LANGUAGE, "lang": LANGUAGE})
    head = SubElement(html, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = clean(name)
    described = {
        "ocr-system": f"{SOFTWARE} {version('sohoa')}",
        "ocr-capabilities": _CAPABILITIES,
        "ocr-number-of-pages": str(len(pages)),
        "ocr-langs": LANGUAGE,
    }
    for key, content in described.items():
        SubElement(head, "meta", {"name": key, "content": content})
    body = SubElement(html, "body")
    for index, page in enumerate(pages):
        _add_page(body, page, index, name)
    ET.indent(html, space=" ")
    written: bytes = ET.tostring(html, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n' + written + b"\n"


def _add_page(body: Element, page: Page, index: int, name: str) -> None:
    dpi = round(page.dpi)
    quoted = clean(name).replace("\\", "\\\\").replace('"', '\\"')
    title = f'image "{quoted}"; bbox 0 0 {page.width} {page.height}; ppageno {index}; scan_res {dpi} {dpi}'
    node = SubElement(body, "div", {"class": "ocr_page", "id": f"page_{index + 1}", "lang": LANGUAGE, "title": title})
    node.text = _EMPTY
    for number, block in enumerate(blocks_of(page), start=1):
        _add_block(node, block, f"{index + 1}_{number}", page.skew)
    for number, mark in enumerate(page.marks, start=1):
        title = f"{_box(mark.box)}; x_mark {mark.kind}; x_conf {round(100 * mark.confidence)}"
        SubElement(node, "div", {"class": "ocr_image", "id": f"image_{index + 1}_{number}", "title": title}).text = _EMPTY


def _add_block(page: Element, block: Block, label: str, skew: float) -> None:
    area = SubElement(page, "div", {"class": "ocr_carea", "id": f"block_{label}", "title": _box(block.box)})
    paragraph = SubElement(area, "p", {"class": "ocr_par", "id": f"par_{label}", "title": _box(block.box)})
    for number, line in enumerate(block.lines, start=1):
        _add_line(paragraph, line, f"{label}_{number}", skew)


def _add_line(paragraph: Element, line: Line, label: str, skew: float) -> None:
    title = _box(line.box) + (f"; textangle {skew:.2f}" if abs(skew) >= _LEANING else "")
    node = SubElement(paragraph, "span", {"class": "ocr_line", "id": f"line_{label}", "title": title})
    for number, word in enumerate(line.words, start=1):
        inside = {"class": "ocrx_word", "id": f"word_{label}_{number}", "title": _of_word(word)}
        SubElement(node, "span", inside).text = clean(word.text)


def _of_word(word: Word) -> str:
    return f"{_box(word.box)}; x_wconf {round(100 * word.confidence)}"


def _box(box: Box) -> str:
    return "bbox " + " ".join(str(value) for value in box)
