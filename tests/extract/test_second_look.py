from dataclasses import replace

import pytest

from pipelines.extract import extract, understand
from pipelines.extract.confidence import UNSEEN, ceiling, features, objections
from pipelines.extract.evidence import Evidence
from pipelines.extract.kinds import Parsed
from pipelines.extract.opinions import Opinion, agrees
from pipelines.model import Box, Page, Word
from tests.extract.papers import DOCTYPES, MODEL, birth, changed, decision, page


class Reader:
    """A second reader that sees the page *truth* and remembers where it was asked to look."""

    def __init__(self, truth: Page) -> None:
        self.truth = truth
        self.asked: list[Box] = []

    def __call__(self, _page: Page, box: Box) -> tuple[Word, ...]:
        self.asked.append(box)
        x0, y0, x1, y1 = box
        inside = (w for w in self.truth.words if x0 <= (w.box[0] + w.box[2]) / 2 < x1 and y0 <= (w.box[1] + w.box[3]) / 2 < y1)
        return tuple(replace(w, line=w.line + 7) for w in inside)


def test_two_readings_that_agree_pass_the_threshold_and_one_alone_never_does():
    paper = page(decision())
    alone = extract([paper], DOCTYPES, model=MODEL)
    both = extract([paper], DOCTYPES, Reader(paper), model=MODEL)
    for name, spec in DOCTYPES["decision"].fields.items():
        if spec.critical:
            assert alone.fields[name].confidence < spec.threshold, name
        assert both.fields[name].confidence >= spec.threshold, name
        assert both.fields[name].value == alone.fields[name].value


@pytest.mark.parametrize(("name", "read", "truth"), [
    ("document_number", "25/QĐ-UBND", "26/QĐ-UBND"),
    ("issue_date", "08", "09"),
    ("signer_name", "Ngọc", "Ngoc"),
    ("subject", "phép", "phep"),
    ("issuing_agency", "VẠN", "VAN"),
])  # fmt: skip
def test_two_readings_that_differ_send_the_value_to_a_person(name, read, truth):
    paper = page(decision())
    found = extract([paper], DOCTYPES, Reader(changed(paper, read, text=truth)), model=MODEL)
    assert found.fields[name].confidence <= UNSEEN


def test_a_line_lost_from_a_position_is_noticed_by_looking_around_it():
    whole = page(decision())
    lost = page([line for line in decision() if line[2] != "TM. ỦY BAN NHÂN DÂN"])
    found = extract([lost], DOCTYPES, Reader(whole), model=MODEL)
    assert found.fields["signer_title"].confidence <= UNSEEN
    assert found.fields["signer_title"].value == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH"


@pytest.mark.parametrize(("line", "field"), [("tại xã Vạn Thạnh", "subject"), ("HUYỆN VẠN NINH", "issuing_agency")])
def test_a_line_lost_below_a_value_is_noticed(line, field):
    whole = page(decision())
    lost = page([part for part in decision() if part[2] != line])
    found = extract([lost], DOCTYPES, Reader(whole), model=MODEL)
    assert found.fields[field].confidence <= UNSEEN


def test_a_name_that_only_the_second_look_saw_is_shown_and_not_believed():
    whole = page(decision())
    lost = page([line for line in decision() if line[2] != "Trần Thị Ngọc Lan"])
    found = extract([lost], DOCTYPES, Reader(whole), model=MODEL)
    assert found.fields["signer_name"].value == "Trần Thị Ngọc Lan"
    assert found.fields["signer_name"].confidence <= UNSEEN


def test_a_second_look_that_sees_nothing_confirms_nothing():
    found = extract([page(decision())], DOCTYPES, lambda _page, _box: (), model=MODEL)
    assert found.fields["document_number"].confidence <= UNSEEN


def test_looks_are_spent_on_fields_and_not_on_whole_pages():
    paper = page(decision())
    reader = Reader(paper)
    extract([paper], DOCTYPES, reader)
    assert 0 < len(reader.asked) <= len(DOCTYPES["decision"].fields)
    assert all((x1 - x0) * (y1 - y0) < 0.2 * 1654 * 2339 for x0, y0, x1, y1 in reader.asked)


BEST = Evidence(1.0, 1.0, 1.0, 1.0, 1.0, critical=True, second=1, agreement=1)


@pytest.mark.parametrize(("change", "limit"), [
    ({"handwriting": 0.5}, UNSEEN),
    ({"weakest": 0.3}, UNSEEN),
    ({"fit": 0.4}, UNSEEN),
    ({"certainty": 0.2}, UNSEEN),
    ({"second": -1}, UNSEEN),
    ({"agreement": -1}, UNSEEN),
    ({"second": 0, "agreement": 0}, UNSEEN),
])  # fmt: skip
def test_nothing_outweighs_a_reason_to_doubt(change, limit):
    assert MODEL.probability(BEST) > 0.999
    assert MODEL.probability(replace(BEST, **change)) <= limit
    assert ceiling(replace(BEST, **change)) <= limit


