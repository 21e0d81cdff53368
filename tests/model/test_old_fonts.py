"""Text for TCVN3 and VNI fonts is recognised and converted; Unicode Vietnamese and foreign names are left alone."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from radiodesk.ledger.sheets import read_sheets
from radiodesk.model.old_fonts import TCVN3, VNI, Font, convert, detect, is_mixed
from tests.conftest import ROOT, SCHEDULES

TEXTS = [
    *(SCHEDULES / "tin-bai-2019.csv").read_text(encoding="utf-8-sig").splitlines(),
    *(ROOT / "radiodesk/locale/vi/LC_MESSAGES/radiodesk.po").read_text(encoding="utf-8").splitlines(),
]
SYLLABLES = sorted({word.lower() for text in TEXTS for word in re.findall(r"[^\W\d_]+", text) if len(word) < 8})
SYLLABLES += [
    "ỷ",
    "ẵm",
    "ễnh",
    "khuỷu",
    "quỹ",
    "gìn",
    "giếng",
    "nghĩa",
    "thuở",
    "quẫy",
    "hoẵng",
    "ỡm",
    "kỵ",
    "ĩ",
    "xoèn",
]

TO_TCVN3 = {letter: typed for typed, letter in TCVN3.items()}
TO_VNI = {letter: typed for typed, letter in VNI.items()}


def typed(text: str, font: Font) -> str:
    """The text as it was typed for the font."""
    if font is Font.TCVN3:
        return "".join(TO_TCVN3.get(letter, TO_TCVN3.get(letter.lower(), letter)) for letter in text)
    return "".join(TO_VNI.get(letter, letter) for letter in text)


vietnamese = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8).map(" ".join)


@given(vietnamese, st.sampled_from(Font))
@settings(max_examples=500)
@example("ô nhiễm", Font.TCVN3)
def test_vietnamese_text_typed_for_an_old_font_is_read_back(text: str, font: Font) -> None:
    assert convert(typed(text, font), font) == text


@given(vietnamese.map(str.upper))
@settings(max_examples=300)
@example("LỄ HỘI")
def test_vni_capitals_are_read_back(text: str) -> None:
    assert convert(typed(text, Font.VNI), Font.VNI) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("« nhiÔm 5×3, 5÷7", "ô nhiễm 5×3, 5÷7"),
        ("Thêi sù buæi s¸ng", "Thời sự buổi sáng"),
        ("Ch\xad¬ng tr×nh", "Chương trình"),
        ("§¹i héi §¶ng bé huyÖn", "Đại hội Đảng bộ huyện"),
        ("THêI Sù BUæI S¸NG", "THỜI SỰ BUỔI SÁNG"),  # .VnTimeH
        ("LÔ HéI", "LỄ HỘI"),
        ("Hµ Lª", "Hà Lê"),
        ("Héi nghÞ CÊP huyÖn, UBND x·", "Hội nghị CẤP huyện, UBND xã"),
        ("ë x·", "ở xã"),
    ],
)
def test_tcvn3_as_stations_have_it_is_converted(text: str, shown: str) -> None:
    assert convert(text, Font.TCVN3) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thôøi söï buoåi saùng", "Thời sự buổi sáng"),
        ("CHÖÔNG TRÌNH", "CHƯƠNG TRÌNH"),
        ("AÙnh saùng, Aùnh saùng", "Ánh sáng, Ánh sáng"),
        ("Ñöôøng huyeän", "Đường huyện"),
    ],
)
def test_vni_as_stations_have_it_is_converted(text: str, shown: str) -> None:
    assert convert(text, Font.VNI) == shown


@given(st.lists(st.sampled_from(TEXTS) | vietnamese | vietnamese.map(str.upper) | vietnamese.map(str.title)))
@settings(max_examples=300)
@example(TEXTS)
@example([unicodedata.normalize("NFD", text) for text in TEXTS])
@example(SYLLABLES)
@example([syllable.upper() for syllable in SYLLABLES])
def test_unicode_vietnamese_is_never_taken_for_an_old_font(texts: list[str]) -> None:
    assert detect(texts) is None


FOREIGN = [
    "François Müller, Noël Dû, René, Hélène, Zoë, Jürgen Köhler, Peña, São Paulo, Ångström, Björk, Łódź, Dvořák",
    "crêpes à la crème brûlée, où êtes-vous, déjà vu, naïf, maïs, Île-de-France, für, Tür, größer, señor, España",
    "30°C, 5×3 m², ½ ngày, © Đài, §5, «Tin», 10 µm, ±2, A·B, ¡Hola!, ®, 1ª",
    "Côte d'Ivoire, Curaçao, Réunion, Malmö, Zürich, Genève, Québec, São Tomé, Reykjavík, Tórshavn, Bogotá",
]


def test_foreign_names_and_signs_are_never_taken_for_an_old_font() -> None:
    words = [word for text in FOREIGN for word in re.split("[ ,]+", text)]

    assert detect(FOREIGN) is None
    assert detect(words) is None
    assert detect([*words, *TEXTS]) is None


@pytest.mark.parametrize("font", Font)
def test_one_text_in_an_old_font_is_found_in_a_book_in_unicode(font: Font) -> None:
    texts = [*TEXTS, *FOREIGN, typed("Thời sự buổi sáng", font)]

    assert detect(texts) is font
    assert is_mixed(texts, font)


@pytest.mark.parametrize("font", Font)
def test_a_whole_book_in_an_old_font_is_found(font: Font) -> None:
    texts = [typed(text, font) for text in TEXTS[:500]]

    assert detect(texts) is font
    assert not is_mixed(texts, font)


@pytest.mark.parametrize("font", Font)
def test_what_is_unicode_stays_in_a_mixed_book(font: Font) -> None:
    # "Công" shows "Cụng" in TCVN3, which is a syllable, too.
    for text in (*TEXTS, "Công", "Bé Hoa", "Lâm", "Tôi", "François", "©", "30°C", "5×3"):
        assert convert(text, font, mixed=True) == unicodedata.normalize("NFC", text)


def test_a_closed_syllable_with_a_tone_that_it_cannot_have_is_no_vietnamese() -> None:
    assert convert("Tèc", Font.TCVN3, mixed=True) == "Tốc"
    assert convert("Sè", Font.TCVN3, mixed=True) == "Sè"
    assert convert("Sè", Font.TCVN3) == "Số"


@given(st.text())
def test_any_text_is_converted_to_nfc_without_an_error(text: str) -> None:
    for font in Font:
        assert unicodedata.is_normalized("NFC", convert(text, font))
    detect([text])


def test_a_book_typed_for_an_old_font_is_recognised_as_it_is_read(tmp_path: Path) -> None:
    content = "\n".join(typed(text.replace('"', ""), Font.TCVN3) for text in TEXTS[:50])
    (tmp_path / "sổ.csv").write_bytes(content.encode("latin-1"))

    (sheet,) = read_sheets(tmp_path / "sổ.csv")

    assert detect(str(cell) for row in sheet.rows for cell in row) is Font.TCVN3
