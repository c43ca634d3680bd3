"""Several papers in one file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.extract import SEPARATOR, divide, undivided
from pipelines.extract.division import DOUBT
from pipelines.model import Page
from tests.extract.papers import DOCTYPES, NATION, page

HEAD = [(250, 180, "ỦY BAN NHÂN DÂN"), (230, 230, "HUYỆN THÍ ĐIỂM"), *NATION]
DATED = [(280, 300, "Số: 15/QĐ-UBND"), (850, 300, "Thí Điểm, ngày 05 tháng 3 năm 2015")]
TITLE = [(720, 420, "QUYẾT ĐỊNH"), (560, 480, "Về việc khen thưởng năm 2015")]
BODY = [(240, 620, "Căn cứ Luật Tổ chức chính quyền địa phương;"), (240, 680, "Điều 1. Khen thưởng các cá nhân sau đây.")]
SIGNED = [(1000, 1500, "CHỦ TỊCH"), (950, 1800, "Nguyễn Văn Thử")]


def paper(number: int, *, signed: bool = True) -> Page:
    return page([*HEAD, *DATED, *TITLE, *BODY, *(SIGNED if signed else [])], number=number)


def separator(number: int, kind: str = "-") -> Page:
    return replace(page([(500, 900, "TỜ PHÂN CÁCH")], number=number), codes=(f"{SEPARATOR}/{kind}/7",))


def further(number: int) -> Page:
    return page([(240, 200, "Điều 2. Quyết định này có hiệu lực kể từ ngày ký."), *SIGNED], number=number)


def numbers(pages: list[Page]) -> list[list[int]]:
    return [[p.number for p in found.pages] for found in divide(pages, DOCTYPES)]


def test_separator_sheets_part_the_papers_and_belong_to_none():
    pages = [separator(1), further(2), further(3), separator(4), separator(5, "decision"), further(6), separator(7)]
    found = divide(pages, DOCTYPES)
    assert [[p.number for p in one.pages] for one in found] == [[2, 3], [6]]
    assert [one.declared_type or None for one in found] == [None, "decision"]


def test_a_signed_paper_followed_by_the_head_of_another_makes_two():
    assert numbers([paper(1), paper(2), further(3)]) == [[1], [2, 3]]


def test_a_head_before_anybody_signed_is_for_a_person_to_look_at():
    found = divide([paper(1, signed=False), paper(2)], DOCTYPES)
    assert [[p.number for p in one.pages] for one in found] == [[1, 2]]
    assert DOUBT in found[0].pages[1].warnings


def test_what_a_letter_encloses_is_for_a_person_to_look_at():
    letter = page([*HEAD, *DATED, *TITLE, *BODY, (240, 760, "nội dung theo văn bản (đính kèm)."), *SIGNED], number=1)
    found = divide([letter, paper(2)], DOCTYPES)
    assert len(found) == 1
    assert DOUBT in found[0].pages[1].warnings


def test_a_head_of_an_unknown_kind_of_paper_is_for_a_person_to_look_at():
    stranger = page([*HEAD, *DATED, (700, 420, "BIÊN BẢN BÀN GIAO"), *BODY], number=2)
    found = divide([paper(1), stranger], DOCTYPES)
    assert len(found) == 1
    assert DOUBT in found[0].pages[1].warnings


@pytest.mark.parametrize("words", ["(Ban hành kèm theo Quyết định số 15/QĐ-UBND", "(Kèm theo Quyết định số 15/QĐ-UBND"])
def test_an_attachment_with_a_head_of_its_own_stays_with_its_paper(words: str):
    attached = page([*HEAD, (720, 420, "QUY CHẾ"), (500, 480, words), (240, 620, "Điều 1. Phạm vi.")], number=2)
    found = divide([paper(1), attached], DOCTYPES)
    assert len(found) == 1
    assert all(DOUBT not in p.warnings for p in found[0].pages)


def test_back_sides_and_blank_pages_go_with_the_paper_before_them():
    blank = Page(2, 1654, 2339, 200.0, warnings=("blank",))
    assert numbers([paper(1), blank, further(3), paper(4)]) == [[1, 2, 3], [4]]


def test_a_file_of_separator_sheets_only_is_not_lost():
    assert numbers([separator(1), separator(2)]) == [[1, 2]]


def test_what_must_stay_whole_gets_a_doubt_where_a_paper_begins():
    whole = undivided(divide([paper(1), paper(2), further(3)], DOCTYPES))
    assert [(p.number, DOUBT in p.warnings) for p in whole.pages] == [(1, False), (2, True), (3, False)]


def test_a_code_that_only_looks_like_ours_parts_nothing():
    odd = replace(further(2), codes=("https://example.org/SOHOA-SEP/1/-/7", "SOHOA-SEP/1/DROP TABLE/7"))
    assert numbers([paper(1), odd, further(3)]) == [[1, 2, 3]]
