"""Combine the closed reports of many stations into the table of the authority above them. Pure: no session, no clock.

The result does not depend on the order of the reports.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path

from radiodesk.errors import UserError
from radiodesk.locale import N_, _, ngettext
from radiodesk.model.text import clean, key, sort_key
from radiodesk.reports import periods
from radiodesk.reports.closed_files import ClosedFile, FileFigure
from radiodesk.reports.content import Measure, Value, percent
from radiodesk.reports.periods import BadPeriod, Period

_DIGITS = 60
"""Digits with which figures are added: no sum of a report's numbers needs more, so that it has no rounding."""


class OtherPeriod(UserError):
    """A report of another period, or by another rule, than the others."""

    message = N_("{file} covers {days}, but {other} covers {other_days}: give reports of one period and one rule")


class StationTwice(UserError):
    """Two reports of one station."""

    message = N_("{file} and {other} are both reports of “{station}”: give only the one that counts")


class OtherMeasure(UserError):
    """An indicator that two stations measure in different ways, so that it has no sum."""

    message = N_(
        "{file} gives “{indicator}” as {measure}, but {other} as {other_measure}: what has one key must be one figure"
    )


class BadExpected(UserError):
    """A list of expected stations that cannot be read."""

    message = N_(
        '{file} is no list of stations: write one name per line as text in UTF-8, or stations = ["…"] in a .toml file'
    )


@dataclass(frozen=True)
class StationFigure:
    """An indicator of one station."""

    station: str
    value: Value | None
    """None if the station's report has no figure."""
    previous: Value | None
    """The same period a year before; None if the station has none."""
    rank: int | None
    """1 for the greatest value; equal values have one rank, and the next one is left out."""
    share: Decimal | None
    """In percent of the sum; None for a percentage."""
    target: Value | None = None
    """What the station planned; None without a plan."""

    @property
    def target_percent(self) -> Decimal | None:
        """The value in percent of the plan."""
        return percent(self.value, self.target)

    @property
    def difference(self) -> Value | None:
        """The change from a year before."""
        return None if self.value is None or self.previous is None else self.value - self.previous


@dataclass(frozen=True)
class MergedFigure:
    """An indicator of all stations together."""

    key: str
    label: str
    unit: str
    measure: Measure
    total: Value | None
    """The sum; for a percentage, that of all parts in percent of all wholes, or None if they are not known."""
    previous: Value | None
    """The same of a year before, from the stations that have figures of both years."""
    difference: Value | None
    """The change of those stations from a year before."""
    compared: int
    """The number of those stations."""
    stations: tuple[StationFigure, ...]
    """In the order of `Merged.stations`."""
    remark: str
    """What to know about the total, in words; empty for nothing."""
    target: Value | None = None
    """The plans of all stations with the figure together; None unless each of them has one."""

    @property
    def target_percent(self) -> Decimal | None:
        """The total in percent of the plan."""
        return percent(self.total, self.target)

    @property
    def planned(self) -> int:
        """The number of stations with the figure and a plan for it."""
        return sum(each.value is not None and each.target is not None for each in self.stations)

    @property
    def without(self) -> tuple[str, ...]:
        """The stations whose report has no such figure."""
        return tuple(each.station for each in self.stations if each.value is None)

    @property
    def reporting(self) -> int:
        """The number of stations with a figure."""
        return sum(each.value is not None for each in self.stations)

    def ranked(self) -> list[StationFigure]:
        """The stations by rank, those without a figure at the end."""
        return sorted(self.stations, key=lambda each: (each.rank is None, each.rank))


@dataclass(frozen=True)
class Merged:
    """The reports of many stations in one table."""

    period: Period
    reports: tuple[ClosedFile, ...]
    """In the order of their stations, by the Vietnamese alphabet."""
    figures: tuple[MergedFigure, ...]
    missing: tuple[str, ...] = ()
    """Stations that were expected, and of which there is no report."""
    unexpected: tuple[str, ...] = ()
    """Stations with a report that were not expected."""

    @property
    def stations(self) -> tuple[str, ...]:
        """The stations with a report."""
        return tuple(each.station for each in self.reports)


