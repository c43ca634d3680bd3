"""What was never paper is excluded with its reason, and a person can overrule; a scan that arrives signed is a scan."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines import ocr
from pipelines.flow import desk, intake, line
from pipelines.flow.arriving import marked
from pipelines.model import BORN_DIGITAL, Outcome, Page, Stage
from pipelines.ocr import OcrConfig
from pipelines.services import Services
from tests.flow.accepted_papers import Here
from tests.flow.papers_at_the_desk import house
from tests.sign import papers
from tests.sign.pki import authority
from tests.sign.test_signing import arrive_signed

SIZE = (420, 300)  # points
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LINES = (
    "ỦY BAN NHÂN DÂN XÃ BỊA ĐẶT",
    "Số: 12/QĐ-UBND",
    "QUYẾT ĐỊNH",
    "Về việc thử nghiệm",
    "Điều 1. Thử cho kỹ",
    "Điều 2. Rồi thử lại",
)


def written(*, picture: float = 0.2, mode: int = 0) -> bytes:
    """A page of text with a picture, a seal say, that takes up this share of its width; *mode* of the text, 3 is invisible."""
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    out = io.BytesIO()
    canvas = Canvas(out, SIZE)
    seal = Image.new("RGB", (600, 430), "white")
    seal.paste((200, 0, 0), (100, 100, 300, 300))
    canvas.drawImage(ImageReader(seal), 0, 0, picture * SIZE[0], picture * SIZE[1])
    text = canvas.beginText(40, 260)
    text.setFont("DejaVu", 14)
    text.setTextRenderMode(mode)
    for said in LINES:
        text.textLine(said)
    canvas.drawText(text)
    canvas.save()
    return bound(out.getvalue())


def bound(*files: bytes) -> bytes:
    """One file, packed as office programs do."""
    whole = pikepdf.new()
    for file in files:
        with pikepdf.open(io.BytesIO(file)) as one:
            whole.pages.extend(one.pages)
    out = io.BytesIO()
    whole.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    return out.getvalue()


def signed(pdf: bytes) -> bytes:
    return arrive_signed(pdf, authority())


def is_marked(pdf: bytes, folder: Path) -> bool:
    (folder / "arrived.pdf").write_bytes(pdf)
    [page] = marked(folder / "arrived.pdf", (Page(1, 9, 9, 100.0),), OcrConfig())
    return page.warnings == (BORN_DIGITAL,)


def test_a_signed_file_of_text_was_never_paper(tmp_path: Path):
    assert is_marked(signed(written()), tmp_path)
    assert is_marked(signed(bound(written(), written())), tmp_path)


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(written, id="unsigned"),
        pytest.param(lambda: signed(papers.scan()), id="scan"),
        pytest.param(lambda: signed(papers.archive()), id="searchable scan"),
        pytest.param(lambda: signed(written(picture=1.0, mode=3)), id="layer of invisible text"),
        pytest.param(lambda: signed(written(picture=1.0)), id="layer of text under the picture"),
        pytest.param(lambda: signed(written(mode=3)), id="nothing to be seen but a picture"),
        pytest.param(lambda: signed(bound(written(), papers.scan())), id="with a scan bound in"),
    ],
)
def test_what_may_come_from_paper_is_not_taken_for_an_electronic_original(pdf, tmp_path: Path):
    assert not is_marked(pdf(), tmp_path)


def test_a_scan_saved_in_another_format_is_pointed_out_and_not_dropped(tmp_path: Path):
    services: Services = house(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "text.pdf").write_bytes(written())
    page = ocr.page_image(tmp_path / "text.pdf", 1, OcrConfig())
    page.save(tmp_path / "in" / "a.png", dpi=(200, 200))
    page.convert("L").save(tmp_path / "in" / "b.jpg", quality=60, dpi=(200, 200))
    intake.receive(services, [tmp_path / "in"], batch_id="lo")
    for stage in (Stage.OCR, Stage.EXTRACT, Stage.VALIDATE):
        line.run(stage, services, crew=Here(services, "x|1|1|1"), owner="x|1|1|1")
    first, second = (desk.case(services, d.id) for d in sorted(services.ledger.documents([Outcome.REVIEW]), key=lambda d: d.id))
    assert "same_picture" not in [f.rule for f in first.findings]
    [said] = [f.message for f in second.findings if f.rule == "same_picture"]
    assert first.document.id in said


def test_an_electronic_original_is_excluded_with_its_reason_and_a_person_can_overrule(tmp_path: Path):
    services: Services = house(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "original.pdf").write_bytes(signed(written()))
    intake.receive(services, [tmp_path / "in"], batch_id="lo")
    for stage in (Stage.OCR, Stage.EXTRACT, Stage.VALIDATE):
        line.run(stage, services, crew=Here(services, "x|1|1|1"), owner="x|1|1|1")
    [document] = services.ledger.documents([Outcome.EXCLUDED])
    assert document.problem == "born_digital"
    assert "7197/BKHCN" in (document.message or "")

    desk.include(services.acting_as("An"), document.id, "là bản quét")
    assert services.ledger.count("outcome") == {"review": 1}
