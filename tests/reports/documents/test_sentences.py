"""The sentences of a report."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk import locale
from radiodesk.reports.content import Breakdown, BreakdownRow, Measure
from radiodesk.reports.documents import numbers, sentences
from radiodesk.reports.documents.marks import plain
from radiodesk.reports.documents.numbers import FigureMissing
from radiodesk.reports.periods import parse
from tests.reports.documents.reports import MANUAL, figure, full, nine_months

PUBLISHED = (
    "Đài phát thanh huyện đã sản xuất và phát sóng gần 300 chương trình thời sự phát thanh, sử dụng trên 3.400 tin, "
    "bài, 4 chương trình tiếp âm trực tiếp, sản xuất trên 300 clip truyền hình, 40 chuyên mục truyền hình và đăng tải "
    "260 chương trình thời sự trên website."
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sample_gives_the_published_paragraph_in_every_language(language: str) -> None:
    locale.use(language)

    assert sentences.paragraph_text(nine_months()) == PUBLISHED


def test_a_station_can_switch_rounding_off() -> None:
    said = sentences.paragraph_text(nine_months(), rounds=False)

    assert "298 chương trình" in said
    assert "3.412 tin" in said
    assert "gần" not in said


def test_the_paragraph_says_only_figures_of_the_report() -> None:
    report = replace(nine_months(), figures=nine_months().figures[2:4])

    assert sentences.paragraph_text(report) == (
        "Đài phát thanh huyện đã tiếp âm 4 chương trình tiếp âm trực tiếp và sản xuất trên 300 clip truyền hình."
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (98, "98"),
        (100, "100"),
        (102, "trên 100"),
        (103, "103"),
        (156, "156"),
        (260, "260"),
        (295, "gần 300"),
        (293, "293"),
        (298, "gần 300"),
        (304, "trên 300"),
        (1893, "gần 1.900"),
        (3412, "trên 3.400"),
        (10847, "trên 10.800"),
    ],
)
def test_a_count_is_rounded_where_the_words_are_true(value: int, said: str) -> None:
    assert plain(said_of(value)) == said


def said_of(value: int) -> str:
    with locale.in_language("vi"):
        return numbers.about(figure("stories", value))


@given(st.integers(0, 10**9))
def test_a_rounded_number_is_always_true(value: int) -> None:
    word, number = numbers.rounded(value)

    assert {"gần": value < number, "trên": value > number, "": value == number}[word]
    assert abs(number - value) * 100 <= value * 2


@pytest.mark.parametrize("measure", [Measure.ENTERED, Measure.HOURS, Measure.PERCENT])
def test_only_counts_are_rounded(measure: Measure) -> None:
    with locale.in_language("vi"):
        assert plain(numbers.about(figure("hours", 2995, measure=measure))) == "2.995"


def test_a_figure_is_compared_with_the_plan_and_the_year_before() -> None:
    news = figure("news_programmes", 261, "Chương trình", "chương trình", previous=261, year_target=348)
    special = (BreakdownRow("special", "Đặc biệt", 5, None), BreakdownRow("ordinary", "Thường", 256, None))
    parts = (Breakdown("news_programmes", "special", "Đặc biệt", special, 261),)
    report = replace(nine_months(), figures=(news,), breakdowns=parts)

    assert plain(sentences.sentence(report, news)) == (
        "Chương trình: 261 chương trình, trong đó có 5 chương trình đặc biệt, "
        "đạt 75% kế hoạch năm, bằng 100% so với cùng kỳ."
    )


def test_the_first_short_breakdown_stands_in_brackets_with_the_names_as_they_are() -> None:
    report = full()

    assert plain(sentences.sentence(report, report.figure("stories"))) == (
        "Tin, bài sử dụng: 3.412 tin, bài (tin: 2.176; Bài: 1.100; Phóng sự: 136), đạt 74,17% kế hoạch năm, "
        "bằng 109,89% so với cùng kỳ."
    )


def test_entered_figures_are_said_exactly() -> None:
    report = replace(nine_months(), figures=MANUAL)

    assert [plain(sentences.sentence(report, each)) for each in MANUAL] == [
        "Tin trên cổng thông tin điện tử: 197 tin.",
        "Bài trên cổng thông tin điện tử: 65 bài.",
        "Ảnh trên cổng thông tin điện tử: 576 ảnh.",
        "Văn bản trên cổng thông tin điện tử: 151 văn bản.",
        "Dịch vụ công trực tuyến: 213 dịch vụ.",
        "Hồ sơ đã giải quyết: 10.847 hồ sơ.",
        "Hồ sơ giải quyết đúng hạn: 10.494 hồ sơ.",
        "Tỷ lệ đúng hạn: 96,75%.",
        "Kế hoạch của bưu điện: 61% (nguồn: Bưu điện huyện).",
    ]


def test_a_sentence_without_its_figure_is_refused_by_name() -> None:
    figures = list(nine_months().figures)
    figures[3] = replace(figures[3], count=None)

    with pytest.raises(FigureMissing, match="Clip truyền hình"):
        sentences.paragraph(replace(nine_months(), figures=tuple(figures)))


@pytest.mark.parametrize(
    ("station", "subject"),
    [
        ("Đài phát thanh huyện Lương Tài", "Đài phát thanh huyện"),
        ("Trung tâm Văn hóa - Thông tin huyện Gia Bình", "Trung tâm Văn hóa - Thông tin huyện"),
        ("Đài truyền thanh phường 12", "Đài truyền thanh phường"),
        ("Phòng văn hóa xã hội", "Phòng văn hóa xã hội"),
        ("Đài Sông Cầu", "Đài Sông Cầu"),
    ],
)
def test_the_subject_leaves_the_name_of_the_place_out(station: str, subject: str) -> None:
    assert sentences.subject(station) == subject


def test_every_number_of_a_report_has_a_key_of_its_own() -> None:
    found = numbers.numbers_of(full())

    assert found["stories"] == 3412
    assert found["stories trên"] == 3400
    assert found["stories.previous"] == 3105
    assert found["stories/genre/brief"] == 2176
    assert found["on_time_share"] == Decimal("96.75")
    assert found["live_relays.previous"] is None


@given(st.decimals(0, 10**9, places=2) | st.integers(0, 10**9))
def test_a_printed_number_is_read_as_it_was(value: int | Decimal) -> None:
    with locale.in_language("vi"):
        assert numbers.read_printed(numbers.shown(value)) == ("", value)


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("2019-9m", "Trong 9 tháng năm 2019, Đài phát thanh huyện Lương Tài đã sản xuất"),
        ("2019-03", "Trong tháng 3 năm 2019, Đài phát thanh huyện Lương Tài đã"),
        ("2019-01-01/2019-09-30", "Từ 01/01/2019 đến 30/09/2019, Đài phát thanh huyện Lương Tài đã"),
    ],
)
def test_the_paragraph_that_stands_alone_names_the_period_and_the_whole_station(code: str, begins: str) -> None:
    found = replace(nine_months(), period=parse(code), station="Đài phát thanh huyện Lương Tài")
    assert sentences.to_paste(sentences.paragraph_text(found), found).startswith(begins)
