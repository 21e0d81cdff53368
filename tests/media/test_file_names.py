"""What the name of a recording says: its day, its time and its words, as recorders and people write them."""

import datetime as dt
import unicodedata

import pytest

from radiodesk.media import file_names

DAY = dt.date(2019, 3, 5)
ADDED = dt.date(2019, 3, 6)
MORNING = dt.time(5, 30)


@pytest.mark.parametrize(
    ("name", "day", "time"),
    [
        ("20190305_0530.wav", DAY, MORNING),
        ("20190305_083000.wav", DAY, dt.time(8, 30)),
        ("20190305073012.wav", DAY, dt.time(7, 30)),
        ("2019-03-05 05-30-00.wav", DAY, MORNING),
        ("190305-0530.wav", DAY, MORNING),
        ("05-03-2019 5h30.mp3", DAY, MORNING),
        ("5g30 ngay 5.3.2019.mp3", DAY, MORNING),
        ("Thoi su 05h30 5-3.mp3", DAY, MORNING),
        ("TS 17h 5-3.mp3", DAY, dt.time(17)),
        ("TS 05.30 ngày 5 tháng 3.mp3", DAY, MORNING),
        ("TS 0530 5-3.wav", DAY, MORNING),
        ("Thoi su sang 05.03.2019.mp3", DAY, None),
        ("TS 5-3.mp3", DAY, None),
        ("T3 5-3.mp3", DAY, None),
        ("REC20190305.wav", DAY, None),
        ("2019_03_05 Tin.wav", DAY, None),
        ("05032019 ts.wav", DAY, None),
        ("050319.wav", DAY, None),
        ("190305.wav", DAY, None),
        ("Tin 31-12.mp3", dt.date(2018, 12, 31), None),
        ("Tin 31-12-2019.mp3", dt.date(2019, 12, 31), None),
        ("Tin 01.wav", None, None),
        ("Tin 31.2.2019.wav", None, None),
        ("20191399.wav", None, None),
        ("0912345678.wav", None, None),
        ("năm 2019.wav", None, None),
        ("120190305.wav", None, None),
        ("Khai mac 5G.wav", None, None),
    ],
)
def test_a_day_and_a_time_are_read_as_recorders_and_people_write_them(
    name: str, day: dt.date | None, time: dt.time | None
) -> None:
    found = file_names.read(name, ADDED)
    assert (found.day, found.time) == (day, time)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Thời sự buổi sáng_05_03_2019_phát lại (2).mp3", ("thoi", "su", "buoi", "sang")),
        (unicodedata.normalize("NFD", "Đại hội Đoàn.wav"), ("dai", "hoi", "doan")),
        ("GIEO_CAY_VU_XUAN_ban thu 2.wav", ("gieo", "cay", "vu", "xuan")),
        ("REC_0012.wav", ()),
        ("🎙.wav", ()),
    ],
)
def test_the_telling_words_are_those_of_the_content(name: str, words: tuple[str, ...]) -> None:
    assert file_names.read(name, ADDED).telling == words


def test_a_name_is_as_like_a_title_however_it_is_written() -> None:
    title = "Đại hội Đoàn thanh niên"
    wanted = file_names.words_of(title)
    for name in (
        title.upper(),
        unicodedata.normalize("NFD", title),
        "dai hoi doan thanh nien",
        "dai_hoi-doan.thanh nien",
    ):
        assert file_names.similarity(file_names.read(name, ADDED).telling, wanted) == pytest.approx(1.0)
    assert file_names.similarity((), wanted) == file_names.similarity(("gi",), wanted) == 0.0
    assert 0 < file_names.similarity(("dai", "hoi"), wanted) <= 0.95


@pytest.mark.parametrize(
    ("name", "morning", "evening"),
    [
        ("thoi su buoi sang", True, False),
        ("thoi su", True, True),
        ("ts", True, True),
        ("tss", True, False),
        ("tsc", False, True),
        ("thoi su chieu", False, True),
        ("tin tuc", False, False),
        ("gieo cay vu xuan", False, False),
    ],
)
def test_a_programme_is_named_by_its_title_a_part_of_it_or_its_initials(
    name: str, morning: bool, evening: bool
) -> None:
    words = file_names.words_of(name)
    found = [
        file_names.names_programme(words, file_names.words_of(title))
        and not file_names.residue(words, file_names.words_of(title))
        for title in ("Thời sự buổi sáng", "Thời sự buổi chiều")
    ]
    assert found == [morning, evening]
