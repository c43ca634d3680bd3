"""
The conversion record inside the file: an XMP description in a namespace of our own.

PDF/A wants every namespace of its own described by an extension schema (ISO 19005-2, 6.6.2.3.3), which XMP libraries
drop or rename; so the packet is edited as XML here, and nothing else in it is touched.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from pipelines.model import Conversion
from pipelines.sign.times import vietnam_time

NAMESPACE = "urn:sohoa:ns:conversion:1.0#"
PREFIX = "sohoa"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EXT = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"

LARGEST = 4_000_000
"""Bytes of XMP that are looked at; more is hostile."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: str
    description: str


ENTRIES = (
    _Entry("serial", "Text", "Number in the register of conversions"),
    _Entry("agency", "Text", "Body that converted the paper and answers for it"),
    _Entry("person", "Text", "Person who converted the paper"),
    _Entry("convertedAt", "Date", "Time of conversion"),
    _Entry("pages", "Integer", "Number of pages"),
    _Entry("sheets", "Integer", "Number of sheets of paper"),
    _Entry("originalSha256", "Text", "SHA-256 of the scan as it was received"),
    _Entry("archiveSha256", "Text", "SHA-256 of the archive file before mark and signature"),
    _Entry("seen", "Text", "Marks seen on the paper"),
    _Entry("statement", "Text", "Statement that the file matches the paper"),
    _Entry("docCode", "Text", "Code of the document"),
    _Entry("typeName", "Text", "Kind of document"),
    _Entry("codeNumber", "Text", "Number of the document"),
    _Entry("codeNotation", "Text", "Number and symbol of the document"),
    _Entry("issuedDate", "Text", "Day of issue, as far as the paper tells it"),
    _Entry("organName", "Text", "Body that issued the document"),
    _Entry("subject", "Text", "What the document is about"),
    _Entry("language", "Text", "Language of the document"),
    _Entry("pageAmount", "Integer", "Number of pages of the document"),
)
_DESCRIBING = tuple(entry.name for entry in ENTRIES[-9:])
"""Mandatory metadata of guidance 7197/BKHCN-CĐSQG with the names of Decree 30/2020 App. VI."""


def record(conversion: Conversion) -> dict[str, str]:
    """The conversion as it is written into the file; what is not known has no entry. Time in ISO 8601, +07:00."""
    values = {
        "serial": conversion.serial,
        "agency": conversion.agency,
        "person": conversion.person,
        "convertedAt": vietnam_time(conversion.converted_at),
        "pages": str(conversion.pages),
        "sheets": None if conversion.sheets is None else str(conversion.sheets),
        "originalSha256": conversion.original_sha256,
        "archiveSha256": conversion.archive_sha256,
        "seen": ", ".join(conversion.seen) or None,
        "statement": conversion.statement,
        **{name: _one_line(conversion.metadata.get(name)) for name in _DESCRIBING},
    }
    return {name: value for name, value in values.items() if value is not None}


