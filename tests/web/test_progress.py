"""The dashboards: who may see them, and that page, API, downloads, report and SQL say the same."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
import sqlalchemy as sa

from pipelines import load
from pipelines.flow import reporting
from pipelines.model import Holding, Level
from pipelines.units.lists import lists
from tests.web import dashboard_house
from tests.web.conftest import NOW
from tests.web.test_pages import row, tables
from web import charts

PAGES = (
    "", "/units", "/units?under=56", "/curve", "/forecast", "/batches", "/quality", "/legal", "/operations", "/dossiers",
    "/process", "/reports",
)  # fmt: skip
HEIR = "22489"
MERGED = next(c for c, heirs in sorted(lists().successors.items()) if heirs == (HEIR,) and c not in lists().today.units)


@pytest.fixture
def manager(country, client):
    """A browser of the manager."""
    dashboard_house.log_in(client)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_dashboards_ask_for_a_log_in(country, client, page):
    answer = client.get(f"/progress{page}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_a_reviewer_is_refused(country, client):
    dashboard_house.log_in(client, "an.nguyen")
    assert client.get("/progress").status_code == 403
    assert client.get("/progress/units.csv").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_every_dashboard_opens_in_an_empty_house(services, client, page):
    dashboard_house.people.add(
        services, "chi.pham", "Chị", [dashboard_house.Role.MANAGER], ["*"], password=dashboard_house.PASSWORD
    )
    dashboard_house.log_in(client)
    found = client.get(f"/progress{page}")
    assert found.status_code == 200
    for picture in re.findall(r'src="(/progress/[^"]+)"', found.text):
        assert client.get(picture.replace("&amp;", "&")).status_code == 200, picture


def chain_of(page):
    """Figures of the steps at the head of a page, by their Vietnamese name."""
    found = re.findall(r'class="what">(.+?) <span.*?<strong>([\d.]+)</strong>', page.text)
    return {name: int(n.replace(".", "")) for name, n in found}


def plain_sql(services, *units):
    """(in stock, loaded) of units, from the papers, results and the stock themselves."""
    named = ", ".join(f"'{unit}'" for unit in units)
    with services.ledger.engine.connect() as ledger, services.registry.connect() as registry:
        counted = ledger.execute(sa.text(f"SELECT SUM(count) FROM holdings WHERE unit IN ({named})")).scalar_one()
        out = ledger.execute(
            sa.text(f"SELECT COUNT(*) FROM documents WHERE unit IN ({named}) AND outcome = 'excluded'")
        ).scalar_one()
        loaded = registry.execute(
            sa.text(f"SELECT COUNT(*) FROM results WHERE unit IN ({named}) AND revoked_at IS NULL")
        ).scalar_one()
    return counted - out, loaded


def agree(services, manager, *units):
    """What SQL says, after page, API, CSV, XLSX and report have said the same of the unit."""
    stock, loaded = plain_sql(services, *units)
    page = chain_of(manager.get(f"/progress/units?under={HEIR}"))
    assert (page["Tồn kho"], page["Đã vào kho"]) == (stock, loaded)
    api = manager.get(f"/api/progress?under={HEIR}").json()["chain"]
    assert (api["in_stock"], api["loaded"], api["percent"]) == (stock, loaded, round(100 * loaded / stock, 2))
    lines = list(csv.DictReader(io.StringIO(manager.get("/progress/units.csv?under=571").content.decode("utf-8-sig"))))
    line = next(line for line in lines if line["Mã"] == HEIR)
    assert (int(line["Tồn kho"]), int(line["Đã vào kho"])) == (stock, loaded)
    sheet = openpyxl.load_workbook(io.BytesIO(manager.get("/progress/units.xlsx?under=571").content)).active
    heads = [cell.value for cell in sheet[1]]
    cells = next(
        dict(zip(heads, values, strict=True)) for values in sheet.iter_rows(min_row=2, values_only=True) if values[0] == HEIR
    )
    assert (cells["Tồn kho"], cells["Đã vào kho"]) == (stock, loaded)
    report = reporting.write(reporting.frozen(services, "2026-H2", again=True), ".xlsx")
    units_of = openpyxl.load_workbook(io.BytesIO(report))["Theo đơn vị"]
    told = [values for values in units_of.iter_rows(values_only=True) if values[1] == HEIR]
    assert (sum(values[4] for values in told), sum(values[9] for values in told)) == (stock, loaded)
    # The overview that anyone may read is of all communes.
    everyone = manager.get("/api/progress?year=2026").json()
    commune = next(level for level in everyone["law"] if level["level"] == "commune")
    shown = row(tables(manager.get("/?year=2026"))[0], "Xã")
    assert [int(shown[k].split()[0].replace(".", "")) for k in (1, 2)] == [commune["stock"], commune["done"]]
    return stock, loaded


def test_page_api_downloads_report_and_sql_agree_before_and_after_all_that_moves_them(country, manager, publish):
    services = country
    first = agree(services, manager, HEIR)
    services.ledger.import_holdings([Holding(MERGED, "Xã cũ", Level.COMMUNE, "birth_certificate", 50)])
    publish("old-1", unit=MERGED)
    merged = agree(services, manager, HEIR, MERGED)
    assert merged == (first[0] + 50, first[1] + 1)
    services.ledger.import_holdings([Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, "birth_certificate", 1390)], reason="đếm lại")
    assert agree(services, manager, HEIR, MERGED)[0] == merged[0] - 10
    [paper] = services.ledger.claim(dashboard_house.Stage.OCR, owner="t", limit=1, seconds=60, batch_id="vn-2026-001")
    services.ledger.advance(paper, "t", dashboard_house.Stage.VALIDATE, dashboard_house.Outcome.EXCLUDED)
    assert agree(services, manager, HEIR, MERGED)[0] == merged[0] - 11
    load.revoke(services.registry, "old-1", "cấp sai", "quản lý", NOW)
    assert agree(services, manager, HEIR, MERGED)[1] == first[1]


def test_one_walks_from_the_country_to_a_paper_and_finds_former_names(country, manager):
    services = country
    services.ledger.import_holdings([Holding(MERGED, "Xã cũ", Level.COMMUNE, "birth_certificate", 50)])
    at, seen = "/progress/units", []
    for code in ("56", "571", HEIR, "batch%3Avn-2026-001"):
        page = manager.get(at).text
        assert f"under={code}" in page, (at, code)
        at = f"/progress/units?under={code}"
        seen.append(at)
    papers = manager.get(at)
    assert len(tables(papers)[-1]) == 1 + 12
    unit = manager.get(f"/progress/units?under={HEIR}").text
    assert "Xã cũ" in unit
    assert "kiểm kê lại kho Vạn Giã" in unit
    assert "1.200" in unit
    former = manager.get("/progress/units?under=unit:571").text
    assert "xã Vạn Ninh" in former
    assert chain_of(manager.get(f"/progress/units?under={MERGED}&own=true"))["Tồn kho"] == 50


def test_a_correction_shows_both_denominators_and_both_percentages(country, manager):
    found = tables(manager.get(f"/progress/units?under={HEIR}"))
    [row] = [cells for table in found for cells in table if cells[-1] == "kiểm kê lại kho Vạn Giã"]
    loaded = country.ledger.chains("unit", "document_type", unit=HEIR)[HEIR, "birth_certificate"].loaded
    assert loaded > 0
    assert row[2:4] == ["1.200", "1.400"]
    assert [cell.replace(",", ".") for cell in row[4:6]] == [f"{round(100 * loaded / n, 1):g} %" for n in (1200, 1400)]


def test_the_api_tells_no_batches_and_no_papers_without_a_log_in(country, client):
    told = client.get(f"/api/progress?under={HEIR}").json()
    assert told["chain"]["scanned"] > 0
    assert told["rows"] == told["papers"] == []
    assert client.get("/api/progress?under=batch:vn-2026-001").status_code == 404
    assert client.get("/api/progress?under=99999").status_code == 404


def test_the_board_says_whom_a_batch_waits_for(country, manager):
    page = manager.get("/progress/batches").text
    lanes = re.findall(r'<div class="lane"><h2>(.+?) <span.*?</ul>', page, re.DOTALL)
    assert "Chờ người duyệt" in lanes
    assert "Chờ xử lý vướng mắc" in lanes
    review = page[page.index("Chờ người duyệt") : page.index("Chờ xử lý vướng mắc")]
    assert "vn-2026-002" in review
    assert "dl-2026-001" not in review


def test_a_deadline_set_on_the_board_needs_the_form_and_is_told_under_the_person_s_name(country, manager):
    asked = {"batch": "vn-2026-002", "day": "2026-12-15", "reason": "theo kế hoạch"}
    assert manager.post("/progress/batches/deadline", data=asked).status_code == 403
    token = re.search(r'name="form_token" value="([^"]+)"', manager.get("/progress/batches").text)[1]
    answer = manager.post("/progress/batches/deadline", data={**asked, "form_token": token}, follow_redirects=True)
    assert answer.status_code == 200
    assert "15/12/2026" in answer.text
    with country.ledger.engine.connect() as connection:
        said = connection.execute(sa.text("SELECT actor, detail FROM events WHERE kind = 'batch_deadline'")).all()
    assert [actor for actor, _ in said] == ["chi.pham"]
    assert "theo kế hoạch" in str(said[0][1])
    unknown = {**asked, "batch": "không có", "form_token": token}
    assert manager.post("/progress/batches/deadline", data=unknown).status_code == 404


def test_charts_are_pictures_of_their_tables_and_load_nothing(country, manager):
    for name in ("levels", "provinces", "curve", "problems", "weeks", "waiting"):
        answer = manager.get(f"/progress/{name}.svg")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "<script" not in answer.text
        assert not re.search(r'(href|src)="http', answer.text)
    assert "Khánh Hòa" in manager.get("/progress/provinces.svg").text
    assert manager.get("/progress/reports/2026-H2-v9.xlsx").status_code == 404
    assert manager.get("/progress/nothing.svg").status_code == 404


def test_every_province_of_today_has_its_tile_and_no_two_share_one():
    assert set(charts.places()) == {unit.code for unit in lists().today.below[None]}
    spots = [(column, line) for _, column, line in charts.places().values()]
    assert len(set(spots)) == 34


def test_a_frozen_report_is_downloaded_as_it_was_made(country, manager):
    made = reporting.frozen(country, "2026")
    for suffix in ("xlsx", "pdf"):
        assert manager.get(f"/progress/reports/2026-v1.{suffix}").content == reporting.write(made, f".{suffix}")
    assert made.sha256 in manager.get("/progress/reports").text


def test_a_cell_that_a_spreadsheet_would_run_is_only_text(country, manager):
    country.ledger.import_holdings([Holding("X1", "=HYPERLINK(1)", Level.PROVINCE, "decision", 5)])
    data = manager.get("/progress/units.csv?under=-").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in data


def test_a_unit_shows_the_target_that_it_set_itself(country, manager, tmp_path):
    law = tmp_path / "config"
    law.mkdir()
    for file in country.settings.config.iterdir():
        (law / file.name).symlink_to(file)
    (law / "targets.yaml").unlink()
    text = (country.settings.config / "targets.yaml").read_text(encoding="utf-8")
    own = 'own:\n  - {unit: "22489", year: 2026, percent: 60, source: "Kế hoạch 10/KH-UBND"}\n'
    (law / "targets.yaml").write_text(text.replace("own: []\n", own), encoding="utf-8")
    object.__setattr__(country.settings, "config", law)

    page = manager.get("/progress/units?under=22489").text
    assert "Chỉ tiêu riêng năm 2026: 60" in page
    assert "Kế hoạch 10/KH-UBND" in page
    assert "Chỉ tiêu riêng" not in manager.get("/progress/units?under=22492").text
