"""The kinds of report that a station owes: list, add, change and remove them.

A report that was closed keeps the name of its kind, which therefore stays: such a kind is neither renamed nor removed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_
from radiodesk.model import ClosedReport, ReportKind
from radiodesk.model.database import Removed, fetch
from radiodesk.model.text import clean, clean_title, key, sort_key
from radiodesk.reports import definitions, rule_words
from radiodesk.reports.periods import Period

MOST_DAYS = 250
"""The longest time until a report is due, in working days."""

TEMPLATE_ENDING = ".docx"

PERIOD_KINDS = tuple(kind for kind in PeriodKind if kind is not PeriodKind.INTERVAL)
"""How long a period of a kind of report can be: periods from any day to any other do not follow one another."""


class UnknownKind(UserError):
    """There is no kind of report with this name."""

    message = N_("No kind of report is called “{name}”: there are {names}")


class KnownKind(UserError):
    """A name that another kind of report has."""

    message = N_("There is already a kind of report called “{name}”: choose another name")


class NameOnClosed(UserError):
    """A kind of report that cannot be renamed."""

    message = N_("Closed reports bear the name “{name}”: keep it, or add another kind of report")


class KindNeeded(UserError):
    """A kind of report that cannot be removed."""

    message = N_(
        "Closed reports are of the kind “{name}”, so it stays: clear its number of working days if it is no longer due"
    )


class NoSuchIndicator(UserError):
    """An indicator that neither radiodesk nor the station defines."""

    message = N_("“{name}” is not an indicator: choose from the list")


class IndicatorTwice(UserError):
    """An indicator that a kind of report names twice."""

    message = N_("“{name}” is named twice: name each indicator once")


class BadDueDays(UserError):
    """A number of working days out of range."""

    message = N_("{number} working days are not possible here: give a number from 1 to {most}, or nothing")


class BadTemplate(UserError):
    """A template that is not the name of a Word file."""

    message = N_(
        "“{name}” is not the name of a Word file: put the file into papers, and give its name, such as 9-thang.docx"
    )


class EndlessPeriod(UserError):
    """A kind of report for periods from any day to any other."""

    message = N_("A kind of report needs periods of one length: month, quarter, half-year, nine months or year")


@dataclass(frozen=True)
class KindTerms:
    """What a kind of report consists of, to whom it goes, and when."""

    period_kind: PeriodKind
    rule: PeriodRule
    recipient: str = ""
    """The authority that receives it; empty if nobody said."""
    due_days: int = 1
    """How many working days after the end of a period it is due; 0 for a report that is due on no certain day."""
    indicators: tuple[str, ...] | None = None
    """The keys of its indicators, in order; None for the main ones and those that the station defined."""
    template: str = ""
    """A Word file in papers/; empty for the one that comes with radiodesk."""


@dataclass(frozen=True)
class KindView:
    """A kind of report."""

    id: int
    version: int
    name: str
    terms: KindTerms
    closed: int
    """The number of closed reports of this kind."""


def kinds(session: Session) -> list[KindView]:
    """All kinds of report, in the order of the Vietnamese alphabet."""
    closed = select(func.count()).where(ClosedReport.kind == ReportKind.name).scalar_subquery()
    found = session.execute(select(ReportKind, closed))
    return sorted((_view(row, count) for row, count in found), key=lambda each: sort_key(each.name))


def view(session: Session, kind_id: int) -> KindView:
    """The kind of report with an id. raises Removed."""
    found = next((each for each in kinds(session) if each.id == kind_id), None)
    if found is None:
        raise Removed
    return found


def named(session: Session, name: str) -> KindView:
    """The kind of report with a name, regardless of case. raises UnknownKind."""
    every = kinds(session)
    found = next((each for each in every if key(each.name) == key(name)), None)
    if found is None:
        raise UnknownKind(name=name, names="; ".join(each.name for each in every) or "–")
    return found


def fitting(known: Iterable[KindView], period: Period) -> list[KindView]:
    """The kinds of report on periods of this length by this rule."""
    return [each for each in known if (each.terms.period_kind, each.terms.rule) == (period.kind, period.rule)]


def of_length(known: Iterable[KindView], length: PeriodKind) -> KindView | None:
    """The kind of report that a period of a length is shown as, if nobody names one: the first on such periods.

    known: as `kinds` gives them.
    """
    return next((each for each in known if each.terms.period_kind is length), None)


def rule_of(kind: KindView | None, station_rule: PeriodRule) -> PeriodRule:
    """The rule for periods of a kind of report; that of the station for those of none."""
    return kind.terms.rule if kind else station_rule


def known_indicators(session: Session) -> dict[str, str]:
    """The label of each indicator by its key: those of radiodesk, then those of the station."""
    return {each.key: rule_words.label(each) for each in definitions.every(session).values()}


def indicator_names(known: Mapping[str, str]) -> dict[str, str]:
    """A name of each indicator for people, by its key: its label, or the key where two have one label.

    known: as `known_indicators` gives them.
    """
    uses = Counter(map(key, known.values()))
    return {each: label if uses[key(label)] == 1 and ";" not in label else each for each, label in known.items()}


def typed_indicators(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of indicators that are typed by name or key, with semicolons between. raises NoSuchIndicator.

    known: as `known_indicators` gives them.
    """
    keys = {key(each): each for each in known} | {key(name): each for each, name in indicator_names(known).items()}
    found: list[str] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        if key(part) not in keys:
            raise NoSuchIndicator(name=part)
        found.append(keys[key(part)])
    return tuple(found)


