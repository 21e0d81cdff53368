"""Write docs/keys.md, the table of all keys in Vietnamese and English: `python docs/write_keys.py`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from radiodesk import locale
from radiodesk.locale import _
from radiodesk.tui.keys import KEYS, Key, Task

FILE = Path(__file__).parent / "keys.md"
HEADINGS = {"vi": "Các phím", "en": "Keys"}
NOTES = {
    "vi": (
        "Mỗi phím có một nghĩa duy nhất trên mọi màn hình. Chữ hoa là phím chữ kèm Shift.",
        "<kbd>?</kbd> liệt kê các phím dùng được ở chỗ đang xem.",
    ),
    "en": (
        "Each key has one meaning on all screens. A capital letter is the letter with Shift.",
        "<kbd>?</kbd> lists the keys that work where you are.",
    ),
}
COLUMNS = {"vi": "| phím | nghĩa | tên ở một số màn hình |", "en": "| key | meaning | what some screens call it |"}


def text() -> str:
    """The whole file."""
    before = locale.language()
    try:
        return "\n".join(line for language in HEADINGS for line in _part(language))
    finally:
        locale.use(before)


def _part(language: str) -> Iterator[str]:
    locale.use(language)
    yield from (f"# {HEADINGS[language]}", "", *NOTES[language], "")
    for task in Task:
        yield from (f"## {_(task)}", "", COLUMNS[language], "| --- | --- | --- |")
        yield from (_row(entry) for entry in KEYS if entry.task is task)
        yield ""


def _row(entry: Key) -> str:
    keys = " ".join(f"<kbd>{key}</kbd>" for key in entry.shown.split(" "))
    return f"| {keys} | {_(entry.meaning)} | {_listed(entry.words)} |"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(map(_, words)))


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
