"""Front and back in two files are one paper when the manifest says so, and every file is kept as it came."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from pipelines import ingest
from pipelines.flow import intake as flow_intake
from pipelines.model import Outcome
from pipelines.services import Services, prepare
from pipelines.settings import from_environment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    Image.new("L", (300, 400), 250).save(made / "front.jpg", dpi=(100, 100))
    Image.new("1", (300, 400), 1).save(made / "back.png", dpi=(100, 100))
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(made / "note.pdf")
    (made / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <</Type /Catalog")
    Image.new("L", (300, 400), 200).save(made / "alone.png", dpi=(100, 100))
    return made


def manifest(folder: Path, *rows: str) -> Path:
    file = folder / "manifest.csv"
    file.write_text("\n".join(("file,paper,sheets", *rows)) + "\n", encoding="utf-8")
    return file


def test_files_of_one_paper_become_one_in_the_order_of_the_manifest(folder: Path):
    listed = manifest(folder, "alone.png,,1", "front.jpg,7,1", "note.pdf,7,1", "back.png,7,", "torn.pdf,,")
    intake = ingest.receive([folder], listed)
    assert intake.expected == 3
    assert sorted(item.file.name for item in intake.received) == ["alone.png", "front.jpg", "torn.pdf"]
    [paper] = [item for item in intake.received if item.joined]
    assert [file.name for file in paper.sources] == ["front.jpg", "note.pdf", "back.png"]
    assert paper.scan.sheets == 2
    with pikepdf.open(io.BytesIO(paper.joined or b"")) as pdf:
        assert [round(float(page.mediabox[2])) for page in pdf.pages] == [216, 595, 216]
    again = ingest.receive([folder], listed)
    assert paper.scan.sha256 in {item.scan.sha256 for item in again.received}


def test_what_cannot_be_joined_stays_apart_and_none_is_lost(folder: Path):
    intake = ingest.receive([folder], manifest(folder, "front.jpg,7,", "torn.pdf,7,"))
    assert sorted(item.file.name for item in intake.received) == ["alone.png", "back.png", "front.jpg", "note.pdf", "torn.pdf"]
    assert not any(item.joined for item in intake.received)


def test_a_missing_half_is_named(folder: Path):
    (folder / "back.png").unlink()
    intake = ingest.receive([folder], manifest(folder, "front.jpg,7,", "back.png,7,"))
    assert intake.missing == ("back.png",)


def test_every_file_of_a_joined_paper_is_kept_byte_for_byte(folder: Path, tmp_path: Path):
    services: Services = prepare(from_environment({"SOHOA_HOME": str(tmp_path / "home")}))
    listed = manifest(folder, "front.jpg,7,", "back.png,7,")
    for _ in range(2):
        flow_intake.receive(services, [folder / "front.jpg", folder / "back.png"], batch_id="b", manifest=listed)
    [document] = services.ledger.documents(list(Outcome))
    kept = services.ledger.artefacts(document.id)
    assert services.store.get(kept["source-1"].key) == (folder / "front.jpg").read_bytes()
    assert services.store.get(kept["source-2"].key) == (folder / "back.png").read_bytes()
    assert services.store.get(kept["original"].key).startswith(b"%PDF-")
    assert {artefact.kind for _, artefact in services.ledger.bytes_of_all()} == {"original", "source-1", "source-2"}
