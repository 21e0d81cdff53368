"""Issue a report: gather what one of its files needs, live or as it was closed, and write it.

Papers leave the station in Vietnamese, whatever the language of the screens; so are closed reports.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodRule
from radiodesk.locale import N_, _, formats, in_language, language
from radiodesk.model import Action, Desk, station
from radiodesk.model import today as local_today
from radiodesk.model.faults import AddedMeanwhile, ChangedMeanwhile, ConcurrentChange
from radiodesk.reports import closed_reports, closing, evidence, gaps, kinds, periods, tally
from radiodesk.reports.closing import Prepared
from radiodesk.reports.content import Closed, Evidence, Paper, Report
from radiodesk.reports.documents.numbers import FigureMissing
from radiodesk.reports.endings import PAPERS
from radiodesk.reports.gaps import Gap
from radiodesk.reports.kinds import KindTerms, KindView
from radiodesk.reports.papers import keys_of_paper, paper_of, printed
from radiodesk.reports.periods import Period
from radiodesk.reports.records import of_record
from radiodesk.reports.tally import MonthFigure
from radiodesk.reports.typed_periods import typed_period
from radiodesk.reports.written import written

PAPER_LANGUAGE = "vi"
"""The language of everything that leaves the station."""


class OtherPeriod(UserError):
    """A kind of report that is about periods of another length."""

    message = N_("“{kind}” is a report on other periods than {code}: give one such as {example}")


class MissingInPeriod(UserError):
    """A document that would print a figure without a value."""

    message = N_(
        "“{figure}” has no value in {period} ({first} – {last}), and the document prints it: enter the figure for "
        "these days first"
    )


@dataclass(frozen=True)
class Material:
    """What a file of a report is made of."""

    report: Report
    evidence: tuple[Evidence, ...]
    paper: Paper
    template: str
    """The Word file in papers/; empty for the one that comes with radiodesk."""
    months: tuple[Report, ...]
    """The main figures of each month up to the period, for the charts of a workbook."""
    stored: str = ""
    """The text of the file, where it was closed with the report: its JSON, which the digest fits, and its sentence."""


def period_of(session: Session, typed: Period, kind: str) -> Period:
    """The period that a kind of report has for a code, by its own rule. raises UnknownKind, OtherPeriod."""
    return _of_kind(typed, kinds.named(session, kind)) if kind else typed


def _of_kind(typed: Period, kind: KindView) -> Period:
    """raises OtherPeriod."""
    terms = kind.terms
    if terms.period_kind is not typed.kind:
        example = periods.containing(typed.last, terms.period_kind, terms.rule).code
        raise OtherPeriod(kind=kind.name, code=periods.in_words(typed), example=example)
    return periods.by_rule(typed, terms.rule)


def fitting_period(
    known: Sequence[KindView], typed: str, station_rule: PeriodRule, today: dt.date
) -> tuple[KindView | None, Period]:
    """The period that somebody typed, and the kind of report that it is shown as, whose rule it follows.

    known: as `kinds.kinds` gives them. raises the errors of `typed_period`.
    """
    period = typed_period(typed, station_rule, today)
    kind = kinds.of_length(known, period.kind)
    # Typed again, for "last month" depends on the rule.
    return kind, typed_period(typed, kinds.rule_of(kind, station_rule), today)


def period_as(kind: KindView | None, typed: str, station_rule: PeriodRule, today: dt.date) -> Period:
    """The period that somebody typed for a kind of report, or for none.

    raises OtherPeriod and the errors of `typed_period`.
    """
    period = typed_period(typed, kinds.rule_of(kind, station_rule), today)
    return _of_kind(period, kind) if kind else period


def name_of(session: Session, kind: str) -> str:
    """The name of a kind of report as it is written, whatever the case it was typed in. raises UnknownKind."""
    return kinds.named(session, kind).name if kind else ""


def typed_period_of(session: Session, code: str, rule: PeriodRule | None, kind: str) -> Period:
    """The period of a typed code, by a rule or a kind of report, else by the rule of the station.

    raises UnknownKind, OtherPeriod, BadPeriod.
    """
    by = rule or rule_of(session, kind)
    return period_of(session, typed_period(code, by, local_today(session)), kind)


def rule_of(session: Session, kind: str) -> PeriodRule:
    """The rule of a kind of report, else that of the station. raises UnknownKind."""
    return kinds.named(session, kind).terms.rule if kind else station(session).period_rule


def gather(
    session: Session,
    period: Period,
    kind: str = "",
    *,
    form: str,
    closed: bool = False,
    number: int | None = None,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> Material:
    """What a file of a report needs, in the language of the file. closed: as it was closed. number: of the closed
    version; None for the last one.

    progress: as `evidence.of_report` takes it. raises UnknownKind, NotClosed, NoSuchVersion, and the errors of the
    figures.
    """
    terms = kinds.named(session, kind).terms if kind else None
    with in_language(PAPER_LANGUAGE if form in PAPERS else language()):
        if closed:
            record = closed_reports.record(session, period, kind, number)
            report = of_record(record)
            report = _on_paper(report, record["of_paper"], terms) if form in PAPERS else report
            items = closed_reports.closed_evidence(session, period, kind, number) if form == "xlsx" else ()
            months = tuple(map(of_record, record["months"]))
            stored = _stored(record, form)
        else:
            chosen = _chosen(session, terms, of_paper=form in PAPERS)
            report = tally.report(session, period, chosen, today=local_today(session))
            report = replace(report, kind=kind, recipient=terms.recipient if terms else "")
            report = _on_paper(report, chosen or (), terms) if form in PAPERS else report
            items = evidence.of_report(session, report, progress) if form == "xlsx" else ()
            months = _months(session, report) if form == "xlsx" else ()
            stored = ""
    return Material(report, items, paper_of(session), terms.template if terms else "", months, stored)


def write(material: Material, form: str, papers: Path) -> bytes:
    """The content of the file. papers: the folder with the station's own templates.

    raises MissingInPeriod, and the other errors of `written`.
    """
    if material.stored:
        return f"{material.stored}\n".encode()
    template = papers / material.template if material.template else None
    try:
        return written(
            material.report,
            form,
            evidence=material.evidence,
            paper=material.paper,
            template=template,
            months=material.months,
        )
    except FigureMissing as error:
        period = material.report.period
        days = {"first": formats.day(period.first), "last": formats.day(period.last)}
        raise MissingInPeriod(figure=error.values["figure"], period=periods.in_words(period), **days) from error


def keys_of(session: Session, kind: str) -> Sequence[str] | None:
    """The keys of the figures of a kind of report; None for all. raises UnknownKind."""
    return _chosen(session, kinds.named(session, kind).terms if kind else None)


def missing(session: Session, period: Period, kind: str, papers: Path) -> list[Gap]:
    """What is missing before a report is closed, and what keeps its paper from being written. papers: as for `write`.

    raises UnknownKind.
    """
    terms = kinds.named(session, kind).terms if kind else None
    keys = _chosen(session, terms, of_paper=True) or ()
    with in_language(PAPER_LANGUAGE):
        counted = replace(tally.report(session, period, keys), kind=kind)
    report = _on_paper(counted, keys, terms)
    on_paper = [each.key for each in report.figures]
    found = gaps.gaps(session, period, on_paper, [each for each in keys if each not in on_paper])
    try:
        with in_language(PAPER_LANGUAGE):
            write(Material(report, (), paper_of(session), terms.template if terms else "", ()), "docx", papers)
    except MissingInPeriod as error:
        if any(each.kind == "no_figure" for each in found):
            return found
        reason: UserError = error
    except UserError as error:
        reason = error
    else:
        return [gaps.as_left_out(each) for each in found]
    what = gaps.KINDS["no_paper_yet"]
    return [*found, Gap("no_paper_yet", _(what), "station", station(session).id, None, str(reason))]


def prepare(
    session: Session, period: Period, kind: str = "", progress: Callable[[int, int], object] = lambda _done, _all: None
) -> Prepared:
    """Count what would be closed now. progress: as `closing.prepare` takes it. raises UnknownKind."""
    terms = kinds.named(session, kind).terms if kind else None
    with in_language(PAPER_LANGUAGE):
        chosen = _chosen(session, terms)
        recipient = terms.recipient if terms else ""
        found = closing.prepare(session, period, chosen, kind=kind, recipient=recipient, progress=progress)
        keys = _chosen(session, terms, of_paper=True) or ()
        of_paper = printed(found.report, keys, terms.indicators if terms else None)
        by_month = {each.key: tally.monthly(session, each.key, period) for each in found.report.figures}
        return replace(
            found,
            months=_reports_of_months(found.report, by_month),
            of_paper=of_paper,
            by_month={key: [each.count for each in months] for key, months in by_month.items()},
        )


def close(desk: Desk, prepared: Prepared, *, seen: int, today: dt.date) -> Closed:
    """Close a prepared report, in a unit of work of its own, as `closing.close` does.

    raises its errors, and UnknownKind or ChangedMeanwhile for a kind that was removed, renamed or changed since.

    If another desk closes it at the same moment, a second try finds the version of that desk.
    """

    def close_once() -> Closed:
        with desk.changing(Action.CLOSE_REPORT) as session:
            _check_kind(session, prepared.report)
            return closing.close(session, prepared, seen=seen, person=desk.person, today=today)

    try:
        return close_once()
    except (AddedMeanwhile, ConcurrentChange):
        return close_once()


def _check_kind(session: Session, report: Report) -> None:
    """Check that the kind of a report is still what it was counted as. raises UnknownKind, ChangedMeanwhile."""
    if report.kind and kinds.named(session, report.kind).terms.rule is not report.period.rule:
        raise ChangedMeanwhile


def has_own_template(session: Session, kind: str) -> bool:
    """Whether the Word file of a kind of report is made from a template of the station's own."""
    return any(each.name == kind and each.terms.template for each in kinds.kinds(session))


