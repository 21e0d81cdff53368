"""Merging closed reports: sums, ranks, shares and comparisons, whatever the order; what was changed is refused."""

import copy
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.errors import UserError
from radiodesk.reports import closed_files, merged_text, merging
from radiodesk.reports.closed_files import DigestUnfit
from radiodesk.reports.content import percent
from radiodesk.reports.merging import Merged, MergedFigure
from tests.reports.closed_reports import Figures, as_bytes, content, sealed


def merged(*reports: dict[str, Any], expected: list[str] | None = None) -> Merged:
    files = [closed_files.read(f"{number}.json", as_bytes(report)) for number, report in enumerate(reports, 1)]
    return merging.merge(files, expected)


def only(found: Merged) -> MergedFigure:
    [figure] = found.figures
    return figure


def test_sums_ranks_shares_and_differences() -> None:
    figure = only(
        merged(
            content("Đài B", {"stories": (30, 20)}),
            content("Đài Ăn", {"stories": (30, None)}),
            content("Đài An", {"stories": (100, 110)}),
            content("Đài C", {"stories": (None, 5)}),
            content("Đài D", {"stories": (0, 0)}),
        )
    )

    rows = [(each.station, each.value, each.rank, each.share, each.difference) for each in figure.stations]
    assert rows == [
        ("Đài An", 100, 1, Decimal("62.50"), -10),
        ("Đài Ăn", 30, 2, Decimal("18.75"), None),
        ("Đài B", 30, 2, Decimal("18.75"), 10),
        ("Đài C", None, None, None, None),
        ("Đài D", 0, 4, Decimal("0.00"), 0),
    ]
    assert (figure.total, figure.previous, figure.difference, figure.compared) == (160, 130, 0, 3)
    assert figure.without == ("Đài C",)
    assert figure.remark == "compared with the year before: 3 of 4 stations; 1 station has no figure"


def test_the_plan_is_that_of_all_stations_or_none() -> None:
    def of(station: str, count: int | None, target: int | None) -> dict[str, Any]:
        return content(station, {"x": (count, None)}, x={"target": target})

    whole = only(merged(of("A", 30, 40), of("B", 90, 60), of("C", None, 50)))
    assert (whole.target, whole.target_percent, whole.planned) == (100, Decimal("120.00"), 2)
    assert [each.target_percent for each in whole.stations] == [Decimal("75.00"), Decimal("150.00"), None]
    assert "plan" not in whole.remark

    partly = only(merged(of("A", 30, 40), of("B", 90, None)))
    assert (partly.target, partly.target_percent, partly.planned) == (None, None, 1)
    assert partly.remark == "1 station has no plan"
    assert only(merged(of("A", 30, None))).remark == ""
    text = merged_text.as_text(merged(of("A", 30, 40), of("B", 90, None)))
    assert [line.split()[-2:] for line in text.splitlines() if line.startswith(("A ", "B "))] == [
        ["–", "–"],
        ["40", "75"],
    ]


def test_no_data_is_not_zero() -> None:
    figure = only(merged(content("A", {"x": (None, None)}), content("B", {"x": (None, 3)})))

    assert (figure.total, figure.previous, figure.difference) == (None, None, None)


def test_decimals_are_added_exactly() -> None:
    figure = only(merged(*(content(f"Đài {number}", {"x": (0.1, 0.7)}) for number in range(10))))

    assert (figure.total, figure.previous, figure.difference) == (Decimal(1), Decimal(7), Decimal(-6))


def test_a_percentage_is_computed_again_where_its_parts_are_reported() -> None:
    share = {"share": ["part", "whole"]}
    reports = [
        content("A", {"%": (50.0, 40.0), "part": (1, 4), "whole": (2, 10)}, **{"%": share}),
        content("B", {"%": (10.0, 20.0), "part": (1, 2), "whole": (10, 10)}, **{"%": share}),
    ]
    figure = next(each for each in merged(*reports).figures if each.key == "%")

    assert (figure.total, figure.previous, figure.difference) == (Decimal("16.67"), Decimal("30.00"), Decimal("-13.33"))
    assert [(each.rank, each.share) for each in figure.stations] == [(1, None), (2, None)]

    lacking = content("C", {"%": (5.0, None), "part": (1, None)}, **{"%": share})
    figure = next(each for each in merged(*reports, lacking).figures if each.key == "%")
    assert (figure.total, figure.previous, figure.compared) == (None, None, 0)
    assert "percentages are not added up" in figure.remark


