"""A stack that went through the feeder as one file: every paper is a document, and none is lost."""

from __future__ import annotations

import io
import json
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from PIL import Image

from pipelines import ocr, samples
from pipelines.model import Outcome
from pipelines.services import prepare
from pipelines.settings import from_environment
from tests.delivery import sohoa


def drawn(folder: Path) -> list[Image.Image]:
    """Two birth certificates of one page each."""
    config = ocr.load_config(from_environment({}).config / "ocr.yaml")
    files = samples.write(folder, 2, types=["birth_certificate"], seed=17, conditions=["clean"])
    return [ocr.page_image(file, 1, config).convert("L").resize((1240, 1754)) for file in files]


def bound(file: Path, pages: list[Image.Image | bytes]) -> Path:
    """*pages*, pictures of A4 at 150 dpi or PDFs, as one PDF."""
    with pikepdf.new() as whole:
        for page in pages:
            data = page
            if isinstance(page, Image.Image):
                png = io.BytesIO()
                page.save(png, "PNG", dpi=(150, 150))
                data = img2pdf.convert(png.getvalue(), nodate=True)
            with pikepdf.open(io.BytesIO(data)) as opened:
                whole.pages.extend(opened.pages)
        whole.save(file)
    return file


def separator(home: Path, kind: str | None = None) -> bytes:
    """A sheet as ``sohoa separators`` prints it."""
    sheet = home.parent / "sheet.pdf"
    named = ("--type", kind) if kind else ()
    assert sohoa(home, "separators", "-o", str(sheet), "--count", "1", *named).returncode == 0
    return sheet.read_bytes()


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("stack")
    one, two = drawn(home / "papers")
    plain = separator(home / "home")
    file = bound(home / "stack.pdf", [plain, one, separator(home / "home", "birth_certificate"), two, plain])
    assert sohoa(home / "home", "ingest", str(file)).returncode == 0
    sohoa(home / "home", "run", "--workers", "1")
    return home


def test_each_paper_of_a_stack_becomes_a_document_of_its_own(ran: Path):
    counted = json.loads(sohoa(ran / "home", "status", "--json").stdout)
    assert counted["received"] == 2
    assert sum(counted["outcomes"].values()) == 2
    ledger = prepare(from_environment({"SOHOA_HOME": str(ran / "home")})).ledger
    first, second = sorted(ledger.documents(list(Outcome)), key=lambda d: d.page_range or (0, 0))
    assert second.part_of == first.id
    assert second.scan.declared_type == "birth_certificate"
    assert second.scan.path.endswith(f"stack.pdf#page={second.page_range[0]}-{second.page_range[1]}")
    assert first.page_range is not None
    assert first.page_range[1] + 1 < second.page_range[0], "the separator between them belongs to neither"
    assert ledger.artefacts(first.id)["original"] == ledger.artefacts(second.id)["original"]
    assert ledger.artefacts(first.id)["archive"] != ledger.artefacts(second.id)["archive"]


def test_the_ledger_of_a_split_stack_is_sound(ran: Path):
    assert sohoa(ran / "home", "audit").returncode == 0


def test_reading_a_stack_gives_a_line_a_paper(ran: Path):
    lines = [json.loads(line) for line in sohoa(ran / "x", "extract", str(ran / "stack.pdf"), "--jsonl").stdout.splitlines()]
    assert [line["document_type"] for line in lines] == ["birth_certificate", "birth_certificate"]
    assert len({line["fields"]["full_name"]["value"] for line in lines}) == 2


def test_a_person_splits_what_the_machine_left_whole_and_nothing_is_lost(tmp_path: Path):
    one, two = drawn(tmp_path / "papers")
    one.paste(255, (0, one.height * 6 // 10, one.width, one.height))  # no signature is left: the machine must not decide
    file = bound(tmp_path / "two.pdf", [one, two])
    home = tmp_path / "home"
    sohoa(home, "ingest", str(file))
    sohoa(home, "run", "--workers", "1")
    ledger = prepare(from_environment({"SOHOA_HOME": str(home)})).ledger
    [document] = ledger.documents(list(Outcome))
    assert document.outcome is Outcome.REVIEW
    assert "sohoa split" in sohoa(home, "review", "show", document.id).stdout
    assert sohoa(home, "split", document.id, "--at", "9").returncode == 2
    assert sohoa(home, "split", document.id, "--at", "1").returncode == 2
    assert sohoa(home, "split", document.id, "--at", "2").returncode == 0
    assert [(d.page_range, d.pages) for d in ledger.documents(list(Outcome))] == [((1, 1), 1), ((2, 2), 1)]
    assert sohoa(home, "split", document.id, "--at", "2").returncode == 2, "it has no second page any more"
    sohoa(home, "run", "--workers", "1")
    assert [d.document_type for d in ledger.documents(list(Outcome))] == ["birth_certificate"] * 2
    assert sohoa(home, "audit").returncode == 0
