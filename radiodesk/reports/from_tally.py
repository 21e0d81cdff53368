"""The report of a tally as `radiodesk.reports.content`, until the tally makes that itself."""

from radiodesk.reports import tally
from radiodesk.reports.content import Figure, Measure, Report


def as_content(found: tally.Report) -> Report:
    """The same figures. They have no plan and no rule in words."""
    figures = tuple(
        Figure(
            key=each.key,
            label=each.label,
            unit=each.unit,
            rule="",
            measure=Measure.COUNT,
            count=each.count,
            previous=each.previous,
            target=each.target,
            uses=each.uses,
        )
        for each in found.figures
    )
    return Report(found.station, found.period, figures)
