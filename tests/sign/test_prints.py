import datetime as dt
import io

import numpy as np
import pikepdf
import pytest
import zxingcpp

from pipelines.errors import DocumentProblem
from pipelines.sign import Printed, has_signature, print_copy, verify
from tests.sign import papers

AT = dt.datetime(2026, 3, 2, 2, 5, tzinfo=dt.UTC)


def printed(signed, config, **more) -> bytes:
    return print_copy(signed, Printed(papers.SERIAL, papers.PERSON, AT, **more), config)


def test_the_print_holds_the_whole_result_as_it_looked_and_a_sheet_more(signed, config, tmp_path):
    copy = printed(signed, config)
    with pikepdf.open(io.BytesIO(copy)) as after, pikepdf.open(io.BytesIO(signed)) as before:
        assert len(after.pages) == len(before.pages) + 1
    assert papers.differs(papers.render(copy, tmp_path), papers.render(signed, tmp_path)) < 0.001


def test_the_sheet_says_what_the_law_asks_for(signed, config, tmp_path):
    said = " ".join(papers.text(printed(signed, config), tmp_path).split())
    for words in ("BẢN GIẤY ĐƯỢC CHUYỂN ĐỔI TỪ BẢN ĐIỆN TỬ", config.system, papers.AGENCY, papers.SERIAL, papers.PERSON):
        assert words in said
    assert "2026-03-02T09:05:00+07:00" in said
    assert "con dấu của cơ quan" in said
    image = papers.render(printed(signed, config), tmp_path, page=2, dpi=150).astype(np.uint8)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [f"SOHOA:{papers.SERIAL}"]


def test_a_print_does_not_pass_for_a_signed_file(signed, config, trust):
    copy = printed(signed, config)
    assert not has_signature(copy)
    assert verify(copy, trust).verdict == "unsigned"
    assert verify(copy, trust).conversion == {}


def test_a_print_of_a_revoked_result_says_so(signed, config, tmp_path):
    assert "ĐÃ BỊ THU HỒI TỪ 2026-03-02T09:05:00+07:00" in papers.text(printed(signed, config, revoked_at=AT), tmp_path)
    assert "THU HỒI TỪ" not in papers.text(printed(signed, config), tmp_path)


def test_what_is_no_pdf_is_not_printed(config):
    with pytest.raises(DocumentProblem):
        printed(b"GIF89a", config)
