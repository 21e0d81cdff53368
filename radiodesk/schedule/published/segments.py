"""The programmes of one line, as in "5h30 Thời sự; 6h Ca nhạc" and "Mùa vàng (từ 5h20-5h55)"."""

from dataclasses import dataclass, replace

from radiodesk.schedule.published import days, marks, relays, times
from radiodesk.schedule.published.days import Days
from radiodesk.schedule.published.times import Span
from radiodesk.schedule.published.words import Words

_STRONG = ";,.|/→:"
"""Separators before a time with which the next programme of a line begins."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One programme of a line. words: empty if the line has only a time."""

    span: Span
    words: Words
    days: Days | None = None
    """The days behind the time, as in "Thời sự: 5h30 hằng ngày"."""


def segments(line: Words, session: str) -> list[Segment]:
    """The programmes of a line; empty if it has no time that can be one's start. session: as for `times.find`."""
    spans = times.find(line, marks.mask_brackets(line.folded), session)
    if not spans:
        return _in_brackets(line, session)
    if not line.part(0, spans[0].begin).has_words():
        return _times_first(line, spans)
    return _titles_first(line, spans)


def _in_brackets(line: Words, session: str) -> list[Segment]:
    """A title with its time in brackets."""
    for begin, end, inside in marks.brackets(line):
        rest = line.without(begin, end)
        if rest.has_words() and times.are_times(inside):
            return [Segment(span, rest) for span in times.find(inside, inside.folded, session)]
    return []


def _times_first(line: Words, spans: list[Span]) -> list[Segment]:
    """Times with their title behind them. Several times in a row share a title; a time in a title is none."""
    groups: list[list[Span]] = [[spans[0]]]
    for span in spans[1:]:
        before = line.part(groups[-1][-1].stop, span.begin)
        if not before.has_words() or before.folded == "va":
            groups[-1].append(span)
        elif _begins_next(line, groups[-1][-1], span):
            groups.append([span])
    ends = [group[0].begin for group in groups[1:]] + [len(line.text)]
    found = []
    for group, end in zip(groups, ends, strict=True):
        words = line.part(group[-1].stop, end)
        if len(group) == 1:
            group, words = _end_behind(group[0], words)
        found += [Segment(span, words) for span in group]
    return found


def _begins_next(line: Words, last: Span, span: Span) -> bool:
    """Whether a time within a line begins its next programme: something separates it, and words follow it."""
    if not line.part(span.stop).has_words():
        return False
    before = line.folded[: span.begin]
    is_separated = before.rstrip()[-1:] in _STRONG or before.endswith(("  ", "\t", "- "))
    return is_separated or (span.compact and span.start > last.start)


def _end_behind(span: Span, words: Words) -> tuple[list[Span], Words]:
    """The end of a programme behind its title: "5h30 Thời sự - 6h00"."""
    found = times.find(words, words.folded)
    if span.end is None and len(found) == 1 and found[0].stop == len(words.text):
        title, separator = words.part(0, found[0].begin), words.folded[: found[0].begin].rstrip()
        if separator.endswith(("-", " den")):
            title = words.part(0, len(separator.removesuffix("den")))
            return [replace(span, end=found[0].start + times.DAY * (found[0].start <= span.start))], title
    return [span], words


def _titles_first(line: Words, spans: list[Span]) -> list[Segment]:
    """Titles with their times behind them. Empty if it is a sentence that mentions a time."""
    found: list[Segment] = []
    words = Words("", "")
    at = 0
    for span in spans:
        between = line.part(at, span.begin)
        if between.has_words() and between.folded != "va":
            if not _leads_to_time(line, at, span):
                return []
            words = between
        found.append(Segment(span, words))
        at = span.stop
    behind = line.part(at)
    if not behind.has_words():
        return found
    title, said = marks.take(behind)
    every = days.weekdays(behind.folded)
    if every:
        return [replace(each, days=every) for each in found]
    if title.has_words():
        return []
    return [replace(each, words=Words.of(f"{each.words.text} {behind.text}")) for each in found] if said else found


def _leads_to_time(line: Words, begin: int, span: Span) -> bool:
    """Whether the words before a time are a title: something separates them, they are a relay, the time has an end,

    or they are few and the time is plain.
    """
    before = line.text[begin : span.begin]
    written = line.folded[span.begin : span.stop]
    if before.rstrip()[-1:] in ":-–—|(;,\t" or written[:1].isalpha():
        return len(before.split()) <= _LONGEST_TITLE
    is_plain = ":" not in written
    is_sure = relays.are_begun(line.folded[begin:].lstrip()) or (is_plain and span.end is not None)
    return len(before.split()) <= (_LONGEST_TITLE if is_sure else _SHORT_TITLE) and (is_plain or is_sure)


_LONGEST_TITLE = 25
_SHORT_TITLE = 6
"""Words of a title before a time: one that a separator, a relay or an end makes sure of, and others."""
