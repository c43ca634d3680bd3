"""What managers read, and what never leaves the pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipelines import load
from pipelines.flow import numbers
from pipelines.ledger import Ledger
from pipelines.model import Level
from pipelines.services import Services
from tests.web.conftest import NOW
from web import create_app, texts

WEB = Path(__file__).resolve().parents[2] / "web"


class Tables(HTMLParser):
    """Every table of a page: caption and rows of cell texts."""

    def __init__(self, page):
        super().__init__()
        self.tables, self.cell = [], None
        self.feed(page)

    def handle_starttag(self, tag, _attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def tables(page):
    return Tables(page.text).tables


def row(table, start):
    return next(cells for cells in table if cells[0].startswith(start))


def test_an_empty_house_says_what_to_do_first(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "sohoa holdings import" in page.text
    assert "sohoa ingest" in page.text
    assert [cells[0].split(" ")[0] for cells in tables(page)[0][1:]] == ["Trung", "Tỉnh", "Huyện", "Xã"]


def test_progress_shows_stock_done_share_target_and_what_is_overdue(filled, client, publish):
    for k in range(3):
        publish(f"D-{k}", unit="79", level=Level.PROVINCE, document_type="construction_permit")
    publish("D-9")
    levels = tables(client.get("/?year=2026"))[0]
    commune, province, central = row(levels, "Xã"), row(levels, "Tỉnh"), row(levels, "Trung ương")
    assert commune[1:5] + commune[6:] == ["1.200", "1", "1.199", "0,1 %", "100 %", "Quá hạn 1.199 giấy 1.199 papers overdue"]
    assert province[1] == "2"
    assert province[2].startswith("3 trong đó 1 vượt số tồn đã đếm")
    assert province[4] == "150 %"
    assert province[7].startswith("Đạt chỉ tiêu")
    assert central[4] == "–"
    assert central[7].startswith("Chưa có số tồn")


def test_a_past_year_shows_its_own_target_and_figures_and_nothing_overdue(filled, client, publish):
    publish("D-9")
    commune = row(tables(client.get("/?year=2024"))[0], "Xã")
    assert (commune[2], commune[6]) == ("0", "75 %")
    assert commune[7].startswith("Chưa đạt")


def test_results_that_belong_to_no_level_are_told(filled, client, publish):
    assert "chưa thuộc cấp nào" not in client.get("/").text
    publish("D-9", unit=None, level=None)
    assert "1 kết quả đã số hóa chưa thuộc cấp nào" in client.get("/").text


def test_states_add_up_to_what_was_received(filled, client):
    where = tables(client.get("/"))[1]
    counts = [int(cells[1]) for cells in where[1:]]
    assert sum(counts[:-1]) == counts[-1] == numbers.status(filled)["received"] == 8


def test_what_waits_is_shown_at_the_station_it_waits_for(filled, client):
    waiting = {cells[0].split(" ·")[0]: cells[1] for cells in tables(client.get("/"))[2][1:]}
    assert [int(n) for n in waiting.values()] == [1, 0, 0, 2, 1, 0]
    assert len(waiting) == 6


def test_problems_are_explained_in_vietnamese_by_their_code(filled, client):
    problems = tables(client.get("/"))[3]
    timed_out = next(cells for cells in problems if cells[2] == "timed_out")
    assert timed_out[0] == "1"
    assert timed_out[1].startswith("Quá … giây ở bước …")
    assert any(cells[2] == "rule_of_a_suite" for cells in problems)


def test_batches_show_what_is_missing_and_names_are_only_text(filled, client):
    page = client.get("/")
    batches = tables(page)[4]
    assert row(batches, "lo-01")[2:5] == ["10", "8", "Thiếu 2 2 missing"]
    assert row(batches, "lo <b>2</b>")[2:4] == ["–", "0"]
    assert "<b>2</b>" not in page.text


@pytest.mark.parametrize("year", ["abc", "20261", "9999", "-1", "２０２６", "<script>"])
def test_what_is_no_year_is_refused_politely(client, year):
    page = client.get("/", params={"year": year})
    assert page.status_code == 400
    assert "bốn chữ số" in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize("year", ["2020", "0000"])
def test_a_year_without_a_target_says_from_when_there_is_one(client, year):
    page = client.get("/", params={"year": year})
    assert page.status_code == 404
    assert "2021" in page.text


def test_every_answer_carries_the_security_headers(filled, client):
    for page in (
        client.get("/"),
        client.get("/nothing"),
        client.get("/static/style.css"),
        client.get("/healthz"),
        client.get("/?year=x"),
    ):
        assert page.headers["content-security-policy"].startswith("default-src 'self';")
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"


def test_pages_hold_no_script_no_style_attribute_and_no_foreign_address(filled, client):
    for page in (client.get("/"), client.get("/lookup"), client.get("/nothing")):
        assert "<script" not in page.text
        assert " style=" not in page.text
        assert re.search(r"(?:src|href|action)=\"(?!/|#)", page.text) is None
        assert '<html lang="vi">' in page.text


def test_no_api_pages_are_served_that_would_load_from_elsewhere(client):
    assert [client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404] * 3


def test_a_paper_is_looked_up_by_its_codes_and_nobody_is_named(client, publish):
    publish("D-1", dossier_code="H14.12-200520-0001", owner_id="001187000001", paper_code="001187000001.KQ.G15.000031")
    page = client.post("/lookup", data={"code": "h14.12-200520-0001-kq(1)"})
    found = tables(page)[0][1]
    assert found[0].startswith("Còn trong kho từ")
    assert found[1] == "Giấy khai sinh"
    assert "D-1" in found
    for secret in ("Trần", "001187000001", "Lê Văn Mẫu"):
        assert secret not in page.text


def test_a_revoked_paper_says_so(client, services, publish):
    publish("D-1")
    load.revoke(services.registry, "D-1", "Trần Thị Thử khai sai", "can.bo", NOW)
    page = client.post("/lookup", data={"code": "D-1"})
    assert tables(page)[0][1][0].startswith("Đã thu hồi lúc · Revoked at 01/03/2026 09:00") or "Đã thu hồi lúc" in page.text
    assert "khai sai" not in page.text


@pytest.mark.parametrize("code", ["001187000001", "0011 8700 0001", "012345678", "0100000003", "0100000003-001", "H29.153"])
def test_people_and_organisations_are_not_looked_up_on_an_open_page(client, publish, code):
    publish("D-1", owner_id=code)
    page = client.post("/lookup", data={"code": code})
    assert "không tra cứu theo số định danh" in page.text
    assert "D-1" not in page.text


def test_a_code_is_never_taken_from_an_address(client, publish):
    publish("D-1")
    assert "D-1" not in client.get("/lookup?code=D-1").text


@pytest.mark.parametrize("code", ["", "%", "<script>alert(1)</script>", "x" * 10000, "D-1\0"])
def test_odd_codes_find_nothing_and_break_nothing(client, publish, code):
    publish("D-1")
    page = client.post("/lookup", data={"code": code})
    assert page.status_code == 200
    assert "Không có kết quả nào mang mã này." in page.text
    assert "<script" not in page.text


def test_a_database_that_is_away_is_said_without_naming_it(services):
    from pipelines.database import open_engine

    gone = open_engine("postgresql+psycopg://kho:mat-khau-thu@127.0.0.1:1/so_cai")
    client = TestClient(
        create_app(Services(services.settings, Ledger(gone, "tester"), services.store, gone)), raise_server_exceptions=False
    )
    page = client.get("/")
    assert page.status_code == 503
    assert "Cơ sở dữ liệu chưa trả lời" in page.text
    assert "mat-khau-thu" not in page.text
    assert "127.0.0.1:1" not in page.text
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/", "/lookup", "/healthz"])
def test_watchers_may_ask_for_headers_only(client, path):
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


def test_health_is_told_when_all_is_well(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_texts_exist_in_both_languages_and_all_are_used():
    catalogue = texts.catalogue()
    files = [file for kind in ("py", "html", "js") for file in WEB.rglob(f"*.{kind}")]
    sources = "".join(file.read_text(encoding="utf-8") for file in files)
    for key, entry in catalogue.items():
        assert entry["vi"]
        assert entry["en"]
        assert sorted(re.findall(r"{\w+}", entry["vi"])) == sorted(re.findall(r"{\w+}", entry["en"])), key
        made_up = key.split(".")[0] in ("level", "outcome", "stage", "state", "check", "lookup", "nav")
        made_up = made_up or re.search(rf"[\"']{re.escape(key.rpartition('.')[0])}\.[\"'{{]", sources)
        assert made_up or re.search(f"[\"']{re.escape(key)}[\"']", sources), key


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0 %"), (12.5, "12,5 %"), (99.96, "99,9 %"), (100, "100 %"), (100.04, "100 %"), (1234.56, "1234,6 %")],
)
def test_a_share_is_never_rounded_up_to_all(value, shown):
    assert texts.percent(value).replace("\u00a0", " ") == shown
