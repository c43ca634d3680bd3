import shutil

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from pipelines.errors import ConfigError
from pipelines.samples import fonts


@pytest.fixture
def only(tmp_path, monkeypatch):
    """A machine whose fonts are those in the returned folder."""
    monkeypatch.setattr(fonts, "_folders", lambda: (tmp_path,))
    return tmp_path


@pytest.mark.parametrize(("kind", "package"), [("serif", "fonts-freefont-ttf"), ("typewriter", "fonts-freefont-ttf")])
def test_a_machine_without_fonts_is_told_which_package_to_install(only, kind, package):
    with pytest.raises(ConfigError, match=package):
        fonts.families(kind)


def test_a_face_that_lacks_vietnamese_letters_is_not_used(only):
    whole = fonts._found("serif", (fonts.Path("/usr/share/fonts"),))[0]
    face = TTFont(whole.regular)
    narrow = subset.Subsetter()
    narrow.populate(text="ABCabc0123456789 đĐ")
    narrow.subset(face)
    face.save(only / whole.regular.name)
    with pytest.raises(ConfigError):
        fonts.families("serif")


def test_a_missing_bold_is_replaced_by_the_regular_cut(only):
    whole = fonts._found("serif", (fonts.Path("/usr/share/fonts"),))[0]
    shutil.copy(whole.regular, only)
    (family,) = fonts.families("serif")
    assert family.cut(bold=True, italic=True) == only / whole.regular.name


def test_a_broken_font_file_is_passed_over(only):
    (only / "FreeSerif.ttf").write_bytes(b"no font")
    with pytest.raises(ConfigError):
        fonts.families("serif")


def test_the_needed_letters_are_all_of_vietnamese():
    assert len({letter for letter in fonts.LETTERS if letter.isalpha()}) == 2 * (12 * 6 + 1)
