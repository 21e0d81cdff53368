"""Count what indicators ask for, in the database: their totals, and their totals divided by properties.

Totals are numbers of rows, or seconds where hours are counted. Indicators of one subject share its query.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import Outlet, earlier_names
from radiodesk.model.text import key as key_of
from radiodesk.reports.content import Measure
from radiodesk.reports.indicators import Condition, Indicator
from radiodesk.reports.listings.common import Days
from radiodesk.reports.properties import OWN_AIR, Form, Property
from radiodesk.reports.subjects import SUBJECTS, Subject

CHUNK = 5_000
"""Ids per query. SQLite takes 32,766 values in a statement."""

Value = tuple[Any, ...]
"""The values that a row has for a property, as the database holds them: one, or several, or none of a link."""

Divided = dict[str, Counter[Value]]
"""Totals by the name of a property and by its values."""


class UnknownInRule(UserError):
    """A name in the rule of an indicator that nothing at the station has."""

    message = N_("“{name}” in the rule of “{indicator}” is not known at this station: correct the name in its file")


class _Group(NamedTuple):
    """The indicators that count one subject by one date."""

    subject: Subject
    date: str
    indicators: list[Indicator]


def totals(session: Session, indicators: Sequence[Indicator], days: Days) -> dict[str, int]:
    """The total of each indicator that counts something, by its key."""
    found: dict[str, int] = {}
    for subject, date, group in _grouped(indicators):
        base = subject.listing(days, date).subquery()
        columns = [_total(base, each, conditions(session, base, subject, each)) for each in group]
        row = session.execute(select(*columns).select_from(base)).one()
        found |= {each.key: int(value or 0) for each, value in zip(group, row, strict=True)}
    return found


def divided(session: Session, indicators: Sequence[Indicator], days: Days) -> dict[str, tuple[int, Divided]]:
    """The total of each indicator that counts something, and its totals by the properties that it names."""
    found: dict[str, tuple[int, Divided]] = {}
    for group in _grouped(indicators):
        found |= _divide(session, group, days)
    return found


def by_spans(session: Session, indicator: Indicator, spans: Sequence[Days]) -> list[int]:
    """The totals of an indicator in spans of days side by side, in the order of the spans.

    One query answers it, if the totals of two spans add up to that of both together.
    """
    subject = SUBJECTS[indicator.counts]
    if not spans or not subject.is_additive:
        return [totals(session, [indicator], each)[indicator.key] for each in spans]
    whole = Days(spans[0].first, spans[-1].last, spans[0].zone)
    base = subject.listing(whole, indicator.dated or next(iter(subject.dates))).subquery()
    meets = conditions(session, base, subject, indicator)
    columns = [_total(base, indicator, [*meets, _falls_in(base.c.dated, each)]) for each in spans]
    return [int(value or 0) for value in session.execute(select(*columns).select_from(base)).one()]


def conditions(session: Session, base: Subquery, subject: Subject, indicator: Indicator) -> list[ColumnElement[bool]]:
    """What a row of a subject's listing must meet to be counted by an indicator. raises UnknownInRule."""
    parts = [_meets(session, base, subject, indicator, each) for each in indicator.where]
    if indicator.measure is Measure.HOURS:
        parts.append(base.c.seconds.is_not(None))
    return parts


def date_of(indicator: Indicator) -> str:
    """The name of the date that an indicator counts by."""
    return indicator.dated or next(iter(SUBJECTS[indicator.counts].dates))


def links_of(session: Session, prop: Property, ids: Sequence[int]) -> dict[int, Value]:
    """The linked values of things by their ids, in the order of the values."""
    assert prop.links is not None  # noqa: S101 - asked for such properties only
    links = prop.links.subquery()
    owner, value = links.c[0], links.c[1]
    found: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(ids), CHUNK):
        statement = select(owner, value).where(owner.in_(ids[start : start + CHUNK])).order_by(value)
        for row_id, linked in session.execute(statement):
            found[row_id].append(linked)
    return {row_id: tuple(values) for row_id, values in found.items()}


def _grouped(indicators: Sequence[Indicator]) -> Iterator[_Group]:
    groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for each in indicators:
        if each.counts:
            groups[each.counts, date_of(each)].append(each)
    for (name, date), group in groups.items():
        yield _Group(SUBJECTS[name], date, group)


