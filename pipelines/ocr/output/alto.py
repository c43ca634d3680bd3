"""
Words as ALTO 4.4 (https://www.loc.gov/standards/alto/): the layout format that libraries and archives exchange.

Coordinates are pixels of the upright page image, origin at its upper left corner. Seals, signatures, stamps and handwriting
are illustrations whose TYPE is the kind of the mark (model.py).
"""

from __future__ import annotations

from importlib.metadata import version
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from pipelines.model import Box, Page
from pipelines.ocr.output.structure import LANGUAGE, SOFTWARE, Block, Line, blocks_of, clean

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"


def to_alto(pages: tuple[Page, ...], name: str) -> bytes:
    """
    *pages* as one ALTO document, UTF-8; *name* is the file they were read from, as it is to be called there.

    WC and PC are confidences from 0 to 1. The format has no place for dpi; they stand among the settings of the processing.
    """
    root = Element("alto", {
        "xmlns": _NAMESPACE, "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_NAMESPACE} {_SCHEMA}", "SCHEMAVERSION": "4.4",
    })  # fmt: skip
    _describe(SubElement(root, "Description"), pages, name)
    layout = SubElement(root, "Layout")
    for index, page in enumerate(pages, start=1):
        _add_page(layout, page, index)
    ET.indent(root, space=" ")
    written: bytes = ET.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def _describe(node: Element, pages: tuple[Page, ...], name: str) -> None:
    SubElement(node, "MeasurementUnit").text = "pixel"
    SubElement(SubElement(node, "sourceImageInformation"), "fileName").text = clean(name)
    step = SubElement(node, "Processing", {"ID": "ocr"})
    SubElement(step, "processingCategory").text = "contentGeneration"
    SubElement(step, "processingStepSettings").text = "; ".join(
        f"page_{index}: {round(page.dpi)} dpi, turned by {page.rotation} degrees" for index, page in enumerate(pages, start=1)
    )
    software = SubElement(step, "processingSoftware")
    SubElement(software, "softwareName").text = SOFTWARE
    SubElement(software, "softwareVersion").text = version("sohoa")


def _add_page(layout: Element, page: Page, index: int) -> None:
    size = {"HEIGHT": str(page.height), "WIDTH": str(page.width)}
    inside = {"ID": f"page_{index}", **size, "PHYSICAL_IMG_NR": str(page.number), "LANG": LANGUAGE, "PROCESSINGREFS": "ocr"}
    node = SubElement(layout, "Page", inside | ({"PC": f"{page.confidence:.4f}"} if page.words else {}))
    space = SubElement(node, "PrintSpace", {**size, "HPOS": "0", "VPOS": "0"})
    for number, block in enumerate(blocks_of(page), start=1):
        _add_block(space, block, f"{index}_{number}")
    for number, mark in enumerate(page.marks, start=1):
        SubElement(space, "Illustration", {"ID": f"mark_{index}_{number}", **_place(mark.box), "TYPE": str(mark.kind)})


def _add_block(space: Element, block: Block, label: str) -> None:
    node = SubElement(space, "TextBlock", {"ID": f"block_{label}", **_place(block.box)})
    for number, line in enumerate(block.lines, start=1):
        _add_line(node, line, f"{label}_{number}")


def _add_line(block: Element, line: Line, label: str) -> None:
    node = SubElement(block, "TextLine", {"ID": f"line_{label}", **_place(line.box)})
    for number, word in enumerate(line.words, start=1):
        if number > 1:
            SubElement(node, "SP")
        inside = {"ID": f"word_{label}_{number}", "CONTENT": clean(word.text), **_place(word.box)}
        SubElement(node, "String", inside | {"WC": f"{min(max(word.confidence, 0), 1):.4f}"})


def _place(box: Box) -> dict[str, str]:
    left, top, right, bottom = box
    return {"HPOS": str(left), "VPOS": str(top), "WIDTH": str(right - left), "HEIGHT": str(bottom - top)}
