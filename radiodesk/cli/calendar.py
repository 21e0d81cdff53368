"""`radiodesk calendar`: the broadcasts as calendars that phones and other programs read."""

import click

from radiodesk import outputs
from radiodesk.cli.common import FILE_NAME, BackwardDays, Group, home_options, open_desk, report_written
from radiodesk.config import Config
from radiodesk.locale import N_, ngettext

KINDS = ("news", "column", "announcement", "music", "other", "repeat", "relay")


@click.group(cls=Group, help=N_("Calendars that phones and other programs read."))
@home_options
def calendar(config: Config) -> None:
    """The group of these commands."""


@calendar.command(help=N_("Write the broadcasts to an iCalendar file."))
@home_options  # above the others, so that it sees the `--person` of this command
@click.argument("file", type=FILE_NAME)
@click.option(
    "--from", "first", metavar="D", help=N_("The first day, as 05/03/2019 or 2019-03-05; by default, from the start.")
)
@click.option("--to", "last", metavar="D", help=N_("The last day; by default, to the end."))
@click.option("--kind", type=click.Choice(KINDS), help=N_("Only broadcasts of this kind."))
@click.option("--programme", metavar="P", help=N_("Only broadcasts of this programme: its title or number."))
@click.option("--upstream", metavar="U", help=N_("Only relays from this upstream."))
@click.option("--person", metavar="P", help=N_("Only broadcasts with this person on duty."))
@click.option("--flat", is_flag=True, help=N_("Only single events, for programs that cannot read recurring ones."))
def export(
    file: str,
    first: str | None,
    last: str | None,
    kind: str | None,
    programme: str | None,
    upstream: str | None,
    person: str | None,
    flat: bool,
    config: Config,
) -> None:
    """Write the calendar and print the number of broadcasts. flat: changes nothing while all events are single ones."""
    with open_desk(config) as desk:
        from radiodesk.calendars import export as exporting
        from radiodesk.locale import formats
        from radiodesk.model import today
        from radiodesk.model.typed import typed_day

        outputs.check(config, file, endings=exporting.ENDINGS)
        with desk.reading() as session:
            now = today(session)
        begin, end = typed_day(first, now) if first else None, typed_day(last, now) if last else None
        if begin and end and begin > end:
            raise BackwardDays(first=formats.day(begin), last=formats.day(end))
        wanted = next((member for member in exporting.KINDS if member.value == kind), None)
        with desk.reading() as session:
            exported = exporting.calendar(
                session, begin, end, kind=wanted, programme=programme, upstream=upstream, person=person
            )
    outputs.write(config, file, exported.to_ical(), endings=exporting.ENDINGS)
    count = len(exported.events)
    message = ngettext("{count} broadcast written to {file}", "{count} broadcasts written to {file}", count)
    report_written(file, message.format(count=count, file=file))
