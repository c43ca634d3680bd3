"""The page on which anybody has a PDF judged."""

import dataclasses
import re

import pytest

from pipelines import load, sign
from pipelines.flow import registry
from pipelines.model import Result
from pipelines.store import digest
from tests.sign import papers
from tests.web.conftest import NOW
from web.pages import verify as page


@pytest.fixture
def signed(services) -> bytes:
    sign.make_test_identity(services.settings.signing_key.parent, services.settings.trust)
    identity = sign.load_identity(services.settings.signing_key)
    config = sign.SigningConfig(agency=papers.AGENCY, person=papers.PERSON)
    return sign.sign(papers.archive(), papers.conversion(b"x"), identity, config)


def bring(client, data: bytes, **more):
    token = re.search(r'name="verify_token" value="([^"]+)"', client.get("/verify").text)[1]
    return client.post("/verify", files={"file": ("giay.pdf", data, "application/pdf")}, data={"verify_token": token, **more})


def test_a_good_file_is_told_so_with_who_signed_and_what_was_converted(client, signed):
    told = bring(client, signed)
    assert told.status_code == 200
    assert "Hợp lệ" in told.text
    for words in ("THỬ NGHIỆM", "B-B", papers.SERIAL, papers.AGENCY, "Số tờ giấy", "Sổ kết quả của cơ quan này không có tệp này"):
        assert words in told.text


def test_one_changed_byte_makes_it_invalid_with_the_reason(client, signed):
    wrong = bytearray(signed)
    wrong[len(wrong) // 3] ^= 1
    told = bring(client, bytes(wrong))
    assert "Không hợp lệ" in told.text
    assert "Hợp lệ</" not in told.text.replace("Không hợp lệ", "")


@pytest.mark.parametrize("data", [b"GIF89a", b"%PDF-1.7", b"<script>alert(1)</script>", papers.scan()])
def test_what_is_no_signed_pdf_is_told_so(client, data):
    told = bring(client, data)
    assert told.status_code == 200
    assert "<script>alert" not in told.text
    assert "Chưa ký" in told.text or "Không hợp lệ" in told.text


def test_words_in_a_file_are_shown_as_words(client, services):
    sign.make_test_identity(services.settings.signing_key.parent, services.settings.trust)
    config = sign.SigningConfig(agency="<script>alert(1)</script>", person=papers.PERSON)
    evil = sign.sign(
        papers.archive(),
        papers.conversion(b"x", agency="<script>alert(1)</script>"),
        sign.load_identity(services.settings.signing_key),
        config,
    )
    told = bring(client, evil)
    assert "<script>alert" not in told.text
    assert "&lt;script&gt;alert" in told.text


def registered(services, signed: bytes, **change):
    row = Result(papers.SERIAL, "decision", None, None, {}, papers.conversion(b"x"), "results/a.pdf", digest(signed))
    load.publish(services.registry, dataclasses.replace(row, **change), NOW)


def test_the_registry_says_whether_it_stands(client, services, signed):
    registered(services, signed)
    assert "Sổ kết quả: còn hiệu lực." in bring(client, signed).text
    registered(services, signed, file_sha256="c" * 64)
    assert "đã có bản mới hơn" in bring(client, signed).text
    load.revoke(services.registry, papers.SERIAL, "cấp sai thẩm quyền", "Lê Văn Mẫu", NOW)
    told = bring(client, signed).text
    assert "ĐÃ THU HỒI" in told
    assert "cấp sai thẩm quyền" in told


def test_data_inside_the_file_are_held_against_the_registry(client, services):
    sign.make_test_identity(services.settings.signing_key.parent, services.settings.trust)
    config = sign.SigningConfig(agency=papers.AGENCY, person=papers.PERSON)
    data = {"serial": papers.SERIAL, "document_type": "decision", "fields": {"subject": "Giao đất", "pages": 2}}
    identity = sign.load_identity(services.settings.signing_key)
    signed = sign.sign(papers.archive(), papers.conversion(b"x", data=data), identity, config)
    assert "không có gì để so sánh" in bring(client, signed).text
    registered(services, signed, fields=data["fields"])
    assert "khớp với sổ kết quả" in bring(client, signed).text
    judged, known = registry.verify_bytes(services, signed)
    assert (judged.data, known["same_data"]) == (data, True)
    registered(services, signed, fields={**data["fields"], "subject": "Thu hồi đất"})
    assert "KHÁC với sổ kết quả" in bring(client, signed).text


def test_another_file_under_a_known_number_is_told_apart(client, services, signed):
    registered(services, b"something else")
    assert "không phải tệp đã công bố" in bring(client, signed).text


def test_a_form_of_another_site_is_refused(client, signed):
    client.get("/verify")
    for token in ("", "wrong"):
        told = client.post("/verify", files={"file": ("a.pdf", signed, "application/pdf")}, data={"verify_token": token})
        assert told.status_code == 403
        assert "Hợp lệ" not in told.text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(page, "LARGEST", 1000)
    monkeypatch.setattr(page, "ROOM", 1000)
    assert bring(client, b"x" * 5000).status_code == 413


def test_nothing_of_the_file_is_kept(client, services, signed):
    before = sorted(file for file in services.settings.home.rglob("*") if file.is_file() and "db" not in file.name)
    bring(client, signed)
    after = sorted(file for file in services.settings.home.rglob("*") if file.is_file() and "db" not in file.name)
    assert after == before


def test_an_empty_form_says_so(client):
    assert bring(client, b"").status_code == 400
