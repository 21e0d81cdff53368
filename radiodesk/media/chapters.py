"""The chapters that people set in an edition's air file: read from text, written as text, and stored."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.media import places
from radiodesk.media.sound.stored import DAMAGE, DamagedValues, from_stored
from radiodesk.model import Edition, Line, Recording, Story
from radiodesk.model.database import Removed, existing, fetch
from radiodesk.model.text import clean, quoted

_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d(?:[.,]\d{1,3})?)")
_LINE = re.compile(r"(\S+)\s+(.*)")

NEAR_SECONDS = 1.0
"""A chapter this near to a place is the chapter of the place."""


@dataclass(frozen=True)
class Chapter:
    """A chapter of an air file."""

    begin: float
    """Seconds from the beginning of the recording, before its treatment."""
    title: str


@dataclass(frozen=True)
class EditionChapters:
    """An edition whose air file a recording is, with its chapters."""

    edition_id: int
    version: int
    """The version of the edition."""
    name: str
    chapters: tuple[Chapter, ...]
    stories: tuple[str, ...]
    """The titles of its stories, in the order of the rundown."""

    def next_title(self, begin: float) -> str:
        """The next story without a chapter, after the story of the last chapter before a time; empty without one."""
        titled = {each.title for each in self.chapters}
        before = {each.title for each in self.chapters if each.begin < begin}
        reached = max((index for index, title in enumerate(self.stories) if title in before), default=-1)
        return next((title for title in self.stories[reached + 1 :] if title not in titled), "")


class NoAirFile(UserError):
    """Chapters of an edition without an air file."""

    message = N_("The edition has no air file: link a recording of the whole programme to it first")


class NoChapter(UserError):
    """A line of text that is no chapter."""

    message = N_("Line {line} is no chapter: {text}. Write a time and a title, such as “12:05 Title”")


class NoMoment(UserError):
    """Text that is no time of a chapter."""

    message = N_("{text} is not a time in the recording: write it as 12:05 or 0:12:05.5")


class ChapterThere(UserError):
    """Two chapters at one time."""

    message = N_("The chapter “{title}” begins there already: choose another time")


class ChapterOutOfOrder(UserError):
    """A chapter that does not begin after the one before."""

    message = N_("The chapter “{title}” does not begin after the one before: put the chapters in order")


class ChapterBeyondEnd(UserError):
    """A chapter beyond the end of the recording."""

    message = N_("The chapter “{title}” begins at {begin}, but the recording ends at {end}")


def of(session: Session, edition_id: int) -> list[Chapter]:
    """The chapters of an edition. raises Removed."""
    return from_json(existing(session, Edition, edition_id).chapters or ())


def of_recording(session: Session, recording_id: int) -> list[EditionChapters]:
    """The editions whose air file a recording is, in the order of creation."""
    found = []
    for each in places.linked(session, [recording_id]):
        kind, edition_id = each.target
        if kind is places.Kind.EDITION:
            stories = select(Story.title).join(Line, Line.story_id == Story.id).where(Line.edition_id == edition_id)
            titles = session.scalars(stories.order_by(Line.position, Line.id)).all()
            chapters = tuple(of(session, edition_id))
            found.append(EditionChapters(edition_id, each.version, each.name, chapters, tuple(titles)))
    return found


def of_air_file(session: Session, recording_id: int, edition_id: int) -> EditionChapters:
    """One of `of_recording`. raises Removed if the recording is not the edition's air file any more."""
    for each in of_recording(session, recording_id):
        if each.edition_id == edition_id:
            return each
    raise Removed


def put(session: Session, edition_id: int, version: int, chapters: Sequence[Chapter]) -> None:
    """Store the chapters of an edition's air file; none removes them. version: of the edition.

    raises ChangedMeanwhile, NoAirFile, ChapterOutOfOrder, ChapterBeyondEnd.
    """
    edition = fetch(session, Edition, edition_id, version)
    if edition.recording_id is None:
        raise NoAirFile
    check(chapters, existing(session, Recording, edition.recording_id).seconds)
    edition.chapters = [[each.begin, each.title] for each in chapters] or None


