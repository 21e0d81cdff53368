"""Make the homes of older schemas that test_older_homes.py opens: `python -m tests.model.homes.make`.

Each is a dump of a database at that migration, with rows in every table: several, and every column that may be empty
both ways. What a released schema holds does not change, so a file is made once and only changes with a rule here.
"""

import contextlib
import hashlib
import json
import sqlite3
import tempfile
import zlib
from pathlib import Path
from typing import Any

from radiodesk.model import engines, migrating
from radiodesk.model.text import key
from radiodesk.reports import digests

FOLDER = Path(__file__).parent
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0009", "0010", "0011", "0012")

ZONE = "Asia/Ho_Chi_Minh"
UID = "5b0c1d52-0d2b-4d57-9c0e-1f6f4a3f2d10"
MADE = "2019-02-28 01:02:03.000004"
CHANGED = "2019-03-05 22:30:59.999999"

SOUNDS = {".wav": b"RIFF: as good as a recording " * 40, ".mp3": b"ID3: as good as another " * 30, ".ogg": b"OggS"}
"""What lies in the store; nothing here decodes it. The last one is given up in the home of schema 0002."""

HASHES = {suffix: hashlib.sha256(content).hexdigest() for suffix, content in SOUNDS.items()}

Rows = dict[str, list[dict[str, Any]]]