def test_missing_and_unexpected_stations_are_named() -> None:
    reports = (content("Đài B", {}), content("Đài  c", {}))
    found = merged(*reports, expected=["Đài D", "ĐÀI B", "Đài Ă", "Đài d"])

    assert found.missing == ("Đài Ă", "Đài d")
    assert found.unexpected == ("Đài c",)


@pytest.mark.parametrize(
    ("file", "text"),
    [("x.txt", "\ufeff# các đài\n Đài A \n\nĐài B\nđài a\n"), ("x.toml", 'stations = ["Đài A", "Đài B"]')],
)
def test_the_list_of_expected_stations_is_text_or_toml(file: str, text: str) -> None:
    assert [name.title() for name in merging.expected_stations(file, text.encode())] == ["Đài A", "Đài B"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("x.toml", b"stations = 3"),
        ("x.toml", b"station = []"),
        ("x.toml", b"stations = ['a']\nx = 1"),
        ("x.toml", b"stations = [" + b"[" * 5000),
        ("x.toml", b"Dai A"),
        ("x.txt", b"\xff\xfe\x00"),
        ("x.txt", b"\n# nothing\n"),
        ("x.txt", b"Dai\x1b[2J"),
        ("x.txt", b"x" * 501),
    ],
)
def test_what_is_no_list_of_stations_is_refused(file: str, text: bytes) -> None:
    with pytest.raises(merging.BadExpected):
        merging.expected_stations(file, text)


VALUES = st.none() | st.integers(0, 10**6) | st.decimals(0, 1000, places=2).map(float)
FIGURES = st.dictionaries(st.sampled_from("abc"), st.tuples(VALUES, VALUES))
STATIONS = st.dictionaries(st.sampled_from([f"Đài {name}" for name in "AĂÂBCDĐ"]), FIGURES, min_size=1)


@given(STATIONS, st.randoms())
def test_the_order_of_the_files_does_not_matter(stations: Mapping[str, Figures], random: Any) -> None:
    reports = [content(station, figures) for station, figures in stations.items()]
    mixed = random.sample(reports, len(reports))

    assert merged(*reports).figures == merged(*mixed).figures


@given(STATIONS)
def test_sums_and_ranks_are_those_of_the_stations(stations: Mapping[str, Figures]) -> None:
    for figure in merged(*(content(station, figures) for station, figures in stations.items())).figures:
        known = {
            station: Decimal(str(figures[figure.key][0]))
            for station, figures in stations.items()
            if figure.key in figures and figures[figure.key][0] is not None
        }
        assert figure.total == (sum(known.values()) if known else None)
        assert {each.station: each.value for each in figure.stations if each.value is not None} == known
        for each in figure.stations:
            if each.value is None:
                assert (each.rank, each.share) == (None, None)
            else:
                assert each.rank == 1 + sum(other > each.value for other in known.values())
                assert each.share == percent(each.value, figure.total)


@given(STATIONS, st.data())
def test_a_changed_figure_is_refused(stations: Mapping[str, Figures], data: st.DataObject) -> None:
    report = content("Đài A", next(iter(stations.values())), x={})
    report["indicators"].append({"key": "x", "count": 7, "previous": 5})
    report = sealed(report)
    row = data.draw(st.sampled_from(report["indicators"]))
    name = data.draw(st.sampled_from(["count", "previous"]))
    before = row[name]
    row[name] = data.draw(VALUES.filter(lambda value: value != before))

    with pytest.raises(DigestUnfit):
        closed_files.read("x.json", as_bytes(report))


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """A report that was changed, and closed after that."""
    report = content("Đài A", {"stories": (1, 2)})
    change(report)
    return as_bytes(sealed(report))


GOOD = content("Đài A", {"stories": (1, 2)})
OPEN = {name: value for name, value in GOOD.items() if name != "closed"}
RAW = as_bytes(GOOD)


