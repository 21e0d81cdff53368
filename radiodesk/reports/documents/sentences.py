"""The sentences of a report, in Vietnamese: the paragraph that offices expect, and one sentence for each figure.

Every number in them is marked. A sentence is refused while its figure has no value.
"""

import re
from collections.abc import Iterator

from radiodesk.kinds import PeriodKind
from radiodesk.locale import _, in_language
from radiodesk.model.text import lower_first
from radiodesk.reports import periods
from radiodesk.reports.content import Breakdown, Figure, Report
from radiodesk.reports.documents import numbers
from radiodesk.reports.documents.marks import clean, plain
from radiodesk.reports.periods import Period

_SAID = (
    ("news_programmes", "sản xuất và phát sóng", "chương trình thời sự phát thanh"),
    ("stories", "sử dụng", "tin, bài"),
    ("live_relays", "tiếp âm", "chương trình tiếp âm trực tiếp"),
    ("tv_clips", "sản xuất", "clip truyền hình"),
    ("tv_columns", "sản xuất", "chuyên mục truyền hình"),
    ("web_uploads", "đăng tải", "chương trình thời sự trên website"),
)
"""What the paragraph says: the figure, its verb, and what was counted."""

_SHARES_VERB = {"live_relays": "stories", "tv_columns": "tv_clips"}
"""Figures that stand behind the verb of the figure before them, where that is said too."""

_LEVEL = re.compile(
    r"(.*?\b(?:huyện|quận|thị xã|thành phố|thị trấn|tỉnh|xã|phường|đặc khu))((?:\s+[\w’'-]+)+)", re.DOTALL
)
_SPECIAL = "special"
"""The name of the property by which ordinary programmes are told from special ones."""
_ORDINARY = frozenset({"ordinary", "no", "false", "0", ""})
"""Keys of the row of what is ordinary."""
MOST_ROWS = 6
"""A sentence says a breakdown of at most so many rows; the annex has the others."""


def paragraph(report: Report, *, rounds: bool = True) -> str:
    """The sentence with the main figures that the report has, marked.

    If it has none of them, every figure of the report in one sentence. raises FigureMissing.
    """
    figures = {figure.key: figure for figure in report.figures}
    clauses = []
    with in_language("vi"):
        for key, verb, counted in _SAID:
            if key not in figures:
                continue
            part = f"{numbers.about(figures[key], rounds=rounds)} {counted}"
            clauses.append(part if _SHARES_VERB.get(key) in figures else f"{verb} {part}")
        if clauses:
            return f"{subject(report.station)} đã {_listed(clauses)}."
        return f"{subject(report.station)}: {'; '.join(_of_figure(figure) for figure in report.figures)}."


def paragraph_text(report: Report, *, rounds: bool = True) -> str:
    """The paragraph as plain text. raises FigureMissing."""
    return plain(paragraph(report, rounds=rounds))


def to_paste(paragraph: str, report: Report) -> str:
    """The paragraph as it stands alone, in a letter or a message: with the period and the full name of the station.

    paragraph: as `paragraph_text` gives it, or as it was closed.
    """
    rest = paragraph.removeprefix(subject(report.station))
    with in_language("vi"):
        title = periods.title(report.period)
    days = title if report.period.kind is PeriodKind.INTERVAL else f"Trong {lower_first(title)}"
    return f"{days}: {paragraph}" if rest == paragraph else f"{days}, {clean(report.station)}{rest}"


def sentence(report: Report, figure: Figure) -> str:
    """A figure with its parts, its share of the plan and its comparison, marked. raises FigureMissing."""
    with in_language("vi"):
        compared = "".join(f", {each}" for each in _comparisons(figure))
        return f"{_of_figure(figure)}{_parts(report, figure)}{compared}{_of_source(figure)}."


def subject(station: str) -> str:
    """The station as the subject of a sentence, without the name of its place: "Đài phát thanh huyện"."""
    name = clean(station)
    match = _LEVEL.fullmatch(name)
    if match and all(word[0].isupper() or word[0].isdigit() for word in match[2].split()):
        return match[1]
    return name


def in_words(period: Period) -> str:
    """A period inside a sentence: "9 tháng năm 2019"."""
    with in_language("vi"):
        return lower_first(periods.title(period))


def _listed(clauses: list[str]) -> str:
    return " và ".join(filter(None, [", ".join(clauses[:-1]), clauses[-1]]))


def _of_figure(figure: Figure) -> str:
    label, unit = clean(figure.label), clean(figure.unit)
    return f"{label}: {numbers.exact(figure)}{_with_unit(figure, unit)}"


def _with_unit(figure: Figure, unit: str) -> str:
    if figure.is_percentage:
        return "%"
    return f" {unit}" if unit else ""


def _comparisons(figure: Figure) -> Iterator[str]:
    """What a figure is in comparison with the plan and with the year before."""
    if figure.is_percentage:
        if figure.year_target is not None:
            yield f"kế hoạch năm {numbers.other(figure, 'year_target')}%"
        if figure.compared is not None:
            yield f"cùng kỳ năm trước {numbers.other(figure, 'previous')}%"
        return
    if figure.year_percent is not None:
        yield f"đạt {numbers.other(figure, 'year_percent')}% kế hoạch năm"
    elif figure.target_percent is not None:
        yield f"đạt {numbers.other(figure, 'target_percent')}% kế hoạch"
    if figure.change_percent is not None:
        yield f"bằng {numbers.other(figure, 'change_percent')}% so với cùng kỳ"


def _parts(report: Report, figure: Figure) -> str:
    """The first short breakdown of a figure, and those that are special, in words."""
    special = [_of_breakdown(figure, part) for part in report.breakdowns_of(figure.key) if part.by == _SPECIAL]
    others = (_of_breakdown(figure, part) for part in report.breakdowns_of(figure.key) if part.by != _SPECIAL)
    return next(filter(None, others), "") + "".join(special)


def _of_breakdown(figure: Figure, part: Breakdown) -> str:
    """A short breakdown in words; empty for a long one, and for one that says nothing."""
    rows = [row for row in part.rows if row.count]
    if part.by == _SPECIAL:
        unit = clean(figure.unit)
        special = [row for row in rows if row.key.lower() not in _ORDINARY]
        parts = [f"{numbers.of_row(part, row)} {unit} {lower_first(clean(row.label))}" for row in special]
        return f", trong đó có {_listed(parts)}" if parts else ""
    if not 1 < len(rows) <= MOST_ROWS:
        return ""
    parts = [f"{_name(row.label)}: {numbers.of_row(part, row)}" for row in rows]
    return f" ({'; '.join(parts)})"


def _name(label: str) -> str:
    return clean(_(label)) or "không ghi"


def _of_source(figure: Figure) -> str:
    return f" (nguồn: {clean(figure.source)})" if clean(figure.source) else ""