FIRST: Rows = {
    "station": [
        {
            "name": "Đài phát thanh huyện Lương Tài",
            "zone": ZONE,
            "language": "vi",
            "period_rule": "official",
            "uid": UID,
        }
    ],
    "person": [
        {"name": "Nguyễn Thị Thu Hà", "folded": "nguyen thi thu ha"},
        {"name": "Đỗ Đức Anh", "folded": "do duc anh"},
        {"name": "O'Brien “Bình”", "folded": "o'brien “binh”"},
    ],
    "programme": [
        {"title": "Thời sự", "folded": "thoi su", "kind": "news"},
        {"title": "Nông thôn mới", "folded": "nong thon moi", "kind": "column"},
        {"title": "Thông báo", "folded": "thong bao", "kind": "announcement"},
        {"title": "Ca nhạc", "folded": "ca nhac", "kind": "music"},
    ],
    "recipient": [
        {"name": "Đài PT-TH tỉnh Bắc Ninh", "folded": "dai pt-th tinh bac ninh"},
        {"name": "Cổng thông tin", "folded": "cong thong tin"},
    ],
    "recording": [
        {
            "sha256": HASHES[".wav"],
            "name": "Tin 01 - Gieo cấy.wav",
            "folded": "tin 01 - gieo cay.wav",
            "suffix": ".wav",
            "size": len(SOUNDS[".wav"]),
            "seconds": 17.25,
            "sample_rate": 48000,
            "channels": 2,
            "codec": "pcm_s16le",
            "warnings": "[]",
        },
        {
            "sha256": HASHES[".mp3"],
            "name": "Phỏng vấn.mp3",
            "folded": "phong van.mp3",
            "suffix": ".mp3",
            "size": len(SOUNDS[".mp3"]),
            "seconds": 3600.5,
            "sample_rate": 44100,
            "channels": 1,
            "codec": "mp3",
            "warnings": '["silent","cut_short"]',
        },
        {
            "sha256": HASHES[".ogg"],
            "name": "Cũ.ogg",
            "folded": "cu.ogg",
            "suffix": ".ogg",
            "size": len(SOUNDS[".ogg"]),
            "seconds": 1.0,
            "sample_rate": 48000,
            "channels": 2,
            "codec": "vorbis",
            "warnings": "[]",
        },
    ],
    "upstream": [
        {"name": "Đài Tiếng nói Việt Nam", "folded": "dai tieng noi viet nam"},
        {"name": "Đài tỉnh", "folded": "dai tinh"},
    ],
    "clip": [
        {
            "title": "Hội nghị\nhai dòng; -- 'nháy'",
            "folded": "hoi nghi",
            "kind": "clip",
            "state": "aired",
            "recipient_id": 1,
            "seconds": 95,
            "sent": "2019-03-01",
            "aired": "2019-03-02",
            "note": "Đã phát",
        },
        {
            "title": "Chuyên mục",
            "folded": "chuyen muc",
            "kind": "column",
            "state": "planned",
            "recipient_id": None,
            "seconds": None,
            "sent": None,
            "aired": None,
            "note": "",
        },
    ],
    "edition": [{"programme_id": 1}, {"programme_id": 1}, {"programme_id": 2}],
    "relay": [
        {"title": "Thời sự 6 giờ", "live": 0, "upstream_id": 1},
        {"title": "Trực tiếp hội nghị", "live": 1, "upstream_id": None},
    ],
    "story": [
        {
            "title": "Gieo cấy vụ xuân ở Trừng Xá",
            "folded": "gieo cay vu xuan o trung xa",
            "genre": "brief",
            "source": "own",
            "planned_seconds": 60,
            "actual_seconds": 58.5,
            "recording_id": 1,
        },
        {
            "title": "Khai giảng năm học mới",
            "folded": "khai giang nam hoc moi",
            "genre": "interview",
            "source": "contributor",
            "planned_seconds": None,
            "actual_seconds": None,
            "recording_id": None,
        },
        {
            "title": "Tin khai thác",
            "folded": "tin khai thac",
            "genre": "other",
            "source": "taken",
            "planned_seconds": 45,
            "actual_seconds": None,
            "recording_id": None,
        },
    ],
    "broadcast": [
        {
            "kind": "first_run",
            "state": "aired",
            "starts": "2019-03-04 22:30:00.000000",
            "edition_id": 1,
            "relay_id": None,
            "planned_seconds": 1800,
            "actual_seconds": 1795,
            "note": "Phát mới",
        },
        {
            "kind": "repeat",
            "state": "planned",
            "starts": "2019-03-05 10:30:00.000000",
            "edition_id": 1,
            "relay_id": None,
            "planned_seconds": None,
            "actual_seconds": None,
            "note": "",
        },
        {
            "kind": "relay",
            "state": "missed",
            "starts": "2019-03-05 23:00:00.000000",
            "edition_id": None,
            "relay_id": 1,
            "planned_seconds": 900,
            "actual_seconds": None,
            "note": "Mất điện",
        },
        {
            "kind": "first_run",
            "state": "cancelled",
            "starts": "2018-12-31 22:30:00.000000",
            "edition_id": 3,
            "relay_id": None,
            "planned_seconds": 600,
            "actual_seconds": 0,
            "note": "",
        },
    ],
    "credit": [
        {"person_id": 1, "story_id": 1, "clip_id": None, "role": "author"},
        {"person_id": 2, "story_id": None, "clip_id": 1, "role": "camera"},
        {"person_id": 3, "story_id": None, "clip_id": 1, "role": "editor"},
    ],
    "line": [
        {"edition_id": 1, "position": 1, "kind": "insert", "story_id": None, "label": "Nhạc hiệu", "seconds": 20},
        {"edition_id": 1, "position": 2, "kind": "story", "story_id": 1, "label": "", "seconds": None},
        {"edition_id": 2, "position": 1, "kind": "story", "story_id": 2, "label": "Phỏng vấn", "seconds": 300},
    ],
    "publication": [
        {
            "edition_id": 1,
            "address": "https://luongtai.example/tin-1?a=1&b=%20",
            "posted": "2019-03-06",
            "withdrawn": 0,
        },
        {"edition_id": 2, "address": "https://luongtai.example/tin-2", "posted": "2019-03-07", "withdrawn": 1},
    ],
    "duty": [
        {"person_id": 1, "broadcast_id": 1, "role": "editor"},
        {"person_id": 2, "broadcast_id": 1, "role": "technician"},
        {"person_id": 3, "broadcast_id": 3, "role": "presenter"},
    ],
    "audit_entry": [
        {"person": "Thu Hà", "what": "init", "rows": '[{"table":"station","id":1,"change":"added"}]'},
        {"person": "Đức Anh", "what": "Sửa “tin”", "rows": "[]"},
    ],
}
"""The rows of schema 0001, table by table, in an order in which each finds what it names."""

