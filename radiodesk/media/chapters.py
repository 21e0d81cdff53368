"""The chapters that people set in an edition's air file: read from text, written as text, and stored."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model import Edition, Recording
from radiodesk.model.database import existing, fetch
from radiodesk.model.text import clean, quoted

_LINE = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d(?:[.,]\d{1,3})?)(?:\s+(.*))?")


@dataclass(frozen=True)
class Chapter:
    """A chapter of an air file."""

    begin: float
    """Seconds from the beginning of the recording, before its treatment."""
    title: str


class NoAirFile(UserError):
    """Chapters of an edition without an air file."""

    message = N_("The edition has no air file: link a recording of the whole programme to it first")


class NoChapter(UserError):
    """A line of text that is no chapter."""

    message = N_("Line {line} is no chapter: {text}. Write a time and a title, such as “12:05 Title”")


class ChapterOutOfOrder(UserError):
    """A chapter that does not begin after the one before."""

    message = N_("The chapter “{title}” does not begin after the one before: put the chapters in order")


class ChapterBeyondEnd(UserError):
    """A chapter beyond the end of the recording."""

    message = N_("The chapter “{title}” begins at {begin}, but the recording ends at {end}")


def of(session: Session, edition_id: int) -> list[Chapter]:
    """The chapters of an edition. raises Removed."""
    return [Chapter(begin, title) for begin, title in existing(session, Edition, edition_id).chapters or ()]


def put(session: Session, edition_id: int, version: int, chapters: Sequence[Chapter]) -> None:
    """Store the chapters of an edition's air file; none removes them. version: of the edition.

    raises ChangedMeanwhile, NoAirFile, ChapterOutOfOrder, ChapterBeyondEnd.
    """
    edition = fetch(session, Edition, edition_id, version)
    if edition.recording_id is None:
        raise NoAirFile
    check(chapters, existing(session, Recording, edition.recording_id).seconds)
    edition.chapters = [[each.begin, each.title] for each in chapters] or None


def check(chapters: Sequence[Chapter], seconds: float) -> None:
    """Check chapters against each other and the length of the recording. raises ChapterOutOfOrder, ChapterBeyondEnd."""
    before = -1.0
    for each in chapters:
        if each.begin <= before:
            raise ChapterOutOfOrder(title=each.title)
        if each.begin >= seconds:
            raise ChapterBeyondEnd(title=each.title, begin=formats.duration(each.begin), end=formats.duration(seconds))
        before = each.begin


def read(lines: Iterable[str]) -> list[Chapter]:
    """Chapters from lines such as "12:05 Title" or "0:12:05.5 Title"; empty lines are skipped. raises NoChapter."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not (text := line.strip().removeprefix("\ufeff")):
            continue
        match = _LINE.fullmatch(text)
        title = clean(match[4] or "") if match else ""
        if match is None or not title:
            raise NoChapter(line=number, text=quoted(text))
        seconds = int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3].replace(",", "."))
        found.append(Chapter(round(seconds, 3), title))
    return found


def written(chapter: Chapter) -> str:
    """A chapter as a line of text that `read` reads."""
    whole = int(chapter.begin)
    rest = f"{chapter.begin - whole:.3f}"[1:].rstrip("0").rstrip(".")
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}{rest} {chapter.title}"
