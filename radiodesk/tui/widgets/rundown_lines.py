"""What is said of a rundown: its lines as cells of a table, and the sentences around it."""

import datetime as dt
from collections.abc import Sequence

from rich.text import Text
from textual.content import Content

from radiodesk.kinds import JoinKind, LineKind
from radiodesk.locale import _, formats, ngettext
from radiodesk.newsroom.views import LineView, RundownView
from radiodesk.tui.widgets.row_table import cell
from radiodesk.tui.words import GENRES, JOINS, STATES


def line_cells(line: LineView, starts: dt.datetime) -> Sequence[Text]:
    """The cells of a line, in the order of the rundown's columns. starts: of the edition."""
    insert = "dim" if line.kind is LineKind.INSERT else ""
    # To whole seconds as lengths are, so that a line begins where the one before it seems to end.
    begins = None if line.starts_after is None else starts + dt.timedelta(seconds=int(line.starts_after + 0.5))
    again = f" ×{line.uses}" if line.uses > 1 else ""
    return (
        cell(str(line.number), "dim"),
        cell(begins.strftime("%H:%M:%S") if begins else "", "dim"),
        cell(_(GENRES[line.genre]) if line.genre else _("insert"), "dim"),
        cell(line.title + again, insert).append(_join(line), "dim"),
        cell(line.authors, "dim"),
        cell(formats.duration(line.planned_seconds), insert),
        cell(formats.duration(line.actual_seconds), insert),
        cell("♪" if line.recording_id else ""),
        cell(line.recording, "dim"),
    )


def _join(line: LineView) -> str:
    """How it follows the line before, where that is not right behind it."""
    if line.join is JoinKind.BUTT:
        return ""
    word, wanted, taken = _(JOINS[line.join]), formats.number(line.join_seconds), formats.number(line.join_takes)
    if taken == wanted:
        return f"  {word} {wanted} s"
    return "  " + _("{join} {taken} s, not {wanted}").format(join=word, taken=taken, wanted=wanted)


def edition_line(view: RundownView) -> str:
    """How the edition stands."""
    _sign, word, _style = STATES[view.first_run.state]
    count = view.stories
    stories = ngettext("{count} story", "{count} stories", count).format(count=count)
    recorded = _("{count} with a recording").format(count=view.recorded)
    return " · ".join(filter(None, (_(word), stories, recorded, view.first_run.people, view.first_run.note)))


def totals_line(view: RundownView) -> Content:
    """The lengths of all lines against the time there is to fill, in words and with a sign."""
    parts: list[Content | tuple[str, str] | str] = [
        _("Planned {length}").format(length=formats.duration(view.planned_total)),
        " · ",
        _("actual {length}").format(length=formats.duration(view.actual_total)),
    ]
    if view.target is not None:
        parts += [" · ", _("to fill {length}").format(length=formats.duration(view.target)), " · ", _over(view)]
    if view.unknown:
        unknown = ngettext("{count} line without a length", "{count} lines without a length", view.unknown)
        parts += [" · ", unknown.format(count=view.unknown)]
    return Content.assemble(*parts)


def _over(view: RundownView) -> tuple[str, str]:
    over = view.over or 0
    if abs(over) < 1:
        return _("just right"), "bold $success"
    word = _("over by {length}") if over > 0 else _("under by {length}")
    return word.format(length=formats.duration(abs(over))), "bold $warning" if over > 0 else "bold"


def posted_line(view: RundownView) -> str:
    """Where the edition was posted."""
    return "\n".join(
        _("↗ {day} {address}").format(day=formats.day(post.posted), address=post.address) for post in view.publications
    )