RECIPE = {
    "preset": None,
    "begin": 0.25,
    "end": None,
    "cuts": [[1.0, 2.5]],
    "gain_db": 1.5,
    "trim": None,
    "fade_in_seconds": None,
    "fade_out_seconds": 0.5,
    "high_pass_hz": None,
    "channels": "mix",
}
SETTINGS = {
    "target_lufs": -20.0,
    "ceiling_dbtp": -1.5,
    "trim": False,
    "before_seconds": 0.2,
    "after_seconds": 0.4,
    "fade_in_seconds": 0.02,
    "fade_out_seconds": 0.05,
    "high_pass_hz": 80.0,
    "channels": "all",
}
MEASURED = {
    "loudness": {
        "integrated_lufs": -23.5,
        "range_lu": 4.5,
        "true_peak_dbtp": -3.25,
        "momentary_max_lufs": -20.5,
        "short_term_max_lufs": None,
    },
    "sample_peak_dbfs": -3.5,
    "clipped": 0,
    "clips": [],
    "dc_offset": 0.0,
    "silence_dbfs": -50.5,
    "silences": [[0.0, 0.75]],
    "leading_seconds": 0.75,
    "trailing_seconds": 0.0,
    "same_channels": True,
    "dead_channels": [],
}

ADDED_TABLES: Rows = {
    "preset": [
        {"name": "Phỏng vấn", "folded": "phong van", "genre": "interview", "settings": json.dumps(SETTINGS)},
        {"name": "Riêng", "folded": "rieng", "genre": None, "settings": json.dumps(SETTINGS)},
    ],
    "overview": [{"recording_id": 1, "block_seconds": 0.04, "levels": zlib.compress(bytes(range(64)), 0)}],
    "treatment": [
        {"recording_id": 1, "recipe": json.dumps(RECIPE), "undone": 1},
        {"recording_id": 1, "recipe": json.dumps(RECIPE | {"preset": "Riêng", "cuts": []}), "undone": 0},
    ],
}
"""What came with schema 0002."""

ADDED_COLUMNS: Rows = {
    "station": [{"keep_days": 90, "drop_folder": "/srv/Thả vào"}],
    "recording": [
        {
            "title": "Gieo cấy",
            "measured": json.dumps(MEASURED),
            "air_seconds": 16.5,
            "waiting": 0,
            "removed": None,
        },
        {"title": "", "measured": None, "air_seconds": None, "waiting": 1, "removed": None},
        {"title": "", "measured": None, "air_seconds": 1.0, "waiting": 0, "removed": "2020-12-01 00:00:00.000000"},
    ],
    "line": [
        {"recording_id": 1, "join": "gap", "join_seconds": 1.5, "actual_seconds": 19.5},
        {"recording_id": None, "join": "crossfade", "join_seconds": 0.5, "actual_seconds": None},
        {"recording_id": None, "join": "butt", "join_seconds": 0.0, "actual_seconds": None},
    ],
}

KEYS = {"person": "name", "upstream": "name", "recipient": "name", "preset": "name", "programme": "title"}
"""The tables that got a key with schema 0004, each with the column that it is computed from."""

DOUBLE = {"title": "THỜI SỰ", "folded": "thoi su", "kind": "column", "key": "thời sự", "double_of": 1}
REMOVED_LINE = {"edition_id": 2, "position": 2, "kind": "insert", "label": "Nhạc cắt", "seconds": 5, "version": 1}
REMOVED_LINE_ID = 4

AUDIT: Rows = {
    "audit_entry": [
        {"person": "Thu Hà", "action": "init", "values": "{}"},
        {"person": "Đức Anh", "action": "add_insert", "values": json.dumps({"title": "Nhạc cắt"}, ensure_ascii=False)},
        {"person": "Đức Anh", "action": "remove_line", "values": json.dumps({"title": "Nhạc cắt"}, ensure_ascii=False)},
    ],
    "audit_row": [
        {
            "entry_id": 2,
            "table_name": "line",
            "row_id": REMOVED_LINE_ID,
            "before": None,
            "after": json.dumps(REMOVED_LINE, ensure_ascii=False),
        },
        {
            "entry_id": 3,
            "table_name": "line",
            "row_id": REMOVED_LINE_ID,
            "before": json.dumps(REMOVED_LINE, ensure_ascii=False),
            "after": None,
        },
    ],
}
"""The audit of schema 0004. An entry that `rows_of` adds says which rows are older than it."""

TOPICS: Rows = {
    "topic": [
        {"name": "Nông thôn mới", "folded": "nong thon moi", "key": "nông thôn mới"},
        {"name": "Phòng chống dịch", "folded": "phong chong dich", "key": "phòng chống dịch"},
    ],
    "story_topic": [{"story_id": 1, "topic_id": 1}, {"story_id": 1, "topic_id": 2}],
}
"""What came with schema 0005."""