def _total(base: Subquery, indicator: Indicator, meets: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    if indicator.measure is Measure.HOURS:
        return func.sum(case((and_(*meets), base.c.seconds), else_=0))
    return func.sum(_is_met(meets)) if meets else func.count()


def _is_met(meets: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    """1 where all conditions hold, and 0 elsewhere."""
    return case((and_(*meets), 1), else_=0) if meets else literal(1)


def _falls_in(dated: Any, days: Days) -> ColumnElement[bool]:
    if isinstance(dated.type, Date):
        return and_(dated >= days.first, dated <= days.last)
    begin, end = days.span
    return and_(dated >= begin, dated < end)


def _divide(session: Session, group: _Group, days: Days) -> Iterator[tuple[str, tuple[int, Divided]]]:
    """The totals of indicators of one subject. Its rows are read once, and counted here: they are asked many times."""
    subject, date, indicators = group
    base = subject.listing(days, date).subquery()
    wanted = {name for each in indicators for name in each.by}
    props = [each for each in subject.properties if each.name in wanted]
    plain = [each for each in props if each.links is None]
    meets = [_is_met(conditions(session, base, subject, each)) for each in indicators]
    columns = [base.c[each.name] for each in plain]
    rows = session.execute(select(base.c.id, base.c.seconds, *columns, *meets)).all()
    ids = list({row[0] for row in rows}) if len(plain) < len(props) else []
    linked = {each.name: links_of(session, each, ids) for each in props if each.links is not None}
    for number, indicator in enumerate(indicators, start=2 + len(plain)):
        is_hours = indicator.measure is Measure.HOURS
        counted = [row for row in rows if row[number]]
        amounts = [row[1] for row in counted] if is_hours else None
        counters: Divided = {}
        for name in indicator.by:
            if name in linked:
                values = [linked[name].get(row[0], ()) for row in counted]
            else:
                place = next(index for index, each in enumerate(plain) if each.name == name) + 2
                values = [(row[place],) for row in counted]
            counters[name] = _summed(values, amounts)
        yield indicator.key, (sum(amounts) if amounts is not None else len(counted), counters)


def _summed(values: Sequence[Value], amounts: Sequence[int] | None) -> Counter[Value]:
    if amounts is None:
        return Counter(values)
    found: Counter[Value] = Counter()
    for value, amount in zip(values, amounts, strict=True):
        found[value] += amount
    return found


def _meets(
    session: Session, base: Subquery, subject: Subject, indicator: Indicator, asked: Condition
) -> ColumnElement[bool]:
    prop = subject.property(asked.property)
    assert prop is not None  # noqa: S101 - definitions are checked when they are read
    if prop.links is not None:
        links = prop.links.subquery()
        ids = [_row_id(session, prop, name, indicator) for name in asked.values]
        meets: ColumnElement[bool] = base.c.id.in_(select(links.c[0]).where(links.c[1].in_(ids)))
        return ~meets if asked.negated else meets
    column = base.c[prop.name]
    values: Sequence[Any] = asked.values
    if prop.form is Form.ROW:
        values = [_row_id(session, prop, name, indicator) for name in asked.values]
    elif prop.form is Form.TEXT:
        wanted = set(map(key_of, asked.values))
        values = [each for each in session.scalars(select(column).distinct()) if key_of(each or "") in wanted]
    meets = column.in_(values)
    return or_(column.is_(None), ~meets) if asked.negated else meets


def _row_id(session: Session, prop: Property, name: str, indicator: Indicator) -> int:
    """The id of the row that has a name, or had it last. raises UnknownInRule."""
    table = prop.table
    assert table is not None  # noqa: S101 - rows have one
    if table is Outlet and name == "own":
        return OWN_AIR
    row_id: int | None = session.scalar(select(table.id).where(table.__table__.c.key == key_of(name)))
    if row_id is None and table is not Outlet:
        former = earlier_names.formerly(session, table, name)
        row_id = former.id if former else None
    if row_id is None:
        raise UnknownInRule(name=name, indicator=indicator.label)
    return row_id
