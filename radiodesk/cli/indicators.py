"""`radiodesk indicator` and `radiodesk target`: the figures of reports that a station defines, enters and plans."""

import json
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import (
    FILE_NAME,
    RULE_HELP,
    Group,
    check_rule_or_kind,
    home_options,
    open_desk,
    refuse_file,
    report_written,
    warn,
)
from radiodesk.config import Config
from radiodesk.errors import visible
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from decimal import Decimal

    from radiodesk.reports.periods import Period

ENDINGS = (".toml",)


@click.group(cls=Group, help=N_("The figures of reports: their rules, and figures that people enter."))
@home_options
def indicator(config: Config) -> None:
    """The group of these commands."""


@indicator.command("list", help=N_("List all indicators with their rules."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print them as JSON."))
@home_options
def list_indicators(as_json: bool, config: Config) -> None:
    """Print each with its key, unit and rule."""
    with open_desk(config) as desk:
        from radiodesk.reports import definitions, rule_words

        with desk.reading() as session:
            every, faults = definitions.every(session), definitions.faults(session)
        rows = [
            {
                "key": each.key,
                "label": rule_words.label(each),
                "unit": rule_words.unit(each),
                "measure": each.measure.value,
                "rule": rule_words.words(each, every),
                "own": each.is_own,
            }
            for each in every.values()
        ]
    for sentence in dict.fromkeys(map(str, faults.values())):
        warn(visible(sentence))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(visible(f"{row['key']}: {row['label']} ({row['unit']})"))
        click.echo(visible(f"    {row['rule']}"))


@indicator.command(
    help=N_("Add and change indicators as a TOML file defines them. Others stay. FILE - is standard input.")
)
@click.argument("file", type=FILE_NAME)
@home_options
def apply(file: str, config: Config) -> None:
    """Apply the file, and print what it changed."""
    from radiodesk.model import text_files

    text = text_files.text_of(file)
    with open_desk(config) as desk:
        from radiodesk.model import Action, PeriodKind, station, today
        from radiodesk.model.toml_files import BadFile
        from radiodesk.reports import definitions, indicator_files, own_indicators, periods

        name = visible(file)
        try:
            with desk.changing(Action.APPLY_INDICATORS, file=name) as session:
                found = indicator_files.read(name, text, definitions.every(session))
                month = periods.containing(today(session), PeriodKind.MONTH, station(session).period_rule)
                added, changed = own_indicators.apply(session, name, text, found, month)
        except BadFile as error:
            refuse_file(error, file)
    click.echo(_("Indicators added: {added}, changed: {changed}").format(added=added, changed=changed))


@indicator.command(help=N_("Write the station's own indicators to a TOML file. FILE - is standard output."))
@click.argument("file", type=FILE_NAME)
@home_options
def export(file: str, config: Config) -> None:
    """Write them, and print their number."""
    outputs.check(config, file, endings=ENDINGS)
    with open_desk(config) as desk:
        from radiodesk.reports import definitions, indicator_files

        with desk.reading() as session:
            own = [each for each in definitions.every(session).values() if each.is_own]
        text = indicator_files.write(own)
    outputs.write(config, file, text.encode(), endings=ENDINGS)
    said = ngettext("{count} indicator is written to {file}", "{count} indicators are written to {file}", len(own))
    report_written(file, said.format(count=len(own), file=file))


@indicator.command(help=N_("Remove an indicator of the station's own that nothing needs."))
@click.argument("key")
@home_options
def remove(key: str, config: Config) -> None:
    """Remove it."""
    with open_desk(config) as desk:
        from radiodesk.model import Action
        from radiodesk.reports import own_indicators

        with desk.changing(Action.REMOVE_INDICATOR, figure=key) as session:
            seen = own_indicators.named(session, key)
            own_indicators.remove(session, seen.id, seen.version)
    click.echo(_("Removed: {name}").format(name=visible(key)))


_rule_option = click.option("--rule", type=click.Choice(["official", "calendar"]), help=RULE_HELP)
_kind_option = click.option(
    "--kind", default="", metavar="NAME", help=N_("The kind of report that the figure is for: its rule applies.")
)


@indicator.command(
    "set", help=N_("Enter the figure of a manual indicator for a period, with its source: who or what says so.")
)
@click.argument("key")
@click.argument("code")
@click.argument("value")
@click.option("--source", required=True, metavar="TEXT", help=N_("Who or what says so, such as “Post office”."))
@_rule_option
@_kind_option
@home_options
def set_figure(key: str, code: str, value: str, source: str, rule: str | None, kind: str, config: Config) -> None:
    """Enter the figure."""
    check_rule_or_kind(rule, kind)
    with open_desk(config) as desk:
        from radiodesk.model import Action, PeriodRule
        from radiodesk.reports import definitions, entered, issuing

        with desk.changing(Action.SET_FIGURE) as session:
            (found,), _every = definitions.chosen(session, [key])
            period = issuing.typed_period_of(session, code, PeriodRule(rule) if rule else None, kind)
            number = entered.checked(value)
            before = entered.view(session, found.key, period)
            entered.set_figure(session, found, period, before.seen, number, source)
    _say(found.label, _with_days(period), number, before.value)


@indicator.command("unset", help=N_("Remove the figure that was entered for a period."))
@click.argument("key")
@click.argument("code")
@_rule_option
@_kind_option
@home_options
def unset_figure(key: str, code: str, rule: str | None, kind: str, config: Config) -> None:
    """Remove the figure."""
    check_rule_or_kind(rule, kind)
    with open_desk(config) as desk:
        from radiodesk.model import Action, PeriodRule
        from radiodesk.reports import definitions, entered, issuing

        with desk.changing(Action.SET_FIGURE, value="–") as session:
            (found,), _every = definitions.chosen(session, [key])
            period = issuing.typed_period_of(session, code, PeriodRule(rule) if rule else None, kind)
            entered.remove_figure(session, found, period, entered.view(session, key, period).seen)
    click.echo(_("Removed: {name}").format(name=visible(f"{key} {_with_days(period)}")))


@click.group(cls=Group, help=N_("The planned values of indicators, for years and their months."))
@home_options
def target(config: Config) -> None:
    """The group of these commands."""


@target.command(
    "set",
    help=N_("Plan the value of an indicator for a year (2019) or for one of its months (2019-03)."),
)
@click.argument("key")
@click.argument("code", metavar="YEAR[-MM]")
@click.argument("value")
@home_options
def set_target(key: str, code: str, value: str, config: Config) -> None:
    """Set the target."""
    with open_desk(config) as desk:
        from radiodesk.model import Action, station
        from radiodesk.reports import definitions, entered, periods, rule_words, targets

        with desk.changing(Action.SET_TARGET) as session:
            (found,), _every = definitions.chosen(session, [key])
            period = periods.parse(code, station(session).period_rule)
            number = entered.checked(value)
            before = targets.view(session, found.key, period)
            targets.set_target(session, found, period, before.seen, number)
        label = rule_words.label(found)
    _say(label, period.code, number, before.value)


@target.command("remove", help=N_("Remove the target of a year or of one of its months."))
@click.argument("key")
@click.argument("code", metavar="YEAR[-MM]")
@home_options
def remove_target(key: str, code: str, config: Config) -> None:
    """Remove the target."""
    with open_desk(config) as desk:
        from radiodesk.model import Action, station
        from radiodesk.reports import definitions, periods, targets

        with desk.changing(Action.SET_TARGET, value="–") as session:
            (found,), _every = definitions.chosen(session, [key])
            period = periods.parse(code, station(session).period_rule)
            seen = targets.view(session, found.key, period).seen
            targets.remove_target(session, found, period, seen)
    click.echo(_("Removed: {name}").format(name=visible(f"{key} {code}")))


def _with_days(period: "Period") -> str:
    """The code of a period with its days, which the rule decides: "2019 (15/12/2018 – 14/12/2019)"."""
    from radiodesk.locale import formats

    return f"{period.code} ({formats.day(period.first)} – {formats.day(period.last)})"


def _say(figure: str, period: str, value: "Decimal", before: "Decimal | None") -> None:
    """Print what a figure or a target is from now on, and to stderr which other value it replaces."""
    from radiodesk.locale import formats

    said = _("{figure}, {period}: {value}").format(figure=figure, period=period, value=formats.exact(value))
    click.echo(visible(said))
    if before is not None and before != value:
        warn(_("It replaces {value}").format(value=formats.exact(before)))
