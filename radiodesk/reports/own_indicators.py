"""A station's own indicators: add, change and remove them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind
from radiodesk.locale import N_, _
from radiodesk.model import EnteredFigure, ReportKind, StationIndicator, Target, station
from radiodesk.model.database import Removed, fetch
from radiodesk.model.text import quoted
from radiodesk.model.toml_files import BadFile, Lines, Problem, lines
from radiodesk.reports import counting, coverage, definitions, periods, rule_words, tally
from radiodesk.reports.content import Value
from radiodesk.reports.definitions import IsBuiltIn, UnknownIndicator
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.periods import Period


class KeyTaken(UserError):
    """A key that another indicator has."""

    message = N_("“{key}” is the key of another indicator: choose another one")


class StillNeeded(UserError):
    """An indicator that something else refers to."""

    message = N_("“{figure}” is still needed by {what}: change that first")


class NestedShare(UserError):
    """A share that another share divides: a percentage of a percentage."""

    message = N_("“{figure}” cannot become a share, because “{share}” is a share of it: change “{share}” first")


class SharePlanned(UserError):
    """A share that has targets."""

    message = N_("“{figure}” cannot become a share, because it has targets: remove those of {years} first")


@dataclass(frozen=True)
class OwnIndicator:
    """An indicator of the station's own, as a row that can be changed."""

    id: int
    version: int
    indicator: Indicator


def own(session: Session) -> list[OwnIndicator]:
    """The station's own indicators, in their order. Without those whose rule cannot be read."""
    every = definitions.every(session)
    rows = session.scalars(select(StationIndicator).order_by(StationIndicator.position))
    return [OwnIndicator(row.id, row.version, every[row.name]) for row in rows if row.name in every]


def view(session: Session, row_id: int) -> OwnIndicator:
    """One of them by its id. raises Removed."""
    found = next((each for each in own(session) if each.id == row_id), None)
    if found is None:
        raise Removed
    return found


def named(session: Session, key: str) -> OwnIndicator:
    """One of them by its key. raises UnknownIndicator, DamagedIndicator, IsBuiltIn."""
    found = {each.indicator.key: each for each in own(session)}
    if key not in found:
        definitions.chosen(session, [key])
        raise IsBuiltIn(key=key)
    return found[key]


def add(session: Session, indicator: Indicator, period: Period) -> int:
    """Add an indicator at the end. Returns its id. period: one to try the rule on. raises KeyTaken, UnknownInRule."""
    if indicator.key in {*definitions.every(session), *definitions.faults(session)}:
        raise KeyTaken(key=indicator.key)
    last = session.scalar(select(func.max(StationIndicator.position))) or 0
    row = StationIndicator(name=indicator.key, definition=definitions.as_definition(indicator), position=last + 1)
    session.add(row)
    session.flush()
    _try(session, indicator, period)
    return row.id


def change(session: Session, row_id: int, version: int, indicator: Indicator, period: Period) -> None:
    """Change an indicator, which keeps its key. period: one to try the rule on.

    raises ChangedMeanwhile, UnknownInRule, NestedShare, SharePlanned.
    """
    row = fetch(session, StationIndicator, row_id, version)
    if row.name != indicator.key:
        raise ValueError(indicator.key)
    definition = definitions.as_definition(indicator)
    if row.definition != definition:
        row.definition = definition
        session.flush()
    _try(session, indicator, period)


def apply(session: Session, name: str, text: str, indicators: Sequence[Indicator], period: Period) -> tuple[int, int]:
    """Add and change indicators as a file says. Returns the numbers of added and changed ones. Others stay as they are.

    name, text: of the file that the indicators were read from, for messages. period: one to try the rules on.
    raises BadFile for rules that name something unknown at the station.
    """
    rows = {row.name: row for row in session.scalars(select(StationIndicator))}
    last = session.scalar(select(func.max(StationIndicator.position))) or 0
    added = changed = 0
    for indicator in indicators:
        definition = definitions.as_definition(indicator)
        if (row := rows.get(indicator.key)) is None:
            added += 1
            session.add(StationIndicator(name=indicator.key, definition=definition, position=last + added))
        elif row.definition != definition:
            changed += 1
            row.definition = definition
    session.flush()
    problems = []
    where = lines(text, "indicator").parts
    for number, indicator in enumerate(indicators):
        try:
            _try(session, indicator, period)
        except UserError as error:
            line = where[number] if number < len(where) else Lines(1)
            key = _key_of(indicator, error)
            problems.append(Problem(line.of(key), key, str(error)))
    if problems:
        raise BadFile(name, problems)
    return added, changed


