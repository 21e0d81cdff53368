"""The forms of a rundown's lines: a story, an insert, and how a line joins the one before it."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import partial
from typing import Any

from textual.suggester import Suggester

from radiodesk.errors import UserError
from radiodesk.kinds import Genre, Source
from radiodesk.locale import _, formats
from radiodesk.model.names import join_topics, split_topics
from radiodesk.model.parsing import parse_duration, parse_number
from radiodesk.model.text import clean_title
from radiodesk.newsroom.views import LineView
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Save, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.labels import GENRES, JOINS, SOURCES

Reread = Callable[[], Awaitable[LineView]]


def story_form(save: Save, topics: Sequence[str], line: LineView | None = None, reread: Reread | None = None) -> Form:
    """Add a story, or change the story of `line`. Values: title, genre, source, authors, topics, seconds.

    topics: the names of all topics, for suggestions.
    """
    fields = partial(_story_fields, topics)
    if line is None or reread is None:
        return Form(_("A new story"), fields(), save)
    return Form(_("Change a story"), fields(line), save, reread=fields_again(fields, reread))


def _story_fields(topics: Sequence[str], line: LineView | None = None) -> list[Field]:
    return [
        Entry("title", _("Title"), line.title if line else "", read=clean_title, required=True),
        Choice("genre", _("Genre"), [(_(word), genre) for genre, word in GENRES.items()], _genre(line)),
        Choice("source", _("Source"), [(_(word), source) for source, word in SOURCES.items()], _source(line)),
        Entry("authors", _("Authors"), line.authors if line else "", placeholder=_("Thu Hà, Đức Anh")),
        Entry(
            "topics",
            _("Topics"),
            join_topics(line.topics) if line else "",
            read=split_topics,
            suggestions=TopicSuggester(topics),
            placeholder=_("Bầu cử; Nông thôn mới"),
        ),
        _length(line),
    ]


def insert_form(save: Save, line: LineView | None = None, reread: Reread | None = None) -> Form:
    """Add an insert, or change the insert of `line`. Values: label, seconds."""
    if line is None or reread is None:
        return Form(_("A new insert"), _insert_fields(), save)
    return Form(_("Change an insert"), _insert_fields(line), save, reread=fields_again(_insert_fields, reread))


def _insert_fields(line: LineView | None = None) -> list[Field]:
    return [
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


def join_form(line: LineView, save: Save, reread: Reread) -> Form:
    """Set how a line is joined to the one before it. Values: join, seconds (of the gap or the overlap)."""
    title = _("How “{title}” follows").format(title=line.title)
    return Form(title, _join_fields(line), save, reread=fields_again(_join_fields, reread))


def _join_fields(line: LineView) -> list[Field]:
    seconds = formats.number(line.join_seconds) if line.join_seconds else ""
    options: list[tuple[str, Hashable]] = [(_(word), join) for join, word in JOINS.items()]
    return [
        Choice("join", _("Join"), options, line.join),
        Entry("seconds", _("Seconds"), seconds, read=parse_number, placeholder=_("of the gap or the overlap: 1,5")),
    ]


class TopicSuggester(Suggester):
    """Completes the last topic in the line: the first known one that begins as typed, regardless of case."""

    def __init__(self, topics: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._topics = topics

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last topic completed, or None if nothing known begins like it."""
        try:
            names = split_topics(value)
        except UserError:
            return None  # saving will say what is wrong
        beginning = names[-1] if names else ""
        if not beginning or not value.endswith(beginning):
            return None
        found = next((topic for topic in self._topics if topic.casefold().startswith(beginning.casefold())), None)
        return value.removesuffix(beginning) + found if found else None


def line_values(values: Values) -> dict[str, Any]:
    """Convert the values of `story_form` or `insert_form` to the arguments of `rundowns.change_line`.

    Those of `story_form` are also the arguments of `rundowns.add_story`.
    """
    if "label" in values:
        return {"title": values["label"], "seconds": values["seconds"]}
    return {**values, "authors": values["authors"] or "", "topics": values["topics"] or ()}


def _genre(line: LineView | None) -> Genre | None:
    return line.genre if line else None


def _source(line: LineView | None) -> Source | None:
    return line.source if line else None


def _length(line: LineView | None) -> Entry:
    seconds = line.planned_seconds if line else None
    value = "" if seconds is None else formats.duration(seconds)
    return Entry("seconds", _("Planned length"), value, read=parse_duration, placeholder=_("1:15 or 75s"))
