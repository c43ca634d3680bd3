"""
Published ways of making a signed PDF say something else, each made here: none comes out valid.

Universal signature forgery, incremental saving and signature wrapping (Mladenov et al., CCS 2019); shadow attacks (Rohlmann et
al., NDSS 2021); attacks on certified files (Rohlmann et al., S&P 2021). What was prepared before signing and is only shown
afterwards counts too.
"""

import io
import re

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign import fields

from pipelines.sign import verify
from pipelines.sign.container import gap_of
from tests.sign import papers
from tests.sign.test_signing import arrive_signed
from tests.sign.test_verifying import appended, assert_invalid


def number(value):
    return generic.NumberObject(value)


def stream(content: bytes, **entries) -> generic.StreamObject:
    return generic.StreamObject({pdf_name(f"/{key}"): value for key, value in entries.items()}, stream_data=content)


def prepared(pdf: bytes, authority, change, **metadata) -> bytes:
    """*pdf* changed, then signed by somebody who did not see what was hidden in it."""
    return arrive_signed(papers.changed(pdf, change), authority, **metadata)


def still_valid(pdf: bytes, authority) -> bytes:
    assert verify(pdf, [authority.pem]).verdict == "valid"
    return pdf


# --- universal signature forgery: the signature is there, but says nothing


@pytest.mark.parametrize(
    "entry",
    [b"null", b"[]", b"[0]", b"[0 0 0 0]", b"[0 -1 -1 0]", b"[0 9999999999 1 1]", b"[0 1 2 3 4 5]", b"(text)", b"[/A /B /C /D]"],
)
def test_a_byte_range_that_ranges_over_nothing_is_seen(entry, signed, trust):
    found = re.search(rb"/ByteRange \[0 \d+ \d+ \d+\] *", signed)
    wrong = signed.replace(found[0], (b"/ByteRange " + entry).ljust(len(found[0])))
    assert len(wrong) == len(signed)
    assert_invalid(wrong, trust)


@pytest.mark.parametrize("content", [b"<>", b"<00>", b"null", b"()", b"<30>"])
def test_contents_that_hold_no_signature_are_seen(content, signed, trust):
    start, end = gap_of(signed)
    assert_invalid(signed[:start] + content.ljust(end - start) + signed[end:], trust)


@pytest.mark.parametrize("name", [b"/ByteRange", b"/Contents", b"/SubFilter"])
def test_a_signature_that_lacks_a_part_is_seen(name, signed, trust):
    at = signed.rindex(name)
    assert_invalid(signed[:at] + b"/X" + name[2:] + signed[at + len(name) :], trust)


# --- incremental saving: something is added behind the signature


def replaced_page(writer):
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(stream(b"0 0 500 500 re f"))
    writer.mark_update(page)


def more_pages(writer):
    pages = writer.root["/Pages"]
    first = pages["/Kids"][0].get_object()
    copy = generic.DictionaryObject({key: first.raw_get(key) for key in first if key != "/Annots"})
    pages["/Kids"].append(writer.add_object(copy))
    pages["/Count"] = number(int(pages["/Count"]) + 1)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)


def fewer_pages(writer):
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject([])
    pages["/Count"] = number(0)
    writer.update_container(pages)


def action(writer):
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert(1)")}
    )
    writer.update_root()


def hidden_layer(writer):
    group = writer.add_object(
        generic.DictionaryObject({pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): generic.TextStringObject("Lớp")})
    )
    writer.root["/OCProperties"] = generic.DictionaryObject(
        {
            pdf_name("/OCGs"): generic.ArrayObject([group]),
            pdf_name("/D"): generic.DictionaryObject({pdf_name("/OFF"): generic.ArrayObject([group])}),
        }
    )
    writer.update_root()


def another_font(writer):
    page, _ = writer.find_page_for_modification(0)
    resources = page.get_object()["/Resources"]
    resources["/Font"] = generic.DictionaryObject({pdf_name("/F9"): writer.add_object(generic.DictionaryObject())})
    writer.update_container(resources)