def expected_stations(file: str, content: bytes) -> list[str]:
    """The names in a list of expected stations: one per line, or `stations` of a .toml file. raises BadExpected."""
    ending = Path(file).suffix.lower()
    if ending not in ("", ".txt", ".toml"):
        raise BadExpected(file=file)
    try:
        text = content.decode("utf-8-sig")
        if ending == ".toml":
            table = tomllib.loads(text)
            names = table.pop("stations")
            if table or not isinstance(names, list) or not all(isinstance(each, str) for each in names):
                raise BadExpected(file=file)
        else:
            names = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
        found = [name for name in map(clean, names) if name]
    except (ValueError, KeyError, RecursionError, UserError) as error:
        raise BadExpected(file=file) from error
    if not found:
        raise BadExpected(file=file)
    return list({key(name): name for name in found}.values())


def conflicts(reports: Sequence[ClosedFile]) -> list[UserError]:
    """Why reports cannot be merged with the others: one error for each of them."""
    found: list[UserError] = []
    by_station: dict[str, ClosedFile] = {}
    measures: dict[str, tuple[Measure, ClosedFile]] = {}
    usual = _usual(reports)
    for each in reports:
        other = by_station.setdefault(key(each.station), each)
        if usual and _days(each) != _days(usual):
            days = {"days": _in_words(each), "other_days": _in_words(usual)}
            found.append(OtherPeriod(file=each.file, other=usual.file, **days))
        elif other is not each:
            found.append(StationTwice(file=each.file, other=other.file, station=each.station))
        for figure in each.figures.values():
            measure, first = measures.setdefault(figure.key, (figure.measure, each))
            if measure is not figure.measure:
                both = {"measure": _(MEASURES[figure.measure]), "other_measure": _(MEASURES[measure])}
                found.append(OtherMeasure(file=each.file, other=first.file, indicator=figure.label, **both))
    return found


MEASURES = {
    Measure.COUNT: N_("a count"),
    Measure.HOURS: N_("hours"),
    Measure.PERCENT: N_("a percentage"),
    Measure.ENTERED: N_("an entered figure"),
}
"""Each measure in words, untranslated."""


def merge(reports: Sequence[ClosedFile], expected: Iterable[str] | None = None) -> Merged:
    """Combine reports. expected: the names of all stations that should report.

    raises OtherPeriod, StationTwice, OtherMeasure, and BadPeriod for a period that this release does not know.
    """
    for error in conflicts(reports):
        raise error
    ordered = sorted(reports, key=lambda each: sort_key(each.station))
    keys = dict.fromkeys(name for each in ordered for name in each.figures)
    with localcontext(prec=_DIGITS):
        figures = tuple(_merged(ordered, name) for name in keys)
    present = {key(each.station) for each in ordered}
    wanted = {key(name): name for name in expected or ()}
    missing = sorted((name for each, name in wanted.items() if each not in present), key=sort_key)
    unexpected = [each.station for each in ordered if wanted and key(each.station) not in wanted]
    return Merged(_period(ordered[0]), tuple(ordered), figures, tuple(missing), tuple(unexpected))


def _merged(reports: Sequence[ClosedFile], name: str) -> MergedFigure:
    """One indicator of all stations."""
    known = [each.figures[name] for each in reports if name in each.figures]
    first = known[0]
    is_percentage = first.measure is Measure.PERCENT or first.unit == "%"
    total, previous, difference, compared, remarks = _percentage(reports, name) if is_percentage else _sum(known)
    reporting = sum(each.count is not None for each in known)
    if 0 < compared < reporting:
        sentence = _("compared with the year before: {count} of {all} stations")
        remarks.append(sentence.format(count=compared, all=reporting))
    if len(units := dict.fromkeys(each.unit for each in known)) > 1:
        remarks.append(_("the stations name different units: {units}").format(units=", ".join(units)))
    target, unplanned = (None, 0) if is_percentage else _plan(known)
    if unplanned:
        said = ngettext("{count} station has no plan", "{count} stations have no plan", unplanned)
        remarks.append(said.format(count=unplanned))
    ranks = _ranks(each.count for each in known if each.count is not None)
    stations = tuple(
        _of_station(each.station, each.figures.get(name), ranks, None if first.measure is Measure.PERCENT else total)
        for each in reports
    )
    without = len(reports) - reporting
    if without:
        remarks.append(
            ngettext("{count} station has no figure", "{count} stations have no figure", without).format(count=without)
        )
    return MergedFigure(
        name,
        first.label,
        first.unit,
        first.measure,
        total,
        previous,
        difference,
        compared,
        stations,
        "; ".join(remarks),
        target,
    )


