"""Read a published schedule as text: line by line to entries."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from radiodesk.kinds import ProgrammeKind
from radiodesk.model.text import TITLE_LIMIT, upper_first, without_invisible
from radiodesk.schedule.listed_days import find_weekday
from radiodesk.schedule.published import days, marks, relays, times, titles
from radiodesk.schedule.published.days import Day, Days
from radiodesk.schedule.published.segments import Segment, segments
from radiodesk.schedule.published.times import Span
from radiodesk.schedule.published.words import Words

LONGEST_LINE = 20_000
"""Characters of a line that is read. A schedule without line breaks has a few thousand."""

RELAY = "relay"
"""The kind of an entry that is a relay; others have the value of a ProgrammeKind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a schedule."""

    line: int
    """From 1."""
    day: Day
    start: int | None
    """Minutes from the start of the day; None if only the entry before it is known."""
    end: int | None
    after: int | None
    """The start of the entry that it follows, if it has none of its own."""
    title: str | None
    kind: str
    repeat: bool = False
    repeat_of: str | None = None
    """The day of its first run ("2017-10-01"), or what the text says of it."""
    upstream: str | None = None
    live: bool = False
    episode: str = ""
    """What is played or read this time; empty if the text does not say."""
    day_doubt: str = ""
    """Words of the text that were not understood and may name other days than `day`; empty if there are none."""

    @property
    def own_live(self) -> bool:
        """Whether the station itself makes it live."""
        return self.live and self.kind != RELAY

    def as_json(self) -> dict[str, object]:
        """The entry with the keys of `grid read --json`."""
        start, end, after = (
            None if minutes is None else times.clock(minutes) for minutes in (self.start, self.end, self.after)
        )
        day = self.day.isoformat() if isinstance(self.day, dt.date) else self.day and list(self.day)
        return {
            "line": self.line,
            "day": day,
            "start": start,
            "end": end,
            "after": after,
            "title": self.title,
            "kind": self.kind,
            "repeat": self.repeat,
            "repeat_of": self.repeat_of,
            "upstream": self.upstream,
            "own_live": self.own_live,
        }


@dataclass(frozen=True, slots=True)
class Closing:
    """A line that says that the broadcasting ends."""

    line: int
    text: str
    """With its time, if it has one."""
    ends: tuple[int, int] | None
    """The line and the start of the entry that ends with it; None if it has no time, or there is none."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a text says. Each line with words is in exactly one of the five, but for a closing behind an entry."""

    entries: tuple[Entry, ...]
    """By their line; those of repeats that the line of their first run announces are at the end."""
    closings: tuple[Closing, ...]
    headings: tuple[int, ...]
    """The numbers of lines that name a day, a part of the day, or the time of the next line, or that only decorate."""
    details: tuple[int, ...]
    """The numbers of lines that belong to the entry above them."""
    unreadable: tuple[tuple[int, str], ...]
    """Lines that were not understood, with their numbers."""


def heading_words(line: str) -> str:
    """A line that was not understood, as `Entry.day_doubt` names it."""
    return Words.of(line[:LONGEST_LINE]).part(0).text[:TITLE_LIMIT]


def read(text: str, today: dt.date) -> Published:
    """The entries of a published schedule. today: what "hôm nay" means, and what days without a year are close to."""
    reader = _Reader(today)
    for number, line in enumerate(_lines(text), start=1):
        reader.read_line(number, line)
    return reader.finished()


