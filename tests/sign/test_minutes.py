import datetime as dt
import subprocess

import pikepdf
import pytest

from pipelines.errors import DocumentProblem
from pipelines.model import Outcome
from pipelines.sign import HandOver, Line, minutes
from tests.sign import papers

AT = dt.datetime(2026, 3, 2, 2, 5, tzinfo=dt.UTC)


def handed(lines, **change):
    told = {"batch": "lo-2026-03", "agency": papers.AGENCY, "received_at": AT, "expected": 3, "lines": tuple(lines), "at": AT}
    return minutes(HandOver(**{**told, **change}))


def text(pdf: bytes, folder) -> str:
    file = folder / "m.pdf"
    file.write_bytes(pdf)
    return " ".join(subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode().split())


LINES = [
    Line("20260302-aaaa", "Quyết định", "25/QĐ-UBND", 2, 3, Outcome.LOADED, None, "B-LT", "ab" * 32),
    Line("20260302-bbbb", None, None, 1, 1, Outcome.SET_ASIDE, "sign_no_room"),
    Line("20260302-cccc", "Giấy khai sinh", "7/GKS", None, None, Outcome.DUPLICATE),
]


def test_the_minutes_count_papers_sheets_and_pages_and_tell_every_outcome(tmp_path):
    said = text(handed(LINES), tmp_path)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "Theo bảng kê: 3 văn bản. Đã nhận: 3 văn bản (3 tờ giấy theo bảng kê, 4 trang ảnh đã quét)." in said
    assert "1 đã chuyển đổi" in said
    assert "1 trùng với văn bản đã nhận" in said
    for words in ("25/QĐ-UBND", "B-LT", "abababababababab", "BÊN GIAO", "BÊN NHẬN", "2026-03-02T09:05:00+07:00"):
        assert words in said


def test_nothing_counted_is_said_and_not_taken_for_zero(tmp_path):
    assert "Theo bảng kê: không có số liệu văn bản" in text(handed([], expected=None), tmp_path)


def test_a_long_batch_goes_over_pages_with_the_heading_on_each_and_every_line_once(tmp_path):
    lines = [Line(f"so-{n:04}", "Quyết định", f"{n}/QĐ", 1, 1, Outcome.LOADED) for n in range(300)]
    pdf = handed(lines)
    said = text(pdf, tmp_path)
    assert all(said.count(f"so-{n:04}") == 1 for n in range(300))
    with pikepdf.open(tmp_path / "m.pdf") as opened:
        pages = len(opened.pages)
    assert pages > 5
    assert said.count("Số đăng ký chuyển") >= pages - 1


def test_the_font_is_embedded(tmp_path):
    (tmp_path / "m.pdf").write_bytes(handed(LINES))
    listed = subprocess.run(["pdffonts", tmp_path / "m.pdf"], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    used = [line for line in listed if "Helvetica" not in line]
    assert used
    assert all(" yes " in line for line in used)


def test_markup_in_a_number_is_shown_as_it_is(tmp_path):
    line = Line("so", "Quyết định", "<b>1</b>&x", 1, 1, Outcome.LOADED)
    assert "<b>1</b>&x" in text(handed([line]), tmp_path)


def test_a_letter_that_the_font_lacks_is_not_dropped():
    with pytest.raises(DocumentProblem) as caught:
        handed([Line("so", "Quyết định", "漢/QĐ", 1, 1, Outcome.LOADED)])
    assert caught.value.code == "sign_letter_missing"
