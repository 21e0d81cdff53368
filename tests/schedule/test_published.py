"""Published schedules as text: every form of time, day, repeat and relay, and four real schedules."""

import datetime as dt
import json
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radiodesk.errors import CONTROL_CHARACTERS
from radiodesk.kinds import ProgrammeKind
from radiodesk.model.text import fold
from radiodesk.schedule.published import Entry, FirstRun, GridFile, as_programmes, grid_file, known, read, tables

DATA = Path(__file__).parent / "grid_text"
FORMS = json.loads((DATA / "line-forms.json").read_text(encoding="utf-8"))
TEXTS = {
    "hoa-binh-lines": dt.date(2026, 11, 29),
    "quang-ninh-2008-09-02": dt.date(2026, 11, 29),
    "tien-giang-2017-10-02": dt.date(2026, 11, 29),
    "vov6-2020-04-22": dt.date(2020, 4, 22),
}
"""The real schedules, each with the day on which it is read."""
SUNDAY = dt.date(2026, 11, 29)
NOT_OF_ENTRY = {"kind_in_doubt", "lines", "episode", "live"}
"""Keys of the expected entries that `grid read` does not have."""


def entries(text: str, today: dt.date = SUNDAY) -> list[dict[str, Any]]:
    return [entry.as_json() for entry in read(text, today).entries]


def brief(text: str) -> list[str]:
    """Each entry as "05:30-06:00 Title"."""
    return [
        f"{each['start'] or '…'}{'-' + each['end'] if each['end'] else ''} {each['title'] or '–'}"
        for each in entries(text)
    ]


def without_accents(text: str) -> str:
    """The text as people type it in a hurry. Capitals stay."""
    letters = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(each for each in letters if not unicodedata.combining(each))


def only(text: str) -> dict[str, Any]:
    (entry,) = entries(text)
    return entry


def text_of(name: str) -> str:
    return (DATA / f"{name}.txt").read_text(encoding="utf-8")