def of_all(editions: Iterable[EditionChapters]) -> list[Chapter]:
    """The chapters of all these editions, in order."""
    return sorted({each for edition in editions for each in edition.chapters}, key=lambda each: each.begin)


def near(chapters: Sequence[Chapter], time: float, within: float) -> Chapter | None:
    """The chapter nearest to a time, if it begins within so many seconds or `NEAR_SECONDS` of it."""
    nearest = min(chapters, key=lambda each: abs(each.begin - time), default=None)
    return nearest if nearest and abs(nearest.begin - time) <= max(within, NEAR_SECONDS) else None


def at(chapters: Sequence[Chapter], time: float) -> Chapter | None:
    """The chapter that a time belongs to, or None before the first one. chapters: in order."""
    begun = [each for each in chapters if each.begin <= time]
    return begun[-1] if begun else None


def replaced(chapters: Sequence[Chapter], old: Chapter | None, new: Chapter | None) -> list[Chapter]:
    """The chapters in order, without the old one and with the new one. raises ChapterThere."""
    kept = [each for each in chapters if each != old]
    if new is None:
        return kept
    for each in kept:
        if each.begin == new.begin:
            raise ChapterThere(title=each.title)
    return sorted([*kept, new], key=lambda each: each.begin)


def check(chapters: Sequence[Chapter], seconds: float) -> None:
    """Check chapters against each other and the length of the recording. raises ChapterOutOfOrder, ChapterBeyondEnd."""
    before = -1.0
    for each in chapters:
        if each.begin <= before:
            raise ChapterOutOfOrder(title=each.title)
        if each.begin >= seconds:
            raise ChapterBeyondEnd(title=each.title, begin=formats.duration(each.begin), end=formats.duration(seconds))
        before = each.begin


def from_json(stored: Iterable[Any]) -> list[Chapter]:
    """Chapters from the database's JSON: pairs of a time and a title, in order. raises DamagedValues."""
    try:
        found = [from_stored(Chapter, {"begin": begin, "title": title}) for begin, title in stored]
    except DAMAGE as error:
        raise DamagedValues(reason=Chapter.__name__) from error
    begins = [each.begin for each in found]
    are_times = all(0 <= begin < math.inf for begin in begins)
    if not are_times or any(a >= b for a, b in pairwise(begins)) or not all(each.title for each in found):
        raise DamagedValues(reason=Chapter.__name__)
    return found


def read(lines: Iterable[str]) -> list[Chapter]:
    """Chapters from lines such as "12:05 Title" or "0:12:05.5 Title"; empty lines are skipped. raises NoChapter."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not (text := line.strip().removeprefix("\ufeff")):
            continue
        match = _LINE.fullmatch(text)
        title = clean(match[2]) if match else ""
        if match is None or not title:
            raise NoChapter(line=number, text=quoted(text))
        try:
            found.append(Chapter(read_moment(match[1]), title))
        except NoMoment:
            raise NoChapter(line=number, text=quoted(text)) from None
    return found


def read_moment(text: str) -> float:
    """The seconds of "12:05" or "0:12:05.5". raises NoMoment."""
    if (match := _MOMENT.fullmatch(text.strip())) is None:
        raise NoMoment(text=quoted(text))
    return round(int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3].replace(",", ".")), 3)


def written(chapter: Chapter) -> str:
    """A chapter as a line of text that `read` reads."""
    return f"{written_moment(chapter.begin)} {chapter.title}"


def written_moment(seconds: float) -> str:
    """A time as text that `read_moment` reads, to the millisecond."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    rest = f".{thousandths:03}".rstrip("0").rstrip(".")
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}{rest}"
