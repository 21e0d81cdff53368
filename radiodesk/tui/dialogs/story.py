"""The forms of a rundown's lines: a story, an insert, and how a line joins the one before it."""

from collections.abc import Awaitable, Callable, Hashable, Iterable
from functools import partial
from typing import Any

from radiodesk.kinds import Genre, Source
from radiodesk.locale import N_, _, formats
from radiodesk.model.name_search import BETWEEN_PEOPLE, NameSearch, UsedName
from radiodesk.model.names import BETWEEN_TOPICS, join_topics, split_topics
from radiodesk.model.parsing import parse_number
from radiodesk.model.text import NOTE_LIMIT, clean_title
from radiodesk.newsroom.views import LineView, RundownView
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Save, Values, fields_again, length_field
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.labels import GENRES, JOINS, SOURCES

Reread = Callable[[], Awaitable[LineView]]


def story_form(
    save: Save,
    people: NameSearch,
    topics: NameSearch,
    places: NameSearch,
    line: LineView | None = None,
    reread: Reread | None = None,
) -> Form:
    """Add a story, or change the story of `line`. Values: title, genre, source, authors, topics, place, seconds."""
    fields = partial(_story_fields, people, topics, places)
    if line is None or reread is None:
        return Form(_("A new story"), fields(), save)
    return Form(_("Change a story"), fields(line), save, reread=fields_again(fields, reread))


def _story_fields(
    people: NameSearch, topics: NameSearch, places: NameSearch, line: LineView | None = None
) -> list[Field]:
    return [
        Entry("title", _("Title"), line.title if line else "", read=clean_title, required=True),
        Choice("genre", _("Genre"), [(_(word), genre) for genre, word in GENRES.items()], _genre(line)),
        Choice("source", _("Source"), [(_(word), source) for source, word in SOURCES.items()], _source(line)),
        authors_field(line.authors if line else "", people),
        topics_field(line.topics if line else (), topics),
        _length(line),
        Pick("place", _("Place"), line.place if line else "", placeholder=_("where it happened"), names=places),
    ]


def topics_field(names: Iterable[str], topics: NameSearch) -> Pick:
    """The field for the topics of a story or an edition. Value: topics."""
    return Pick(
        "topics",
        _("Topics"),
        join_topics(names),
        read=split_topics,
        placeholder=_("Bầu cử; Nông thôn mới"),
        limit=NOTE_LIMIT,
        names=topics,
        new=N_("new topic: {name}"),
        between=BETWEEN_TOPICS,
    )


def topics_form(
    view: RundownView, topics: NameSearch, save: Save, reread: Callable[[], Awaitable[RundownView]]
) -> Form:
    """Set the topics of an edition as a whole. Value: topics."""

    async def save_topics(values: Values) -> None:
        await save({"topics": values["topics"] or ()})

    def fields_of(view: RundownView) -> list[Field]:
        return [topics_field(view.topics, topics)]

    explanation = _("{title}: those of the whole programme, besides the topics of its stories").format(title=view.title)
    again = fields_again(fields_of, reread)
    return Form(_("Topics of the edition"), fields_of(view), save_topics, explanation=explanation, reread=again)


def authors_field(authors: str, people: NameSearch) -> Pick:
    """The field for the authors of a story or clip."""
    return Pick(
        "authors",
        _("Authors"),
        authors,
        placeholder=_("Thu Hà, Đức Anh"),
        names=people,
        new=N_("new person: {name}"),
        between=BETWEEN_PEOPLE,
    )


def insert_form(save: Save, line: LineView | None = None, reread: Reread | None = None) -> Form:
    """Add an insert, or change the insert of `line`. Values: label, seconds."""
    if line is None or reread is None:
        return Form(_("A new insert"), _insert_fields(), save)
    return Form(_("Change an insert"), _insert_fields(line), save, reread=fields_again(_insert_fields, reread))


def _insert_fields(line: LineView | None = None) -> list[Field]:
    return [
        Pick(
            "label",
            _("What it is"),
            line.title if line else "",
            read=clean_title,
            required=True,
            names=NameSearch(UsedName(label) for label in (_("Jingle"), _("Link"), _("Announcement"))),
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
        Entry("seconds", _("Seconds"), seconds, read=parse_number, placeholder=_("of the gap or the overlap: 1.5")),
    ]


def line_values(values: Values) -> dict[str, Any]:
    """Convert the values of `story_form` or `insert_form` to the arguments of `rundowns.change_line`.

    Those of `story_form` are also the arguments of `rundowns.add_story`.
    """
    if "label" in values:
        return {"title": values["label"], "seconds": values["seconds"]}
    texts = {name: values[name] or "" for name in ("authors", "place")}
    return {**values, **texts, "topics": values["topics"] or ()}


def _genre(line: LineView | None) -> Genre | None:
    return line.genre if line else None


def _source(line: LineView | None) -> Source | None:
    return line.source if line else None


def _length(line: LineView | None) -> Entry:
    seconds = line.planned_seconds if line else None
    return length_field("seconds", _("Planned length"), seconds)
