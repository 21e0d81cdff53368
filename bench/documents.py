"""A workbook with 45,000 rows of evidence against xlsxwriter alone writing the same cells. Also the most memory in MB.

Both are whole processes: ours makes the items and writes the report, the reference makes the same values and writes
them with the same formats, in constant memory too.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import medians, say

ROWS = 45_000
MEMORY_LIMIT = 200
"""MB."""
LIMIT = 1.3

VALUES = """
import datetime as dt
import sys

ROWS = int(sys.argv[2])
GENRES = ("Tin", "Bài", "Phóng sự", "Phỏng vấn")
FIRST = dt.date(2018, 12, 15)


def values(number):
    day = FIRST + dt.timedelta(days=number * 270 // ROWS)
    left_out = number % 10 == 0
    return (
        number + 1,
        day,
        f"Xã số {number % 97} gieo cấy vụ xuân, tin thứ {number}",
        f"Thời sự {day:%d/%m} 05:30",
        GENRES[number % 4],
        f"Phóng viên {number % 9}",
        "đã dùng ngày 14/12/2018" if left_out else "",
    )
"""
OURS = (
    VALUES
    + """
from pathlib import Path

from radiodesk.reports import periods
from radiodesk.reports.content import Breakdown, BreakdownRow, Evidence, Figure, Item, Measure, Report
from radiodesk.reports.written import written

items = [
    Item("story", row, day, title, detail, {"genre": genre, "author": author}, reason=reason)
    for row, day, title, detail, genre, author, reason in map(values, range(ROWS))
]
counted = tuple(item for item in items if not item.reason)
figure = Figure("stories", "Tin, bài sử dụng", "tin, bài", "", Measure.COUNT, len(counted), None)
parts = tuple(
    Breakdown("stories", by, label, (BreakdownRow("", "", len(counted), None),), len(counted))
    for by, label in (("genre", "Thể loại"), ("author", "Tác giả"))
)
report = Report("Đài phát thanh huyện", periods.parse("2019-9m"), (figure,), parts)
evidence = Evidence("stories", counted, tuple(item for item in items if item.reason))
Path(sys.argv[1]).write_bytes(written(report, "xlsx", evidence=(evidence,)))
"""
)
REFERENCE = (
    VALUES
    + """
import xlsxwriter

with xlsxwriter.Workbook(sys.argv[1], {"constant_memory": True}) as book:
    sheet = book.add_worksheet("Evidence")
    line = book.add_format({"font_name": "Times New Roman", "font_size": 11, "border": 1, "valign": "top"})
    whole = book.add_format({"border": 1, "num_format": "#,##0"})
    date = book.add_format({"border": 1, "num_format": "dd/mm/yyyy"})
    for number in range(ROWS):
        row, day, title, detail, genre, author, reason = values(number)
        sheet.write_string(number, 0, "Tin, bài sử dụng", line)
        sheet.write_string(number, 1, "no" if reason else "yes", line)
        sheet.write_datetime(number, 2, day, date)
        sheet.write_string(number, 3, title, line)
        sheet.write_string(number, 4, detail, line)
        sheet.write_number(number, 5, 1, whole)
        sheet.write_string(number, 6, reason, line)
        sheet.write_string(number, 7, f"story {row}", line)
        sheet.write_string(number, 8, genre, line)
        sheet.write_string(number, 9, author, line)
"""
)


def main() -> None:
    """Run both in turn, and ours once more for its memory."""
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder, "report.xlsx"))
        ours = [sys.executable, "-c", OURS, target, str(ROWS)]
        reference = [sys.executable, "-c", REFERENCE, target, str(ROWS)]
        say(f"report as .xlsx, {ROWS:,} rows", *_pair(ours, reference), LIMIT)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        subprocess.run(ours, check=True)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"most memory: {max(before, most) / 1024:.0f} MB (at most {MEMORY_LIMIT})")


def _pair(ours: list[str], reference: list[str]) -> tuple[float, str, float]:
    mine, other = medians(ours, reference)
    return mine, "xlsxwriter", other


if __name__ == "__main__":
    main()
