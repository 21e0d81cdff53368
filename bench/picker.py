"""A keystroke in a picker over 5,000 names, beside a plain scan of the same names with str.casefold.

A keystroke is our own work from the typed letter to the filled list: search, rank, and set the rows.

    python bench/picker.py
"""

import asyncio
import random
import statistics
import time

from textual.app import App, ComposeResult

from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.tui.widgets.name_picker import NameInput, NamePicker

COUNT = 5_000
RUNS = 40
RATIO = 4
MORE = 0.010
"""Seconds that a keystroke may take beside the reference; with it, it stays below 16 ms."""
TITLES = "Nguyễn Trần Lê Phạm Hoàng Thời sự buổi sáng chiều Nhà nông mới Sức khỏe đời sống An toàn giao thông"
SYLLABLES = TITLES.split()
TYPED = ("t", "h", "o", "i")


def names() -> list[str]:
    """Names of three to eight syllables, always the same."""
    choose = random.Random(14)
    return [" ".join(choose.choices(SYLLABLES, k=choose.randint(3, 8))) + f" {number}" for number in range(COUNT)]


def scan(known: list[str], typed: str) -> list[str]:
    """The reference."""
    wanted = typed.casefold()
    return [name for name in known if wanted in name.casefold()]


class OneField(App[None]):
    """An app with nothing but the field."""

    def __init__(self, known: list[str]) -> None:
        super().__init__()
        search = NameSearch(UsedName(name, number % 100) for number, name in enumerate(known))
        self.picker = NamePicker(NameInput(id="name"), search, new="new: {name}")

    def compose(self) -> ComposeResult:
        """The field."""
        yield self.picker


async def measure() -> tuple[float, float]:
    """The median seconds of a keystroke and of the reference, in turn."""
    known = names()
    ours: list[float] = []
    reference: list[float] = []
    app = OneField(known)
    async with app.run_test(size=(80, 24)) as pilot:
        for _run in range(RUNS):
            app.picker.field.value = ""
            for letter in TYPED:
                begin = time.perf_counter()
                app.picker.field.insert_text_at_cursor(letter)
                ours.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                scan(known, app.picker.field.value)
                reference.append(time.perf_counter() - begin)
                await pilot.pause()
    return statistics.median(ours), statistics.median(reference)


def main() -> None:
    """Measure and print. Exits with 1 over the limit."""
    ours, reference = asyncio.run(measure())
    print(
        f"keystroke over {COUNT:,} names: {ours * 1000:.1f} ms, plain scan: {reference * 1000:.1f} ms, "
        f"ratio {ours / reference:.1f} (at most {RATIO}, or {MORE * 1000:.0f} ms more)"
    )
    if ours > max(RATIO * reference, MORE + reference):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
