"""Merging the closed reports of 700 stations, against what parsing their JSON takes.

python bench/merging.py
"""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from radiodesk.reports import closed_files, merged_text, merged_workbook, merging
from radiodesk.reports.digests import digest

STATIONS = 700
INDICATORS = 25
BREAKDOWNS = 30
ROWS = 15
RUNS = 5
LIMIT = 3


def report(number: int, chance: random.Random) -> dict[str, Any]:
    """The closed report of one station, with its breakdowns."""
    indicators = [
        {
            "key": f"indicator_{each}",
            "label": f"Chỉ tiêu thứ {each}",
            "unit": "tin, bài",
            "count": chance.randrange(5000),
            "previous": chance.randrange(5000),
            "target": None,
            "rule": "Số phát của chương trình thời sự có lượt phát đầu đã phát, tính theo ngày phát đầu",
            "measure": "count",
        }
        for each in range(INDICATORS)
    ]
    breakdowns = [
        {
            "key": f"indicator_{each % INDICATORS}",
            "by": "genre",
            "label": "Thể loại",
            "rows": [
                {"key": f"row_{row}", "label": f"Thể loại {row}", "count": chance.randrange(500), "previous": None}
                for row in range(ROWS)
            ],
            "total": 4000,
        }
        for each in range(BREAKDOWNS)
    ]
    content: dict[str, Any] = {
        "station": f"Đài truyền thanh xã số {number}",
        "kind": "Báo cáo 9 tháng",
        "period": {"code": "2019-9m", "first": "2018-12-15", "last": "2019-09-14", "rule": "official"},
        "indicators": indicators,
        "breakdowns": breakdowns,
        "closed": {"number": 1, "when": "2019-09-16T08:00:00+07:00", "person": "Thu Hà"},
    }
    content["closed"]["digest"] = digest(content)
    return content


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def merge(files: list[Path]) -> merging.Merged:
    """Read, check and combine the reports, as the command does."""
    found = [closed_files.read_file(str(file)) for file in files]
    if merging.conflicts(found):
        raise AssertionError
    return merging.merge(found)


def parse(files: list[Path]) -> None:
    """Decode the same files."""
    for file in files:
        json.loads(file.read_bytes())


def main() -> None:
    """Measure both in turn."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.json") for number in range(STATIONS)]
        for number, file in enumerate(files):
            file.write_text(json.dumps(report(number, chance), ensure_ascii=False, indent=1), encoding="utf-8")
        size = sum(file.stat().st_size for file in files)
        pairs = [(seconds(lambda: merge(files)), seconds(lambda: parse(files))) for _ in range(RUNS)]
        ours, reference = (statistics.median(times) for times in zip(*pairs, strict=True))
        print(
            f"Merging {STATIONS} reports of {size / STATIONS / 1000:.0f} kB: {ours:.2f} s, parsing their JSON: "
            f"{reference:.2f} s, ratio {ours / reference:.2f} (at most {LIMIT})"
        )
        merged = merge(files)
        for form in ("text", "csv", "json"):
            print(f"Writing it as {form}: {seconds(partial(merged_text.as_file, merged, form)):.2f} s")
        print(f"Writing the workbook: {seconds(lambda: merged_workbook.write(Path(folder, 'x.xlsx'), merged)):.2f} s")


if __name__ == "__main__":
    main()
