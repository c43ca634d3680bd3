"""Several papers in one file, the same paper in several files, and ledgers of an earlier version."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.database import open_engine, writing
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.ledger import Artefact, Ledger, LostClaim, Part, upgrade
from pipelines.model import Outcome, Scan, Stage


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    url = f"sqlite:///{tmp_path}/ledger.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    upgrade(engine)
    return Ledger(engine, "tester")


def received(ledger: Ledger, name: str = "stack.pdf"):
    batch = ledger.open_batch("/in", batch_id="lot")
    return ledger.register(batch.id, Scan(path=f"/in/{name}", sha256=name * 6, size=9, media_type="application/pdf"), "k")[0]


def parts(*ranges: tuple[int, int]) -> list[Part]:
    return [Part(r, r[1] - r[0] + 1, (Artefact("pages", f"p{r[0]}", "0" * 64),)) for r in ranges]


def test_parts_of_a_file_are_documents_that_wait_for_the_next_station(ledger: Ledger):
    document = received(ledger)
    ledger.claim(Stage.INGEST, owner="me", limit=1, seconds=60)
    [second, third] = ledger.split(document, "me", parts((1, 2), (4, 4), (6, 9)))
    found = {d.id: d for d in ledger.documents([Outcome.ON_THE_WAY])}
    assert {i: (d.page_range, d.pages, d.part_of) for i, d in found.items()} == {
        document.id: ((1, 2), 2, None),
        second: ((4, 4), 1, document.id),
        third: ((6, 9), 4, document.id),
    }
    assert {d.stage for d in found.values()} == {Stage.OCR}
    assert {k: a.key for k, a in ledger.artefacts(third).items()} == {"original": "k", "pages": "p6"}
    assert ledger.waiting(Stage.OCR) == 3
    assert ledger.faults() == []


def test_a_run_that_lost_its_claim_splits_nothing(ledger: Ledger):
    document = received(ledger)
    with pytest.raises(LostClaim):
        ledger.split(document, "me", parts((1, 1), (2, 2)))
    assert len(ledger.documents(list(Outcome))) == 1


def test_only_what_lies_at_the_desk_is_split_by_hand(ledger: Ledger):
    with pytest.raises(DocumentProblem):
        ledger.split(received(ledger), None, parts((1, 1), (2, 2)))


def test_the_same_file_again_is_a_duplicate_of_the_document_and_not_of_a_part(ledger: Ledger):
    document = received(ledger)
    ledger.claim(Stage.INGEST, owner="me", limit=1, seconds=60)
    ledger.split(document, "me", parts((1, 1), (2, 2)))
    batch = ledger.open_batch("/later", batch_id="later")
    again, _ = ledger.register(batch.id, Scan("/later/x.pdf", "stack.pdf" * 6, 9, "application/pdf"), "k")
    assert again.duplicate_of == document.id


def test_a_paper_scanned_twice_points_at_the_first_and_never_at_itself(ledger: Ledger):
    first, second, other = (received(ledger, name) for name in ("a", "b", "c"))
    for document, number in ((first, "n1"), (second, "n1"), (other, "n2")):
        ledger.keep_traits(document.id, {"number": number})
        ledger.keep_traits(document.id, {"number": number})
    assert ledger.alike(second.id, {"number": "n1", "content": "x"}) == {"number": first.id}
    assert ledger.alike(first.id, {"number": "n1"}) == {}
    assert ledger.alike(other.id, {"number": "n2"}) == {}


def test_the_same_picture_points_at_the_first_whatever_the_papers_say(ledger: Ledger):
    first, again, changed, longer, other = (received(ledger, name) for name in "abcde")
    picture = bytes(range(1, 73))
    seven, eight = (bytes([*(byte ^ 1 for byte in picture[:n]), *picture[n:]]) for n in (7, 8))
    for document, pages, likeness in (
        (first, 2, picture),
        (again, 2, seven),
        (changed, 2, eight),
        (longer, 3, picture),
        (other, 2, bytes(byte ^ 85 for byte in picture)),
    ):
        ledger.keep_picture(document.id, pages, likeness)
        ledger.keep_traits(document.id, {"number": document.id})
    told = [ledger.same_picture(document.id) for document in (first, again, changed, longer, other)]
    assert told == [None, first.id, again.id, None, None], (
        "«changed» differs from the first in eight bits, in one from the second"
    )
    ledger.keep_picture(again.id, 2, None)
    assert ledger.same_picture(again.id) is None
    assert ledger.alike(again.id, {"number": first.id}) == {"number": first.id}


def test_a_ledger_of_an_earlier_version_asks_for_init_and_keeps_what_is_in_it(ledger: Ledger):
    document = received(ledger)
    with writing(ledger.engine).begin() as connection:
        connection.execute(sa.text("DROP TABLE traits"))
        for column in ("part_of", "first_page", "last_page"):
            if ledger.engine.dialect.name == "sqlite" and column == "part_of":
                continue  # SQLite drops no column that refers to another table
            connection.execute(sa.text(f"ALTER TABLE documents DROP COLUMN {column}"))
        connection.execute(sa.text("UPDATE ledger_version SET version_num = '0001'"))
    with pytest.raises(ConfigError, match="sohoa init"):
        ledger.check_ready()
    upgrade(ledger.engine)
    ledger.check_ready()
    assert ledger.document(document.id) == document
    assert ledger.alike(document.id, {"number": "n"}) == {}