BAD = [
    (b"", "holds no report as JSON"),
    (b"PK\x03\x04", "holds no report as JSON"),
    (b"\xff\xfe{\x00", "holds no report as JSON"),
    (b"[" * 100_000, "holds no report as JSON"),
    (b'{"indicators": ' + b"[" * 900 + b"]" * 900 + b', "closed": {"digest": ""}}', ""),
    (b"[1]", "holds no report as JSON"),
    (b"{}", "holds no report as JSON"),
    (RAW.replace(b'"count": 1', b'"count": NaN'), "holds no report as JSON"),
    (RAW.replace(b'"count": 1', b'"count": 1e999'), ""),
    (RAW.replace(b'"count": 1', b'"count": ' + b"9" * 5000), ""),
    (RAW.replace(b"Thu H\xc3\xa0", b"\\ud800"), "holds no report as JSON"),
    (as_bytes(OPEN), "holds figures that were not closed"),
    (as_bytes({**OPEN, "closed": None}), "holds figures that were not closed"),
    (as_bytes({**OPEN, "closed": 3}), "“closed” is missing"),
    (as_bytes({**OPEN, "closed": {"digest": 3}}), "“closed” is missing"),
    (RAW.replace(b'"previous": 2', b'"previous": 3'), "was changed after it was closed"),
    (RAW.replace(b"Thu H\xc3\xa0", b"Thu Ha"), "was changed after it was closed"),
    (RAW.replace(b'"count": 1,', b'"count": 2, "count": 1,'), "gives “count” twice"),
    (RAW.replace(b'"count": 1,', b'"count" : 2, "count": 1,'), "gives “count” twice"),
    (RAW.replace(b'"count": 1,', b'"co\\u0075nt": 2, "count": 1,'), "gives “count” twice"),
    (changed(lambda report: report.update(station=" ")), "“station” is missing"),
    (changed(lambda report: report.update(station="Đài\x1b[2J")), "“station” is missing"),
    (changed(lambda report: report.update(station=["Đài"])), "“station” is missing"),
    (changed(lambda report: report.update(period=None)), "“period” is missing"),
    (changed(lambda report: report["period"].update(first="x")), "“period.first” is missing"),
    (changed(lambda report: report["period"].update(first="0001-01-01")), "“period.first” is missing"),
    (changed(lambda report: report["period"].update(last="2018-01-01")), "“period.last” is missing"),
    (changed(lambda report: report["period"].update(rule=[])), "“period.rule” is missing"),
    (changed(lambda report: report["closed"].update(number=True)), "“closed.number” is missing"),
    (changed(lambda report: report.update(indicators={})), "“indicators” is missing"),
    (changed(lambda report: report.update(indicators=[3])), "“indicators[1]” is missing"),
    (changed(lambda report: report["indicators"][0].update(count="1")), "“indicators[1].count” is missing"),
    (changed(lambda report: report["indicators"][0].update(count=True)), "“indicators[1].count” is missing"),
    (changed(lambda report: report["indicators"][0].update(previous=10**15)), "“indicators[1].previous”"),
    (changed(lambda report: report["indicators"][0].update(target=5e-324)), "“indicators[1].target”"),
    (changed(lambda report: report["indicators"][0].update(measure=[])), "“indicators[1].measure” is missing"),
    (changed(lambda report: report["indicators"][0].update(share="ab")), "“indicators[1].share” is missing"),
    (changed(lambda report: report["indicators"].append(report["indicators"][0])), "gives “stories” twice"),
]


@pytest.mark.parametrize(("raw", "message"), BAD, ids=map(str, range(len(BAD))))
def test_what_is_no_closed_report_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(UserError) as refused:
        closed_files.read("x.json", raw)
    assert str(refused.value).startswith("x.json ")
    assert message in str(refused.value)


def test_a_figure_may_have_six_decimals() -> None:
    raw = changed(lambda report: report["indicators"][0].update(target=1.000005))

    assert closed_files.read("x.json", raw).figures["stories"].target == Decimal("1.000005")


def test_a_report_saved_by_another_program_is_the_same() -> None:
    report = content("Đài A", {"stories": (1, 2)}, note='"x": "\\ : y')

    for raw in (as_bytes(report), json.dumps(report, indent=8, separators=(" , ", " : ")).encode("utf-8-sig")):
        assert closed_files.read("x.json", raw).figures["stories"].count == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"station": "ĐÀI A"}, "3.json and 1.json are both reports of “ĐÀI A”"),
        (
            {"period": {"code": "2019-9m", "first": "2019-01-01", "last": "2019-09-30", "rule": "calendar"}},
            "3.json covers 2019-9m (01/01/2019 – 30/09/2019, by the calendar), but 1.json covers",
        ),
        ({"x": {"measure": "hours"}}, "3.json gives “Chỉ tiêu x” as hours, but 1.json as a count"),
    ],
)
def test_reports_that_do_not_fit_the_others_are_refused(change: dict[str, Any], message: str) -> None:
    reports = [content("Đài A", {"x": (1, 1)}), content("Đài B", {"x": (1, 1)})]
    third = content(**{"station": "Đài C", "figures": {"x": (1, 1)}, **copy.deepcopy(change)})

    with pytest.raises(UserError) as refused:
        merged(*reports, third)
    assert message in str(refused.value)
