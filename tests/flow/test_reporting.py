"""The report: what it says, and that it can be made again to the last byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest

from pipelines import load
from pipelines.errors import ConfigError
from pipelines.flow import beside, numbers, reporting
from pipelines.model import Conversion, Holding, Level, Result
from pipelines.services import open_services, prepare
from pipelines.settings import from_environment

CONFIG = Path(__file__).parents[2] / "config"
BIRTH = "birth_certificate"
OPEN = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
"""Before the second half of 2026 is closed on 14 December."""
CLOSING = dt.datetime(2026, 12, 13, 18, tzinfo=dt.UTC)
"""One o'clock of that day in Việt Nam."""


@pytest.fixture
def services(tmp_path):
    """A house with a stock of two units and three results."""
    settings = from_environment({"SOHOA_HOME": str(tmp_path / "home"), "SOHOA_CONFIG": str(CONFIG), "SOHOA_ACTOR": "quản lý"})
    prepare(settings)
    opened = open_services(settings)
    opened.ledger.import_holdings(
        [Holding("22489", "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 8), Holding("56", "Tỉnh Khánh Hòa", Level.PROVINCE, BIRTH, 10)]
    )
    for k in range(3):
        publish(opened, f"D-{k}")
    return opened


def publish(services, document_id, unit="22489", level=Level.COMMUNE):
    at = dt.datetime(2026, 8, 1, 2, tzinfo=dt.UTC)
    conversion = Conversion(document_id, "Ủy ban nhân dân xã Thử", "Lê Văn Mẫu", at, 1, 1, "a" * 64)
    load.publish(services.registry, Result(document_id, BIRTH, unit, level, {}, conversion, f"r/{document_id}.pdf", "b" * 64), at)


def sheets(data):
    """{sheet: rows of values}."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def row(rows, start):
    return next(cells for cells in rows if cells[0] == start)


def test_the_workbook_says_what_the_pages_say(services):
    made = sheets(reporting.write(reporting.frozen(services, "2026-H2", now=OPEN), ".xlsx"))
    top = made["Tổng hợp"]
    heads = next(cells for cells in top if cells[0] == "Cấp")
    commune = dict(zip(heads, row(top, "Cấp xã"), strict=True))
    progress = next(p for p in numbers.progress(services, 2026) if p.level is Level.COMMUNE)

    assert "6 THÁNG CUỐI NĂM 2026" in top[0][0]
    assert commune["Số kết quả còn hiệu lực phải số hóa"] == progress.stock == 8
    assert commune["Đã số hóa (còn giá trị trong kho)"] == progress.done == 3
    assert commune["Trong đó số hóa trong kỳ"] == 3
    assert commune["Tỷ lệ đã số hóa (%)"] == round(progress.percent, 2) == 37.5
    assert commune["Chỉ tiêu năm (%)"] == 100
    assert commune["Quá hạn"] == commune["Còn thiếu so với chỉ tiêu"] == progress.overdue == 5
    assert "Nghị định 45/2020/NĐ-CP" in commune["Căn cứ"]
    units = made["Theo đơn vị"]
    assert next(cells for cells in units if cells[1] == "22489")[2] == "xã Vạn Ninh"
    assert any("UBND" in str(cells[0]) or "Nơi nhận" in str(cells[0]) for cells in top)


def test_the_same_figures_give_the_same_bytes_at_any_time(services):
    report = reporting.frozen(services, "2026-H2", now=OPEN)
    first = {suffix: reporting.write(report, suffix) for suffix in (".xlsx", ".pdf")}
    time.sleep(2.1)  # the clock of a zip archive has steps of two seconds
    again = reporting.frozen(services, "2026-H2", now=OPEN + dt.timedelta(days=1))

    assert (again.version, again.sha256, again.cut_off) == (1, report.sha256, report.cut_off)
    assert {suffix: reporting.write(again, suffix) for suffix in first} == first
    assert hashlib.sha256(report.figures.encode()).hexdigest() == report.sha256
    assert first[".xlsx"].startswith(b"PK")


def test_a_closed_report_stays_what_it_was_and_a_correction_is_another_version(services):
    assert reporting.due(services, dt.date(2026, 12, 13)) == []
    assert reporting.make_due(services, CLOSING) == ["2026-H2", "2026"]
    assert reporting.make_due(services, CLOSING) == []
    final = reporting.frozen(services, "2026-H2")
    publish(services, "D-9")
    later = CLOSING + dt.timedelta(days=3)

    assert reporting.frozen(services, "2026-H2", now=later) == final
    corrected = reporting.frozen(services, "2026-H2", again=True, now=later)
    assert (corrected.version, final.version) == (2, 1)
    assert "Bản điều chỉnh lần 1" in str(sheets(reporting.write(corrected, ".xlsx"))["Tổng hợp"])
    assert {one.version for one in services.ledger.reports("2026-H2")} == {1, 2}
    assert services.store.exists(f"reports/2026-H2/1-{final.sha256[:16]}.xlsx")
    assert services.store.get(f"reports/2026-H2/1-{final.sha256[:16]}.pdf") == reporting.write(final, ".pdf")


def test_a_report_that_nobody_made_on_its_day_is_made_up_for(services):
    assert reporting.due(services, dt.date(2026, 12, 20)) == ["2026-H2", "2026"]
    assert reporting.due(services, dt.date(2027, 2, 1)) == []


def test_the_pdf_holds_vietnamese_text_in_embedded_fonts(services, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(reporting.write(reporting.frozen(services, "2026", now=OPEN), ".pdf"))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    fonts = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]

    assert "BÁO CÁO TÌNH HÌNH SỐ HÓA KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH NĂM 2026" in " ".join(text.split())
    assert "37,50" in text
    used = [line.split() for line in fonts if "Helvetica" not in line]
    assert used
    assert all(cells[-5] == "yes" for cells in used), fonts


def test_corrections_of_the_stock_and_current_dossiers_have_sheets_of_their_own(services, tmp_path):
    services.ledger.import_holdings([Holding("22489", "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 12)], reason="kiểm kê lại")
    counted = tmp_path / "dossiers.csv"
    counted.write_text(
        "month,unit_code,unit_name,dossiers,result_due,result_electronic,digitized,received,component_reused,connected\n"
        "2026-08,22489,Xã Vạn Ninh,200,150,120,160,210,84,90\n"
        "2026-02,22489,Xã Vạn Ninh,999,999,999,999,999,999,999\n",
        encoding="utf-8",
    )
    assert beside.import_dossiers(services, counted) == 2
    made = sheets(reporting.write(reporting.frozen(services, f"{dt.datetime.now(dt.UTC):%Y}-H2"), ".xlsx"))

    if dt.datetime.now(dt.UTC).month > 6:
        assert [8, 12] in [cells[5:7] for cells in made["Điều chỉnh số tồn"]]
    dossiers = {cells[2].split()[0]: cells[3:6] for cells in made["Hồ sơ hiện hành (QĐ 766)"] if cells[0] == "22489"}
    if dossiers:
        assert dossiers == {"4.1": [120, 150, 80], "4.2": [160, 200, 80], "4.3": [84, 210, 40], "4.4": [90, 150, 60]}
    # They are no part of the stock.
    assert row(made["Tổng hợp"], "Cấp xã")[1] == 12


def test_a_wrong_month_or_part_is_named_by_row_and_column(services, tmp_path):
    file = tmp_path / "dossiers.csv"
    file.write_text(
        "tháng;mã đơn vị;tên đơn vị;số hồ sơ;result due;result electronic;digitized;received;component reused;connected\n"
        "13/2026;22489;Xã;10;10;11;5;5;5;5\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as told:
        beside.import_dossiers(services, file)
    assert "dòng 2 (row), cột «tháng»" in str(told.value)
    assert "dòng 2 (row), cột «result electronic»" in str(told.value)


@pytest.mark.parametrize("name", ["2026-H3", "26-H1", "H1", "2026-07", ""])
def test_a_period_that_is_none_is_refused(services, name):
    with pytest.raises(ConfigError, match="2026-H1"):
        reporting.period(services, name)
