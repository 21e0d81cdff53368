"""What an import would change in the rows that the desk has: each value before and after."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.history import differences
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.recordings import Named, leaving_the_inbox
from radiodesk.ledger.comparing.records import (
    COLUMNS,
    NAMES,
    BroadcastRecord,
    ClipRecord,
    CreditRecord,
    DutyRecord,
    EditionRecord,
    LineRecord,
    NamedRecord,
    ProgrammeRecord,
    PublicationRecord,
    Record,
    StoryRecord,
    StoryTopicRecord,
)
from radiodesk.locale import N_, _, formats
from radiodesk.model import Base, Broadcast, BroadcastKind, CreditRole, DutyRole
from radiodesk.model.changes import plain

SEVERAL = 6
"""Stories of a rundown that are listed in full."""
LONGEST_TITLE = 40
"""Characters of the title of a story in a rundown."""
CONTEXT = 10
"""Characters before the first difference of two texts that are too long to be shown."""

Pair = tuple[str, str]
"""What is shown of a value before and after."""


def changes_of(session: Session, picture: Picture, linked: Sequence[Named]) -> Iterator[str]:
    """A line for each value that would change, such as "Gieo cấy on 05/03/2019, 05:30: Title: Gieo cấy → Gặt lúa".

    linked: the files that would be linked to stories.
    """
    subjects = _Subjects(session, picture)
    names = differences.Values(session)
    for record in picture.records.changed():
        for label, (before, after) in _fields(names, subjects, record):
            yield f"{subjects.of(record)}: {_(label)}: {before} → {after}"
    for file in linked:
        if not file.story.is_new:
            before = names.shown(Base.metadata.tables["story"].columns["recording_id"], file.story.recording_id)
            label = differences.LABELS["story"]["recording_id"]
            yield f"{subjects.of(file.story)}: {_(label)}: {before} → {visible(file.path.name)}"
    for name in leaving_the_inbox(session, linked):
        label, yes, no = differences.LABELS["recording"]["waiting"], _("yes"), _("no")
        yield f"{name}: {_(label)}: {yes} → {no}"
    yield from _changed_rundowns(picture, subjects)
    yield from _changed_names(picture, subjects, CreditRecord, lambda one: one.story or one.clip, lambda one: one.role)
    yield from _changed_names(picture, subjects, DutyRecord, lambda one: one.broadcast, lambda one: one.role)
    yield from _changed_names(picture, subjects, StoryTopicRecord, lambda one: one.story, lambda _one: None)


def _fields(names: differences.Values, subjects: "_Subjects", record: Record) -> Iterator[tuple[str, Pair]]:
    """The label of each column that changes, with its value before and after. Lines are shown by rundown."""
    table = record.TABLE.__tablename__
    for name, values in record.changes.items():
        column = COLUMNS[type(record)][name]
        if label := differences.LABELS.get(table, {}).get(column):
            yield label, _shown(names, subjects, Base.metadata.tables[table].columns[column], values)
    if isinstance(record, BroadcastRecord) and "edition" in record.changes:  # or its relay instead
        before, after = subjects.content(record, _before), subjects.content(record, getattr)
        for label in before:
            if before[label] != after[label] and before[label] and after[label]:
                yield label, (before[label], after[label])


def _shown(names: differences.Values, subjects: "_Subjects", column: Column[Any], values: tuple[Any, Any]) -> Pair:
    """Two different values. If they look the same where they are shortened, they are shown as they are stored."""
    before, after = (
        value.name if isinstance(value, NamedRecord) else
        _title(value) if isinstance(value, Record) else names.shown(column, plain(value))
        for value in values
    )  # fmt: skip
    if before != after:
        return before, after
    match values:
        case (dt.datetime() as one, dt.datetime() as other):
            return subjects.to_the_second(one), subjects.to_the_second(other)
        case (ProgrammeRecord() as one, ProgrammeRecord() as other):
            return f"{before} ({_(one.kind)})", f"{after} ({_(other.kind)})"
        case (str() as one, str() as other):
            start = max(0, _same(one, other) - CONTEXT)
            return _cut(f"…{one[start:]}"), _cut(f"…{other[start:]}")
    return formats.number(values[0]), formats.number(values[1])


def _changed_rundowns(picture: Picture, subjects: "_Subjects") -> Iterator[str]:
    """A line for each edition whose stories would be others, or in another order."""
    added: dict[EditionRecord, list[LineRecord]] = {}
    for line in picture.records.added(LineRecord):
        if isinstance(line, LineRecord) and not line.edition.is_new:
            added.setdefault(line.edition, []).append(line)
    for edition, lines in picture.lines.items():
        if any(line.changes for line in lines):
            added.setdefault(edition, [])
    for edition, new in added.items():
        known = picture.lines.get(edition, [])
        before = [_before(line, "story") for line in known if line.story]
        after = [line.story for line in sorted([*known, *new], key=lambda line: line.position) if line.story]
        if before != after:
            label = N_("Order") if Counter(before) == Counter(after) else N_("Rundown")
            titles = _titles([*before, *after])
            shown = _differing([titles[story] for story in before], [titles[story] for story in after])
            yield f"{subjects.of(edition)}: {_(label)}: {shown[0]} → {shown[1]}"


def _titles(stories: Iterable[StoryRecord]) -> dict[StoryRecord, str]:
    """The titles of stories, with the genre of those that have the title of another one."""
    titles = {story: _cut(_title(story)) for story in stories}
    count = Counter(titles.values())
    return {
        story: title if count[title] == 1 else f"{title} ({_(_before(story, 'genre'))})"
        for story, title in titles.items()
    }


def _differing(before: list[str], after: list[str]) -> Pair:
    """Two lists of titles, of long ones only the part that differs, with a title before and behind it."""
    start = end = 0
    if max(len(before), len(after)) > SEVERAL:
        start = max(0, _same(before, after) - 1)
        end = max(0, _same(before[:start:-1], after[:start:-1]) - 1)
    return _listed(before, start, end), _listed(after, start, end)


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """The number of titles or characters with which both begin."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _listed(titles: list[str], start: int, end: int) -> str:
    """Some of the titles. start, end: how many to leave out at either end."""
    some = titles[start : len(titles) - end]
    if len(some) > SEVERAL:
        some = [*some[: SEVERAL // 2], "…", *some[-(SEVERAL // 2 - 1) :]]
    return ", ".join(["…"] * bool(start) + some + ["…"] * bool(end)) or "–"


def _changed_names(
    picture: Picture,
    subjects: "_Subjects",
    kind: type[Record],
    whole_of: Callable[[Any], Record | None],
    role_of: Callable[[Any], CreditRole | DutyRole | None],
) -> Iterator[str]:
    """A line for the authors, people on duty or topics of each row that would change, all of them before and after."""
    added: list[Any] = picture.records.added(kind)
    removed: list[Any] = picture.records.removed(kind)
    touched = dict.fromkeys((whole_of(one), role_of(one)) for one in (*removed, *added))
    for whole, role in touched:
        if whole is None or whole.is_new:
            continue
        before = [one for one in picture.parts_of(whole, kind) if role_of(one) is role]
        after = [one for one in before if one not in removed]
        after += [one for one in added if whole_of(one) is whole and role_of(one) is role]
        label = differences.ROLES.get(role) if role else None
        label = label or next(iter(differences.LABELS[kind.TABLE.__tablename__].values()))
        yield f"{subjects.of(whole)}: {_(label)}: {_names(before)} → {_names(after)}"


def _names(parts: Sequence[Any]) -> str:
    named = (one.topic if isinstance(one, StoryTopicRecord) else one.person for one in parts)
    return ", ".join(one.name for one in named) or "–"


class _Subjects:
    """Names what changes: its title as the desk has it now, with its day and, of what is on air, its time."""

    def __init__(self, session: Session, picture: Picture) -> None:
        self._session = session
        self._picture = picture
        known = [one for one in (*picture.broadcasts, *picture.neighbours) if not one.is_new]
        # The first run of an edition goes before its repeats.
        known.sort(key=lambda one: (_before(one, "kind") is not BroadcastKind.FIRST_RUN, _before(one, "starts")))
        self._on_air: dict[Record, BroadcastRecord] = {}
        """A broadcast of each edition, relay and story."""
        for broadcast in known:
            edition, relay = _before(broadcast, "edition"), _before(broadcast, "relay")
            stories = (_before(line, "story") for line in picture.lines.get(edition, ()))
            for thing in filter(None, (edition, relay, *stories)):
                self._on_air.setdefault(thing, broadcast)

    def of(self, record: Record) -> str:
        """What is changed."""
        title = _title(record)
        match record:
            case ClipRecord():
                day = _before(record, "sent") or _before(record, "aired")
                return _("{title} on {day}").format(title=title, day=formats.day(day)) if day else title
            case PublicationRecord():
                return _("{title} on {day}").format(title=title, day=formats.day(_before(record, "posted")))
        broadcast = record if isinstance(record, BroadcastRecord) else self._on_air.get(record)
        return self._at(title, _before(broadcast, "starts")) if broadcast else title

    def content(self, broadcast: BroadcastRecord, value: Callable[[Record, str], Any]) -> dict[str, str]:
        """What a broadcast carries, by label. value: `_before` for what the desk has, or getattr for what will be."""
        edition, relay = value(broadcast, "edition"), value(broadcast, "relay")
        upstream = relay and value(relay, "upstream")
        return {
            N_("Title"): value(value(edition, "programme"), "title") if edition else value(relay, "title"),
            N_("Live event"): _("yes") if relay and value(relay, "live") else _("no"),
            N_("From the station"): upstream.name if upstream else "–",
            N_("First run"): self._first_run(edition, value) if edition else "",
        }

    def _first_run(self, edition: EditionRecord, value: Callable[[Record, str], Any]) -> str:
        """When an edition is on for the first time."""
        for one in (*self._picture.broadcasts, *self._picture.neighbours):
            if value(one, "edition") is edition and value(one, "kind") is BroadcastKind.FIRST_RUN:
                return self._moment(value(one, "starts"))
        of_edition = (Broadcast.edition_id == edition.id) & (Broadcast.kind == BroadcastKind.FIRST_RUN)
        starts = self._session.scalar(select(Broadcast.starts).where(of_edition))
        return self._moment(starts) if starts else "–"

    def _at(self, title: str, starts: dt.datetime) -> str:
        local = starts.astimezone(self._picture.zone)
        return _("{title} on {day}, {time}").format(
            title=title, day=formats.day(local.date()), time=formats.clock(local)
        )

    def to_the_second(self, starts: dt.datetime) -> str:
        """A moment with its seconds."""
        return f"{starts.astimezone(self._picture.zone):%H:%M:%S}"

    def _moment(self, starts: dt.datetime) -> str:
        local = starts.astimezone(self._picture.zone)
        return _("{time} on {day}").format(time=formats.clock(local), day=formats.day(local.date()))


def _title(record: Record) -> str:
    """The title or address of a row, as the desk has it now."""
    match record:
        case BroadcastRecord():
            return _title(_before(record, "edition") or _before(record, "relay"))
        case EditionRecord():
            return _title(_before(record, "programme"))
        case PublicationRecord():
            return str(_before(record, "address"))
    return str(_before(record, "title"))


def _before(record: Record, name: str) -> Any:
    """The value of a field that the desk has, or that a new row is to have."""
    return getattr(record, name) if record.is_new else record.before[NAMES[type(record)].index(name)]


def _cut(text: str) -> str:
    return visible(text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…")