def _lines(text: str) -> Iterator[str]:
    """The lines of a text as editors count them."""
    yield from without_invisible(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")


_NUMBERING = re.compile(r"(?:[0-9]{1,3}|[a-z])[.)] +(?=[^ ])")
_ENUMERATION = re.compile(
    r"(?:phan |muc )?(?:\((?:[0-9]{1,2}|[ivx]{1,5}|[a-z])\)"
    r"|(?:[0-9]{1,2}(?:\.[0-9]{1,2})?|[ivx]{1,5}|[a-z])(?: ?[.)/:]| -)) *(?=[a-z])"
)
"""What may stand before a heading: "II. ", "1/ ", "(1) ", "Phần I: "."""
_PART = "(?:sang|trua|chieu|toi|dem|khuya)"
_SESSION = re.compile(rf"buoi (?P<part>{_PART})(?: (?:som|{_PART}))?(?= ?(?:[:(,|*=.-]|$|[0-9]|tu [0-9]))")
_SESSIONS = re.compile(
    rf"(?:(?:chuong trinh |phat thanh )*(?:buoi )?(?P<part>{_PART})(?: (?:som|{_PART}))?[^a-z0-9]*)+"
)
_DETAIL = re.compile(
    r"(?:chu de|bai|noi dung|tac gia|bien tap|bien soan|bien dao|dao dien|dan chuong trinh|mc|thuc hien|trinh bay"
    r"|khach moi|phan|tap|vo|nghe si|phat thanh vien|ptv|nguoi doc|ghi chu|ky thuat|trong do|gom)(?: [0-9]+)? ?:"
)
"""What a line that describes the entry above it begins with, folded."""


_NIGHT = 4 * 60
"""The minutes of a day before which a time that follows 24h00 is still in that night."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """A line with a time and no title. The next line may have it."""

    line: int
    span: Span
    is_session: bool


class _Reader:
    """What is known of the lines so far."""

    def __init__(self, today: dt.date) -> None:
        self._today = today
        self._near = today
        self._is_dated = False
        """Whether the text has named a date, so that its year counts for others."""
        self._span: tuple[dt.date, dt.date] | None = None
        self._day: Day = None
        self._day_doubt = ""
        """The line that was not understood since the last heading of a day, if it may name other days."""
        self._session = ""
        self._start: int | None = None
        """The start that entries without a time follow."""
        self._midnight: int | None = None
        """The latest start or end past the midnight that ends the day, if one is."""
        self._lists_plainly = False
        """Whether lines without a bullet are entries, as below "Buổi sáng: 5h15"."""
        self._pending: _Pending | None = None
        self._is_open = False
        """Whether the last line is an entry or a part of one that ends with a colon."""
        self._entries: list[Entry] = []
        self._later: list[Entry] = []
        """The repeats that lines of first runs announce."""
        self._announced: dict[int, str] = {}
        """The places of entries that announce a relay, or the return from one, and their texts."""
        self._closings: list[Closing] = []
        self._headings: list[int] = []
        self._details: list[int] = []
        self._unreadable: list[tuple[int, str]] = []

    def read_line(self, number: int, line: str) -> None:
        words = Words.of(line[:LONGEST_LINE])
        if not words.has_words():
            if line.strip():
                self._headings.append(number)
            return
        was_open, self._is_open = self._is_open, line.rstrip().endswith(":")
        body = words.part(0)
        bullet = words.folded.lstrip()[:1]
        if numbered := _NUMBERING.match(body.folded):
            bullet, body = "-", body.part(numbered.end())
        if len(line) > LONGEST_LINE or not self._understood(number, body, bullet, was_open=was_open):
            self._unreadable.append((number, line))
            self._is_open = False
            self._doubt_day(words)

    def finished(self) -> Published:
        """All that was read."""
        self._settle()
        return Published(
            (*self._with_announcements(), *self._later),
            tuple(self._closings),
            tuple(sorted(self._headings)),
            tuple(self._details),
            tuple(self._unreadable),
        )

    def _understood(self, number: int, body: Words, bullet: str, *, was_open: bool) -> bool:
        """Read a line. Returns whether it was understood."""
        body = self._without_day(body)
        if self._names_other_days(body):
            return False
        session = _SESSION.match(body.folded)
        if session and (rest := body.part(session.end())):
            self._session = session["part"]
            if found := segments(rest, self._session):
                return self._read_timed(number, found, is_session=True)
        if found := segments(body, self._session):
            return self._read_timed(number, found, is_session=False)
        if bullet != "+":
            plain = _unenumerated(body)
            if self._read_heading(number, body) or (plain and self._read_heading(number, plain)):
                return True
        elif days.weekdays(body.folded):  # a heading, or when the entry above it is on air
            return False
        return self._read_untimed(number, body, bullet, was_open=was_open)

    def _without_day(self, body: Words) -> Words:
        """The line without the day that it begins with, which counts from here on, if a time follows it."""
        for line in filter(None, (body, _unenumerated(body))):
            found = days.leading(line.folded, self._near)
            if found and segments(rest := line.part(found[1]), self._session):
                self._enter(found[0], line.part(0, found[1]))
                return rest
        return body

    def _names_other_days(self, body: Words) -> bool:
        """Whether the line is, or begins with, days that no entry can have."""
        spans = times.find(body, marks.mask_brackets(body.folded), self._session)
        lines = filter(None, (body, _unenumerated(body)))
        return any(days.names_others(each) for each in lines) or bool(
            spans and days.names_others(body.part(0, spans[0].begin))
        )

    def _doubt_day(self, words: Words) -> None:
        """Doubt the day of what follows a line that was not understood, if that may be the heading of other days."""
        spans = times.find(words, marks.mask_brackets(words.folded), self._session)
        before = words.part(0, spans[0].begin if spans else None)
        if self._names_other_days(before):
            self._settle()
            self._start, self._midnight = None, None
        elif not days.may_name_others(before.folded):
            return
        self._day_doubt = heading_words(words.text)

    def _read_timed(self, number: int, found: list[Segment], *, is_session: bool) -> bool:
        if any(len(each.words.text) > TITLE_LIMIT for each in found):
            return False
        if self._pending and self._pending.is_session:
            self._headings.append(self._pending.line)
        else:
            self._settle()
        self._pending = None
        if len(found) == 1 and not found[0].words.has_words():
            self._pending = _Pending(number, found[0].span, is_session)
        else:
            for each in found:
                self._add(number, each.words, each.span, each.days)
        self._lists_plainly = False
        if self._pending:
            self._start = found[-1].span.start
        return True

    def _read_heading(self, number: int, body: Words) -> bool:
        if sessions := _SESSIONS.fullmatch(body.folded):
            self._settle()
            self._session, self._start, self._midnight = sessions["part"], None, None
        elif with_part := days.with_part(body.folded):
            self._enter(with_part[0], body)
            self._session = with_part[1]
        elif found := days.heading(body.folded, self._near):
            self._enter(found, body)
        elif not days.is_title(body.folded):
            return False
        self._headings.append(number)
        return True

    def _enter(self, found: Days, words: Words) -> None:
        """Go on with the day of a heading. words: those of its line."""
        self._settle()
        self._session, self._start, self._midnight = "", None, None
        self._day_doubt = heading_words(words.text) if found.is_in_doubt else ""
        if found.span:
            self._span, self._day, self._near, self._is_dated = found.span, None, found.span[0], True
            return
        self._day = self._today if found.is_today else self._within_span(found.day)
        if isinstance(self._day, dt.date):
            self._near, self._is_dated = self._day, True

    def _within_span(self, day: Day) -> Day:
        """A weekday of a schedule for one week is a date."""
        if self._span and isinstance(day, tuple) and len(day) == 1:
            first, last = self._span
            wanted = first + dt.timedelta(days=(days.CODES.index(day[0]) - first.weekday()) % 7)
            if (last - first).days < 7 and wanted <= last:
                return wanted
        return day

    def _read_untimed(self, number: int, body: Words, bullet: str, *, was_open: bool) -> bool:
        if len(body.text) > TITLE_LIMIT or marks.is_advertising(body.folded):
            return False
        if pending := self._pending:
            self._pending, self._lists_plainly = None, pending.is_session and bullet.isalnum()
            self._headings.append(pending.line)
            self._add(number, body, pending.span)
        elif titles.is_closing(body.folded):
            self._close(number, body, None)
        elif self._entries and (was_open or bullet == "+" or _DETAIL.match(body.folded)):
            self._details.append(number)
        elif self._start is not None and (not bullet.isalnum() or self._lists_plainly):
            self._add(number, body, None)
        else:
            return False
        return True

    def _settle(self) -> None:
        """Add the entry of a time that got no title."""
        if pending := self._pending:
            self._pending = None
            self._add(pending.line, Words("", ""), pending.span)

    def _add(self, number: int, words: Words, span: Span | None, own_days: Days | None = None) -> None:
        """Add an entry. words: its title with all marks. span: None if it follows the entry before it."""
        title, said = marks.take(words)
        title, is_column = titles.without_prefix(title)
        title = marks.take_before(title, said)  # as in "Chuyên mục phát lại: …"
        stated = own_days or said.days
        day = self._within_span(stated.day) if stated else self._day
        if span and span.end is None and said.minutes:
            span = span.lasting(said.minutes)
        if span:
            span = self._in_night(span) if day == self._day else span
            self._start = span.start
        has_end = span is not None and span.end is not None
        if not said.repeat and titles.is_closing(title.folded, has_end=has_end):
            self._close(number, words, span, day)
            return
        entry = Entry(
            line=number,
            day=day,
            start=span.start if span else None,
            end=span.end if span else None,
            after=None if span else self._start,
            title=None,
            kind=ProgrammeKind.OTHER.value,
            repeat=said.repeat,
            repeat_of=self._first_run(said.of, day) if said.of else None,
            live=said.live,
            day_doubt=said.other_days or ("" if stated else self._day_doubt),
        )
        if relay := relays.relay(title, said.remarks) or _relay_in(said.remarks, title):
            if relay.is_announced:
                self._announced[len(self._entries)] = words.text
            entry = _with_relay(entry, relay)
        elif title.has_words() and not titles.is_own_station(title.folded):
            entry = _with_title(entry, title, said.remarks, is_column=is_column)
        self._entries.append(entry)
        if said.again and entry.start is not None:
            self._later += self._repeats_later(entry, said.again)

    def _close(self, number: int, words: Words, span: Span | None, day: Day = None) -> None:
        """Note that the broadcasting ends. With a time, it gives the entry before it its end, if that has none."""
        last = self._entries[-1] if self._entries else None
        ends = None
        if span and last and last.start is not None and (last.day, last.day_doubt) == (day, self._day_doubt):
            end = span.start + times.DAY * (span.start < _NIGHT and span.start <= last.start)
            if last.end in (None, end) and end > last.start:
                self._entries[-1] = replace(last, end=end)
                ends = (last.line, last.start)
        clocks = [times.clock(each) for each in (span.start, span.end) if each is not None] if span else []
        text = " ".join(filter(None, ("-".join(clocks), words.text)))
        self._closings.append(Closing(number, text, ends))
        self._start = None

    def _repeats_later(self, entry: Entry, again: Words) -> list[Entry]:
        """The repeats that the line of a first run announces: "5h45 sáng hôm sau"."""
        day = entry.day if again.folded.endswith("cung ngay") else days.next_day(entry.day)
        repeat = replace(entry, day=day, start=None, end=None, after=None, repeat=True, live=False)
        spans = times.find(again, again.folded)
        return [replace(repeat, start=each.start, end=each.end) for each in spans] or [repeat]

    def _in_night(self, span: Span) -> Span:
        """A time of the list of a day: one after 24h00 is in the night that the day ends with."""
        if self._midnight is not None and span.start < _NIGHT and span.start + times.DAY >= self._midnight:
            span = span.later(times.DAY)
        last = max(span.start, span.end or 0)
        self._midnight = last if last >= times.DAY else None
        return span

    def _first_run(self, of: Words, day: Day) -> str | None:
        """The day of the first run that a repeat names, or its text."""
        near = day if isinstance(day, dt.date) else self._near if self._is_dated else None
        written = days.find_date(of.folded)
        if written and (near or days.has_year(written)):
            found = days.date(written, near or self._today, past=True)
            return found.isoformat() if found else of.text
        if isinstance(day, dt.date):
            if re.search(r"\b(?:hom|ngay) (?:truoc|qua)\b", of.folded):
                return (day - dt.timedelta(days=1)).isoformat()
            if (weekday := find_weekday(of.folded)) is not None:
                return (day - dt.timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)).isoformat()
        return of.text or None

    def _with_announcements(self) -> list[Entry]:
        """The entries. Where a text announces both the relays and the returns, those lines are titles of their own."""
        kinds = {self._entries[place].kind for place in self._announced}
        if len(kinds) < 2:
            return self._entries
        return [
            replace(entry, title=self._announced[place], upstream=None) if place in self._announced else entry
            for place, entry in enumerate(self._entries)
        ]


def _unenumerated(body: Words) -> Words | None:
    """The line without its number or letter; None if it has none."""
    match = _ENUMERATION.match(body.folded)
    return body.part(match.end()) if match else None


def _relay_in(remarks: list[Words], title: Words) -> relays.Relay | None:
    """The relay that a text in brackets describes: "Thời sự (tiếp âm VOV1)"."""
    found = next((relay for each in remarks if (relay := relays.relay(each, []))), None)
    return replace(found, title=title.text or found.title) if found else None


def _with_relay(entry: Entry, relay: relays.Relay) -> Entry:
    is_return = relay.is_announced and not relay.upstream
    return replace(
        entry,
        title=relay.title and upper_first(relay.title),
        kind=ProgrammeKind.OTHER.value if is_return else RELAY,
        upstream=relay.upstream,
        live=entry.live or relay.live,
    )


def _with_title(entry: Entry, title: Words, remarks: list[Words], *, is_column: bool) -> Entry:
    """The entry with a title, which may still have a prefix: "Trực tiếp Chương trình: …"."""
    title, says_column = titles.without_prefix(title)
    title, episode = titles.without_episode(title)
    kind = ProgrammeKind.COLUMN if is_column or says_column else titles.kind_of(title.folded)
    return replace(
        entry,
        title=upper_first(title.text),
        kind=kind.value,
        episode=episode or "; ".join(each.text for each in remarks),
    )