@pytest.mark.parametrize("feature", ["weakest", "mean", "certainty", "fit", "page"])
def test_better_evidence_never_lowers_the_confidence(feature):
    steps = [MODEL.probability(replace(BEST, **{feature: x / 20})) for x in range(21)]
    assert steps == sorted(steps)


def test_two_further_readings_that_agree_against_the_first_have_their_way():
    truth = page(decision())
    misread = changed(truth, "Ngọc", text="Ngoc")
    found = extract([misread], DOCTYPES, Reader(truth), Reader(truth), MODEL)
    assert found.fields["signer_name"].value == "Trần Thị Ngọc Lan"
    assert "two of three; first reading: Trần Thị Ngoc Lan" in found.fields["signer_name"].rule


def test_two_further_readings_that_each_say_something_else_leave_the_value_and_its_doubt():
    paper = page(decision())
    readers = Reader(changed(paper, "25/QĐ-UBND", text="26/QĐ-UBND")), Reader(changed(paper, "25/QĐ-UBND", text="28/QĐ-UBND"))
    found = extract([paper], DOCTYPES, *readers, MODEL)
    assert found.fields["document_number"].value == "25/QĐ-UBND"
    assert found.fields["document_number"].confidence <= UNSEEN


def test_words_of_a_long_text_that_both_readers_mend_are_mended_and_others_stay():
    truth = page(decision())
    first = changed(changed(truth, "phép", text="phep"), "chuyển", text="chuyen")
    second = changed(truth, "chuyển", text="chuyen")
    found = extract([first], DOCTYPES, Reader(second), Reader(second), MODEL)
    assert found.fields["subject"].value == "Về việc cho phép chuyen mục đích sử dụng đất tại xã Vạn Thạnh"


def test_every_value_has_a_witness_beside_the_page_reading():
    paper = page(birth())
    again, otherwise = Reader(paper), Reader(paper)
    found = extract([paper], DOCTYPES, again, otherwise, MODEL)
    boxes = {found.fields[name].box for name in ("nationality", "ethnicity", "full_name")}
    assert boxes <= set(again.asked)
    assert boxes <= set(otherwise.asked)


def test_the_third_reader_is_asked_only_where_the_others_are_not_at_one():
    paper = page(decision())
    third = Reader(paper)
    extract([paper], DOCTYPES, Reader(paper), Reader(paper), MODEL, third)
    assert third.asked == []
    name = changed(paper, "Ngọc", text="Ngoc")
    found = extract([paper], DOCTYPES, Reader(name), Reader(paper), MODEL, third)
    assert set(third.asked) == {found.fields["signer_name"].box}


def test_the_third_reader_speaks_for_a_value_or_against_it_and_changes_none():
    paper = page(decision())
    other = changed(paper, "Ngọc", text="Ngoc")
    values = [
        understand([paper], DOCTYPES, Reader(other), Reader(paper), third).candidates["signer_name"][0]
        for third in (Reader(paper), Reader(other))
    ]
    assert [c.evidence.third for c in values] == [1, -1]
    assert values[0].parsed == values[1].parsed
    assert features(values[0].evidence)["other_and_third"] == 1.0


@pytest.mark.parametrize(("day", "said"), [
    ("2023-11-27", "ngày 27 tháng lI năm 2023"),
    ("1975-06-13", "13061975"),
    ("2012-04-03", "ngày 3 tháng 4 năm 2012"),
])  # fmt: skip
def test_a_cut_that_lost_slashes_or_took_a_one_for_a_stroke_still_says_the_same_day(day, said):
    assert agrees(Opinion("second look", said, None), Parsed(day, 1.0))


@pytest.mark.parametrize(("value", "said"), [
    ("2015-02-13", "ngày I3 tháng 02 năm 201 :"),
    ("2008-03-03", "05.05.2008"),
    ("303/XN-UBND", "5303 XN-UBND"),
    ("15", "15"),
    ("Nguyễn Văn An", "Nguyễn Văn An"),
])  # fmt: skip
def test_figures_that_are_lost_more_or_other_ones_say_nothing(value, said):
    assert not agrees(Opinion("second look", said, None), Parsed(value, 1.0))


def test_a_number_that_only_lost_its_slash_makes_two_of_three():
    paper = page(decision())
    torn = changed(paper, "25/QĐ-UBND", text="25 QĐ-UBND.")
    found = extract([torn], DOCTYPES, Reader(torn), Reader(paper), MODEL)
    assert found.fields["document_number"].value == "25/QĐ-UBND"
    assert "two of three make a value" in found.fields["document_number"].rule


@pytest.mark.parametrize(("ink", "objects"), [(0.35, True), (0.05, False)])
def test_a_day_far_from_its_words_is_objected_to_unless_its_ink_is_clearly_print(ink, objects):
    paper = page(decision())
    (day,) = (w for w in paper.words if w.text == "08")
    x0, y0, x1, y1 = day.box
    drawn = changed(paper, "08", box=(x0, y0 - 22, x1, y1 - 22), handwriting=ink)
    found = understand([drawn], DOCTYPES, Reader(drawn), Reader(drawn)).candidates["issue_date"][0]
    assert ("misplaced" in objections(found.evidence)) is objects
