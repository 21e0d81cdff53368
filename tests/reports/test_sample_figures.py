"""The sample ledger gives the figures that the station published."""

import codecs
import csv
import io
import json
import sys
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk, PeriodRule
from radiodesk.reports import evidence, tally
from radiodesk.reports.content import Measure
from radiodesk.reports.documents.reading import read
from radiodesk.reports.indicators import BUILT_IN
from radiodesk.reports.periods import parse
from tests.conftest import SCHEDULES, run_here
from tests.reports.documents.test_sentences import PUBLISHED

EXPECTED = json.loads((SCHEDULES / "expected-2019.json").read_text(encoding="utf-8"))
KEYS = {
    "news": "news_programmes",
    "stories": "stories",
    "relays": "live_relays",
    "clips": "tv_clips",
    "columns": "tv_columns",
    "uploads": "web_uploads",
}


@pytest.mark.parametrize("code", EXPECTED)
def test_every_period_gives_exactly_its_figures(sample: Config, code: str) -> None:
    answer = run_here("report", code, "--format", "json", home=sample.home)

    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    counts = {indicator["key"]: indicator["count"] for indicator in report["indicators"]}
    assert {key: counts[key] for key in KEYS.values()} == {key: EXPECTED[code][word] for word, key in KEYS.items()}
    assert list(counts)[: len(KEYS)] == list(KEYS.values())
    assert report["station"] == "Đài phát thanh huyện Lương Tài"
    assert report["period"] == {
        "code": code,
        "first": EXPECTED[code]["first"],
        "last": EXPECTED[code]["last"],
        "rule": "calendar" if "/" in code else "official",
    }


def test_what_is_listed_is_what_is_counted(sample: Config) -> None:
    desk = Desk.open(sample)
    period = parse("2019-Q3", PeriodRule.OFFICIAL)
    with desk.reading() as session:
        report = tally.report(session, period)
        for figure in report.figures:
            if figure.measure is Measure.PERCENT:
                continue
            found = evidence.evidence(session, figure.key, period)
            amount = sum(item.amount for item in found.counted)
            assert abs(amount - (figure.count or 0)) < 1, figure.key  # hours of items are rounded
            assert all(period.first <= item.day <= period.last and not item.reason for item in found.counted)
            assert all(item.reason for item in found.left_out)
            for items in (found.counted, found.left_out):
                assert [item.day for item in items] == sorted(item.day for item in items)
    desk.close()


def test_the_months_add_up_to_the_period(sample: Config) -> None:
    desk = Desk.open(sample)
    period = parse("2019-9m", PeriodRule.OFFICIAL)
    with desk.reading() as session:
        counts = {figure.key: figure.count for figure in tally.report(session, period).figures}
        for indicator in BUILT_IN:
            if indicator.key == "columns_kept" or indicator.measure is Measure.PERCENT:
                continue  # a programme may be kept in many months
            months = sum(month.count or 0 for month in tally.monthly(session, indicator.key, period))
            assert abs(months - (counts[indicator.key] or 0)) < (indicator.measure is Measure.HOURS) + 0.01
    desk.close()


def test_the_year_before_is_null_where_the_desk_knows_nothing_of_it(sample: Config) -> None:
    def previous(code: str) -> list[int | None]:
        report = json.loads(run_here("report", code, "--format", "json", home=sample.home).stdout)
        return [indicator["previous"] for indicator in report["indicators"]][:6]

    assert previous("2019-9m") == [None] * 6
    assert previous("2020-9m") == [298, 3412, 4, 304, 40, 260]


def test_the_calendar_rule_can_be_asked_for(sample: Config) -> None:
    answer = run_here("report", "2019-9m", "--rule", "calendar", "--format", "json", home=sample.home)
    counts = [indicator["count"] for indicator in json.loads(answer.stdout)["indicators"]][:6]

    assert counts == [EXPECTED["2019-01-01/2019-09-30"][word] for word in KEYS]


def test_the_table_for_people_speaks_their_language(sample: Config) -> None:
    vietnamese = run_here("report", "2019-9m", "--lang", "vi", home=sample.home).stdout
    english = run_here("report", "2019-9m", "--lang", "en", home=sample.home).stdout

    assert "9 tháng năm 2019" in vietnamese
    assert "3.412" in vietnamese
    assert "3,412" in english
    assert "15/12/2018 – 14/09/2019" in vietnamese


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_paragraph_is_the_published_one(sample: Config, language: str) -> None:
    answer = run_here("report", "2019-9m", "--format", "paragraph", "--lang", language, home=sample.home)

    assert answer.stdout == f"{PUBLISHED}\n"


@pytest.mark.parametrize("ending", ["json", "xlsx", "docx", "pdf"])
def test_the_documents_say_the_published_figures(sample: Config, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"9m.{ending}"

    assert run_here("report", "2019-9m", "--output", file, home=sample.home).returncode == 0

    found = {each.key: each.number for each in read(file).figures}
    assert {key: found[key] for key in KEYS.values()} == {key: EXPECTED["2019-9m"][word] for word, key in KEYS.items()}


def test_csv_is_a_row_an_indicator_and_is_written_to_a_file(sample: Config, tmp_path: Path) -> None:
    file = tmp_path / "số liệu.csv"

    answer = run_here("report", "2019-9m", "--lang", "en", "--output", file, home=sample.home)

    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr == f"The report is written to {file}\n"
    assert file.read_bytes().startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert [(row["Key"], row["This period"], row["Year before"]) for row in rows][:2] == [
        ("news_programmes", "298", ""),
        ("stories", "3412", ""),
    ]
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_csv_has_the_header_and_the_separators_of_vietnamese_excel(sample: Config) -> None:
    answer = run_here("report", "2019-9m", "--format", "csv", "--lang", "vi", home=sample.home)

    header, news, *_others = answer.stdout.splitlines()
    assert header == "Mã;Chỉ tiêu;Đơn vị;Kỳ này;Năm trước;Kế hoạch"
    assert news == "news_programmes;Chương trình thời sự phát thanh;chương trình;298;;"


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limit")
def test_a_document_for_which_there_is_no_room_is_named(sample: Config, tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    try:
        answer = run_here("report", "2019-9m", "--lang", "en", "--output", tmp_path / "9m.xlsx", home=sample.home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert answer.returncode == 1
    assert "9m.xlsx" in answer.stderr
    assert "Standard output" not in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_bad_code_is_refused_and_writes_nothing(sample: Config, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"

    answer = run_here("report", "2019-13", "--output", file, home=sample.home)

    assert answer.returncode == 1
    assert "2019-13" in answer.stderr
    assert "2019-Q1" in answer.stderr
    assert not file.exists()
