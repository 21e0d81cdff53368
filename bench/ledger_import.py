"""`radiodesk ledger import` into an empty home against openpyxl reading the same cells.

Two workbooks: the sample, and one year of a busy station with 45,000 stories. Of the year also the most memory in MB.
"""

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter
from timing import medians, say

SAMPLE = Path(__file__).parent.parent / "schedules" / "so-theo-doi-2019.xlsx"
DAYS = 365
TIMES = [f"{hour:02}:30" for hour in range(5, 17)]
"""Twelve programmes a day, with ten or eleven stories each."""
STORIES = 45_000
MEMORY_LIMIT = 400
"""MB."""

READ_CELLS = """
import sys
from openpyxl import load_workbook

for sheet in load_workbook(sys.argv[1], read_only=True).worksheets:
    for row in sheet.iter_rows(values_only=True):
        pass
"""
RADIODESK = [sys.executable, "-m", "radiodesk"]


def write_year(path: Path) -> None:
    """Write the workbook of one year."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        broadcasts, stories = workbook.add_worksheet("Chương trình"), workbook.add_worksheet("Tin bài")
        broadcasts.write_row(
            0, 0, ["Ngày phát", "Giờ phát", "Tên chương trình", "Thể loại", "Thời lượng", "Trạng thái"]
        )
        stories.write_row(0, 0, ["Ngày phát", "Giờ phát", "Thứ tự", "Thể loại", "Tiêu đề", "Tác giả", "Thời lượng"])
        programme, story = 0, 0
        for day in (dt.date(2018, 1, 1) + dt.timedelta(days=number) for number in range(DAYS)):
            for time in TIMES:
                programme += 1
                broadcasts.write_datetime(programme, 0, dt.datetime.combine(day, dt.time()), date)
                values = [time, f"Thời sự {time}", "Thời sự phát thanh", "25:00", "Đã phát"]
                broadcasts.write_row(programme, 1, values)
                for order in range(1, 1 + STORIES * programme // (DAYS * len(TIMES)) - story):
                    story += 1
                    stories.write_datetime(story, 0, dt.datetime.combine(day, dt.time()), date)
                    title = f"Xã số {story % 97} gieo cấy vụ xuân, tin thứ {story}"
                    stories.write_row(story, 1, [time, order, "Tin", title, f"Phóng viên {story % 9}", "0:45"])


def main() -> None:
    """Run both in turn, each import into a fresh copy of an empty home."""
    with tempfile.TemporaryDirectory() as folder:
        empty, home, year = Path(folder, "empty"), Path(folder, "home"), Path(folder, "year.xlsx")
        surroundings = {**os.environ, "RADIODESK_HOME": str(empty)}
        subprocess.run(
            [*RADIODESK, "init", "--station", "Bench"], check=True, env=surroundings, stdout=subprocess.DEVNULL
        )
        write_year(year)

        def fresh() -> None:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(empty, home)

        for what, workbook, runs in (("sample", SAMPLE, 5), ("one year", year, 3)):
            command = [*RADIODESK, "ledger", "import", str(workbook), "--home", str(home)]
            ours, reference = medians(
                command, [sys.executable, "-c", READ_CELLS, str(workbook)], setup=fresh, runs=runs
            )
            say(f"ledger import, {what}", ours, "openpyxl read", reference, 2)
        fresh()
        print(f"ledger import, one year: at most {most_memory(command):.0f} MB (at most {MEMORY_LIMIT})")


def most_memory(command: list[str]) -> float:
    """The most memory that a process held, in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, _status, used = os.wait4(process.pid, 0)
    return used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
