"""What people settled at the desk is truth for tuning: exported with the scan, and learnt from where it stands."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from pipelines import extract, samples
from pipelines.extract import calibration
from pipelines.flow import desk, truth, tuning
from pipelines.flow.eyes import eyes
from pipelines.ledger.tables import artefacts, documents
from pipelines.model import Stage
from pipelines.services import Services
from tests.delivery import sohoa
from tests.flow.papers_at_the_desk import VALUES, accepted, checked_by_rules, house, received
from tests.web.desk_house import Paper, lay, told


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """A house in which a drawn decision was really read, and a person corrected one of its values."""
    folder = tmp_path_factory.mktemp("truth")
    [scan] = samples.write(folder / "scans", 1, types=["decision"], conditions=["clean"], seed=5)
    services = house(folder, sample={"share": 1})
    with eyes(services, scan) as reader:
        pages = reader.pages()
        extraction = extract.extract(pages, services.doctypes, reader.again, reader.otherwise)
    kind = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".tif": "image/tiff"}[scan.suffix]
    document = lay(services, Paper(scan.read_bytes(), kind, pages, extraction, {}), f"1{scan.suffix}", rules=False)
    desk.correct(services.acting_as("An"), document, {"signer_name": "Người Khác Hẳn"})
    checked_by_rules(services)
    return services


def nothing(_done: int, _of: int) -> None:
    return


def test_a_persons_words_become_examples_right_and_wrong_with_what_the_machine_had_promised(read: Services):
    examples = {example.field: example for example in tuning._of_reviews(read, None)}
    assert len(examples) >= 5
    assert {name for name, example in examples.items() if not example.right} == {"signer_name"}
    assert {example.source for example in examples.values()} == {"review"}
    assert all(example.promised is not None for example in examples.values())


def test_calibrating_on_reviews_alone_learns_from_every_value_a_person_judged(read: Services, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(calibration.TooFew, match=r"1 documents, \d+ values, 1 of them wrong"):
        tuning.fit(read, [], 1, nothing, reviews=True)
    for least in ("DOCUMENTS", "VALUES", "WRONG"):
        monkeypatch.setattr(calibration, least, 1)
    fitted = tuning.fit(read, [], 1, nothing, reviews=True)
    about = fitted.calibration.model.about
    assert about["sources"] == {"review": fitted.reviewed}
    assert (about["documents"], about["wrong"]) == (1, 1)


def test_a_later_word_on_one_field_does_not_undo_that_the_whole_paper_was_seen(read: Services):
    [document] = read.ledger.documents(["on_the_way", "loaded"])
    case = read.ledger.case(document.id)
    assert case is not None
    words = truth.vouched(case)
    [later] = [word for word in case.reviews if word.field == "signer_name"]
    again = replace(later, revision=later.revision + 1, human_value="Lê Văn Ba")
    assert truth.vouched(replace(case, reviews=(*case.reviews, again))) == {**words, "signer_name": "Lê Văn Ba"}


def test_the_export_is_what_calibrate_reads(read: Services, tmp_path: Path):
    exported = truth.export(read, tmp_path)
    [document_id] = exported.written
    [scan] = [file for file in tmp_path.iterdir() if not file.name.endswith(".json")]
    original = read.store.get(read.ledger.artefacts(document_id)["original"].key)
    assert scan.read_bytes() == original
    written = json.loads((tmp_path / f"{scan.name}.truth.json").read_text(encoding="utf-8"))
    assert (written["document_type"], written["fields"]["signer_name"]) == ("decision", "Người Khác Hẳn")
    assert tuning._truths([tmp_path]) == {scan: written}


def test_only_what_a_person_vouched_for_is_exported_and_each_paper_is_an_event(tmp_path: Path):
    services = house(tmp_path, sample={"share": 1})
    [unseen] = accepted(services, 1, batch="a")
    [seen] = received(services, 1, batch="b")
    checked_by_rules(services)
    desk.correct(services.acting_as("An"), seen, {"subject": "việc khác", "issue_place": ""})
    checked_by_rules(services)
    ended = sohoa(services.settings.home, "review", "export", str(tmp_path / "out"), SOHOA_CONFIG=str(services.settings.config))

    assert ended.returncode == 0, ended.stderr
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [f"{seen}.pdf", f"{seen}.pdf.truth.json"]
    written = json.loads((tmp_path / "out" / f"{seen}.pdf.truth.json").read_text(encoding="utf-8"))
    assert written["fields"] == {**VALUES, "subject": "việc khác", "issue_place": None}
    assert [document for _, document in told(services, "truth_exported")] == [seen]
    assert unseen not in ended.stdout


def test_of_a_file_that_holds_several_papers_only_the_papers_own_pages_go_along(tmp_path: Path):
    services = house(tmp_path, sample={"share": 1})
    [document] = received(services, 1)
    with pikepdf.new() as made:
        for width in (100, 200, 300):
            made.add_blank_page(page_size=(width, 100))
        buffer = io.BytesIO()
        made.save(buffer)
    services.store.put("test/three.pdf", buffer.getvalue())
    with services.ledger._writing() as connection:
        connection.execute(documents.update().values(first_page=2, last_page=2))
        connection.execute(artefacts.update().where(artefacts.c.kind == "original").values(key="test/three.pdf"))
    checked_by_rules(services)
    desk.accept(services.acting_as("An"), document)
    truth.export(services, tmp_path / "out")
    with pikepdf.open(tmp_path / "out" / f"{document}.pdf") as part:
        assert [float(page.mediabox[2]) for page in part.pages] == [200.0]
    assert services.ledger.waiting(Stage.REVIEW) == 1