def typed_indicator(text: str, known: Mapping[str, str]) -> str:
    """The key of one indicator that is typed by name or key. raises NoSuchIndicator."""
    found = typed_indicators(text, known)
    if len(found) != 1:
        raise NoSuchIndicator(name=text)
    return found[0]


def indicators_text(keys: Sequence[str] | None, known: Mapping[str, str]) -> str:
    """The indicators as `typed_indicators` reads them; empty if it names none."""
    names = indicator_names(known)
    return "; ".join(names.get(each, each) for each in keys or ())


def add(session: Session, name: str, terms: KindTerms) -> int:
    """Add a kind of report. Returns its id.

    raises KnownKind, NoSuchIndicator, IndicatorTwice, BadDueDays, BadTemplate, EndlessPeriod and text errors.
    """
    row = ReportKind(name=_free_name(session, name))
    _set_terms(session, row, terms)
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, kind_id: int, version: int, name: str, terms: KindTerms) -> None:
    """Change a kind of report. raises ChangedMeanwhile, NameOnClosed and the errors of `add`."""
    row = fetch(session, ReportKind, kind_id, version)
    if (name := _free_name(session, name, but=row.id)) != row.name:
        if _has_closed(session, row):
            raise NameOnClosed(name=row.name)
        row.name = name
    _set_terms(session, row, terms)


def remove(session: Session, kind_id: int, version: int) -> None:
    """Remove a kind of report of which nothing was closed. raises ChangedMeanwhile, KindNeeded."""
    row = fetch(session, ReportKind, kind_id, version)
    if _has_closed(session, row):
        raise KindNeeded(name=row.name)
    session.delete(row)
    session.flush()


def checked_days(number: int) -> int:
    """A number of working days, if it is possible. raises BadDueDays."""
    if not 0 <= number <= MOST_DAYS:
        raise BadDueDays(number=number, most=MOST_DAYS)
    return number


def checked_template(name: str) -> str:
    """The cleaned name of a template, which is a file in papers/ itself. raises BadTemplate and text errors."""
    name = clean(name)
    if name and (not name.lower().endswith(TEMPLATE_ENDING) or name.startswith((".", "~")) or set(name) & {*"/\\:"}):
        raise BadTemplate(name=name)
    return name


def _set_terms(session: Session, row: ReportKind, terms: KindTerms) -> None:
    if terms.period_kind not in PERIOD_KINDS:
        raise EndlessPeriod
    row.period_kind, row.rule = terms.period_kind, terms.rule
    row.recipient, row.template = clean(terms.recipient), checked_template(terms.template)
    row.due_days = checked_days(terms.due_days)
    row.indicators = None if terms.indicators is None else _checked_indicators(session, terms.indicators)


def _checked_indicators(session: Session, keys: Sequence[str]) -> list[str] | None:
    """The keys, each known and named once; None for no key. raises NoSuchIndicator, IndicatorTwice."""
    known = known_indicators(session)
    for number, each in enumerate(keys):
        if each not in known:
            raise NoSuchIndicator(name=each)
        if each in keys[:number]:
            raise IndicatorTwice(name=known[each])
    return list(keys) or None


def _view(row: ReportKind, closed: int) -> KindView:
    keys = None if row.indicators is None else tuple(row.indicators)
    terms = KindTerms(row.period_kind, row.rule, row.recipient, row.due_days, keys, row.template)
    return KindView(row.id, row.version, row.name, terms, closed)


def _has_closed(session: Session, row: ReportKind) -> bool:
    return session.scalar(select(ClosedReport.id).where(ClosedReport.kind == row.name).limit(1)) is not None


def _free_name(session: Session, name: str, but: int | None = None) -> str:
    """The cleaned name, which no other kind has. raises KnownKind and text errors."""
    name = clean_title(name)
    known = session.execute(select(ReportKind.id, ReportKind.name).where(ReportKind.key == key(name))).one_or_none()
    if known and known.id != but:
        raise KnownKind(name=known.name)
    return name
