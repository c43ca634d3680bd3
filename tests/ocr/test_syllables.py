"""What can stand on a Vietnamese paper and what cannot, judged by rule."""

from __future__ import annotations

import re
import unicodedata

import pytest

from pipelines.ocr.recognition import syllables
from pipelines.ocr.recognition.syllables import bare, canonical, is_syllable, plausible, same_letters, tone, without_tone

TEXT = """
Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc Ủy ban nhân dân huyện Thí Điểm Căn cứ Luật Tổ chức chính quyền địa
phương Xét đề nghị của Trưởng phòng Tư pháp Quyết định về việc cho phép thay đổi hộ tịch giấy khai sinh nguyên quán thường trú
khuya khoắt ngoằn ngoèo quýnh quáng khuỷu tay huơ thuở xưa giếng nước gìn giữ yêu chuộng rượu hươu nguệch ngoạc xoong khuếch
trương luyến tiếc quốc tịch quạt quần áo quở trách oai oan uống ương bướng ngoáy trùng trục buýt góa phụ ký kỹ thuật y tế mỹ lý
"""


GOOD = """
08/QĐ-UBND 135/2024 36.000.000đ m2 125,5m2 UBND CCCD TP.HCM H08.15 25/12/2024 8h30 III 15% (sau ngày, “Về ký./. a) 2. Fax:
30/2020/NĐ-CP QĐ-TTg UBTVQH14 Nghệ-Tĩnh 2020-2025 Đắk Lắk; vp@mau.gov.vn www.mau.gov.vn 024.3825.1234 TTr-STC
"""
RUBBISH = "G7 1Š >Aj ì⁄ Viêtt Quyêt 2O24 l7 S6: | ~ §. VIÊT ~~ nGười c|ứ 20l5 ,,"


@pytest.mark.parametrize("word", sorted(set(TEXT.split())))
def test_syllables_of_ordinary_papers_are_known_in_every_case_form(word: str):
    for form in (word, word.lower(), word.upper(), word.capitalize(), unicodedata.normalize("NFD", word)):
        assert is_syllable(form), form


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("quyêt", "t closes only under the sharp or heavy tone"),
        ("thuôc", "c closes only under the sharp or heavy tone"),
        ("mạch̀", "two tones"),
        ("kà", "k stands before i, e, ê, y"),
        ("cí", "c never before i"),
        ("ngiệp", "ng becomes ngh before i"),
        ("ghà", "gh stands before i, e, ê"),
        ("bòa", "no medial after lips"),
        ("Viêtt", "no such coda"),
        ("hưôm", "no such nucleus"),
        ("tâ", "â is never open"),
        ("ngừơi", "the mark stands on ơ"),
        ("qua͏n", "a sign inside"),
        ("nGười", "a capital inside"),
        ("ngày,", "a comma is no letter"),
        ("", "nothing"),
    ],
)
def test_what_breaks_a_rule_of_spelling_is_no_syllable(word: str, why: str):
    assert not is_syllable(word), why


def test_the_inventory_agrees_with_a_rule_written_another_way():
    """A regular expression over toneless letters, written apart from the tables: nothing outside of it may be possible."""
    rule = re.compile(
        r"(?:qu|ngh|ng|nh|gh|gi|kh|th|tr|ch|ph|[bcdđghklmnprstvx])?"
        r"(?:[ou](?=[aăâeêơy]))?(?:iê|yê|uô|ươ|oo|ia|ya|ua|ưa|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnptiouy])?"
    )
    for word in syllables.inventory():
        assert rule.fullmatch(without_tone(word)), word
        assert sum(c in syllables.TONES[1:] for c in unicodedata.normalize("NFD", word)) <= 1, word
        if without_tone(word).endswith(("c", "ch", "p", "t")):
            assert tone(word) in {"\u0301", "\u0323"}, word
    count = len({canonical(word) for word in syllables.inventory()})
    assert 6_700 < count < 17_500, "as many as the literature counts possible"


def test_both_places_of_the_tone_mark_are_the_same_syllable():
    for old, new in [("hòa", "hoà"), ("THÚY", "THUÝ"), ("Khỏe", "Khoẻ"), ("ủy", "uỷ")]:
        assert is_syllable(old)
        assert is_syllable(new)
        assert canonical(old) == canonical(new) == new
    assert canonical("quý") == "quý"
    assert canonical("của") == "của"
    assert canonical("hoàn") == "hoàn"


@pytest.mark.parametrize("token", GOOD.split())
def test_what_papers_are_full_of_is_plausible(token: str):
    assert plausible(token) >= 0.6


@pytest.mark.parametrize("token", RUBBISH.split())
def test_rubbish_is_not_plausible(token: str):
    assert plausible(token) <= 0.2


def test_a_foreign_name_stands_between_a_syllable_and_rubbish():
    assert plausible("Viêtt") < plausible("quyet") < plausible("Samsung") < plausible("UBND") < plausible("Việt")
    assert plausible("củaông") < plausible("của")


def test_marks_can_be_taken_off_and_compared():
    assert without_tone("Quyết ĐỊNH") == "Quyêt ĐINH"
    assert bare("Quyết định ĐỔI") == "Quyet dinh DOI"
    assert tone("quyết") == "\u0301"
    assert tone("nam") == ""
    assert same_letters("quyêt", "Quyệt")
    assert not same_letters("quyết", "quyến")
