"""Text at the door: cleaned, folded, sorted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.errors import visible
from radiodesk.model.text import (
    TITLE_LIMIT,
    ControlCharacter,
    EmptyText,
    TextTooLong,
    clean,
    clean_title,
    fold,
    key,
    sort_key,
)

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=600)


@given(ANY_TEXT)
def test_clean_text_is_one_composed_line_without_what_steers_a_terminal(text: str) -> None:
    try:
        cleaned = clean(text)
    except (ControlCharacter, TextTooLong):
        return

    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert len(cleaned) <= TITLE_LIMIT
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in cleaned)
    assert visible(cleaned) == cleaned


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Tin  \t một\n", "Tin một"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Tin\u200b mo\u0302\u0323t\ufeff", "Tin một"),
        ("a\u00a0b", "a b"),
        ("\u00d0\u1ee9c\u200d Anh, \u00f0\u00e0i", "Đức Anh, đài"),
        ("[red]x[/] [/] [@click=app.quit]", "[red]x[/] [/] [@click=app.quit]"),
        ("", ""),
    ],
)
def test_clean_keeps_what_was_meant(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@pytest.mark.parametrize("hidden", ["\x1b[31m", "\x00", "\x07", "\u202e", "\u200f", "\x9b"])
def test_hidden_characters_are_refused_by_their_code_and_shown_harmless(hidden: str) -> None:
    with pytest.raises(ControlCharacter) as refused:
        clean(f"Tin {hidden} một")

    assert f"U+{ord(hidden[0]):04X}" in str(refused.value)
    assert hidden not in str(refused.value)


def test_an_endless_title_is_refused_shortly() -> None:
    with pytest.raises(TextTooLong, match=r"10[.,]?000"):
        clean("Đ" * 10_000)
    with pytest.raises(TextTooLong) as refused:
        clean("x" * 10_000)
    assert len(str(refused.value)) < 200


def test_a_title_is_something() -> None:
    for blank in ("", " ", "\u200b\n"):
        with pytest.raises(EmptyText):
            clean_title(blank)


def test_a_search_finds_without_case_and_accents() -> None:
    assert fold("Tiêu  Đề") == fold("tieu de") == fold(unicodedata.normalize("NFD", "TIÊU ĐỀ")) == "tieu de"
    assert fold("đường Đất") == "duong dat"


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_names_differ_by_accents_but_not_by_case() -> None:
    assert key("THU  hà") == key("Thu Hà")
    assert key("Thu Hà") != key("Thu Ha")


def test_sorting_follows_the_vietnamese_alphabet() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(set(letters), key=sort_key) == letters
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(set(tones), key=sort_key) == tones
    assert sorted(["Đài", "zebra", "Ăn", "An", "Dân", "ấm", "âm u"], key=sort_key) == [
        "An",
        "Ăn",
        "ấm",
        "âm u",
        "Dân",
        "Đài",
        "zebra",
    ]


@pytest.mark.parametrize(
    "code", [0x200B, 0x034F, 0x115F, 0x180E, 0x2061, 0x206A, 0x2800, 0x3164, 0xFE0F, 0xFFA0, 0xFFF9, 0x1D173, 0xE0041]
)
def test_characters_that_nobody_sees_are_left_out(code: int) -> None:
    assert clean_title(f"Thu {chr(code)}H{chr(code)}à") == "Thu Hà"
    with pytest.raises(EmptyText):
        clean_title(chr(code))
