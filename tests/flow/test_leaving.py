"""What the line signs is held against the store before it is kept; the record says who converted what."""

from __future__ import annotations

import io
import json

import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw, ImageFont

from pipelines import sign
from pipelines.flow import acts
from pipelines.flow.keeping import keep
from pipelines.model import Outcome, Scan, Stage
from pipelines.services import Services, prepare
from pipelines.settings import from_environment
from pipelines.store import digest

FONT = ImageFont.truetype("FreeSerif.ttf", 34)


def scan(name: str) -> bytes:
    page = Image.new("L", (1654, 1200), 250)
    for line in range(9):
        text = f"Giấy bịa {name} dòng {line}: chứng nhận ông Bịa Đặt"
        ImageDraw.Draw(page).text((160, 200 + line * 90 + len(name) * 25), text, font=FONT, fill=15)
    file = io.BytesIO()
    page.save(file, "PNG", dpi=(200, 200))
    return file.getvalue()


@pytest.fixture(scope="module")
def services(tmp_path_factory) -> Services:
    settings = from_environment({"SOHOA_HOME": str(tmp_path_factory.mktemp("home"))})
    opened = prepare(settings)
    sign.make_test_identity(settings.signing_key.parent, settings.trust)
    return opened


def read(services: Services, name: str):
    """A scan received and read, claimed for what comes next."""
    data = scan(name)
    batch = services.ledger.open_batch("/in", batch_id="lo")
    kept = keep(services, "original", data)
    document, _ = services.ledger.register(
        batch.id, Scan(f"{name}.png", digest(data), len(data), "image/png", sheets=1), kept.key
    )
    [claimed] = services.ledger.claim(Stage.INGEST, owner="me", limit=1, seconds=600)
    assert acts.ACTS[Stage.OCR](services, [claimed], "me") == [(document.id, Outcome.ON_THE_WAY)]
    [claimed] = services.ledger.claim(Stage.OCR, owner="me", limit=1, seconds=600)
    return claimed


def test_a_good_paper_is_signed_and_its_record_says_what_was_converted(services):
    document = read(services, "một")
    assert acts.ACTS[Stage.SIGN](services, [document], "me") == [(document.id, Outcome.ON_THE_WAY)]
    kept = services.ledger.artefacts(document.id)
    told = sign.verify(services.store.get(kept["signed"].key), services.settings.trust).conversion
    record = json.loads(services.store.get(kept["conversion"].key))
    assert told["originalSha256"] == record["original_sha256"] == document.scan.sha256
    assert told["archiveSha256"] == kept["archive"].sha256
    assert (told["docCode"], told["pages"], told["sheets"], told["language"]) == (document.id, "1", "1", "vi")
    assert told["statement"] == record["statement"]
    assert "đúng nội dung" in told["statement"]


def test_a_file_made_of_another_papers_picture_is_set_aside_and_nothing_is_kept(services):
    document, other = read(services, "hai"), read(services, "ba bốn")
    theirs = services.ledger.artefacts(other.id)["archive"]
    with services.ledger.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE artefacts SET key = :key, sha256 = :sha WHERE document_id = :id AND kind = 'archive'"),
            {"key": theirs.key, "sha": theirs.sha256, "id": document.id},
        )
    assert acts.ACTS[Stage.SIGN](services, [document], "me") == [(document.id, Outcome.SET_ASIDE)]
    assert services.ledger.document(document.id).problem == "sign_second_look"
    assert "images" in services.ledger.document(document.id).message
    assert not services.store.exists(f"signed/{document.id}/{theirs.sha256}.pdf")
