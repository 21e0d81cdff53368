"""The rule of an indicator in words, as a head of station reads it."""

from collections.abc import Mapping

from radiodesk.locale import _
from radiodesk.reports.content import Measure
from radiodesk.reports.counting import date_of
from radiodesk.reports.indicators import NO_VALUE, Condition, Indicator
from radiodesk.reports.properties import Form, Property
from radiodesk.reports.subjects import SUBJECTS, Subject


def label(indicator: Indicator) -> str:
    """The name of an indicator: radiodesk's own in the user's language, the station's own as it was typed."""
    return indicator.label if indicator.is_own else _(indicator.label)


def unit(indicator: Indicator) -> str:
    """The unit of an indicator, likewise."""
    return indicator.unit if indicator.is_own or indicator.unit == "%" else _(indicator.unit)


def words(indicator: Indicator, every: Mapping[str, Indicator]) -> str:
    """What an indicator counts, under which conditions, and by which date. every: all indicators by key."""
    if indicator.share:
        part, whole = (label(every[key]) for key in indicator.share)
        return _("“{part}” in percent of “{whole}”").format(part=part, whole=whole)
    if indicator.is_level:
        return _("Entered by hand, with its source; a longer period has the last figure in it, no sum")
    if indicator.measure is Measure.ENTERED:
        return _("Entered by hand for each period, with its source")
    subject = SUBJECTS[indicator.counts]
    counted = _("Hours of: {subject}") if indicator.measure is Measure.HOURS else "{subject}"
    parts = [counted.format(subject=_(subject.label))]
    parts += [_condition(subject, each) for each in indicator.where]
    parts.append(_("by the date of: {date}").format(date=_(subject.dates[date_of(indicator)])))
    return "; ".join(parts)


def _condition(subject: Subject, condition: Condition) -> str:
    prop = subject.property(condition.property)
    assert prop is not None  # noqa: S101 - definitions are checked when they are read
    if condition.negated and condition.values == (NO_VALUE,):
        return _("{property}: any").format(property=_(prop.label))
    sentence = _("{property}: not {values}") if condition.negated else _("{property}: {values}")
    return sentence.format(property=_(prop.label), values=", ".join(value(prop, each) for each in condition.values))


def value(prop: Property, of_condition: str) -> str:
    """A value of a condition in words."""
    if of_condition == NO_VALUE:
        return _(prop.none)
    return _(prop.words[of_condition]) if prop.form is Form.CHOICE else of_condition