def cropped(writer):
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/CropBox"] = generic.ArrayObject([number(n) for n in (0, 0, 100, 100)])
    writer.mark_update(page)


def stamp_note(writer):
    page, _ = writer.find_page_for_modification(0)
    look = writer.add_object(
        stream(
            b"1 g 0 0 300 300 re f", Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"),
            BBox=generic.ArrayObject([number(n) for n in (0, 0, 300, 300)]),
        )
    )  # fmt: skip
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): generic.ArrayObject([number(n) for n in (50, 300, 350, 600)]),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): look}),
        }
    )
    content = page.get_object()
    if "/Annots" not in content:
        content["/Annots"] = generic.ArrayObject()
    content["/Annots"].append(writer.add_object(note))
    writer.update_container(content["/Annots"])
    writer.mark_update(page)


ADDED = [replaced_page, more_pages, fewer_pages, action, hidden_layer, another_font, cropped, stamp_note]


@pytest.mark.parametrize("change", ADDED)
def test_what_is_added_behind_our_signature_is_seen(change, signed, trust):
    assert_invalid(appended(signed, change), trust)


@pytest.mark.parametrize("change", ADDED)
def test_what_is_added_behind_somebody_elses_signature_is_seen(change, authority):
    pdf = still_valid(arrive_signed(papers.scan(2), authority), authority)
    assert_invalid(appended(pdf, change), [authority.pem])


@pytest.mark.parametrize("change", ADDED)
@pytest.mark.parametrize("permission", [fields.MDPPerm.FILL_FORMS, fields.MDPPerm.ANNOTATE])
def test_a_certification_that_permits_forms_or_notes_permits_nothing_of_this(change, permission, authority):
    pdf = still_valid(arrive_signed(papers.scan(2), authority, certify=True, docmdp_permissions=permission), authority)
    judged = verify(appended(pdf, change), [authority.pem])
    assert judged.verdict == "invalid"


def test_an_update_without_a_table_of_its_own_is_seen(signed, trust):
    """Rohlmann's variant: objects and a trailer, but no cross-reference table; some viewers repair and show it."""
    root = re.search(rb"/Root (\d+) 0 R", signed) or re.search(rb"/Root (\d+)", signed)
    tail = b"\n4 0 obj\n<< /Type /Page >>\nendobj\ntrailer\n<< /Root " + root[1] + b" 0 R >>\n%%EOF\n"
    assert_invalid(signed + tail, trust)