def check_paper(session: Session, prepared: Prepared, form: str, papers: Path) -> None:
    """Write a report that is to be closed, for its errors: closing cannot be undone. papers: as for `write`."""
    kind = prepared.report.kind
    report = _only(prepared.report, prepared.of_paper) if form in PAPERS else prepared.report
    template = kinds.named(session, kind).terms.template if kind else ""
    write(Material(report, prepared.evidence, paper_of(session), template, prepared.months), form, papers)


def _on_paper(report: Report, keys: Collection[str], terms: KindTerms | None) -> Report:
    """A report with the figures that its paper prints. keys: those of the paper."""
    return _only(report, printed(report, keys, terms.indicators if terms else None))


def _only(report: Report, keys: Collection[str]) -> Report:
    """A report with some of its figures."""
    return replace(
        report,
        figures=tuple(each for each in report.figures if each.key in keys),
        breakdowns=tuple(each for each in report.breakdowns if each.key in keys),
    )


def _stored(record: Mapping[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(record, ensure_ascii=False, indent=1)
    return str(record["texts"]["paragraph"]) if form == "paragraph" else ""


def _chosen(session: Session, terms: KindTerms | None, *, of_paper: bool = False) -> Sequence[str] | None:
    """The keys of the figures of a report; None for all."""
    if terms is not None and terms.indicators is not None:
        return terms.indicators
    return keys_of_paper(session) if of_paper or terms is not None else None


def _months(session: Session, report: Report) -> tuple[Report, ...]:
    main = [each.key for each in report.figures if each.key in tally.MAIN_KEYS]
    return _reports_of_months(report, {key: tally.monthly(session, key, report.period) for key in main})


def _reports_of_months(report: Report, by_month: Mapping[str, Sequence[MonthFigure]]) -> tuple[Report, ...]:
    """The main figures of a report in each month up to its period's end. by_month: of these figures at least."""
    main = [each for each in report.figures if each.key in tally.MAIN_KEYS]
    return tuple(
        replace(
            report,
            period=month,
            figures=tuple(replace(each, count=by_month[each.key][number].count) for each in main),
            breakdowns=(),
        )
        for number, month in enumerate(periods.months_until(report.period))
    )
