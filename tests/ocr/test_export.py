"""hOCR and ALTO, judged by libxml2, a parser for HTML, and rules of the formats written out here."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from lxml import etree

from pipelines import ocr
from pipelines.model import Mark, MarkKind, Page, Word

X = {"h": "http://www.w3.org/1999/xhtml"}
A = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}
NAME = 'tờ "trình" <số 1> & phụ lục\\.pdf'

# What may stand in an element, in this order (alto-4-4.xsd); every other element is empty.
ORDER = {
    "alto": "Description Styles Tags ReadingOrder Layout",
    "Description": "MeasurementUnit sourceImageInformation OCRProcessing Processing",
    "sourceImageInformation": "fileName fileIdentifier documentIdentifier",
    "Processing": "processingCategory processingDateTime processingAgency processingStepDescription processingStepSettings "
    "processingSoftware",
    "processingSoftware": "softwareCreator softwareName softwareVersion applicationDescription",
    "Layout": "Page",
    "Page": "TopMargin LeftMargin RightMargin BottomMargin PrintSpace",
    "PrintSpace": "TextBlock|Illustration|GraphicalElement|ComposedBlock",
    "TextBlock": "TextLine",
    "TextLine": "String|SP HYP",
}
PLACE = {"HPOS", "VPOS", "WIDTH", "HEIGHT"}
NEEDED = {
    "Page": {"ID", "PHYSICAL_IMG_NR", "WIDTH", "HEIGHT"},
    "Processing": {"ID"},
    "PrintSpace": PLACE,
    "TextBlock": PLACE | {"ID"},
    "TextLine": PLACE | {"ID"},
    "String": PLACE | {"CONTENT", "WC"},
    "Illustration": PLACE | {"ID"},
}


@pytest.fixture(scope="module")
def pages() -> tuple[Page, ...]:
    """A page with two columns at its head, a seal and a lean; an empty one; one with a block that another interrupts."""
    first = (
        Word("ỦY", 0.91, (100, 100, 160, 130), 0, 0),
        Word("BAN", 0.95, (170, 100, 240, 131), 0, 0),
        Word("Số:08/QĐ", 0.4, (110, 140, 250, 170), 1, 0, handwriting=0.8),
        Word("CỘNG", 1.0, (500, 98, 600, 130), 2, 1),
        Word("<HÒA>&", 0.0, (610, 99, 700, 130), 2, 1),
        Word("Căn\x0ccứ", 0.999, (0, 300, 1000, 1400), 3, 2),
    )
    marks = (Mark(MarkKind.SEAL, (600, 900, 800, 1100), 0.87), Mark(MarkKind.SIGNATURE, (650, 950, 900, 1050), 0.5))
    split = (
        Word("một", 0.9, (10, 10, 50, 30), 0, 0),
        Word("hai", 0.9, (300, 10, 350, 30), 1, 1),
        Word("ba", 0.9, (10, 40, 50, 60), 2, 0),
    )
    return (
        Page(1, 1000, 1400, 199.6, rotation=90, skew=1.25, words=first, marks=marks),
        Page(2, 600, 800, 300.0, warnings=("blank",)),
        Page(3, 400, 500, 150.0, words=split),
    )


@pytest.fixture(scope="module")
def hocr(pages: tuple[Page, ...]) -> etree._Element:
    return etree.fromstring(ocr.to_hocr(pages, NAME))


@pytest.fixture(scope="module")
def alto(pages: tuple[Page, ...]) -> etree._Element:
    return etree.fromstring(ocr.to_alto(pages, NAME))


def expected(page: Page) -> str:
    return page.text.replace("\x0c", "")


def properties(node: etree._Element) -> dict[str, str]:
    """The title's properties; a quoted value may hold a semicolon."""
    return dict(re.findall(r'(\w+) ((?:"(?:[^"\\]|\\.)*"|[^;"])+)', node.get("title")))


def bbox(node: etree._Element) -> tuple[int, ...]:
    return tuple(int(value) for value in properties(node)["bbox"].split())