def _one_line(text: str | None) -> str | None:
    """*text* as XML can carry it, in one line; None for nothing."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split()) or None if text else None


def with_record(packet: bytes | None, values: dict[str, str], *, holds_data: bool = False) -> bytes:
    """
    *packet* (None: a new one) with the record in place of any earlier one. Raises ValueError when it is no XMP.

    *holds_data*: a file is embedded, so what says that it is PDF/A says part 3 from now on.
    """
    root = _parse(packet) if packet else _empty()
    rdf = root if root.tag == f"{{{_RDF}}}RDF" else root.find(f".//{{{_RDF}}}RDF")
    if rdf is None:
        raise ValueError("no rdf:RDF")
    _remove_ours(rdf)
    if holds_data:
        _set_part(rdf, "3")
    rdf.append(_description(values))
    _schemas(rdf).append(_extension_schema())
    body: bytes = etree.tostring(root, encoding="utf-8")
    head = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
    return head + body + b'\n<?xpacket end="w"?>'


def read_record(packet: bytes | None) -> dict[str, str]:
    """The record in *packet*; empty when there is none or the packet is no XMP."""
    if not packet:
        return {}
    try:
        root = _parse(packet)
    except (ValueError, etree.XMLSyntaxError):
        return {}
    found = {}
    for entry in ENTRIES:
        tag = f"{{{NAMESPACE}}}{entry.name}"
        values = [element.text or "" for element in root.iter(tag)]
        values += [node.attrib[tag] for node in root.iter(f"{{{_RDF}}}Description") if tag in node.attrib]
        if len(values) == 1:
            found[entry.name] = values[0]
        elif values:
            return {}  # two values for one entry: nobody may choose between them
    return found


def _parse(packet: bytes) -> etree._Element:
    if len(packet) > LARGEST:
        raise ValueError("too much XMP")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(packet.strip(b"\x00 \r\n\t"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("no XML") from error
    if root.getroottree().docinfo.doctype:
        raise ValueError("a DTD has no place in XMP")
    return root


def _empty() -> etree._Element:
    root = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap={"x": "adobe:ns:meta/"})
    etree.SubElement(root, f"{{{_RDF}}}RDF", nsmap={"rdf": _RDF})
    return root


def _remove_ours(rdf: etree._Element) -> None:
    for description in list(rdf.iter(f"{{{_RDF}}}Description")):
        for child in list(description):
            if child.tag.startswith(f"{{{NAMESPACE}}}"):
                description.remove(child)
        for name in [name for name in description.attrib if name.startswith(f"{{{NAMESPACE}}}")]:
            del description.attrib[name]
    for uri in list(rdf.iter(f"{{{_SCHEMA}}}namespaceURI")):
        item = next((node for node in uri.iterancestors() if node.tag == f"{{{_RDF}}}li"), None)
        if (uri.text or "").strip() == NAMESPACE and item is not None:
            item.getparent().remove(item)


def _set_part(rdf: etree._Element, part: str) -> None:
    tag = "{http://www.aiim.org/pdfa/ns/id/}part"
    for element in rdf.iter(tag):
        element.text = part
    for node in rdf.iter(f"{{{_RDF}}}Description"):
        if tag in node.attrib:
            node.set(tag, part)


def _description(values: dict[str, str]) -> etree._Element:
    node = etree.Element(f"{{{_RDF}}}Description", nsmap={"rdf": _RDF, PREFIX: NAMESPACE})
    node.set(f"{{{_RDF}}}about", "")
    for entry in ENTRIES:
        if entry.name in values:
            etree.SubElement(node, f"{{{NAMESPACE}}}{entry.name}").text = values[entry.name]
    return node


def _schemas(rdf: etree._Element) -> etree._Element:
    """The bag of extension schemas; a packet may have one only."""
    bag = rdf.find(f".//{{{_EXT}}}schemas/{{{_RDF}}}Bag")
    if bag is not None:
        return bag
    node = etree.SubElement(
        rdf, f"{{{_RDF}}}Description", nsmap={"pdfaExtension": _EXT, "pdfaSchema": _SCHEMA, "pdfaProperty": _PROPERTY}
    )
    node.set(f"{{{_RDF}}}about", "")
    return etree.SubElement(etree.SubElement(node, f"{{{_EXT}}}schemas"), f"{{{_RDF}}}Bag")


def _extension_schema() -> etree._Element:
    item = etree.Element(f"{{{_RDF}}}li", nsmap={"rdf": _RDF, "pdfaSchema": _SCHEMA, "pdfaProperty": _PROPERTY})
    item.set(f"{{{_RDF}}}parseType", "Resource")
    etree.SubElement(item, f"{{{_SCHEMA}}}schema").text = "Conversion from paper"
    etree.SubElement(item, f"{{{_SCHEMA}}}namespaceURI").text = NAMESPACE
    etree.SubElement(item, f"{{{_SCHEMA}}}prefix").text = PREFIX
    sequence = etree.SubElement(etree.SubElement(item, f"{{{_SCHEMA}}}property"), f"{{{_RDF}}}Seq")
    for entry in ENTRIES:
        prop = etree.SubElement(sequence, f"{{{_RDF}}}li")
        prop.set(f"{{{_RDF}}}parseType", "Resource")
        for name, text in (
            ("name", entry.name),
            ("valueType", entry.kind),
            ("category", "external"),
            ("description", entry.description),
        ):
            etree.SubElement(prop, f"{{{_PROPERTY}}}{name}").text = text
    return item
