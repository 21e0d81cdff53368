"""How the desk differs from a closed report: what was corrected since, figure by figure and item by item."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from radiodesk.locale import _
from radiodesk.reports import closed_reports, definitions, evidence, tally
from radiodesk.reports.changed_items import ItemChanges
from radiodesk.reports.content import Evidence, Item, Report, Value
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.listings.common import REASONS


@dataclass(frozen=True)
class Difference:
    """How a figure of the desk differs from a closed one."""

    key: str
    label: str
    closed: Value | None
    now: Value | None
    added: tuple[Item, ...]
    """Items that count now and did not then."""
    gone: tuple[Item, ...]
    """Items that counted then and do not now; with the reason, where the desk knows it."""
    changed: tuple[tuple[Item, str], ...] = ()
    """Items that count as then, but are divided or named otherwise; each with what has changed, in words."""


def since_closing(session: Session, report: Report) -> Iterator[Difference]:
    """The figures of a closed report that the desk would give otherwise today, item by item."""
    assert report.closed is not None  # noqa: S101 - of closed reports only
    number = report.closed.number
    before = {each.key: each for each in closed_reports.closed_evidence(session, report.period, report.kind, number)}
    counted, every = definitions.chosen(session, None)
    known = [each.key for each in report.figures if each.key in {indicator.key for indicator in counted}]
    live = {each.key: each for each in tally.report(session, report.period, known).figures}
    words = ItemChanges(session)
    for figure in report.figures:
        now = live[figure.key].count if figure.key in live else None
        added: tuple[Item, ...] = ()
        gone: tuple[Item, ...] = ()
        changed: tuple[tuple[Item, str], ...] = ()
        if figure.key in before and figure.key in live and every[figure.key].counts:
            then, found = before[figure.key], evidence.evidence(session, figure.key, report.period)
            added, gone = _compared(then, found)
            changed = tuple(_changed(words, every[figure.key], then, found))
        if added or gone or changed or now != figure.count:
            yield Difference(figure.key, figure.label, figure.count, now, added, gone, changed)


def _compared(then: Evidence, now: Evidence) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items that count now only, and those that counted then only. One that counts otherwise is among both."""
    # A repeat does not count either way: what else is said of the same thing is the reason.
    in_order = sorted(now.left_out, key=lambda each: each.reason != _(REASONS["repeat"]))
    reasons = {(each.table, each.id): each.reason for each in in_order}
    gone = [replace(each, reason=reasons.get((each.table, each.id), "")) for each in _more(then, now)]
    return tuple(_more(now, then)), tuple(gone)


def _more(evidence: Evidence, other: Evidence) -> Iterator[Item]:
    """The items that one evidence counts and another one does not, or less often."""
    left = Counter(map(_identity, other.counted))
    for each in evidence.counted:
        if left[_identity(each)]:
            left[_identity(each)] -= 1
        else:
            yield each


def _changed(words: ItemChanges, indicator: Indicator, then: Evidence, now: Evidence) -> Iterator[tuple[Item, str]]:
    """The items that count in both, and what has changed in them. Those that count several times go in order."""
    before: dict[Hashable, list[Item]] = defaultdict(list)
    for each in then.counted:
        before[_identity(each)].append(each)
    after: dict[Hashable, list[Item]] = defaultdict(list)
    for each in now.counted:
        after[_identity(each)].append(each)
    for identity, items in after.items():
        for closed, each in _paired(before[identity], items):
            if what := words.of(indicator, closed, each):
                yield each, what


def _paired(then: Sequence[Item], now: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Items of one identity, side by side. Those that are the same are left out."""
    same = Counter(map(_described, then)) & Counter(map(_described, now))
    return zip(_without(then, same), _without(now, same), strict=False)


def _without(items: Iterable[Item], same: Counter[Hashable]) -> Iterator[Item]:
    left = same.copy()
    for each in items:
        if left[_described(each)]:
            left[_described(each)] -= 1
        else:
            yield each


def _described(item: Item) -> Hashable:
    return item.title, tuple(sorted(item.values.items()))


def _identity(item: Item) -> Hashable:
    return item.table, item.id, item.day, item.amount