def expected(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def compared(entry: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What of an expected entry is compared with an entry."""
    keys = wanted.keys() - NOT_OF_ENTRY - ({"kind"} if "kind_in_doubt" in wanted else set())
    return {name: entry[name] for name in keys} | {"live": entry["own_live"]}


@pytest.mark.parametrize("name", TEXTS)
def test_real_schedules_are_read_completely(name: str) -> None:
    found, wanted = read(text_of(name), TEXTS[name]), expected(name)
    pairs = zip(found.entries, wanted, strict=True)

    assert found.unreadable == ()
    for entry, each in pairs:
        whole = each | {"own_live": each.get("live", False)}
        assert compared(entry.as_json(), each) == compared(whole, each)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("change", ["NFD", "CRLF", "zero-width spaces", "capitals", "no accents"])
def test_how_it_was_typed_changes_no_entry(name: str, change: str) -> None:
    text = text_of(name)
    changed = {
        "NFD": unicodedata.normalize("NFD", text),
        "CRLF": text.replace("\n", "\r\n"),
        "zero-width spaces": text.replace("i", "i\u200b"),
        "capitals": text.upper(),
        "no accents": "\n".join(map(fold, text.split("\n"))),
    }[change]
    is_plain = change in ("NFD", "CRLF", "zero-width spaces")
    facts = ("line", "day", "start", "end", "after", "title", "kind", "repeat", "own_live")

    def seen(each: dict[str, Any]) -> list[Any]:
        return [each[name] if is_plain or name != "title" else fold(each[name]) for name in facts]

    assert [seen(each) for each in entries(changed)] == [seen(each) for each in entries(text)]


@pytest.mark.parametrize("form", FORMS["times"], ids=lambda form: form["line"])
def test_a_time_of_every_form_is_read(form: dict[str, Any]) -> None:
    for line in (form["line"], unicodedata.normalize("NFD", form["line"])):
        entry = only(line)

        assert {name: entry[name] for name in ("start", "end", "title")} == {
            name: form[name] for name in ("start", "end", "title")
        }


MORE_LINES = (
    *(f"5h30 {title}" for title in ("Thời sự", "Bản tin cuối ngày", "Thông báo", "Ca nhạc", "Chuyên mục Sức khỏe")),
    *(f"5h30 {title}" for title in ("Nhạc hiệu", "Nhìn ra thế giới", "Truyện ngắn", "Lời chào", "Quảng cáo")),
    *(f"5h30 Tường thuật {title}" for title in ("trực tiếp Đại hội", "kỳ họp thứ tám")),
    "Buổi sáng, 5h30: Thời sự",
    "Chủ nhật hằng tuần, 20h00 Câu chuyện truyền thanh",
    "Sáng: 5h30 Thời sự; chiều: 5h00 phát lại",
)


LINES = (
    *(each["line"] for each in FORMS["times"]),
    *(f"5h30 Bạn nhà nông {each['mark']}" for each in FORMS["repeats"]),
    *(f"5h30 {each['line']}" for each in FORMS["relays"]),
    *MORE_LINES,
)


@pytest.mark.parametrize("line", LINES)
def test_a_line_means_the_same_without_accents(line: str) -> None:
    def seen(text: str) -> list[dict[str, Any]]:
        return [
            {name: fold(value) if isinstance(value, str) else value for name, value in each.items()}
            for each in entries(text)
        ]

    assert seen(line)
    assert seen(without_accents(line)) == seen(line)


DAYS = {
    "CHƯƠNG TRÌNH PHÁT THANH NGÀY 02/10/2017": "2017-10-02",
    "CHƯƠNG TRÌNH PHÁT THANH TỪ NGÀY 02/10/2017 ĐẾN NGÀY 08/10/2017": None,
    "Thứ 3, ngày 2 tháng 9 năm 2008": "2008-09-02",
    "THỨ SÁU, 23/10/2020": "2020-10-23",
    "Thứ hai": ["MO"],
    "Thứ 2, ngày 02/10": ["MO"],
    "Thứ 2-4-6": ["MO", "WE", "FR"],
    "Chủ nhật / CN": ["SU"],
    "BUỔI SÁNG | BUỔI TRƯA | BUỔI CHIỀU | ****** BUỔI TRƯA ******": None,
}
MORE_DAYS = {
    "Thứ 2 đến thứ 6": ["MO", "TU", "WE", "TH", "FR"],
    "Từ thứ Hai đến thứ Sáu hàng tuần:": ["MO", "TU", "WE", "TH", "FR"],
    "T2 - T6": ["MO", "TU", "WE", "TH", "FR"],
    "Thứ bảy, Chủ nhật": ["SA", "SU"],
    "THU BAY VA CHU NHAT": ["SA", "SU"],
    "Thứ 6 - Chủ nhật": ["FR", "SA", "SU"],
    "thứ 3, 5 và 7": ["TU", "TH", "SA"],
    "Chủ nhật đến thứ 3": ["MO", "TU", "SU"],
    "Cuối tuần": ["SA", "SU"],
    "CN": ["SU"],
    "*** CHỦ NHẬT ***": ["SU"],
    "Thứ 2 đến Chủ nhật": None,
    "Hằng ngày": None,
    "Ngày thường": ["MO", "TU", "WE", "TH", "FR"],
    "Các ngày thường trong tuần:": ["MO", "TU", "WE", "TH", "FR"],
    "Vào ngày làm việc": ["MO", "TU", "WE", "TH", "FR"],
    "Ngày cuối tuần": ["SA", "SU"],
    "Các ngày trong tuần": None,
    "LỊCH PHÁT SÓNG": None,
    "Lịch phát sóng ngày 2-10-2017": "2017-10-02",
    "Thứ 2, ngày 03/10/2017": "2017-10-03",
    "Ngày 2.10.2017": "2017-10-02",
    "2017-10-02": "2017-10-02",
    "Chương trình phát thanh hôm nay": "2026-11-29",
    "Chủ nhật, ngày 29/11": "2026-11-29",
    "BUỔI TỐI": None,
    "I. Thứ Hai": ["MO"],
    "II. Từ thứ Hai đến thứ Sáu": ["MO", "TU", "WE", "TH", "FR"],
    "III. Thứ 3, 5, 7": ["TU", "TH", "SA"],
    "IV/ HẰNG NGÀY": None,
    "1. Thứ Bảy": ["SA"],
    "1.Thứ Bảy": ["SA"],
    "1.2. Thứ Bảy": ["SA"],
    "2 - Thứ Ba": ["TU"],
    "(3) Thứ Tư": ["WE"],
    "a) Chủ nhật": ["SU"],
    "Phần II: Cuối tuần": ["SA", "SU"],
    "* Thứ Hai:": ["MO"],
    "- THỨ BA -": ["TU"],
    "THỨ BA - BUỔI TỐI": ["TU"],
    "Thứ Ba, buổi tối": ["TU"],
}


@pytest.mark.parametrize(("heading", "day"), [*DAYS.items(), *MORE_DAYS.items()])
def test_a_heading_gives_the_day_of_what_follows(heading: str, day: object) -> None:
    for form in (heading, unicodedata.normalize("NFD", heading), without_accents(heading)):
        found = read(f"{form}\n20h00 Thời sự", SUNDAY)

        assert [entry.as_json()["day"] for entry in found.entries] == [day]
        assert (found.headings, found.unreadable) == ((1,), ())


OTHER_DAYS = [
    "Thứ Sáu đầu tháng",
    "I. Thứ Sáu cuối tháng",
    "- Thứ Sáu tuần thứ nhất hằng tháng",
    "THỨ 2 TUẦN CHẴN:",
    "Thứ 2 tuần lẻ",
    "Thứ Hai cách tuần",
    "Các ngày lẻ",
    "Ngày 15 hằng tháng",
    "Thứ Hai (trừ ngày lễ)",
    "Chương trình ngày thứ Bảy đặc biệt",
    "+ Thứ Hai",
    "Tết Nguyên đán",
    "PHÁT SÓNG MÙA HÈ",
    "Thứ Sáu đầu tháng: 20h Dân ca",
    "Thứ 8",
    "Thứ một:",
    "T9",
]


@pytest.mark.parametrize("heading", OTHER_DAYS)
def test_below_days_that_were_not_understood_the_day_is_in_doubt(heading: str) -> None:
    for form in (heading, unicodedata.normalize("NFD", heading), without_accents(heading)):
        found = read(f"Chủ nhật\n5h00 Nhạc\n{form}\n5h30 Thời sự\n- Ca nhạc\nThứ Hai\n6h Dân ca", SUNDAY)

        assert [(entry.title, bool(entry.day_doubt)) for entry in found.entries if entry.line != 5] == [
            ("Nhạc", False),
            ("Thời sự", True),
            ("Dân ca", False),
        ]
        assert [number for number, _line in found.unreadable] == [3]


@pytest.mark.parametrize(
    "line",
    [
        "20h Dân ca (thứ Sáu đầu tháng)",
        "20h Dân ca - thứ Sáu đầu tháng",
        "20h Thứ Sáu đầu tháng: Dân ca",
        "Dân ca: 20h thứ Sáu đầu tháng",
        "20h Dân ca, T2 tuần lẻ",
        "20h Dân ca (hai tuần một lần)",
    ],
)
def test_days_of_one_line_that_cannot_be_expressed_are_in_doubt_for_it_alone(line: str) -> None:
    found = read(f"Chủ nhật\n{line}\n21h Ca nhạc", SUNDAY).entries

    assert [(entry.title, bool(entry.day_doubt)) for entry in found] == [("Dân ca", True), ("Ca nhạc", False)]


@pytest.mark.parametrize("line", ["Tập thứ 8: Đất rừng phương Nam", "Kỳ thứ 10", "Hội nghị lần thứ 8 Ban Chấp hành"])
def test_an_ordinal_puts_no_day_in_doubt(line: str) -> None:
    found = read(f"5h30 Đọc truyện\n{line}\n6h Thời sự", SUNDAY).entries
    assert [entry.day_doubt for entry in found if entry.line != 2] == ["", ""]


@pytest.mark.parametrize("heading", ["Chủ nhật, ngày 1/12/2026", "Thứ Hai 01-12-2026"])
def test_a_date_that_has_another_weekday_than_its_heading_says_is_in_doubt(heading: str) -> None:
    for text in (f"{heading}\n5h Nhạc", f"{heading}: 5h Nhạc"):
        [entry] = read(text, SUNDAY).entries
        assert (entry.day, entry.day_doubt) == (dt.date(2026, 12, 1), heading)
    [entry] = read("Thứ Ba, ngày 1/12/2026\n5h Nhạc", SUNDAY).entries
    assert (entry.day, entry.day_doubt) == (dt.date(2026, 12, 1), "")


def test_a_programme_may_last_the_whole_day() -> None:
    assert [(each.start, each.end) for each in read("0h00 - 24h00 Ca nhạc\n5h - 5h Tin", SUNDAY).entries] == [
        (0, 24 * 60),
        (300, None),
    ]


def test_a_line_that_has_nothing_to_do_with_days_puts_none_in_doubt() -> None:
    text = "ĐÀI TRUYỀN THANH HUYỆN\n5h Nhạc\nMọi chi tiết xin liên hệ\nDân ca theo yêu cầu\n5h30 Thời sự"

    assert [entry.day_doubt for entry in read(text, SUNDAY).entries] == ["", ""]


def test_each_form_of_a_day_has_a_test() -> None:
    assert {form["line"] for form in FORMS["days"]} == DAYS.keys()


def test_a_year_given_elsewhere_counts_for_days_without_one() -> None:
    text = "Lịch phát sóng từ ngày 02/10/2017 đến ngày 15/10/2017\nThứ 2, ngày 09/10\n5h30 Thời sự (PL ngày 3/10)"

    assert only(text)["day"] == "2017-10-09"
    assert only(text)["repeat_of"] == "2017-10-03"


def test_a_weekday_in_a_schedule_for_one_week_is_a_date() -> None:
    week = "Từ ngày 02/10/2017 đến ngày 08/10/2017\nThứ tư\n5h30 Thời sự"
    season = week.replace("08/10/2017", "31/12/2017")

    assert only(week)["day"] == "2017-10-04"
    assert only(season)["day"] == ["WE"]


def test_a_day_ends_what_the_day_before_has_said() -> None:
    found = entries("Thứ 2\n5h30 Thời sự\nHằng ngày\n6h00 Ca nhạc\nBUỔI CHIỀU\n4h00 Dân ca\nThứ 3\n5h30 Thời sự")

    assert [(each["day"], each["start"]) for each in found] == [
        (["MO"], "05:30"),
        (None, "06:00"),
        (None, "16:00"),
        (["TU"], "05:30"),
    ]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thứ 2: 5h30 Thời sự", ["MO"]),
        ("Thứ 2 - thứ 6: 5h00 - 5h30: Thời sự", ["MO", "TU", "WE", "TH", "FR"]),
        ("Thứ 2, 4, 6 5h30 Thời sự", ["MO", "WE", "FR"]),
        ("Chủ nhật hàng tuần, 19h30: Thời sự", ["SU"]),
        ("Ngày 02/10/2017: 5h30 Thời sự", "2017-10-02"),
        ("19h30 Thời sự (Chủ nhật)", ["SU"]),
        ("19h30 Thứ 7: Thời sự", ["SA"]),
        ("Thời sự: 5h30 thứ 7, chủ nhật", ["SA", "SU"]),
        ("Hằng ngày 5h30 Thời sự", None),
        ("Thứ 2, 4, 6 hàng tuần: 5h30 Thời sự", ["MO", "WE", "FR"]),
        ("T2-T6 trong tuần, 5h30 Thời sự", ["MO", "TU", "WE", "TH", "FR"]),
        ("Thứ 2, 4, 6 giờ phát 5h30: Thời sự", ["MO", "WE", "FR"]),
        ("Thứ 2, 4, 6h30 Thời sự", ["MO", "WE"]),
        ("Các ngày thứ 3, thứ 5: 5h30 Thời sự", ["TU", "TH"]),
        ("Ngày thường: 5h30 Thời sự", ["MO", "TU", "WE", "TH", "FR"]),
    ],
)
def test_a_line_can_say_its_own_day(line: str, day: object) -> None:
    assert (only(line)["day"], only(line)["title"]) == (day, "Thời sự")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("8 giờ kém 15: Bản tin", ["07:45 Bản tin"]),
        ("8h kém 5 phút sáng Bản tin", ["07:55 Bản tin"]),
        ("1 giờ kém 15 chiều: Bản tin", ["12:45 Bản tin"]),
        ("0h kém 10 Bản tin", ["23:50 Bản tin"]),
        ("8h kém 15 - 8h30 Bản tin", ["07:45-08:30 Bản tin"]),
        ("Tiếp âm Đài Tiếng nói Việt Nam 5h00 - 5h30", ["05:00-05:30 –"]),
        ("Tiếp âm chương trình thời sự của Đài Tiếng nói Việt Nam 5h00", ["05:00 Thời sự"]),
        ("Chương trình Thiếu nhi của các em huyện nhà 5h00 - 5h30", ["05:00-05:30 Thiếu nhi của các em huyện nhà"]),
    ],
)
def test_a_time_is_read_before_and_behind_its_title(line: str, found: list[str]) -> None:
    assert brief(line) == found


@pytest.mark.parametrize(
    ("line", "upstream"),
    [
        ("18h00 - Tiếp sóng VOV giao thông", "VOV Giao thông"),
        ("18h00 TIẾP SÓNG VOV GIAO THONG", "VOV Giao thông"),
        ("5h30 Tiếp sóng VOV TV", "VOV TV"),
        ("5h30 Tiếp sóng VOV 3", "VOV3"),
    ],
)
def test_a_channel_of_the_national_station_has_one_name(line: str, upstream: str) -> None:
    assert only(line)["upstream"] == upstream


@pytest.mark.parametrize(
    ("line", "title", "of"),
    [
        ("6h-6h30 phát lại CT Thời sự hôm trước", "Thời sự", "2017-10-01"),
        ("6h PL Thời sự trưa ngày hôm qua", "Thời sự trưa", "2017-10-01"),
        ("6h Thời sự hôm trước (PL)", "Thời sự", "2017-10-01"),
        ("6h Phát lại Thời sự của ngày thứ 6", "Thời sự", "2017-09-29"),
        ("6h Phát lại Thời sự ngày 29/9", "Thời sự", "2017-09-29"),
        ("6h Phát lại Thời sự tuần trước", "Thời sự", "tuần trước"),
        ("6h Thời sự hôm trước", "Thời sự hôm trước", None),
    ],
)
def test_a_repeat_may_name_its_first_run_behind_its_title(line: str, title: str, of: str | None) -> None:
    found = only(f"Ngày 2/10/2017\n{line}")

    assert (found["title"], found["repeat"], found["repeat_of"]) == (title, of is not None, of)


@pytest.mark.parametrize(
    ("line", "repeats"),
    [
        ("17h00 Thời sự (PL 5h45 sáng hôm sau)", [(["TU"], "05:45")]),
        ("17h00 Thời sự, PL 5h45 sáng hôm sau", [(["TU"], "05:45")]),
        ("Thời sự: 17h (phát lại vào 5 giờ 45 ngày hôm sau)", [(["TU"], "05:45")]),
        ("17h Thời sự (PL lúc 5h45 sáng mai)", [(["TU"], "05:45")]),
        ("17h Thời sự (PL 5h45 và 11h30 hôm sau)", [(["TU"], "05:45"), (["TU"], "11:30")]),
        ("5h30 Thời sự (PL 17h cùng ngày)", [(["MO"], "17:00")]),
        ("17h Thời sự (PL sáng hôm sau)", [(["TU"], None)]),
    ],
)
def test_a_first_run_may_announce_its_repeats(line: str, repeats: list[tuple[list[str], str | None]]) -> None:
    first, *others, last = entries(f"Thứ Hai\n{line}\n18h Dân ca")
    others = [*others, last]

    assert (first["day"], first["title"], first["repeat"]) == (["MO"], "Thời sự", False)
    assert [(each["day"], each["start"]) for each in others[1:]] == repeats
    assert all((each["title"], each["repeat"]) == ("Thời sự", True) for each in others[1:])


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("5h30 Phát lại CT tối hôm trước", "tối hôm trước"),
        ("5h30 PL chương trình buổi tối hôm qua", "buổi tối hôm qua"),
        ("5h30 Phát lại CT tối thứ Bảy", "tối thứ Bảy"),
        ("5h30 Phát lại buổi sáng", "buổi sáng"),
    ],
)
def test_a_part_of_the_day_is_no_title_of_a_repeat(line: str, of: str) -> None:
    found = only(line)

    assert (found["title"], found["repeat"]) == (None, True)
    assert found["repeat_of"] in of


REPEATS = {
    "( PL )": (None, None),
    "(PL)": (None, None),
    "Tiếng Thái(PL)": (None, None),
    "(phát lại ngày 18/09/2017)": ("2017-09-18", "2017-09-18"),
    "( PL của ngày chủ nhật 01 / 10 / 17 )": ("2017-10-01", "2017-10-01"),
    "( PL của ngày chủ nhật )": ("ngày chủ nhật", "2017-10-01"),
    "( PL CT của sáng thứ bảy 30/9/17": ("2017-09-30", "2017-09-30"),
    "( PL 29 / 02 / 2016 )": ("2016-02-29", "2016-02-29"),
    "(phát lại chiều thứ 6)": ("chiều thứ 6", "2017-09-29"),
    "(PL sáng thứ 2)": ("sáng thứ 2", "2017-09-25"),
    "(Phát lại 16 chiều hôm trước)": ("16 chiều hôm trước", "2017-10-01"),
    "(phát lại 10 giờ 30 sáng)": ("10 giờ 30 sáng", "10 giờ 30 sáng"),
    "(phát lại trưa 11 giờ 30’)": ("trưa 11 giờ 30’", "trưa 11 giờ 30’"),
    "(Phát lại 16h40)": ("16h40", "16h40"),
    "(phát lại 17-18 ngày 23/7)": ("17-18 ngày 23/7", "2017-07-23"),
}
"""What a mark repeats, in a text without days and on Monday, 2 October 2017."""


MORE_REPEATS = [{"mark": "(PL sáng thứ 2)", "repeat": True}]


@pytest.mark.parametrize("form", [*FORMS["repeats"], *MORE_REPEATS], ids=lambda form: form["mark"])
def test_a_repeat_of_every_form_is_read(form: dict[str, Any]) -> None:
    without, of_day = (
        only(f"5h30 Bạn nhà nông {form['mark']}"),
        only(f"Ngày 2/10/2017\n5h30 Bạn nhà nông {form['mark']}"),
    )

    assert (without["repeat"], of_day["repeat"]) == (form["repeat"], form["repeat"])
    assert (without["repeat_of"], of_day["repeat_of"]) == REPEATS.get(form["mark"], (None, None))
    assert without["title"] == ("Bạn nhà nông Tiếng Thái" if "Thái" in form["mark"] else "Bạn nhà nông")


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("5h30 Phát lại: Bạn nhà nông", None),
        ("5h30 PL Bạn nhà nông", None),
        ("5h30 Bạn nhà nông - PL", None),
        ("5h30 BẠN NHÀ NÔNG PHÁT LẠI", None),
        ("5h30 Chuyên mục: Bạn nhà nông [PL]", None),
        ("5h30 Chuyên mục phát lại: Bạn nhà nông", None),
        ("5h30 Phát lại ngày 18/9/2017: Bạn nhà nông", "2017-09-18"),
        ("5h30 Bạn nhà nông phát lại ngày 18/9/2017", "2017-09-18"),
    ],
)
def test_a_repeat_may_be_marked_without_brackets(line: str, of: str | None) -> None:
    entry = only(line)

    assert (entry["repeat"], entry["repeat_of"], entry["title"].lower()) == (True, of, "bạn nhà nông")


@pytest.mark.parametrize(
    "line", ["5h30 Luật pháp", "5h30 Phát triển", "5h30 Bạn nhà nông (PM)", "5h30 PM: Bạn nhà nông"]
)
def test_what_is_no_repeat_is_a_first_run(line: str) -> None:
    assert only(line)["repeat"] is False
    assert "PM" not in only(line)["title"]


OWN_LIVE = {"Trực tiếp thời sự", "Trực tiếp Chương trình : Quà tặng âm nhạc", "PTTT: Ca nhạc theo yêu cầu"}


@pytest.mark.parametrize("form", FORMS["relays"], ids=lambda form: form["line"])
def test_a_relay_of_every_form_is_read(form: dict[str, Any]) -> None:
    entry = only(f"5h30 {form['line']}")

    assert (entry["upstream"], entry["title"]) == (form["upstream"], form["title"])
    assert (entry["kind"] == "relay") is bool(form["upstream"])
    assert entry["own_live"] is (form["line"] in OWN_LIVE)


@pytest.mark.parametrize(
    ("line", "upstream", "title"),
    [
        ("TIẾP SÓNG VOV1", "VOV1", None),
        ("Tiếp âm VOV 1: Thời sự", "VOV1", "Thời sự"),
        ("Tiếp sóng chương trình Thời sự của VOV1", "VOV1", "Thời sự"),
        ("Nối sóng Đài PT-TH Bắc Ninh", "Đài PT-TH Bắc Ninh", None),
        ("Tiếp âm Thời sự Đài PT-TH Bắc Ninh", "Đài PT-TH Bắc Ninh", "Thời sự"),
        ("tiep am thoi su dai tieng noi viet nam", "Đài Tiếng nói Việt Nam", "Thoi su"),
        ("Thời sự (tiếp âm VOV1)", "VOV1", "Thời sự"),
        ("VOV1: Thời sự", "VOV1", "Thời sự"),
        ("Tiếp sóng trực tiếp kỳ họp HĐND tỉnh", None, "Kỳ họp HĐND tỉnh"),
    ],
)
def test_more_relays(line: str, upstream: str | None, title: str | None) -> None:
    entry = only(f"5h30 {line}")

    assert (entry["kind"], entry["upstream"], entry["title"], entry["own_live"]) == ("relay", upstream, title, False)


def test_an_announced_return_is_no_relay() -> None:
    entry = only("5h30 Giới thiệu nối sóng Đài Hòa Bình")

    assert (entry["kind"], entry["upstream"], entry["title"]) == ("other", None, None)


TIMES = {
    "5 giờ rưỡi: Thời sự": "05:30 Thời sự",
    "5h chiều: Thời sự": "17:00 Thời sự",
    "1h trưa: Thời sự": "13:00 Thời sự",
    "2 giờ đến 3 giờ chiều: Thời sự": "14:00-15:00 Thời sự",
    "05:30 PM Thời sự": "17:30 Thời sự",
    "12:15 am Thời sự": "00:15 Thời sự",
    "05:30:00 Thời sự": "05:30 Thời sự",
    "0530 Thời sự": "05:30 Thời sự",
    "1730-1800 Thời sự": "17:30-18:00 Thời sự",
    "05.30 - 06.00 Thời sự": "05:30-06:00 Thời sự",
    "17-18h Ca nhạc": "17:00-18:00 Ca nhạc",
    "Từ 5h30 đến 6h00: Thời sự": "05:30-06:00 Thời sự",
    "5h30 Thời sự - 6h00": "05:30-06:00 Thời sự",
    "5h30 → 6h: Thời sự": "05:30-06:00 Thời sự",
    "5h30 (15 phút) Thời sự": "05:30-05:45 Thời sự",
    "5h30 Thời sự (15')": "05:30-05:45 Thời sự",
    "5h30 Thời sự - thời lượng: 15 phút": "05:30-05:45 Thời sự",
    "05:30\tThời sự\t15 phút": "05:30-05:45 Thời sự",
    "| 05:30 | Thời sự | 15' |": "05:30-05:45 Thời sự",
    "1. 05:30 Thời sự": "05:30 Thời sự",
    "• 05:30 – Thời sự.": "05:30 Thời sự",
    "[05:30] Thời sự": "05:30 Thời sự",
    "Lúc 5h30: Thời sự": "05:30 Thời sự",
    "Thời sự lúc 5h30": "05:30 Thời sự",
    "Thời sự sáng 5h30": "05:30 Thời sự sáng",
    "5h5 Thời sự": "05:05 Thời sự",
    "5h30 - 5h30: Thời sự": "05:30 Thời sự",
    "5h30, 0 phút giải lao": "05:30 0 phút giải lao",
    "23h30 Dân ca - 0h30": "23:30-00:30+1 Dân ca",
    "8:00 AM NHAC": "08:00 AM NHAC",
    "23h30-0h30 Ca nhạc": "23:30-00:30+1 Ca nhạc",
    "5h30 Sáng tạo trẻ": "05:30 Sáng tạo trẻ",
    "8h00 AM NHAC": "08:00 AM NHAC",
    "5h30 5 phút thể dục": "05:30 5 phút thể dục",
    "11h30 Bản tin 12h": "11:30 Bản tin 12h",
    "17h00 Chuyển động 24h": "17:00 Chuyển động 24h",
    "Thể dục buổi sáng: 5h00": "05:00 Thể dục buổi sáng",
}


@pytest.mark.parametrize(("line", "entry"), TIMES.items())
def test_more_times(line: str, entry: str) -> None:
    assert brief(line) == [entry]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("5h30 Thời sự; 6h00 Dân ca; 6h30 Bản tin", ["05:30 Thời sự", "06:00 Dân ca", "06:30 Bản tin"]),
        ("5h30 Thời sự 6h00 Dân ca 6h30 Bản tin 12h", ["05:30 Thời sự", "06:00 Dân ca", "06:30 Bản tin 12h"]),
        ("5h30, 11h30 và 17h30: Thời sự", ["05:30 Thời sự", "11:30 Thời sự", "17:30 Thời sự"]),
        ("Thời sự: 5h30, 11h30 và 17h30", ["05:30 Thời sự", "11:30 Thời sự", "17:30 Thời sự"]),
        ("5h30 - 11h30 - 17h30: Thời sự", ["05:30 Thời sự", "11:30 Thời sự", "17:30 Thời sự"]),
        ("Thời sự (5h30, 17h30)", ["05:30 Thời sự", "17:30 Thời sự"]),
        ("Thời sự lúc 5h30; Dân ca lúc 6h00", ["05:30 Thời sự", "06:00 Dân ca"]),
        ("5h30 - 6h00 Dân ca - 6h30 Bản tin", ["05:30-06:00 Dân ca", "06:30 Bản tin"]),
    ],
)
def test_a_line_can_hold_several_entries(line: str, found: list[str]) -> None:
    assert brief(line) == found


NIGHT = ("00:00+1 Dân ca", "00:30+1 Chào")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("05:30\nThời sự\n06:00\nDân ca", ["05:30 Thời sự", "06:00 Dân ca"]),
        ("Buổi sáng: 5h15\nThời sự\nDân ca", ["05:15 Thời sự", "… Dân ca"]),
        ("Buổi sáng: 5h15\n5h15 Thời sự", ["05:15 Thời sự"]),
        ("Buổi sáng: 5h15\nBuổi trưa: 11h15", ["11:15 –"]),
        ("05:30\n06:00 Dân ca", ["05:30 –", "06:00 Dân ca"]),
        ("5h30 Thời sự\n- Dân ca\n+ Bài: Về quê", ["05:30 Thời sự", "… Dân ca"]),
        ("5h30 Sân khấu:\nLá sầu riêng", ["05:30 Sân khấu"]),
        ("5h30 Sân khấu\nTác giả: Hà Triều", ["05:30 Sân khấu"]),
        ("BUỔI TỐI\n7h00 Thời sự\n0h30 Dân ca", ["19:00 Thời sự", "00:30 Dân ca"]),
        ("23h Văn nghệ\n24h Dân ca\n0h30 Chào\n5h Tin", ["23:00 Văn nghệ", *NIGHT, "05:00 Tin"]),
        ("23h-24h Văn nghệ\n0h Dân ca\n0h30 Chào", ["23:00-00:00+1 Văn nghệ", *NIGHT]),
        ("Thứ 7\n24h Dân ca\nChủ nhật\n0h30 Chào", ["00:00+1 Dân ca", "00:30 Chào"]),
    ],
)
def test_lines_belong_together(text: str, found: list[str]) -> None:
    assert brief(text) == found
    assert read(text, SUNDAY).unreadable == ()


@pytest.mark.parametrize(
    "line",
    [
        "We meet at 5:30 in the hall",
        "Liên hệ quảng cáo: 0912.345.678",
        "Mọi chi tiết xin gọi 02733 872 345 trước 17h00",
        "- Liên hệ quảng cáo: 0912.345.678",
        "Giao lưu lúc 8h tại nhà văn hóa",
        "Từ ngày 08/10/2017 đến ngày 02/10/2017",
        "https://example.com/lich-phat-song",
        "Việc đăng ký phát quảng cáo được nhận trong giờ hành chính",
        "25h00 Thời sự",
        "2015-2020: Nghị quyết của Đảng bộ",
        "5h60 Thời sự",
        f"5h30 {'Thời sự ' * 100}",
        f"5h30 Thời sự {' ' * 100_000}",
    ],
)
def test_what_is_no_entry_is_listed(line: str) -> None:
    found = read(f"5h00 Dân ca\n{line}\n6h00 Dân ca", SUNDAY)

    assert [(number, text) for number, text in found.unreadable] == [(2, line)]
    assert len(found.entries) == 2


@pytest.mark.parametrize(
    "line",
    [
        "18h: Hết chương trình",
        "18h00 Kết thúc",
        "18:00 Nghỉ",
        "18h Kết thúc chương trình phát thanh buổi chiều",
        "18h00 - Ngừng phát sóng",
        "18h Chương trình kết thúc",
        "18h Tắt máy",
        "18h Nghỉ trưa",
        "18h Tạm nghỉ",
        "18h Giải lao",
        "18h Nghỉ giải lao",
        "18h Nghỉ giữa giờ",
        "18h Ngừng tiếp sóng",
        "18h Tạm dừng tiếp âm",
        "18h-18h30 Hết",
        "18h-19h Nghỉ",
    ],
)
def test_the_end_of_the_broadcasting_ends_the_entry_before_it_and_is_none(line: str) -> None:
    for form in (line, without_accents(line)):
        found = read(f"17h Thời sự\n{form}\n19h Dân ca", SUNDAY)

        assert [(each.start, each.end) for each in found.entries] == [(17 * 60, 18 * 60), (19 * 60, None)]
        assert [(each.line, each.ends) for each in found.closings] == [(2, (1, 17 * 60))]
        assert found.unreadable == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("23h Dân ca\n0h Hết chương trình", ["23:00-00:00+1 Dân ca"]),
        ("23h Dân ca\n24h Kết thúc", ["23:00-00:00+1 Dân ca"]),
        ("17h - 17h30 Dân ca\n18h Nghỉ", ["17:00-17:30 Dân ca"]),
        ("17h Dân ca\nThứ Hai\n18h Nghỉ", ["17:00 Dân ca"]),
        ("17h Dân ca\n- Kết thúc", ["17:00 Dân ca"]),
        ("17h Dân ca; 18h Kết thúc", ["17:00-18:00 Dân ca"]),
        ("17h Dân ca\n18h00\nKết thúc", ["17:00-18:00 Dân ca"]),
        ("18h Nghỉ\n19h Dân ca", ["19:00 Dân ca"]),
        ("17h Dân ca\n18h - 18h05 Kết thúc", ["17:00 Dân ca", "18:00-18:05 Kết thúc"]),
        ("17h Dân ca\n18h Nghỉ hè vui khỏe", ["17:00 Dân ca", "18:00 Nghỉ hè vui khỏe"]),
        ("17h Dân ca\n18h Giải lao cùng âm nhạc", ["17:00 Dân ca", "18:00 Giải lao cùng âm nhạc"]),
        ("17h Dân ca\n18h Nhạc kết thúc", ["17:00 Dân ca", "18:00 Nhạc kết thúc"]),
        ("17h Dân ca\n18h Đồng máu", ["17:00 Dân ca", "18:00 Đồng máu"]),
    ],
)
def test_what_ends_and_what_is_a_programme(text: str, found: list[str]) -> None:
    assert brief(text) == found
    assert read(text, SUNDAY).unreadable == ()


def test_advertising_behind_a_title_is_left_out() -> None:
    assert brief("5h30 Thời sự | Liên hệ quảng cáo: 0912 345 678") == ["05:30 Thời sự"]
    assert brief("5h30 Thời sự - www.example.com") == ["05:30 Thời sự"]


@pytest.mark.parametrize(
    ("written", "title", "episode"),
    [
        ("Chuyên mục : Nông thôn ngày nay", "Nông thôn ngày nay", ""),
        ("CM Diễn đàn", "Diễn đàn", ""),
        ("Chương trình phát thanh tiếng Mường", "Tiếng Mường", ""),
        ("Chương trình phát thanh của huyện", "Chương trình phát thanh của huyện", ""),
        ("Chương trình Cửa sổ tình yêu", "Cửa sổ tình yêu", ""),
        ("Chương trình: Chuyên mục: Nông thôn", "Nông thôn", ""),
        ("Chương trình : Phát thanh công nhân", "Phát thanh công nhân", ""),
        ("“Chuyên mục Nông thôn”", "Nông thôn", ""),
        ("Chuyên mục", "Chuyên mục", ""),
        ("Ca cổ – Nghe em hát lý giao duyên", "Ca cổ", "Nghe em hát lý giao duyên"),
        ("Nhìn ra thế giới – CHIỀU TRÊN BẾN CẢNG", "Nhìn ra thế giới", "CHIỀU TRÊN BẾN CẢNG"),
        ("Đọc truyện: Tắt đèn", "Đọc truyện", "Tắt đèn"),
        ("Ca nhạc “Ánh trăng”", "Ca nhạc", "Ánh trăng"),
        ("Dân số - Kế hoạch hóa gia đình", "Dân số - Kế hoạch hóa gia đình", ""),
        ('Chuyên mục "Nhà nông" số 3', "Nhà nông", "số 3"),
        ('"Nhà nông" số 3', "Nhà nông", "số 3"),
        ("“Nhà nông” - tập 5", "Nhà nông", "tập 5"),
        ('Chuyên mục "Nhà nông" và "Bạn nghe đài"', '"Nhà nông" và "Bạn nghe đài"', ""),
        ('"Nhà nông" và bạn', '"Nhà nông" và bạn', ""),
        ('Ca khúc "Đảng là mùa xuân" - Phạm Tuyên', 'Ca khúc "Đảng là mùa xuân"', "Phạm Tuyên"),
        ('Phim "Một: Hai" tập 3', 'Phim "Một: Hai" tập 3', ""),
        ('Chương trình "Hát - ru', "Hát - ru", ""),
        ('Chuyên mục Nhà nông"', "Nhà nông", ""),
    ],
)
def test_a_title_stands_without_prefix_and_episode(written: str, title: str, episode: str) -> None:
    (entry,) = read(f"5h30 {written}", SUNDAY).entries

    assert (entry.title, entry.episode) == (title, episode)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Thời sự âm nhạc", "news"),
        ("Bản tin cuối ngày", "news"),
        ("Thông báo", "announcement"),
        ("Ca nhạc", "music"),
        ("Chuyên mục Âm nhạc", "column"),
        ("Nhạc hiệu", "other"),
        ("Nhìn ra thế giới", "column"),
    ],
)
def test_the_kind_follows_from_the_title(title: str, kind: str) -> None:
    assert only(f"5h30 {title}")["kind"] == kind


TITLES = ["Thời sự buổi sáng", "Dân số – Kế hoạch hóa gia đình", "Chuyên mục Nông thôn", "Bản tin", "Bán tin"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("THỜI SỰ BUỔI SÁNG", "Thời sự buổi sáng"),
        ("thoi su buoi sang", "Thời sự buổi sáng"),
        ("Chương trình: Thời sự buổi sáng", "Thời sự buổi sáng"),
        (unicodedata.normalize("NFD", "Thời sự  buổi sáng"), "Thời sự buổi sáng"),
        ("Dân số-kế hoạch hóa gia đình", "Dân số – Kế hoạch hóa gia đình"),
        ("Nông thôn", "Chuyên mục Nông thôn"),
        ("bán tin", "Bán tin"),
        ("ban tin", None),
        ("Thời sự", None),
    ],
)
def test_a_title_of_the_station_is_found(written: str, title: str | None) -> None:
    assert known(written, TITLES) == title


def test_entries_get_the_titles_and_kinds_of_the_station() -> None:
    text = "5h30 THỜI SỰ BUỔI SÁNG\n6h00 Tiếp âm Thời sự Đài tiếng nói Việt Nam\n7h00 Ca nhạc – Quà tặng\n8h Mới"
    programmes = {
        "Thời sự buổi sáng": ("Thời sự sáng", ProgrammeKind.OTHER),
        "Thời sự": ("Thời sự", ProgrammeKind.NEWS),
        "Ca nhạc: Quà tặng": ("Ca nhạc: Quà tặng", ProgrammeKind.COLUMN),
    }

    found = as_programmes(read(text, SUNDAY).entries, programmes)

    assert [(entry.title, entry.kind) for entry in found] == [
        ("Thời sự sáng", "other"),
        ("Thời sự", "relay"),
        ("Ca nhạc: Quà tặng", "column"),
        ("Mới", "column"),
    ]


def written_of(entries: Sequence[Entry]) -> GridFile:
    return grid_file(entries, tables(entries, SUNDAY))


def slots(text: str) -> list[dict[str, Any]]:
    return tomllib.loads(written_of(read(text, SUNDAY).entries).text).get("slot", [])


def test_a_day_of_an_entry_becomes_the_rule_of_a_slot() -> None:
    daily, weekly, dated, night = slots(
        "5h30 Thời sự\nThứ 2-4-6\n6h30 Dân ca (15 phút)\nNgày 2/10/2017\n5h30 Bản tin\n24h00 Chào"
    )

    assert daily == {
        "key": "thoi-su",
        "programme": "Thời sự",
        "kind": "news",
        "at": "05:30",
        "from": SUNDAY,
        "rule": "FREQ=DAILY",
    }
    assert (weekly["rule"], weekly["from"], weekly["length"]) == ("FREQ=WEEKLY;BYDAY=MO,WE,FR", SUNDAY, "15:00")
    assert (dated["from"], "rule" in dated, dated["length"]) == (dt.date(2017, 10, 2), False, "18:30:00")
    assert (night["from"], night["at"]) == (dt.date(2017, 10, 3), "00:00")


def test_lengths_end_at_the_end_or_the_next_start() -> None:
    found = slots("21h00 - 02h00 Ca nhạc đêm\n5h30 Thời sự\n5h45 Bản tin\n- Dân ca\n7h00 PTTT: Quà tặng")

    assert [slot.get("length") for slot in found] == ["5:00:00", "15:00", None, None]
    assert [slot.get("own_live", False) for slot in found] == [False, False, False, True]


def test_a_repeat_refers_to_the_nearest_first_run() -> None:
    found = slots(
        "5h30 Thời sự\n9h00 Dân ca (PL)\n11h00 Thời sự\n12h00 Thời sự (PL)\n15h00 Dân ca\n17h Dân ca (PL hôm trước)"
    )

    assert [(slot["key"], slot.get("repeats"), slot.get("days_after")) for slot in found] == [
        ("thoi-su", None, None),
        ("dan-ca-lai", "dan-ca", 1),
        ("thoi-su-2", None, None),
        ("thoi-su-lai", "thoi-su-2", None),
        ("dan-ca", None, None),
        ("dan-ca-lai-2", "dan-ca", 1),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "17h00: Phát lại chương trình thời sự 5h00",
        "17h00 Phát lại Thời sự sáng lúc 5h",
        "17h00 Phát lại Thời sự huyện 5 giờ sáng",
        "17h00 Thời sự (phát lại 5h00)",
        "17h00 Phát lại chương trình 5h00",
        "17h00 Chuyên mục Thời sự (PL 5h00)",
    ],
)
def test_a_repeat_belongs_to_the_first_run_of_the_hour_that_it_names(line: str) -> None:
    others = "5h30 Thời sự xã\n9h00: Chương trình thời sự"

    for form in (line, without_accents(line)):
        first, *_others, repeat = slots(f"5h00: Chuyên mục Thời sự\n{others}\n{form}")

        assert (repeat["at"], repeat.get("repeats"), first["at"]) == ("17:00", first["key"], "05:00")


def test_a_repeat_of_an_hour_belongs_to_the_title_that_is_the_same_and_to_none_that_is_another() -> None:
    found = slots("Thứ 2\n5h Thời sự\nThứ 3\n5h Thời sự xã\nThứ 4\n17h PL Thời sự 5h\n18h PL Dân ca 5h")

    assert [(slot["at"], slot.get("repeats"), slot.get("days_after")) for slot in found[2:]] == [
        ("17:00", "thoi-su", 2)
    ]


def guessed(text: str, *first_runs: FirstRun) -> list[tuple[str, str]]:
    """What of each repeat is lacking or in doubt. first_runs: those of the desk's grid."""
    found = read(text, SUNDAY).entries
    named = zip(found, tables(found, SUNDAY, first_runs=first_runs), strict=True)
    return [(each.lack, each.doubt) for entry, each in named if entry.repeat]


def test_a_repeat_of_an_hour_that_no_first_run_has_is_to_be_looked_at() -> None:
    text = "5h Thời sự\n11h Thời sự\n20h Thời sự (phát lại {})"
    doubt = "probably the repeat of “Thời sự” at 11:00"

    assert guessed(text.format("17h hôm trước")) == guessed(text.format("lúc 11h30")) == [("", doubt)]
    assert guessed(text.format("5h")) == guessed(text.format("11h hôm trước")) == [("", "")]
    assert guessed("5h Thời sự\n11h Phát lại Thời sự 5h30") == [("a repeat whose first run is not in the text", "")]
    assert guessed("5h30 Bản tin 24h\n10h Phát lại Bản tin 24h") == [("", "")]
    named = slots("5h Bản tin 24h\n6h Bản tin 24h\n10h Bản tin 24h (phát lại 5h)")
    assert named[2]["repeats"] == named[0]["key"]


def test_a_repeat_of_an_hour_with_several_titles_is_to_be_looked_at() -> None:
    both = "5h Thời sự\n5h Thể thao"

    assert guessed(f"{both}\n17h Phát lại 5h") == [("", "probably the repeat of “Thời sự” at 05:00")]
    assert guessed(f"{both}\n17h Phát lại Thể thao 5h") == [("", "")]
    assert guessed("Thứ 2\n5h Thời sự\n17h Phát lại 5h\nThứ 3\n5h Thể thao\n17h Phát lại 5h") == [("", "")] * 2


def test_a_repeat_may_name_the_hour_of_a_first_run_that_only_the_grid_has() -> None:
    own = [FirstRun(f"thoi-su-{hour}", "Thời sự", hour * 60, None) for hour in (5, 11)]

    def carried(text: str) -> list[str]:
        found = read(text, SUNDAY).entries
        return [table["repeats"] for each in tables(found, SUNDAY, first_runs=own) for table in each.tables[-1:]][-1:]

    for text in ("20h Thời sự (phát lại 5h)", "20h Phát lại chương trình thời sự 5h00"):
        assert (carried(text), guessed(text, *own)) == (["thoi-su-5"], [("", "")])
    assert carried("20h Thời sự (phát lại 17h)") == ["thoi-su-11"]
    doubt = "probably the repeat of “Thời sự” at 11:00"
    assert guessed("20h Thời sự (phát lại 17h)", *own) == [("", doubt)]
    assert guessed("20h Thời sự (phát lại)", *own) == [("", "")]
    assert guessed("9h Thời sự\n20h Thời sự (phát lại 5h)", *own) == [("", "")]
    other = FirstRun("the-thao", "Thể thao", 5 * 60, None)
    assert guessed("20h Phát lại 5h", *own, other) == [("", "probably the repeat of “Thể thao” at 05:00")]


@pytest.mark.parametrize(
    ("first", "repeat"),
    [
        ("{hour}h{minute:02} Thời sự", "20h Phát lại Thời sự sáng"),
        ("{hour}h{minute:02} Thời sự", "20h Thời sự (phát lại)"),
        ("{hour}h{minute:02} Thời sự", "20h Thời sự (phát lại 21h)"),
        ("5h Thời sự", "20h Phát lại Thời sự huyện 5h"),
        ("5h Mục {place}", "20h Phát lại 5h"),
        ("5h Mục {place}", "20h Phát lại Dân ca 5h"),
        ("Ngày {date:%d/%m/%Y}\n5h Thời sự", "Ngày {date:%d/%m/%Y}\n20h Thời sự (phát lại)"),
        ("Ngày {date:%d/%m/%Y}\n5h Thời sự", "Ngày {date:%d/%m/%Y}\n20h Thời sự (phát lại ngày 01/01/2017)"),
    ],
)
def test_the_work_of_finding_first_runs_grows_with_the_text_and_not_with_its_square(first: str, repeat: str) -> None:
    def calls(count: int) -> int:
        """The number of calls that judging a text of so many first runs and repeats makes."""
        lines = [
            line.format(hour=5 + place // 60, minute=place % 60, place=place, date=SUNDAY + dt.timedelta(days=place))
            for line in (first, repeat)
            for place in range(count)
        ]
        found = read("\n".join(lines), SUNDAY).entries
        assert len(found) == 2 * count
        made = Counter[str]()
        sys.setprofile(lambda _frame, event, _argument: made.update((event,)))
        try:
            tables(found, SUNDAY)
        finally:
            sys.setprofile(None)
        return made["call"] + made["c_call"]

    assert calls(160) < 5 * calls(40)


def test_a_repeat_of_a_part_of_the_day_belongs_to_its_only_first_run_and_is_to_be_looked_at() -> None:
    morning = "11h00: PL Thời sự sáng"
    doubt = "probably the repeat of “Thời sự” at 05:00"
    lack = "a repeat whose first run is not in the text"

    assert guessed(f"5h00: Thời sự\n{morning}\n18h Thời sự") == [("", doubt)]
    assert guessed("5h Thời sự\n18h Thời sự\n21h PL Thời sự buổi tối") == [("", doubt.replace("05", "18"))]
    assert guessed("5h Thời sự\n22h Thời sự\n23h PL Thời sự đêm") == [("", doubt.replace("05", "22"))]
    assert guessed(f"5h Thời sự\n9h Thời sự\n{morning}") == [(lack, "")]
    assert guessed(f"15h Thời sự\n{morning}") == [(lack, "")]
    assert guessed(f"5h Thời sự\n6h Thời sự sáng\n{morning}") == [("", "")]
    assert guessed(f"Thứ 2\n5h Thời sự\n{morning}\nThứ 3\n5h Thời sự\n{morning}") == [("", doubt)] * 2
    written = written_of(read(f"5h00: Thời sự\n{morning}", SUNDAY).entries)
    assert f"# Line 2: {doubt}\n[[slot]]" in written.text
    assert (written.slots, written.comments) == (2, 0)


def test_a_repeat_on_other_weekdays_counts_the_days_between() -> None:
    (_first, repeat) = slots("Thứ 7\n19h00 Dân ca\nThứ 2\n5h00 Dân ca (PL)")

    assert (repeat["repeats"], repeat["days_after"]) == ("dan-ca", 2)


def test_a_daily_repeat_of_a_programme_with_several_slots_becomes_one_slot_for_each() -> None:
    found = slots(
        "Thứ 2-4-6\n5h30 Thời sự\nThứ 3-5-7\n6h30 Thời sự\nHằng ngày\n21h Thời sự (PL)\n22h Thời sự (PL tuần trước)"
    )

    assert [(each["key"], each["rule"], each["repeats"], each.get("days_after", 0)) for each in found[2:]] == [
        ("thoi-su-lai", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "thoi-su", 0),
        ("thoi-su-lai-2", "FREQ=WEEKLY;BYDAY=TU,TH,SA", "thoi-su-2", 0),
        ("thoi-su-lai-3", "FREQ=WEEKLY;BYDAY=SU", "thoi-su-2", 1),
    ]


def test_a_repeat_of_a_date_refers_to_the_first_run_of_that_date() -> None:
    text = "Ngày 2/10/2017\n5h Dân ca\nNgày 4/10/2017\n5h Dân ca (PL ngày {day}/10/2017)"

    assert (slots(text.format(day=2))[1]["repeats"], slots(text.format(day=2))[1]["days_after"]) == ("dan-ca", 2)
    assert len(slots(text.format(day=3))) == 1


def test_a_relay_that_is_only_announced_has_its_upstream() -> None:
    text = "6h Giới thiệu nối sóng (VOV)\n9h Giới thiệu nối sóng PT HÒA BÌNH"

    assert [(slot.get("upstream"), slot.get("kind")) for slot in slots(text)] == [
        ("Đài Tiếng nói Việt Nam", None),
        (None, "other"),
    ]


def test_what_is_no_slot_yet_is_a_comment_with_the_reason() -> None:
    text = "5h30 Thời sự (PL)\n6h00 Dân ca (PL ngày 3/10/2017)\n7h Dân ca\n- Bản tin\n8h TTH\n9h Tiếp âm Kỳ họp"
    written = written_of(read(text, SUNDAY).entries)

    assert (written.slots, written.comments) == (1, 5)
    assert [slot["key"] for slot in tomllib.loads(written.text)["slot"]] == ["dan-ca"]
    for reason in (
        "# Line 1: a repeat whose first run is not in the text\n",
        "# Line 2: a repeat whose first run is not in the text (03/10/2017)\n",
        "# Line 4: its start is not in the text\n",
        "# Line 5: its title is not in the text\n",
        "# Line 6: the station that it relays is not in the text\n",
    ):
        assert reason in written.text


def test_what_stands_below_days_that_were_not_understood_is_a_comment() -> None:
    text = "Thứ Hai\n5h Nhạc\nThứ Sáu đầu tháng\n5h30 Thời sự\nThứ Ba\n6h Thời sự (PL)"
    written = written_of(read(text, SUNDAY).entries)

    assert [(slot["key"], "length" in slot) for slot in tomllib.loads(written.text)["slot"]] == [("nhac", False)]
    assert "# Line 4: its day is in doubt: look at “Thứ Sáu đầu tháng”\n" in written.text
    assert "# Line 6: a repeat whose first run is not in the text\n" in written.text


def test_a_repeat_that_its_first_run_announces_is_a_slot() -> None:
    first, other, repeat = slots("17h00 Thời sự (PL 5h45 sáng hôm sau)\n17h15 Dân ca")

    assert (first["length"], other["programme"]) == ("15:00", "Dân ca")
    assert (repeat["repeats"], repeat["at"], repeat["days_after"]) == (first["key"], "05:45", 1)


def test_relays_become_relay_slots() -> None:
    named, unnamed, live = slots("6h Tiếp âm Thời sự Đài TNVN\n7h Tiếp sóng VOV1\n8h Tiếp sóng trực tiếp Kỳ họp")

    assert (named["relay"], named["upstream"]) == ("Thời sự", "Đài Tiếng nói Việt Nam")
    assert (unnamed["relay"], unnamed["upstream"]) == ("VOV1", "VOV1")
    assert (live["relay"], live["live_event"], "upstream" in live) == ("Kỳ họp", True, False)


def test_one_title_has_one_kind_in_a_grid() -> None:
    assert [slot["kind"] for slot in slots("5h Chuyên mục Ca nhạc\n6h CA NHẠC")] == ["column", "column"]


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from([form["line"] for name in ("times", "days", "relays") for form in FORMS[name]]),
        st.text("0123456789:h.-–/ ()[];,|+*'tTừđếnPL\t", max_size=40),
        st.lists(
            st.sampled_from(
                ["5h30", "Kết thúc", "05: 59", "-", "đến", "Thời sự", "(PL", ")", ":", "thứ 2", "2/10", "60 phút", "PL"]
            ),
            max_size=8,
        ).map(" ".join),
    ),
    max_size=8,
)


@given(LINES)
@example(["\x00\x1b[31m5h30 Thời sự\u202e"])
@example(["1/13/2017", "31/2", "thứ 2, ngày 99/99", "00:00", "24:59", "5h30 - 5h30 x"])
def test_every_line_is_accounted_for(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = read(text, SUNDAY)
    filled = {
        number
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
        if line.strip()
    }
    timed = {each.line for each in (*found.entries, *found.closings)}
    numbers = Counter([*timed, *found.headings, *found.details])
    numbers.update(number for number, _line in found.unreadable)

    assert numbers == Counter(filled)
    assert all(valid(entry) for entry in found.entries)
    written = written_of(found.entries)
    assert len(tomllib.loads(written.text).get("slot", [])) == written.slots


def valid(entry: Entry) -> bool:
    """Whether an entry has what readers of its JSON rely on."""
    has_time = (entry.start is None) is not (entry.after is None)
    is_clean = entry.title is None or (
        not CONTROL_CHARACTERS.search(entry.title) and entry.title.strip() == entry.title != ""
    )
    has_length = entry.end is None or (entry.start is not None and entry.end - entry.start > 0)
    return has_time and is_clean and has_length


def test_a_long_text_in_another_language_gives_only_unreadable_lines() -> None:
    text = "The meeting of the council took place on Monday.\nПогода завтра будет хорошая.\n今日は天気がいい。\n" * 3000
    found = read(text, SUNDAY)

    assert (found.entries, len(found.unreadable)) == ((), 9000)


def test_a_title_in_quotation_marks_after_its_prefix_loses_both() -> None:
    found = read('05:30 Chuyên mục "Nông thôn mới"\n06:00 Chương trình “Hát ru”', dt.date(2026, 1, 5))
    assert [entry.title for entry in found.entries] == ["Nông thôn mới", "Hát ru"]
