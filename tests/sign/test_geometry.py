import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import DocumentProblem
from pipelines.sign.geometry import PageFrame, frame_of

frames = st.builds(
    lambda x, y, w, h, rotate, unit: PageFrame(x, y, x + w, y + h, rotate, unit),
    st.floats(-500, 500),
    st.floats(-500, 500),
    st.floats(50, 2000),
    st.floats(50, 2000),
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([0.5, 1.0, 2.0]),
)


@given(frames, st.floats(1, 100), st.floats(0, 50))
def test_a_page_grows_by_what_was_asked_and_keeps_its_paper(frame, top, right):
    grown = frame.grown(top, right)
    width, height = frame.size
    assert grown.size == pytest.approx((width + right, height + top))
    assert grown.rect(0, 0, width, height) == pytest.approx((frame.x0, frame.y0, frame.x1, frame.y1), abs=1e-6)


@given(frames, st.floats(0, 20), st.floats(0, 20))
def test_what_is_upright_stays_inside_its_rectangle(frame, x, y):
    a, b, c, d, e, f = frame.matrix(x, y)
    corners = [(a * u + c * v + e, b * u + d * v + f) for u, v in ((0, 0), (10, 5))]
    x0, y0, x1, y1 = frame.rect(x, y, 10, 5)
    assert sorted(point[0] for point in corners) == pytest.approx([x0, x1])
    assert sorted(point[1] for point in corners) == pytest.approx([y0, y1])


def test_a_page_beyond_the_archive_limit_is_set_aside():
    with pytest.raises(DocumentProblem) as caught:
        PageFrame(0, 0, 600, 14390).grown(top=100)
    assert caught.value.code == "sign_page_too_large"


def page(**entries) -> pikepdf.Page:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(600, 800))
    made = pdf.pages[0]
    for key, value in entries.items():
        if value is None:
            del made.obj[f"/{key}"]
        else:
            made.obj[f"/{key}"] = value
    page.keep = pdf  # type: ignore[attr-defined]
    return made


def test_reversed_boxes_and_turns_beyond_a_circle_are_understood():
    frame = frame_of(page(MediaBox=pikepdf.Array([600, 800, 0, 10]), Rotate=-270))
    assert (frame.x0, frame.y0, frame.x1, frame.y1, frame.rotate) == (0, 10, 600, 800, 90)


def test_a_crop_box_outside_the_page_is_ignored():
    assert frame_of(page(CropBox=pikepdf.Array([2000, 2000, 3000, 3000]))).size == (600, 800)


@pytest.mark.parametrize(
    "entries",
    [
        {"MediaBox": None},
        {"MediaBox": pikepdf.Array([0, 0, 0, 0])},
        {"MediaBox": pikepdf.Array([0, 0, 600])},
        {"MediaBox": pikepdf.Array([0, 0, pikepdf.Name.A, 800])},
        {"Rotate": 45},
        {"UserUnit": 0},
    ],
)
def test_boxes_without_sense_are_a_problem_of_the_document(entries):
    with pytest.raises(DocumentProblem) as caught:
        frame_of(page(**entries))
    assert caught.value.code == "sign_unreadable"
