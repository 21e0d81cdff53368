"""`radiodesk grid read`: a schedule as stations publish it."""

import datetime as dt
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import FILE_NAME, Command, home_options, open_desk, report_written, warn
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.schedule.published import Entry, Programmes, Published, Tables

ENDINGS = (".toml",)


class NothingUnderstood(UserError):
    """A grid file was asked for, but the text has no entry."""

    message = N_("No line of {file} was understood as part of a schedule: {output} was not written")


@click.command(
    cls=Command,
    help=N_(
        "Read a schedule as stations publish it, in plain text: times, titles, repeats, relays. Lines that were not "
        "understood are listed. FILE - is standard input."
    ),
)
@click.argument("file", type=FILE_NAME)
@click.option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))
@click.option(
    "--output", type=FILE_NAME, metavar="FILE.toml", help=N_("Write a grid file with a slot for each programme.")
)
@home_options
def read(file: str, as_json: bool, output: str | None, config: Config) -> None:
    """Read the schedule, and print it or write it as a grid file."""
    if as_json and output is not None and outputs.is_standard_output(output):
        raise click.UsageError(_("--json and --output cannot both write to standard output"))
    today, programmes = _station(config)
    if output is not None:
        outputs.check(config, output, endings=ENDINGS, sources=[file])
    from radiodesk.model import text_files
    from radiodesk.schedule import published

    found = published.read(text_files.text_of(file), _day_of_name(file) or today)
    entries = published.as_programmes(found.entries, programmes)
    _list_unreadable(found)
    if as_json:
        click.echo(json.dumps([entry.as_json() for entry in entries], ensure_ascii=False, indent=1))
    if output is not None:
        _write_grid(config, file, output, entries, today, quiet=as_json)
    elif not as_json:
        for line in _as_table(entries):
            click.echo(line)
        for closing in found.closings:
            said = _("Line {line} ends the broadcasting: {text}").format(line=closing.line, text=closing.text)
            click.echo(visible(said))


def _station(config: Config) -> tuple[dt.date, "Programmes"]:
    """The day at the station, and its programmes. Without a desk: the day of this machine, and none."""
    from radiodesk.model.faults import NoDesk

    try:
        with open_desk(config) as desk:
            from radiodesk.model import today
            from radiodesk.schedule.programmes import known, titles

            with desk.reading() as session:
                return today(session), titles(known(session))
    except NoDesk:
        return dt.datetime.now(dt.UTC).astimezone().date(), {}


def _day_of_name(file: str) -> dt.date | None:
    """The date in the name of a file, as in "vov6-2020-04-22.txt": the day that "hôm nay" means in it."""
    from radiodesk.schedule.published import days

    written = days.find_date(Path(file).stem.replace("_", "-").lower())
    return days.date(written, dt.date.min) if written and days.has_year(written) else None


def _list_unreadable(found: "Published") -> None:
    from radiodesk.model.text import quoted
    from radiodesk.schedule import published

    for number, line in found.unreadable:
        warn(_("Line {line} was not understood: {text}").format(line=number, text=quoted(line.strip())))
    for entry in found.entries:
        if entry.day_doubt:
            warn(_("Line {line}: {reason}").format(line=entry.line, reason=visible(published.doubt_words(entry))))
    if not found.entries:
        warn(_("No line was understood as part of a schedule."))


def _write_grid(
    config: Config, file: str, output: str, entries: Sequence["Entry"], today: dt.date, *, quiet: bool
) -> None:
    """Write the slots, and print their number; to stderr with `quiet`.

    raises NothingUnderstood, TooManySlots, errors of outputs.
    """
    from radiodesk.schedule.grid_files import check_number
    from radiodesk.schedule.published import grid_file

    if not entries:
        raise NothingUnderstood(file=file, output=output)
    written = grid_file(entries, _tables(config, entries, today))
    check_number(written.slots)
    outputs.write(config, output, written.text.encode(), endings=ENDINGS)
    message = ngettext("{count} slot written to {file}", "{count} slots written to {file}", written.slots)
    said = message.format(count=written.slots, file=output)
    if quiet:
        warn(visible(said))
    else:
        report_written(output, said)
    if written.comments:
        remark = ngettext(
            "{count} entry lacks something: it is a comment in the file, with the reason",
            "{count} entries lack something: they are comments in the file, with the reason",
            written.comments,
        )
        warn(remark.format(count=written.comments))


def _tables(config: Config, entries: Sequence["Entry"], today: dt.date) -> Sequence["Tables"]:
    """The slots of the entries, for the grid of the desk if there is one."""
    from radiodesk.model.faults import NoDesk
    from radiodesk.schedule import pasting, published

    try:
        with open_desk(config) as desk, desk.reading() as session:
            return pasting.tables(session, entries, today)
    except NoDesk:
        return published.tables(entries, today)


def _as_table(entries: Sequence["Entry"]) -> Iterator[str]:
    """The entries for people, below their days."""
    from radiodesk.schedule.published import day_words, doubt_words, title_of

    def days(entry: "Entry") -> str:
        return visible(f"? {doubt_words(entry)}") if entry.day_doubt else day_words(entry.day)

    for heading, of_day in itertools.groupby(entries, key=days):
        yield heading
        rows = [(_time_words(entry), title_of(entry) or "–", _(entry.kind), _remarks(entry)) for entry in of_day]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = [text.ljust(width) for text, width in zip(row[:3], widths, strict=True)]
            yield "  ".join(["", *cells, row[3]]).rstrip()


def _time_words(entry: "Entry") -> str:
    from radiodesk.schedule.published.times import clock

    if entry.start is None:
        return "…"
    return clock(entry.start) + (f"–{clock(entry.end)}" if entry.end is not None else "")


def _remarks(entry: "Entry") -> str:
    """What else is known of an entry: that it is a repeat, where it comes from, that it is live."""
    remarks = (
        _("repeat") + (f" ({entry.repeat_of})" if entry.repeat_of else "") if entry.repeat else "",
        entry.upstream or "",
        _("own live") if entry.own_live else "",
    )
    return " · ".join(filter(None, remarks))