AIR_FILES: Rows = {
    "edition": [
        {"recording_id": 2, "chapters": json.dumps([[0.0, "Mở đầu"]], ensure_ascii=False)},
        {"recording_id": None, "chapters": None},
        {"recording_id": None, "chapters": None},
    ],
    "recording": [
        {"track": 1, "tracks": 1, "laid_aside": 0},
        {"track": 2, "tracks": 3, "laid_aside": 0},
        {"track": 1, "tracks": 1, "laid_aside": 1},
    ],
}
"""What came with schema 0006."""


SETTINGS_OF_ALL: Rows = {
    "station": [{"hours": json.dumps([["05:00", "22:00"]]), "trash_days": 14}],
    "programme": [
        {"least_seconds": 600, "usual_seconds": 900, "most_seconds": 1200, "language": "", "special": 0, "active": 1},
        {"least_seconds": None, "usual_seconds": None, "most_seconds": None, "language": "Khmer", "special": 1},
        {"own_live": 1},
        {"active": 0},
    ],
    "person": [{"short_name": "Hà", "initials": "TH"}, {}, {}],
}
"""The columns that came with schema 0007."""

NAMES_AND_ROLES: Rows = {
    "earlier_name": [
        {"station_id": 1, "name": "Đài truyền thanh", "key": "đài truyền thanh", "until": "2018-06-30"},
        {"programme_id": 1, "name": "Thời sự cũ", "key": "thời sự cũ", "until": "2019-01-01"},
        {"person_id": 1, "name": "Thu Hà", "key": "thu hà", "until": "2019-01-02"},
        {"upstream_id": 1, "name": "TNVN", "key": "tnvn", "until": "2019-01-03"},
        {"recipient_id": 1, "name": "Đài tỉnh", "key": "đài tỉnh", "until": "2019-01-04"},
        {"topic_id": 1, "name": "NTM", "key": "ntm", "until": "2019-01-05"},
    ],
    "person_role": [{"person_id": 1, "role": "editor"}, {"person_id": 1, "role": "chief"}],
}
"""The tables that came with schema 0007."""

SLOT: dict[str, Any] = {
    "series_id": 1,
    "kind": "first_run",
    "programme_id": 1,
    "repeats_id": None,
    "days_after": 0,
    "title": "",
    "upstream_id": None,
    "live_event": 0,
    "own_live": 0,
    "at": "05:30:00.000000",
    "seconds": 1800,
    "start": "2019-01-01",
    "until": None,
    "rule": "FREQ=DAILY",
    "pauses": '[["2019-02-04","2019-02-10"]]',
    "exclusions": '["2019-03-01"]',
    "additions": '["2019-03-01T06:30:00"]',
    "own_air": 1,
    "since": None,
    "last": None,
}

SIMPLE = {"rule": "", "seconds": None, "pauses": None, "exclusions": None, "additions": None}

GRID: Rows = {
    "outlet": [{"name": "Đài xã Lai Hạ", "folded": "dai xa lai ha", "key": "đài xã lai hạ"}],
    "series": [{"name": "thoi-su"}, {"name": "thoi-su-lai"}, {"name": "vov"}],
    "slot": [
        SLOT | {"last": "2019-02-28"},
        SLOT | {"since": "2019-03-01", "own_live": 1},
        SLOT
        | {"series_id": 2, "kind": "repeat", "programme_id": None, "repeats_id": 1, "until": "2019-12-31"}
        | SIMPLE,
        SLOT | {"series_id": 3, "kind": "relay", "programme_id": None, "upstream_id": 1, "title": "Thời sự 6 giờ"},
    ],
    "slot_outlet": [{"slot_id": 1, "outlet_id": 1}],
    "slot_duty": [{"slot_id": 1, "person_id": 1, "role": "editor"}],
    "broadcast_outlet": [{"broadcast_id": 1, "outlet_id": 1}],
    "accepted_conflict": [
        {
            "type": "overlap",
            "first_id": 1,
            "second_id": 2,
            "begins": "2019-03-04 22:30:00.000000",
            "person": "",
            "sides": "[]",
            "reason": "Trực tiếp",
        },
        {
            "type": "gap",
            "first_id": None,
            "second_id": None,
            "begins": "2019-03-05 12:00:00.000000",
            "person": "",
            "sides": "[]",
            "reason": "Mất điện",
        },
    ],
}
"""The tables that came with schema 0008."""

