"""A title may be broken over lines; its first line alone announces nothing else."""

import pytest

from pipelines.extract.geometry import lay_out
from pipelines.extract.recognise import find_titles
from pipelines.extract.text import fold
from tests.extract.papers import page

NAMES = [fold(n) for n in ("GIẤY PHÉP HÀNH NGHỀ", "GIẤY PHÉP HÀNH NGHỀ KHÁM BỆNH, CHỮA BỆNH", "GIẤY CHỨNG NHẬN", "QUYẾT ĐỊNH")]


def titles(*lines: tuple[int, int, str]) -> list[str]:
    return [t.name for t in find_titles(lay_out(page(list(lines))), NAMES)]


def test_a_title_over_two_centred_lines_is_one_title():
    assert titles((560, 400, "GIẤY PHÉP HÀNH NGHỀ"), (530, 450, "KHÁM BỆNH, CHỮA BỆNH")) == [
        "giay phep hanh nghe kham benh chua benh"
    ]


def test_three_lines_are_one_title_too():
    assert titles((700, 400, "GIẤY PHÉP"), (700, 450, "HÀNH NGHỀ"), (560, 500, "KHÁM BỆNH, CHỮA BỆNH")) == [
        "giay phep hanh nghe kham benh chua benh"
    ]


@pytest.mark.parametrize("second", [(530, 700, "KHÁM BỆNH, CHỮA BỆNH"), (1100, 450, "KHÁM BỆNH, CHỮA BỆNH")])
def test_a_line_far_below_or_aside_does_not_belong_to_the_title(second):
    assert titles((560, 400, "GIẤY PHÉP HÀNH NGHỀ"), second) == ["giay phep hanh nghe"]


def test_a_subject_in_capitals_under_a_title_does_not_hide_it():
    assert titles((640, 400, "QUYẾT ĐỊNH"), (420, 450, "VỀ VIỆC BỔ NHIỆM CÁN BỘ QUẢN LÝ")) == ["quyet dinh"]


def test_who_decides_under_a_title_does_not_make_it_another_paper():
    names = [*NAMES, fold("CHỨNG CHỈ HÀNH NGHỀ DƯỢC"), fold("CHỨNG CHỈ HÀNH NGHỀ DƯỢC TƯ NHÂN")]
    lines = [(540, 400, "CHỨNG CHỈ HÀNH NGHỀ DƯỢC"), (620, 450, "GIÁM ĐỐC SỞ Y TẾ")]
    assert [t.name for t in find_titles(lay_out(page(lines)), names)] == ["chung chi hanh nghe duoc"]
