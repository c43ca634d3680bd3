"""The pages that look ahead: forecasts, indicators of Decision 766, one-stop shops; page, files, API and flow say the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest

from pipelines.flow import beside, outlook
from tests.web import dashboard_house
from tests.web.test_pages import tables

PAGES = ("forecast", "forecast?under=56", "forecast?by=2099-12-31", "dossiers", "dossiers?unit=22489", "process")


@pytest.fixture
def manager(country, client):
    """A browser of the manager."""
    dashboard_house.log_in(client)
    return client


def number(cell):
    found = re.match(r"[\d.]+", cell)
    return int(found[0].replace(".", "")) if found else None


def from_csv(client, path):
    return list(csv.DictReader(io.StringIO(client.get(path).content.decode("utf-8-sig"))))


@pytest.mark.parametrize("page", PAGES)
def test_they_ask_for_a_log_in_and_open_with_their_charts(country, client, page):
    assert client.get(f"/progress/{page}", follow_redirects=False).status_code == 303
    dashboard_house.log_in(client)
    found = client.get(f"/progress/{page}")
    assert found.status_code == 200
    pictures = re.findall(r'src="(/progress/[^"]+)"', found.text)
    assert pictures
    for picture in pictures:
        drawn = client.get(picture.replace("&amp;", "&"))
        assert (drawn.status_code, "<script" in drawn.text) == (200, False)
        assert "<path" in drawn.text


def test_page_files_api_and_flow_tell_the_same_forecast(country, manager):
    page = tables(manager.get("/progress/forecast?under=56"))[0][1:]
    rows = outlook.as_rows(outlook.outlook(country, "56"))
    lines = from_csv(manager, "/progress/ahead/forecast.csv?under=56")
    sheet = openpyxl.load_workbook(io.BytesIO(manager.get("/progress/ahead/forecast.xlsx?under=56").content)).active
    api = manager.get("/api/forecast?under=56").json()

    assert len(page) == len(rows) == len(lines) == sheet.max_row - 1 == len(api) == 6
    heads = [cell.value for cell in sheet[1]]
    for row, cells, line, values, told in zip(page, rows, lines, sheet.iter_rows(min_row=2, values_only=True), api, strict=True):
        assert [number(cell) for cell in row[2:4]] == [cells["left"], cells["lacks"]]
        assert number(row[6]) == cells["missing"]
        assert (line["Mã"], line["Còn lại"], line["Sẽ thiếu"]) == (cells["code"], str(cells["left"]), str(cells["missing"] or ""))
        assert dict(zip(heads, values, strict=True))["Phải xong"] == cells["lacks"] == told["lacks"]
        assert told["finish"] == (cells["finish"].isoformat() if cells["finish"] else None)
    missing = [cells["missing"] if cells["missing"] is not None else cells["lacks"] for cells in rows]
    assert missing == sorted(missing, reverse=True)


def test_who_is_not_logged_in_is_told_what_the_night_worked_out_and_makes_the_house_work_out_nothing(country, client):
    assert {row["state"] for row in client.get("/api/forecast").json()} == {"pending"}
    outlook.outlook(country)
    assert "pending" not in {row["state"] for row in client.get("/api/forecast").json()}
    assert client.get("/api/forecast?under=*").status_code == 404


def test_one_goes_from_the_country_to_a_province_to_a_units_curve_by_links(country, manager):
    assert 'href="/progress/forecast?under=56"' in manager.get("/progress/forecast").text
    province = manager.get("/progress/forecast?under=56").text
    assert 'href="/progress/curve?under=22489"' in province
    assert 'href="/progress/curve?under=unit%3A571"' in province
    assert manager.get("/progress/curve?under=unit%3A571").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["forecast?by=2020-01-01", "forecast?by=x", "forecast?under=99999", "forecast?under=*", "dossiers?since=5/2026",
     "ahead/none.csv", "ahead/shops.svg", "ahead/forecast.pdf"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(country, manager, path):
    assert manager.get(f"/progress/{path}").status_code == 404


def test_indicators_have_their_own_denominators_by_unit_and_by_month(country, manager):
    year = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).year
    page = manager.get("/progress/dossiers")
    by_unit = tables(page)[-1]
    assert by_unit[0][1:] == ["4.1", "4.2", "4.3", "4.4"]
    rows = beside.indicators(country, f"{year}-01", f"{year}-12")
    for name, code in (("Xã Vạn Ninh", "22489"), ("Tỉnh Khánh Hòa", "56")):
        shown = next(cells for cells in by_unit if cells[0].startswith(name))
        told = [(row["numerator"], row["denominator"]) for row in rows if row["unit"] == code]
        assert [tuple(int(n.replace(".", "")) for n in re.findall(r"([\d.]+) / ([\d.]+)", cell)[0]) for cell in shown[1:]] == told
    lines = from_csv(manager, "/progress/ahead/dossiers.csv")
    assert [(line["Số"], line["Tử số"], line["Mẫu số"]) for line in lines] == [
        (row["id"], str(row["numerator"]), str(row["denominator"])) for row in rows
    ]
    months = from_csv(manager, "/progress/ahead/months.csv?unit=22489")
    assert sum(int(line["Tử số"]) for line in months if line["Số"] == "4.2") == next(
        row["numerator"] for row in rows if (row["unit"], row["id"]) == ("22489", "4.2")
    )
    # They are never added to the stock.
    assert manager.get("/api/progress").json()["chain"]["in_stock"] == sum(h.count for h in country.ledger.holdings())


def test_the_share_of_one_stop_shops_stands_beside_the_laws_and_names_the_report(country, manager):
    page = manager.get("/progress/process")
    share, shops = tables(page)
    communes = [cells for cells in share[1:] if (cells[0], cells[1]) == ("2022", "Xã")]
    assert [cells[2:] for cells in communes] == [["4", "1", "25 %", "30 %", "1"]]
    # Districts' shops were closed on 1 July 2025.
    assert [cells[2] for cells in share[1:] if cells[1].startswith("Huyện")][-2:] == ["0", "0"]
    assert "BC 12/BC-UBND" in {cells[-1] for cells in shops[1:]}
    assert len(from_csv(manager, "/progress/ahead/shops.csv")) == len(shops) - 1