ON_AIR = {
    "slot_id": 2,
    "occurrence": "2019-03-05T05:30:00",
    "own_air": 0,
    "from_file": '{"start":"2019-03-05T05:30"}',
    "actual_starts": "2019-03-04 22:31:00.000000",
    "priority": "emergency",
}
"""What the first broadcast holds in the columns that came with schemas 0008 and 0009."""

LIVE = {"place": "Hội trường Huyện ủy", "circuit": "đường điện thoại"}
"""What the third broadcast holds in the columns that came with schema 0010."""

REPORTED_COLUMNS: Rows = {
    "station": [
        {
            "on_time_seconds": 90,
            "rounds_figures": 0,
            "parent_body": "UBND HUYỆN LƯƠNG TÀI",
            "paper_mark": "BC-ĐPT",
            "paper_place": "Lương Tài",
            "signer_office": "TRƯỞNG ĐÀI",
            "signer_name": "Nguyễn Văn Bình",
        }
    ],
    "story": [{"place": "Trừng Xá"}, {}, {}],
    "clip": [{"genre": "news"}, {"genre": None}],
    "publication": [{"channel": "social", "page": "Trang của đài"}, {}],
    "credit": [
        {"coefficient": "0.35", "share": "60"},
        {"coefficient": None, "share": None},
        {"role": "technician"},
    ],
}
"""The columns that came with schema 0011."""

_CLOSED = {"closed": {"number": 1}, "evidence": hashlib.sha256(b"[]").hexdigest(), "station": "Đài"}
CLOSED_DIGEST = digests.digest(_CLOSED)
CLOSED_REPORT = digests.canonical(_CLOSED | {"closed": {"number": 1, "digest": CLOSED_DIGEST}}).decode()

REPORTED: Rows = {
    "edition_topic": [{"edition_id": 1, "topic_id": 1}],
    "delivery": [
        {"recipient_id": 1, "story_id": 1, "edition_id": None, "state": "used", "sent": "2019-03-06", "note": "Đã"},
        {"recipient_id": 2, "story_id": None, "edition_id": 1, "state": "sent", "sent": "2019-03-07", "note": ""},
    ],
    "station_indicator": [
        {
            "name": "portal_articles",
            "definition": '{"label": "Bài trên cổng", "unit": "bài", "measure": "entered"}',
            "position": 0,
        }
    ],
    "entered_figure": [
        {
            "indicator": "portal_articles",
            "first": "2018-12-15",
            "last": "2019-09-14",
            "value": "65",
            "source": "Văn phòng",
        }
    ],
    "target": [
        {"indicator": "stories", "year": 2019, "month": 0, "value": "4500"},
        {"indicator": "stories", "year": 2019, "month": 3, "value": "400.5"},
    ],
    "report_kind": [
        {
            "name": "Báo cáo 9 tháng",
            "folded": "bao cao 9 thang",
            "key": "báo cáo 9 tháng",
            "period_kind": "nine_months",
            "rule": "official",
            "recipient": "Sở TT-TT",
            "due_days": 3,
            "indicators": '["stories"]',
            "template": "mẫu.docx",
        },
        {
            "name": "Báo cáo năm",
            "folded": "bao cao nam",
            "key": "báo cáo năm",
            "period_kind": "year",
            "rule": "calendar",
            "recipient": "",
            "due_days": 1,
            "indicators": None,
            "template": "",
        },
    ],
    "closed_report": [
        {
            "kind": "Báo cáo 9 tháng",
            "first": "2018-12-15",
            "last": "2019-09-14",
            "number": 1,
            "person": "Thu Hà",
            "content": CLOSED_REPORT,
            "digest": CLOSED_DIGEST,
            "evidence": zlib.compress(b"[]", 0),
        }
    ],
}
"""The tables that came with schema 0011."""

