"""Reports as text, CSV and JSON."""

import csv
import io
import json
from dataclasses import replace

import pytest

from radiodesk import locale
from radiodesk.reports.digests import digest
from radiodesk.reports.records import as_record
from radiodesk.reports.written import written
from tests.reports.documents.reports import DIGEST, full, nine_months


def test_csv_is_read_by_excel_in_the_users_language() -> None:
    locale.use("vi")
    content = written(full(), "csv")

    assert content.startswith(b"\xef\xbb\xbf")
    table = [*csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]
    assert table[0] == ["Mã", "Chỉ tiêu", "Đơn vị", "Kỳ này", "Năm trước", "Kế hoạch"]
    assert table[1][:2] == ["news_programmes", "Chương trình thời sự phát thanh"]
    assert table[1][2:] == ["chương trình", "298", "298", "297,75"]
    assert table[14][3:6] == ["96,75", "", ""]


def test_csv_in_english_has_commas_and_points() -> None:
    [_header, news, *_others] = csv.reader(io.StringIO(written(full(), "csv").decode("utf-8-sig")))

    assert news[3:6] == ["298", "298", "297.75"]


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "+1", "-1", "@A1", "\t=1"])
def test_a_text_that_looks_like_a_formula_stays_text_in_csv(label: str) -> None:
    report = replace(nine_months(), figures=(replace(nine_months().figures[0], label=label),))

    [_header, row] = csv.reader(io.StringIO(written(report, "csv").decode("utf-8-sig")))

    assert row[1] == f"'{label.strip()}"


def test_json_keeps_its_contract() -> None:
    content = json.loads(written(full(), "json"))

    assert content["period"] == {"code": "2019-9m", "first": "2018-12-15", "last": "2019-09-14", "rule": "official"}
    stories = content["indicators"][1]
    assert {name: stories[name] for name in ("key", "label", "unit", "count", "previous", "target", "uses")} == {
        "key": "stories",
        "label": "Tin, bài sử dụng",
        "unit": "tin, bài",
        "count": 3412,
        "previous": 3105,
        "target": 3450,
        "uses": 3500,
    }
    assert content["indicators"][2]["previous"] is None
    assert content["indicators"][13]["count"] == 96.75
    assert content["breakdowns"][0]["rows"][0] == {"key": "special", "label": "Đặc biệt", "count": 5, "previous": 4}
    assert content["breakdowns"][0]["total"] == 298
    assert content["closed"] == {
        "number": 1,
        "when": "2019-09-17T08:30:00+07:00",
        "person": "Thu Hà",
        "digest": DIGEST,
    }
    assert "closed" not in json.loads(written(nine_months(), "json"))


def test_the_digest_of_the_written_file_is_that_of_its_content() -> None:
    assert digest(json.loads(written(full(), "json"))) == digest(as_record(full()))


def test_text_shows_plan_and_year_before_where_there_are_any() -> None:
    locale.use("vi")

    lines = written(full(), "text").decode().splitlines()

    assert lines[:4] == [
        "Đài phát thanh huyện Lương Tài",
        "9 tháng năm 2019",
        "15/12/2018 – 14/09/2019",
        "Đã chốt ngày 17/09/2019, bản 1, người chốt: Thu Hà",
    ]
    assert lines[5].split() == ["Kỳ", "này", "Kế", "hoạch", "%", "Năm", "trước", "Chênh", "lệch"]
    assert lines[7].split()[-5:] == ["3.412", "3.450", "98,9", "3.105", "+307"]
    assert lines[19].split()[-5:] == ["96,75%", "–", "–", "–", "–"]
