"""A station's own indicators: add, change and remove them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.model import EnteredFigure, ReportKind, StationIndicator, Target
from radiodesk.model.toml_files import BadFile, Problem
from radiodesk.reports import counting, definitions, tally
from radiodesk.reports.definitions import IsBuiltIn, UnknownIndicator
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.periods import Period


class StillNeeded(UserError):
    """An indicator that something else refers to."""

    message = N_("“{key}” is still needed by {what}: change that first")


def apply(session: Session, name: str, indicators: Sequence[Indicator], period: Period) -> tuple[int, int]:
    """Add and change indicators. Returns the numbers of added and changed ones. Others stay as they are.

    period: one to try the rules on. raises BadFile for a rule that names something unknown at the station.
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
    for indicator in indicators:
        if indicator.counts:
            try:
                counting.totals(session, [indicator], tally.days_of(session, period))
            except UserError as error:
                raise BadFile(name, [Problem(1, indicator.key, str(error))]) from error
    return added, changed


def remove(session: Session, key: str) -> None:
    """Remove an indicator of the station's own that nothing needs. raises UnknownIndicator, IsBuiltIn, StillNeeded."""
    row = session.scalars(select(StationIndicator).where(StationIndicator.name == key)).one_or_none()
    every = definitions.every(session)
    if row is None:
        raise IsBuiltIn(key=key) if key in every else UnknownIndicator(key=key[:60], keys=", ".join(every))
    if what := _needed_by(session, key, every.values()):
        raise StillNeeded(key=key, what=what)
    session.delete(row)


def _needed_by(session: Session, key: str, indicators: Iterable[Indicator]) -> str:
    """What refers to an indicator, in words; empty for nothing."""
    for each in indicators:
        if key in (each.share or ()):
            return f"“{each.key}”"
    for kind in session.scalars(select(ReportKind)):
        if key in (kind.indicators or ()):
            return _("the kind of report “{name}”").format(name=kind.name)
    for table in (EnteredFigure, Target):
        if session.scalar(select(table.id).where(table.indicator == key).limit(1)):
            return _("figures or targets that were entered for it")
    return ""