def test_objects_between_the_signed_part_and_the_signature_are_seen(signed, trust):
    """Wrapping: the second signed range is moved behind other content, and the byte range with it."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *", signed)
    start, end, length = (int(edge) for edge in found.groups())
    hidden = b"\n7 0 obj\n<< /Evil true >>\nendobj\n"
    moved = b"/ByteRange [0 %d %d %d]" % (start, end + len(hidden), length)
    wrong = signed[:start] + b"<" + b"0" * (end - start - 2) + b">" + hidden + signed[end:]
    wrong = wrong.replace(found[0], moved.ljust(len(found[0])))
    assert_invalid(wrong, trust)


# --- shadow attacks: prepared before signing, shown afterwards


def test_a_picture_that_is_laid_over_and_taken_away_is_seen(authority):
    """Hide: the signer saw a cover over the page; the update takes it away."""

    def cover(document):
        form = document.make_stream(b"1 g 0 0 600 900 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 900]))
        page = document.pages[0].obj
        page.Resources.XObject[Name.Cover] = form
        page.Contents = document.make_stream(page.Contents.read_bytes() + b" /Cover Do")

    def uncover(writer):
        page, _ = writer.find_page_for_modification(0)
        reference = page.get_object()["/Resources"]["/XObject"].raw_get("/Cover")
        emptied = stream(b"", Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=generic.ArrayObject([number(0)] * 4))
        writer.objects[(reference.generation, reference.idnum)] = emptied

    pdf = still_valid(prepared(papers.scan(), authority, cover), authority)
    assert_invalid(appended(pdf, uncover), [authority.pem])


def with_text_field(document, value: str = "1.000.000"):
    look = document.make_stream(b"BT ET", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 20]))
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("so_tien"), V=String(value), F=4,
        Rect=Array([100, 100, 300, 120]), AP=Dictionary(N=look),
    )  # fmt: skip
    reference = document.make_indirect(note)
    document.pages[0].obj.Annots = Array([reference])
    document.Root.AcroForm = Dictionary(Fields=Array([reference]), DA=String("/Helv 0 Tf"))


def refilled(writer):
    widget = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    content = widget.get_object()
    content["/V"] = generic.TextStringObject("9.000.000")
    content["/AP"] = generic.DictionaryObject(
        {pdf_name("/N"): writer.add_object(stream(b"BT (9) Tj ET", Type=pdf_name("/XObject"), Subtype=pdf_name("/Form")))}
    )
    writer.mark_update(widget)


def test_a_form_that_was_filled_in_anew_after_signing_is_not_what_was_signed(authority):
    pdf = still_valid(prepared(papers.scan(), authority, with_text_field), authority)
    assert "không được ký" in assert_invalid(appended(pdf, refilled), [authority.pem])


def test_a_certification_for_filling_in_lets_a_form_be_filled_in(authority):
    pdf = prepared(papers.scan(), authority, with_text_field, certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)
    assert verify(appended(still_valid(pdf, authority), refilled), [authority.pem]).verdict == "valid"


def test_a_certification_for_filling_in_lets_nothing_else_be_drawn_with_it(authority):
    pdf = prepared(papers.scan(), authority, with_text_field, certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)
    assert_invalid(appended(appended(pdf, refilled), stamp_note), [authority.pem])


def test_a_field_that_is_moved_over_the_text_is_seen(authority):
    def move(writer):
        widget = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        widget.get_object()["/Rect"] = generic.ArrayObject([number(n) for n in (0, 0, 600, 900)])
        writer.mark_update(widget)

    pdf = prepared(papers.scan(), authority, with_text_field, certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)
    assert_invalid(appended(still_valid(pdf, authority), move), [authority.pem])


def test_a_permission_that_is_raised_afterwards_is_seen(authority):
    """Escalation: a certification that allowed nothing is told to allow notes."""

    def raised(writer):
        signature = writer.root["/AcroForm"]["/Fields"].raw_get(0).get_object().raw_get("/V")
        parameters = signature.get_object()["/Reference"][0]["/TransformParams"]
        parameters["/P"] = number(3)
        writer.mark_update(signature)

    pdf = arrive_signed(papers.scan(), authority, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES)
    wrong = appended(still_valid(pdf, authority), raised)
    assert_invalid(wrong, [authority.pem])
    assert_invalid(appended(wrong, stamp_note), [authority.pem])


def test_a_signature_object_that_was_replaced_is_seen(signed, trust):
    def swap(writer):
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        value = field.get_object()["/V"]
        copy = generic.DictionaryObject({key: value.raw_get(key) for key in value})
        copy["/Reason"] = generic.TextStringObject("lý do khác")
        field.get_object()["/V"] = writer.add_object(copy)
        writer.mark_update(field)

    assert_invalid(appended(signed, swap), trust)


def test_an_object_that_stands_twice_in_the_signed_part_does_not_make_two_papers(signed, trust):
    """Both copies lie before the signature: whichever a viewer takes, bytes changed after signing."""
    at = signed.index(b"endobj") + len(b"endobj")
    assert_invalid(signed[:at] + b"\n4 0 obj\n<< /Type /Page >>\nendobj" + signed[at:], trust)


def test_a_page_tree_that_two_readers_count_differently_is_seen(authority):
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.scan())) as document:
        document.save(buffer)
    wrong = buffer.getvalue().replace(b"/Count 1", b"/Count 7")
    judged = verify(arrive_signed(wrong, authority), [authority.pem])
    assert judged.verdict == "invalid"
