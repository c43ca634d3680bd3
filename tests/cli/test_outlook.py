"""What managers ask of the days ahead on the command line."""

from __future__ import annotations

import csv
import json

import openpyxl

from tests.delivery import sohoa

STOCK = "mã đơn vị;tên đơn vị;cấp;loại giấy tờ;số lượng\n22489;Xã Vạn Ninh;xã;birth_certificate;300\n"
SHOPS = (
    "mã đơn vị;tên đơn vị;cấp;từ ngày;theo báo cáo\n"
    "22489;Xã Vạn Ninh;xã;2022-05-01;BC 12/BC-UBND\n22498;Xã Tu Bông;xã;;BC 15/BC-UBND\n"
)
DOSSIERS = (
    "month,unit_code,unit_name,dossiers,result_due,result_electronic,digitized,received,component_reused,connected\n"
    "2026-08,22489,Xã Vạn Ninh,200,150,120,160,210,84,90\n2026-09,22498,Xã Tu Bông,100,50,40,30,90,36,10\n"
)


def test_a_forecast_is_told_printed_and_written(tmp_path):
    stock = tmp_path / "stock.csv"
    stock.write_text(STOCK, encoding="utf-8")
    assert sohoa(tmp_path, "holdings", "import", stock).returncode == 0
    told = json.loads(sohoa(tmp_path, "forecast", "--by", "2099-12-31", "--all", "--json").stdout)
    assert {(row["kind"], row["left"], row["state"], row["goal"]) for row in told} == {
        (kind, 300, "too_few_weeks", "2099-12-31") for kind in ("country", "level", "province", "unit")
    }
    for name in ("ahead.xlsx", "ahead.csv"):
        printed = sohoa(tmp_path, "forecast", "--under", "56", "--missing", "-o", tmp_path / name)
        assert printed.returncode == 0, printed.stderr
        assert "xã Vạn Ninh" in printed.stdout
    sheet = openpyxl.load_workbook(tmp_path / "ahead.xlsx").active
    with (tmp_path / "ahead.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert [cell.value for cell in sheet[1]] == lines[0]
    assert [line[1] for line in lines[1:]] == ["tỉnh Khánh Hòa", "xã Vạn Ninh"]
    assert sohoa(tmp_path, "forecast", "-o", tmp_path / "ahead.pdf").returncode == 2
    assert sohoa(tmp_path, "forecast", "--by", "2020-01-01").returncode == 2


def test_one_stop_shops_are_reported_listed_and_counted(tmp_path):
    file = tmp_path / "shops.csv"
    file.write_text(SHOPS, encoding="utf-8")
    assert sohoa(tmp_path, "shops", "template", tmp_path / "shops.xlsx").returncode == 0
    assert sohoa(tmp_path, "shops", "import", file).returncode == 0
    listed = json.loads(sohoa(tmp_path, "shops", "list", "--json").stdout)
    assert [(row["unit"], row["since"], row["reported_by"]) for row in listed] == [
        ("22489", "2022-05-01", "BC 12/BC-UBND"),
        ("22498", None, "BC 15/BC-UBND"),
    ]
    rows = json.loads(sohoa(tmp_path, "shops", "progress", "--json").stdout)
    communes = {row["year"]: (row["percent"], row["target"], row["missing"]) for row in rows if row["level"] == "commune"}
    assert communes[2022] == (50, 30, 0)
    assert communes[2023] == (50, 60, 1)
    assert "Bộ phận một cửa" in sohoa(tmp_path, "shops", "progress").stdout
    file.write_text(SHOPS.replace("2022-05-01", "bao giờ"), encoding="utf-8")
    refused = sohoa(tmp_path, "shops", "import", file)
    assert refused.returncode == 2
    assert "dòng 2 (row), cột «từ ngày»" in refused.stderr


def test_indicators_of_decision_766_have_their_own_denominators(tmp_path):
    file = tmp_path / "dossiers.csv"
    file.write_text(DOSSIERS, encoding="utf-8")
    assert sohoa(tmp_path, "dossiers", "import", file).returncode == 0
    told = json.loads(sohoa(tmp_path, "dossiers", "show", "--json").stdout)
    assert (told["since"], told["until"]) == ("2026-01", "2026-09")
    whole = {row["id"]: (row["numerator"], row["denominator"], row["percent"]) for row in told["indicators"] if not row["unit"]}
    assert whole == {"4.1": (160, 200, 80), "4.2": (190, 300, 63.33), "4.3": (120, 300, 40), "4.4": (100, 200, 50)}
    august = json.loads(sohoa(tmp_path, "dossiers", "show", "--since", "2026-08", "--until", "2026-08", "--json").stdout)
    assert {row["unit"] for row in august["indicators"]} == {"", "22489"}
    assert sohoa(tmp_path, "dossiers", "show", "--since", "08/2026").returncode == 2
    # They are no part of the stock.
    assert json.loads(sohoa(tmp_path, "progress", "--json").stdout)["chain"]["in_stock"] == 0