def _plan(figures: Sequence[FileFigure]) -> tuple[Value | None, int]:
    """The plans of the stations with a figure together, and how many of them have none though others do.

    The sum is None unless each has a plan: the figures of stations without one would count as done beyond the plan.
    """
    plans = [each.target for each in figures if each.count is not None]
    planned = [each for each in plans if each is not None]
    is_whole = bool(planned) and len(planned) == len(plans)
    return sum(planned) if is_whole else None, len(plans) - len(planned) if planned else 0


def _ranks(values: Iterable[Value]) -> dict[Value, int]:
    """The rank of each value, the greatest first."""
    ranks: dict[Value, int] = {}
    rank = 1
    for value, count in sorted(Counter(values).items(), reverse=True):
        ranks[value] = rank
        rank += count
    return ranks


def _of_station(
    station: str, figure: FileFigure | None, ranks: Mapping[Value, int], total: Value | None
) -> StationFigure:
    """The figure of a station. total: what its share is of; None for no share."""
    if figure is None or figure.count is None:
        return StationFigure(
            station, None, figure.previous if figure else None, None, None, figure.target if figure else None
        )
    share = percent(figure.count, total)
    return StationFigure(station, figure.count, figure.previous, ranks[figure.count], share, figure.target)


_Totals = tuple[Value | None, Value | None, Value | None, int, list[str]]
"""The total, that of the year before, the difference, how many stations have both years, and remarks."""


def _sum(figures: Iterable[FileFigure]) -> _Totals:
    counts = [each.count for each in figures if each.count is not None]
    both = [(each.count, each.previous) for each in figures if each.count is not None and each.previous is not None]
    total = sum(counts) if counts else None
    if not both:
        return total, None, None, 0, []
    previous = sum(previous for _count, previous in both)
    return total, previous, sum(count for count, _previous in both) - previous, len(both), []


def _percentage(reports: Sequence[ClosedFile], name: str) -> _Totals:
    """All parts in percent of all wholes, if each station with the percentage reports both."""
    having = [each for each in reports if name in each.figures and each.figures[name].count is not None]
    parts: list[tuple[FileFigure, FileFigure]] = []
    for each in having:
        share = each.figures[name].share
        if share is None or any(part not in each.figures or each.figures[part].count is None for part in share):
            return None, None, None, 0, [_("percentages are not added up, and what they are shares of is not known")]
        parts.append((each.figures[share[0]], each.figures[share[1]]))
    total = percent(_total(part.count for part, _whole in parts), _total(whole.count for _part, whole in parts))
    before = [(part.previous, whole.previous) for part, whole in parts]
    if not before or any(value is None for pair in before for value in pair):
        return total, None, None, 0, []
    previous = percent(_total(part for part, _whole in before), _total(whole for _part, whole in before))
    difference = None if total is None or previous is None else total - previous
    return total, previous, difference, len(before) if difference is not None else 0, []


def _total(values: Iterable[Value | None]) -> Value:
    return sum(value for value in values if value is not None)


def _days(report: ClosedFile) -> tuple[object, ...]:
    return report.first, report.last, report.rule


def _usual(reports: Sequence[ClosedFile]) -> ClosedFile | None:
    """A report of the days that most reports have; of several such days, the earliest ones."""
    counts = Counter(map(_days, reports))
    return min(reports, key=lambda each: (-counts[_days(each)], _days(each)), default=None)


def _in_words(report: ClosedFile) -> str:
    """The code, the days and the rule of a report."""
    from radiodesk.locale import formats  # imported here: merging needs it only for this

    return f"{report.code} ({formats.day(report.first)} – {formats.day(report.last)}, {_(periods.RULES[report.rule])})"


def _period(report: ClosedFile) -> Period:
    """The period of a report. A code that does not fit its days is left out."""
    try:
        period = periods.parse(report.code, report.rule)
        if (period.first, period.last) == (report.first, report.last):
            return period
    except BadPeriod:
        pass
    return periods.parse(f"{report.first}/{report.last}")
