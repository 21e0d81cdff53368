"""The texts of the rundown screen: the cells of a line, and the summaries above and below the table."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from rich.text import Text
from textual.content import Content

from radiodesk.kinds import DeliveryState, JoinKind, LineKind
from radiodesk.locale import _, formats, ngettext
from radiodesk.model.moments import after
from radiodesk.model.names import join_topics
from radiodesk.newsroom.views import LineView, RundownView
from radiodesk.tui.labels import GENRES, JOINS, STATES, helpers_text
from radiodesk.tui.widgets.row_table import cell


def line_cells(line: LineView, starts: dt.datetime) -> Sequence[Text]:
    """The cells of a line, in the order of the rundown's columns. starts: the start of the edition."""
    style = "dim" if line.kind is LineKind.INSERT else ""
    # Rounded to whole seconds like the lengths, so that the times agree with the lengths shown.
    line_starts = None if line.starts_after is None else after(starts, int(line.starts_after + 0.5))
    uses = f" ×{line.uses}" if line.uses > 1 else ""
    return (
        cell(str(line.number), "dim"),
        cell(line_starts.strftime("%H:%M:%S") if line_starts else "", "dim"),
        cell(_(GENRES[line.genre]) if line.genre else _("insert"), "dim"),
        cell(line.title + uses, style).append(_join(line), "dim"),
        cell(line.authors, "dim"),
        cell(join_topics(line.topics), "dim"),
        cell(formats.duration(line.planned_seconds), style),
        cell(formats.duration(line.actual_seconds), style),
        cell("♪" if line.recording_id else ""),
        cell(line.recording, "dim"),
    )


def line_detail(line: LineView) -> str:
    """The line on the highlighted line: its whole title, and what the table may not show."""
    kind = _(GENRES[line.genre]) if line.genre else _("insert")
    recording = f"♪ {line.recording}" if line.recording else ""
    parts = (line.authors, helpers_text(line.helpers), line.place, join_topics(line.topics), recording)
    return " · ".join(filter(None, (f"{line.number}. {line.title}", kind, *parts)))


def _join(line: LineView) -> str:
    """How the line is joined to the line before it; empty if it follows directly."""
    if line.join is JoinKind.BUTT:
        return ""
    label, requested, actual = _(JOINS[line.join]), formats.number(line.join_seconds), formats.number(line.join_takes)
    if actual == requested:
        return f"  {label} {requested} s"
    return "  " + _("{join} {taken} s, not {wanted}").format(join=label, taken=actual, wanted=requested)


def edition_line(view: RundownView) -> str:
    """The state of the edition: its first run, its stories, its people and its note."""
    _sign, label, _style = STATES[view.first_run.state]
    count = view.stories
    stories = ngettext("{count} story", "{count} stories", count).format(count=count)
    recorded = _("{count} with a recording").format(count=view.recorded)
    if view.air_file is not None:
        recorded = _("in one file: {name}").format(name=view.air_file.name)
    outdated = _("assembled file out of date: g makes it again") if view.is_outdated else ""
    parts = (
        _(label),
        stories,
        recorded,
        outdated,
        view.first_run.people,
        join_topics(view.topics),
        view.first_run.note,
    )
    return " · ".join(filter(None, parts))


def totals_line(view: RundownView) -> Content:
    """The planned and actual totals, and how far they are over or under the time to fill."""
    parts: list[Content | tuple[str, str] | str] = [
        _("Planned {length}").format(length=formats.duration(view.planned_total)),
    ]
    if view.air_file is not None or any(line.actual_seconds is not None for line in view.lines):
        about = "≈" if view.actual_is_partly_planned else ""
        parts += [" · ", _("actual {length}").format(length=about + formats.duration(view.actual_total))]
    if view.target is not None:
        parts += [" · ", _("to fill {length}").format(length=formats.duration(view.target)), " · ", _over(view)]
    if view.unknown:
        unknown = ngettext("{count} line without a length", "{count} lines without a length", view.unknown)
        parts += [" · ", unknown.format(count=view.unknown)]
    return Content.assemble(*parts)


def _over(view: RundownView) -> tuple[str, str]:
    """How far the rundown is over or under, and the style to show it in."""
    over = view.over or 0
    if abs(over) < 1:
        return _("just right"), "bold $success"
    text = _("over by {length}") if over > 0 else _("under by {length}")
    return text.format(length=formats.duration(abs(over))), "bold $warning" if over > 0 else "bold"


def posted_line(view: RundownView) -> str:
    """Where and when the edition was posted, one line for each publication, and a line on what was sent to others."""
    lines = [
        _("↗ {day} {address}").format(day=formats.day(post.posted), address=post.address)
        + (f" · {post.page}" if post.page else "")
        for post in view.publications
    ]
    sent = Counter(each.recipient for each in view.deliveries if each.state is not DeliveryState.REJECTED)
    if sent:
        parts = (f"{recipient} {formats.number(count)}" for recipient, count in sent.items())
        lines.insert(0, _("Sent to others: {parts}").format(parts=", ".join(parts)))
    return "\n".join(lines)