ROYALTIES: Rows = {
    "base_salary": [{"since": "2018-07-01", "amount": 1_390_000}, {"since": "2019-07-01", "amount": 1_490_000}],
    "royalty_rate": [
        {"genre": "brief", "role": "author", "of_piece": 0, "least": "0.1", "usual": "0.35", "most": "0.5"},
        {"genre": "report", "role": "editor", "of_piece": 1, "least": "5", "usual": "10", "most": "15"},
    ],
    "royalty_norm": [{"person_id": 1, "role": "author", "genre": "", "measure": "pieces", "amount": "20"}],
    "royalty_rules": [
        {
            "period_rule": "official",
            "second_use": "10",
            "most_increases": "30",
            "most_fees": "70",
            "counts_norms": 1,
            "taxed": 1,
            "tax": "10",
            "tax_from": 2_000_000,
            "maker": "Thu Hà",
            "accountant": "Đức Anh",
        }
    ],
    "closed_royalties": [
        {
            "month": "2019-03-01",
            "first": "2019-02-15",
            "last": "2019-03-14",
            "person": "Thu Hà",
            "total": 1_234_000,
            "content": CLOSED_REPORT,
            "digest": CLOSED_DIGEST,
        }
    ],
}
"""The tables that came with schema 0012."""

LATER = (
    ("0005", {}, TOPICS),
    ("0006", AIR_FILES, {}),
    ("0007", SETTINGS_OF_ALL, NAMES_AND_ROLES),
    ("0009", {}, GRID),
    ("0011", REPORTED_COLUMNS, REPORTED),
    ("0012", {}, ROYALTIES),
)
"""The columns and tables that came later, by the schema that has them."""


def rows_of(revision: str) -> Rows:
    """Every row of the home of a schema, but for the columns that all tables have."""
    if revision == "0001":
        return FIRST
    extended = {
        table: [row | more for row, more in zip(rows, ADDED_COLUMNS.get(table, [{}] * len(rows)), strict=True)]
        for table, rows in FIRST.items()
    }
    extended |= ADDED_TABLES
    if revision >= "0003":
        extended["station"] = [row | {"keep_backups": 5} for row in extended["station"]]
    for since, columns, tables in LATER:
        if revision >= since:
            for table, added in columns.items():
                extended[table] = [row | more for row, more in zip(extended[table], added, strict=True)]
            extended |= tables
    if revision >= "0009":
        extended["broadcast"] = [row | (ON_AIR if not n else {}) for n, row in enumerate(extended["broadcast"])]
        extended["programme"] = [row | {"owner_id": None if n else 1} for n, row in enumerate(extended["programme"])]
    if revision >= "0010":
        extended["broadcast"] = [row | (LIVE if n == 2 else {}) for n, row in enumerate(extended["broadcast"])]
    return extended if revision < "0004" else _with_keys_and_audit(extended)


def _with_keys_and_audit(rows: Rows) -> Rows:
    """The rows of schema 0003 as those of schema 0004."""
    keyed = {
        table: [row | ({"key": key(row[KEYS[table]])} if table in KEYS else {}) for row in found]
        for table, found in rows.items()
    }
    keyed["programme"] = [*(row | {"double_of": None} for row in keyed["programme"]), DOUBLE]
    older = {"ids": {table: len(found) for table, found in keyed.items()}}
    update = {"person": "radiodesk", "action": "update", "values": json.dumps(older)}
    return keyed | AUDIT | {"audit_entry": [*AUDIT["audit_entry"], update]}


def dump(revision: str) -> str:
    """The home's database as SQL."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "home.db"
        engine = engines.sqlite_engine(file)
        migrating.upgrade(engine, revision)
        engine.dispose()
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN")
            connection.execute("PRAGMA defer_foreign_keys = ON")  # tables refer to each other
            for table, rows in rows_of(revision).items():
                for number, row in enumerate(rows, start=1):
                    every = {"version": number, "created": MADE, "changed": CHANGED if number == 1 else MADE}
                    whole = {"id": number} | row | ({} if table == "audit_row" else every)
                    names = ", ".join(f'"{name}"' for name in whole)
                    marks = ", ".join("?" * len(whole))
                    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [*whole.values()])
            connection.execute("COMMIT")
            if revision >= "0004":
                connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'line'", (REMOVED_LINE_ID,))
            return "\n".join(connection.iterdump()) + "\n"


def main() -> None:
    """Write the files."""
    for revision in REVISIONS:
        (FOLDER / f"{revision}.sql").write_text(dump(revision), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
