"""The forms of a rundown's lines: stories and inserts."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from radiodesk.kinds import Genre, Source
from radiodesk.locale import _, formats
from radiodesk.model.parsing import parse_duration, parse_number
from radiodesk.model.text import clean_title
from radiodesk.newsroom.views import LineView
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.words import GENRES, JOINS, SOURCES

Save = Callable[[Values], Awaitable[object]]
ReadAgain = Callable[[], Awaitable[object]]


def story_form(save: Save, line: LineView | None = None, read_again: ReadAgain | None = None) -> Form:
    """Write a story, or change that of a line: values title, genre, source, authors, seconds."""
    fields: list[Field] = [
        Entry("title", _("Title"), line.title if line else "", read=clean_title, required=True),
        Choice("genre", _("Genre"), [(_(word), genre) for genre, word in GENRES.items()], _genre(line)),
        Choice("source", _("Source"), [(_(word), source) for source, word in SOURCES.items()], _source(line)),
        Entry("authors", _("Authors"), line.authors if line else "", placeholder=_("Thu Hà, Đức Anh")),
        _length(line),
    ]
    return Form(_("Change a story") if line else _("A new story"), fields, save, read_again=read_again)


def insert_form(save: Save, line: LineView | None = None, read_again: ReadAgain | None = None) -> Form:
    """Add an insert, or change one: values label, seconds."""
    fields: list[Field] = [
        Entry(
            "label",
            _("What it is"),
            line.title if line else "",
            read=clean_title,
            required=True,
            suggestions=[_("Jingle"), _("Link"), _("Announcement")],
        ),
        _length(line),
    ]
    return Form(_("Change an insert") if line else _("A new insert"), fields, save, read_again=read_again)


def join_form(line: LineView, save: Save, read_again: ReadAgain) -> Form:
    """How a line is joined to the one before: values join, seconds."""
    seconds = formats.number(line.join_seconds) if line.join_seconds else ""
    options: list[tuple[str, Hashable]] = [(_(word), join) for join, word in JOINS.items()]
    return Form(
        _("How “{title}” follows").format(title=line.title),
        [
            Choice("join", _("Join"), options, line.join),
            Entry("seconds", _("Seconds"), seconds, read=parse_number, placeholder=_("of the gap or the overlap: 1,5")),
        ],
        save,
        read_again=read_again,
    )


def line_values(values: Values) -> dict[str, Any]:
    """The values of `story_form` and `insert_form` as `rundowns.change_line` takes them."""
    if "label" in values:
        return {"title": values["label"], "seconds": values["seconds"]}
    return {**values, "authors": values["authors"] or ""}


def _genre(line: LineView | None) -> Genre | None:
    return line.genre if line else None


def _source(line: LineView | None) -> Source | None:
    return line.source if line else None


def _length(line: LineView | None) -> Entry:
    seconds = line.planned_seconds if line else None
    written = "" if seconds is None else formats.duration(seconds)
    return Entry("seconds", _("Planned length"), written, read=parse_duration, placeholder=_("1:15 or 75 giây"))
