"""Closed reports of stations as files, as `report --closed --format json` writes them."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from radiodesk.reports.digests import digest

Figures = Mapping[str, tuple[int | float | None, int | float | None]]
"""The count and that of the year before, by key."""


def content(station: str, figures: Figures, **changes: Any) -> dict[str, Any]:
    """A closed report. changes: of its parts; those of an indicator stand under its key."""
    report: dict[str, Any] = {
        "station": station,
        "period": {"code": "2019-9m", "first": "2018-12-15", "last": "2019-09-14", "rule": "official"},
        "indicators": [
            {
                "key": key,
                "label": f"Chỉ tiêu {key}",
                "unit": "tin, bài",
                "measure": "percent" if key.endswith("%") else "count",
                "count": count,
                "previous": previous,
                "target": None,
                **changes.pop(key, {}),
            }
            for key, (count, previous) in figures.items()
        ],
        "breakdowns": [],
        "kind": "Báo cáo 9 tháng",
        "recipient": "Phòng Văn hóa và Thông tin",
        "closed": {"number": 1, "when": "2019-09-16T08:00:00+07:00", "person": "Thu Hà"},
        **changes,
    }
    return sealed(report)


def sealed(report: Mapping[str, Any]) -> dict[str, Any]:
    """The same report with the digest of its content."""
    found = copy.deepcopy(dict(report))
    found["closed"]["digest"] = digest(found)
    return found


def as_bytes(report: Any) -> bytes:
    return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()
