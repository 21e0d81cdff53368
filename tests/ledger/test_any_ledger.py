"""Whatever a ledger says, it comes in once: brought in again it changes nothing."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiodesk.ledger import LedgerRefused
from radiodesk.model import Desk
from tests.conftest import AnotherDesk
from tests.ledger.books import BROADCASTS, CLIPS, PUBLICATIONS, STORIES, bring, everything, write_csv

Ledger: TypeAlias = tuple[list[tuple[object, ...]], ...]

days = st.sampled_from(["05/03/2019", "06/03/2019"])
times = st.sampled_from(["05:30", "11:00", "17:00", "18:30"])
names = st.sampled_from(["", "Thu Hà", "Đức Anh", "Đức Anh, Thu Hà"])
lengths = st.sampled_from(["", "15:24", "00:44"])
programmes = st.sampled_from(
    [
        ("Thời sự", "Thời sự"),
        ("thời sự", "Thời sự phát thanh"),
        ("Bản tin", "Chuyên mục"),
        ("Bản tin", "Tiếp âm"),
        ("Thời sự", "Tiếp âm trực tiếp"),
    ]
)
states = st.sampled_from(["Đã phát", "Đã phát", "Hủy", "Kế hoạch", "Không phát", ""])
first_runs = st.tuples(days, times, programmes, lengths, names, states, st.sampled_from(["", "Mất điện"])).map(
    lambda row: (*row[:2], *row[2], *row[3:])
)
"""And relays."""
repeats = st.tuples(times, lengths, names, states)
stories = st.tuples(
    st.sampled_from(["Tin", "Bài"]),
    st.sampled_from(["Gieo cấy", "Khai giảng", "GIEO CẤY", "Tiêm vắc xin"]),
    names,
    st.sampled_from(["", "Khai thác"]),
    lengths,
)
clips = st.tuples(
    st.sampled_from(["05/03/2019", "06/03/2019", ""]),
    st.sampled_from(["07/03/2019", ""]),
    st.sampled_from(["Clip", "Chuyên mục"]),
    st.sampled_from(["Vì an ninh", "Khai giảng"]),
    names,
    lengths,
    st.sampled_from(["Đài tỉnh", ""]),
    st.sampled_from(["Kế hoạch", "Không đạt", "Đã dựng", ""]),
)
addresses = st.sampled_from(["https://dai.example/1", "https://dai.example/2"])


def beside(things: Sequence[Any], *more: st.SearchStrategy[Any], **limits: Any) -> st.SearchStrategy[list[Any]]:
    """Lists in which some of the things stand, each with more beside it; empty ones where there are no things."""
    return st.lists(st.tuples(st.sampled_from(things), *more), **limits) if things else st.just([])


def is_own(row: tuple[Any, ...]) -> bool:
    """Whether a row of a broadcast is of a programme with a rundown, and not of a relay."""
    return not row[3].startswith("Tiếp")


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """The rows of the four sheets; the stories and publications are of broadcasts that have a rundown."""
    first = draw(st.lists(first_runs, min_size=1, max_size=5, unique_by=lambda row: (row[:2], row[2].casefold())))
    again = [
        (day, time, title, "Phát lại", *rest, "")
        for (day, begin, title, *_), (time, *rest) in draw(beside([*filter(is_own, first)], repeats, max_size=2))
        if time > begin
    ]
    on_air = list({(row[:2], row[2].casefold()): row for row in (*again, *first)}.values())
    # At a time with two programmes nobody knows to which one a story belongs.
    slots = [slot for slot, count in Counter(row[:2] for row in on_air if is_own(row)).items() if count == 1]
    ordered = draw(st.booleans())
    used = draw(beside(slots, stories, max_size=8))
    rundowns = [(*slot, number if ordered else "", *story) for number, (slot, story) in enumerate(used, start=1)]
    told_apart = {(row[:2], row[3], str(row[4]).casefold(), frozenset(row[5].split(", "))): row for row in rundowns}
    posted = {
        (slot, address): ("07/03/2019", *slot, address) for slot, address in draw(beside(slots, addresses, max_size=8))
    }
    return on_air, list(told_apart.values()), draw(st.lists(clips, max_size=6)), list(posted.values())


def write_files(folder: Path, ledger: Ledger) -> list[Path]:
    """The ledger as a file for each sheet."""
    headers = (BROADCASTS, STORIES, CLIPS, PUBLICATIONS)
    return [
        write_csv(folder / f"{number}.csv", [header, *rows])
        for number, (header, rows) in enumerate(zip(headers, ledger, strict=True))
    ]


def brought_in(desk: Desk, folder: Path, ledger: Ledger) -> bool:
    """Whether the ledger was one that can be taken."""
    try:
        bring(desk, *write_files(folder, ledger))
    except LedgerRefused:
        return False
    return True


@pytest.mark.deep
@settings(max_examples=25, deadline=None)
@given(first=ledgers(), second=ledgers())
def test_a_ledger_brought_in_again_changes_nothing(another_desk: AnotherDesk, first: Ledger, second: Ledger) -> None:
    with another_desk() as desk:
        folder = desk.config.schedules
        for ledger in (first, second):
            before = everything(desk)
            if brought_in(desk, folder, ledger):
                before = everything(desk)
                assert brought_in(desk, folder, ledger)
            assert everything(desk) == before