def _key_of(indicator: Indicator, error: UserError) -> str:
    """The key of the conditions in a file that an error is about: where, or without."""
    unknown = error.values.get("name")
    blamed = [each for each in indicator.where if unknown in each.values]
    return "without" if blamed and all(each.negated for each in blamed) else "where"


def remove(session: Session, row_id: int, version: int) -> None:
    """Remove an indicator that nothing needs. raises ChangedMeanwhile, Removed, StillNeeded."""
    row = fetch(session, StationIndicator, row_id, version)
    if what := needed_by(session, row.name):
        known = definitions.readable(session).get(row.name)
        raise StillNeeded(figure=known.label if known else row.name, what=what)
    session.delete(row)


@dataclass(frozen=True)
class Preview:
    """What an indicator would say: its rule in words, and its figure in each of some periods."""

    rule: str
    figures: tuple[tuple[Period, Value | None], ...]


def preview(session: Session, indicator: Indicator, today: dt.date) -> Preview:
    """What an indicator would say of the last month and year with data up to today, stored or not. today: a local day.

    raises UnknownInRule.
    """
    every = definitions.every(session) | {indicator.key: indicator}
    here = station(session)
    day = coverage.last_day(session, today, here.zone_info) or today
    spans = [periods.containing(day, kind, here.period_rule) for kind in (PeriodKind.MONTH, PeriodKind.YEAR)]
    return Preview(
        rule_words.words(indicator, every), tuple((span, _figure(session, indicator, every, span)) for span in spans)
    )


def month_of(session: Session, today: dt.date) -> Period:
    """The month to try rules on. today: a local day."""
    return periods.containing(today, PeriodKind.MONTH, station(session).period_rule)


def _figure(session: Session, indicator: Indicator, every: Mapping[str, Indicator], period: Period) -> Value | None:
    days = tally.days_of(session, period)
    return tally.values_of(session, [indicator], every, days)[indicator.key]


def _try(session: Session, indicator: Indicator, period: Period) -> None:
    """Check a stored indicator, and count it once. raises UnknownInRule, NestedShare, SharePlanned."""
    if indicator.share:
        check_share(session, indicator)
    if indicator.counts:
        counting.totals(session, [indicator], tally.days_of(session, period))


def check_share(session: Session, indicator: Indicator) -> None:
    """Check that no share is in a share, and that it has no targets.

    raises NestedShare, SharePlanned, UnknownIndicator.
    """
    every = definitions.readable(session)
    for each in every.values():
        if indicator.key in (each.share or ()):
            raise NestedShare(figure=indicator.label, share=rule_words.label(each))
    for part in indicator.share or ():
        if part not in every:
            raise UnknownIndicator(key=part, keys=", ".join(every))
        if every[part].share:
            raise NestedShare(figure=rule_words.label(every[part]), share=indicator.label)
    planned = select(Target.year).where(Target.indicator == indicator.key).distinct().order_by(Target.year)
    if years := session.scalars(planned).all():
        raise SharePlanned(figure=indicator.label, years=", ".join(map(str, years)))


def needed_by(session: Session, key: str) -> str:
    """What refers to an indicator, in words; empty for nothing."""
    for each in definitions.readable(session).values():
        if key in (each.share or ()):
            return quoted(rule_words.label(each))
    for kind in session.scalars(select(ReportKind)):
        if key in (kind.indicators or ()):
            return _("the kind of report “{name}”").format(name=kind.name)
    for table in (EnteredFigure, Target):
        if session.scalar(select(table.id).where(table.indicator == key).limit(1)):
            return _("figures or targets that were entered for it")
    return ""