def within(inner: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    return outer[0] <= inner[0] < inner[2] <= outer[2] and outer[1] <= inner[1] < inner[3] <= outer[3]


def place(node: etree._Element) -> tuple[int, ...]:
    left, top, wide, high = (int(node.get(key)) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return left, top, left + wide, top + high


# --- hOCR


def test_hocr_says_who_made_it_and_what_is_in_it(hocr: etree._Element):
    said = {meta.get("name"): meta.get("content") for meta in hocr.iterfind(".//h:meta[@name]", X)}
    assert said["ocr-system"].startswith("Sohoa ")
    assert said["ocr-number-of-pages"] == "3"
    assert hocr.get("lang") == "vi"
    used = {node.get("class") for node in hocr.iterfind(".//*[@class]")}
    assert used == {"ocr_page", "ocr_carea", "ocr_par", "ocr_line", "ocrx_word", "ocr_image"}
    assert used <= set(said["ocr-capabilities"].split())
    assert hocr.findtext(".//h:title", namespaces=X) == NAME


def test_hocr_pages_carry_image_size_number_and_dpi(hocr: etree._Element, pages: tuple[Page, ...]):
    nodes = hocr.findall(".//*[@class='ocr_page']")
    assert len(nodes) == len(pages)
    for index, (node, page) in enumerate(zip(nodes, pages, strict=True)):
        said = properties(node)
        assert bbox(node) == (0, 0, page.width, page.height)
        assert int(said["ppageno"]) == index
        assert said["scan_res"] == f"{page.dpi:.0f} {page.dpi:.0f}"
        assert re.sub(r"\\(.)", r"\1", said["image"][1:-1]) == NAME


def test_hocr_text_is_the_pages_text_line_by_line(hocr: etree._Element, pages: tuple[Page, ...]):
    for node, page in zip(hocr.findall(".//*[@class='ocr_page']"), pages, strict=True):
        lines = node.findall(".//*[@class='ocr_line']")
        assert "\n".join(" ".join(word.text for word in line) for line in lines) == expected(page)
        assert " ".join("".join(node.itertext()).split()) == " ".join(expected(page).split()), "white space parts the words"


def test_hocr_boxes_lie_in_one_another_and_words_keep_theirs(hocr: etree._Element, pages: tuple[Page, ...]):
    for kind, holder in [("ocrx_word", "ocr_line"), ("ocr_line", "ocr_par"), ("ocr_par", "ocr_carea"), ("ocr_carea", "ocr_page")]:
        for node in hocr.findall(f".//*[@class='{kind}']"):
            assert node.getparent().get("class") == holder
            assert within(bbox(node), bbox(node.getparent())), node.get("title")
    found = [(bbox(node), int(properties(node)["x_wconf"])) for node in hocr.findall(".//*[@class='ocrx_word']")]
    assert found == [(word.box, round(100 * word.confidence)) for page in pages for word in page.words]


def test_hocr_tells_of_lean_and_of_marks(hocr: etree._Element):
    leaning, _, straight = hocr.findall(".//*[@class='ocr_page']")
    assert {properties(line)["textangle"] for line in leaning.findall(".//*[@class='ocr_line']")} == {"1.25"}
    assert all("textangle" not in properties(line) for line in straight.findall(".//*[@class='ocr_line']"))
    marks = hocr.findall(".//*[@class='ocr_image']")
    assert [(properties(m)["x_mark"], bbox(m)) for m in marks] == [
        ("seal", (600, 900, 800, 1100)),
        ("signature", (650, 950, 900, 1050)),
    ]


def test_a_browser_sees_the_same_nesting_as_a_reader_of_xml(hocr: etree._Element, pages: tuple[Page, ...]):
    class Depths(HTMLParser):
        """Depth of every element with an id, by the rules of HTML: a slash closes nothing but void elements."""

        def __init__(self) -> None:
            super().__init__()
            self.depth, self.found = 0, {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "meta":
                return
            self.depth += 1
            if "id" in dict(attrs):
                self.found[dict(attrs)["id"]] = self.depth

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.handle_starttag(tag, attrs)

        def handle_endtag(self, tag: str) -> None:
            if tag != "meta":
                self.depth -= 1

    browser = Depths()
    browser.feed(ocr.to_hocr(pages, NAME).decode())
    assert browser.depth == 0
    ids = [node.get("id") for node in hocr.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids)) > 20
    assert browser.found == {node.get("id"): len(list(node.iterancestors())) + 1 for node in hocr.iterfind(".//*[@id]")}


# --- ALTO


def test_alto_elements_stand_in_the_order_of_the_schema_with_what_it_needs(alto: etree._Element):
    assert alto.tag == f"{{{A['a']}}}alto"
    assert alto.get("SCHEMAVERSION").startswith("4.")
    for node in alto.iter():
        name = etree.QName(node).localname
        children = [etree.QName(child).localname for child in node]
        slots = [slot.split("|") for slot in ORDER.get(name, "").split()]
        at = [next((i for i, slot in enumerate(slots) if child in slot), None) for child in children]
        assert None not in at, (name, children)
        assert at == sorted(at), (name, children)
        assert NEEDED.get(name, set()) <= set(node.attrib), name
        if name in {"Layout", "TextBlock", "TextLine"}:
            assert children, f"{name} may not be empty"
    ids = alto.xpath("//@ID")
    assert len(ids) == len(set(ids)) > 20
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in ids)
    assert set(" ".join(alto.xpath("//@PROCESSINGREFS")).split()) <= set(ids)


def test_alto_says_its_unit_its_source_and_what_made_it(alto: etree._Element):
    assert alto.findtext(".//a:MeasurementUnit", namespaces=A) == "pixel"
    assert alto.findtext(".//a:fileName", namespaces=A) == NAME
    assert alto.findtext(".//a:softwareName", namespaces=A) == "Sohoa"
    assert "page_2: 300 dpi" in alto.findtext(".//a:processingStepSettings", namespaces=A)


def test_alto_text_and_boxes_are_those_of_the_words(alto: etree._Element, pages: tuple[Page, ...]):
    nodes = alto.findall(".//a:Page", A)
    assert [int(node.get("PHYSICAL_IMG_NR")) for node in nodes] == [1, 2, 3]
    for node, page in zip(nodes, pages, strict=True):
        assert place(node.find("a:PrintSpace", A)) == (0, 0, page.width, page.height)
        lines = [" ".join(s.get("CONTENT") for s in line.findall("a:String", A)) for line in node.findall(".//a:TextLine", A)]
        assert "\n".join(lines) == expected(page)
        strings = node.findall(".//a:String", A)
        assert [place(s) for s in strings] == [word.box for word in page.words]
        assert [float(s.get("WC")) for s in strings] == pytest.approx([word.confidence for word in page.words], abs=1e-4)
        for line in node.findall(".//a:TextLine", A):
            kinds = [etree.QName(child).localname for child in line]
            assert kinds == (["String", "SP"] * len(kinds))[: len(kinds)]
            assert kinds[-1] == "String"
    for kind in ("String", "TextLine", "TextBlock"):
        for node in alto.findall(f".//a:{kind}", A):
            assert within(place(node), place(node.getparent())), node.attrib


def test_alto_shows_marks_as_illustrations(alto: etree._Element, pages: tuple[Page, ...]):
    found = [(node.get("TYPE"), place(node)) for node in alto.findall(".//a:Illustration", A)]
    assert found == [(mark.kind, mark.box) for mark in pages[0].marks]


# --- both


def test_a_block_that_another_interrupts_keeps_the_reading_order(hocr: etree._Element, alto: etree._Element):
    assert len(hocr.findall(".//*[@class='ocr_page']")[2].findall(".//*[@class='ocr_carea']")) == 3
    assert len(alto.findall(".//a:Page", A)[2].findall(".//a:TextBlock", A)) == 3


def test_the_same_pages_make_the_same_bytes(pages: tuple[Page, ...]):
    assert ocr.to_hocr(pages, NAME) == ocr.to_hocr(pages, NAME)
    assert ocr.to_alto(pages, NAME) == ocr.to_alto(pages, NAME)
