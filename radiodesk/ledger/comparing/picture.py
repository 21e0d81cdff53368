"""The desk's rows on the days of a ledger, as records: what the ledger's rows are compared with."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from radiodesk.ledger.comparing.records import (
    BroadcastRecord,
    ClipRecord,
    CreditRecord,
    DutyRecord,
    EditionRecord,
    LineRecord,
    NamedRecord,
    PersonRecord,
    ProgrammeRecord,
    PublicationRecord,
    RecipientRecord,
    Record,
    Records,
    RelayRecord,
    StoryRecord,
    StoryTopicRecord,
    TopicRecord,
    UpstreamRecord,
    chunks,
)
from radiodesk.ledger.progress import Steps
from radiodesk.model import (
    Action,
    Base,
    Broadcast,
    Credit,
    CreditRole,
    Duty,
    Edition,
    Line,
    LineKind,
    Programme,
    ProgrammeKind,
    Publication,
    Relay,
    Story,
    StoryTopic,
    earlier_names,
    names,
)
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.moments import LONGEST, span
from radiodesk.model.text import key
from radiodesk.schedule.programmes import check_kind

AnyNamed = TypeVar("AnyNamed", bound=NamedRecord)

NEAR_DAYS = 92
"""Days at most this far apart are looked up together with what lies between them."""


class Names(Generic[AnyNamed]):
    """People, topics, recipients or upstreams by name, whatever its case. A new name becomes a new row."""

    def __init__(self, session: Session, records: Records, kind: type[AnyNamed]) -> None:
        self._leading = names.leading(session, kind.TABLE)
        """The ids of the rows to which names lead that none has, by these as `key` gives them."""
        self._records = records
        self._kind = kind
        self.by_id: dict[int, AnyNamed] = records.load(kind)
        self._by_key = {key(record.name): record for record in self.by_id.values()}
        self._by_name: dict[str, AnyNamed] = {}

    def named(self, name: str) -> AnyNamed:
        """The row of that name, or else the one that it leads to."""
        if name not in self._by_name:
            same = key(name)
            if same not in self._by_key:
                led_to = self.by_id.get(self._leading.get(same, 0))
                self._by_key[same] = led_to or self._records.add(self._kind(name))
            self._by_name[name] = self._by_key[same]
        return self._by_name[name]


class Picture:
    """The records of the desk, and what the import changes in them. Parts of a record are kept in tables beside it."""

    def __init__(self, session: Session, zone: ZoneInfo, days: Iterable[dt.date], steps: Steps) -> None:
        self.zone = zone
        self.steps = steps
        self._session = session
        self.records = records = Records(session, steps)
        self.people = Names(session, records, PersonRecord)
        self.upstreams = Names(session, records, UpstreamRecord)
        self.recipients = Names(session, records, RecipientRecord)
        self.topics = Names(session, records, TopicRecord)
        self.programmes: dict[int, ProgrammeRecord] = records.load(ProgrammeRecord)
        # A duplicate from an older release comes after the one that counts.
        in_order = sorted(self.programmes.values(), key=lambda record: record.double_of is not None)
        self._programme_by_key: dict[str, list[ProgrammeRecord]] = defaultdict(list)
        for record in in_order:
            self._programme_by_key[key(record.title)].append(record)
        self._former_titles = earlier_names.former_ids(session, Programme)
        self.broadcasts: list[BroadcastRecord] = []
        """Those on the days, known and new."""
        self.neighbours: list[BroadcastRecord] = []
        """The desk's other broadcasts around and between the days: one of them may be on air at the same time."""
        self.duties: dict[BroadcastRecord, list[DutyRecord]] = defaultdict(list)
        self.lines: dict[EditionRecord, list[LineRecord]] = defaultdict(list)
        """Of each edition, in their order."""
        self.publications: dict[EditionRecord, list[PublicationRecord]] = defaultdict(list)
        """Of each edition."""
        self.authors: dict[StoryRecord | ClipRecord, list[CreditRecord]] = defaultdict(list)
        """Of each story and clip: the credits of its authors."""
        self.story_topics: dict[StoryRecord, list[StoryTopicRecord]] = defaultdict(list)
        """Of each story."""
        if wanted := set(days):
            self._look_up(wanted)

    def programme(self, title: str, kind: ProgrammeKind) -> ProgrammeRecord:
        """The programme of that title, or a new one. raises OtherKind, as planning it by hand does."""
        known = self._programme_by_key[key(title)]
        if not known:
            known.append(self.records.add(ProgrammeRecord(title, kind)))
        check_kind(known[0].title, known[0].kind, kind)
        return known[0]

    def present_title(self, title: str) -> str:
        """The title itself, or that of the programme which had it last, if none has it now."""
        known = self._programme_by_key.get(key(title), ())
        former = self.programmes.get(self._former_titles.get(key(title), 0))
        return former.title if former and all(one.double_of for one in known) else title

    def local(self, broadcast: BroadcastRecord) -> dt.datetime:
        """When a broadcast starts, naive, as the station's clocks say."""
        return broadcast.starts.astimezone(self.zone).replace(tzinfo=None, fold=0)

    def clips(self) -> list[ClipRecord]:
        """All clips: they are few, and those that are not sent yet have no day."""
        clips: dict[int, ClipRecord] = self.records.load(ClipRecord, recipient=self.recipients.by_id)
        is_author = Credit.role == CreditRole.AUTHOR
        found: dict[int, CreditRecord] = self.records.load(
            CreditRecord, Credit.clip_id.is_not(None), is_author, clip=clips, person=self.people.by_id
        )
        for credit in found.values():
            if credit.clip:
                self.authors[credit.clip].append(credit)
        return list(clips.values())

    def parts_of(self, whole: Record, kind: type[Record]) -> Sequence[Any]:
        """The authors, people on duty or topics of a record, as the desk has them."""
        by_kind: dict[type[Record], Mapping[Any, Sequence[Any]]] = {
            CreditRecord: self.authors,
            DutyRecord: self.duties,
            StoryTopicRecord: self.story_topics,
        }
        return by_kind[kind].get(whole, ())

    def imported(self, broadcasts: Iterable[BroadcastRecord]) -> set[BroadcastRecord]:
        """Those that a ledger brought in."""
        by_id = {one.id: one for one in broadcasts}
        return {by_id[row_id] for row_id in self._imported(Broadcast, list(by_id))}

    @cached_property
    def imported_stories(self) -> set[StoryRecord]:
        """The stories of the rundowns that a ledger brought in."""
        by_id = {line.story.id: line.story for lines in self.lines.values() for line in lines if line.story}
        return {by_id[row_id] for row_id in self._imported(Story, list(by_id))}

    def _imported(self, kind: type[Base], ids: list[int | None]) -> Iterator[int]:
        """Those of the rows that an import added."""
        added = (
            select(audit_row.c.row_id)
            .join(AuditEntry, AuditEntry.id == audit_row.c.entry_id)
            .where(audit_row.c.table_name == kind.__tablename__, audit_row.c.before.is_(None))
            .where(AuditEntry.action == Action.IMPORT_LEDGER)
        )
        for chunk in chunks(ids):
            yield from self._session.scalars(added.where(audit_row.c.row_id.in_(chunk)))

    def has_recordings(self, broadcast: BroadcastRecord) -> bool:
        """Whether a story of the broadcast's edition has a recording."""
        lines = self.lines.get(broadcast.edition, ()) if broadcast.edition else ()
        return any(line.story and line.story.recording_id is not None for line in lines)

    def _look_up(self, days: set[dt.date]) -> None:
        longest = dt.timedelta(seconds=LONGEST)
        spans = [span(first, last, self.zone) for first, last in _runs(days)]
        near = or_(*((Broadcast.starts > first - longest) & (Broadcast.starts < end + longest) for first, end in spans))
        load, people = self.records.load, self.people.by_id
        editions: dict[int, EditionRecord] = load(
            EditionRecord, Edition.id.in_(select(Broadcast.edition_id).where(near)), programme=self.programmes
        )
        relays: dict[int, RelayRecord] = load(
            RelayRecord, Relay.id.in_(select(Broadcast.relay_id).where(near)), upstream=self.upstreams.by_id
        )
        broadcasts: dict[int, BroadcastRecord] = load(
            BroadcastRecord, near, order=Broadcast.starts, edition=editions, relay=relays
        )
        for broadcast in self.steps.over(broadcasts.values()):
            is_on_days = self.local(broadcast).date() in days
            (self.broadcasts if is_on_days else self.neighbours).append(broadcast)
        of_these = Duty.broadcast_id.in_(select(Broadcast.id).where(near))
        duties: dict[int, DutyRecord] = load(DutyRecord, of_these, broadcast=broadcasts, person=people)
        for duty in self.steps.over(duties.values()):
            self.duties[duty.broadcast].append(duty)
        self._look_up_rundowns(editions, near)

    def has_programme(self, title: str) -> bool:
        """Whether the desk has a programme with a title."""
        return bool(self._programme_by_key.get(key(title)))

    def stories_outside(self, editions: Collection[EditionRecord]) -> set[StoryRecord]:
        """The stories that are in rundowns of other editions, too."""
        known = {line.story.id: line.story for lines in self.lines.values() for line in lines if line.story}
        own = {edition.id for edition in editions}
        found: set[StoryRecord] = set()
        for ids in chunks(list(known)):
            lines = select(Line.story_id, Line.edition_id).where(Line.story_id.in_(ids))
            found |= {known[story] for story, edition in self._session.execute(lines) if edition not in own}
        return found

    def _look_up_rundowns(self, editions: Mapping[int, EditionRecord], near: ColumnElement[bool]) -> None:
        load = self.records.load
        edition_ids = select(Broadcast.edition_id).where(near)
        story_ids = select(Line.story_id).where(Line.edition_id.in_(edition_ids), Line.kind == LineKind.STORY)
        stories: dict[int, StoryRecord] = load(StoryRecord, Story.id.in_(story_ids))
        lines: dict[int, LineRecord] = load(
            LineRecord, Line.edition_id.in_(edition_ids), order=Line.position, edition=editions, story=stories
        )
        for line in self.steps.over(lines.values()):
            self.lines[line.edition].append(line)
        of_these = Credit.story_id.in_(story_ids)
        is_author = Credit.role == CreditRole.AUTHOR
        found: dict[int, CreditRecord] = load(
            CreditRecord, of_these, is_author, story=stories, person=self.people.by_id
        )
        for credit in self.steps.over(found.values()):
            if credit.story:
                self.authors[credit.story].append(credit)
        topics: dict[int, StoryTopicRecord] = load(
            StoryTopicRecord, StoryTopic.story_id.in_(story_ids), story=stories, topic=self.topics.by_id
        )
        for topic in self.steps.over(topics.values()):
            self.story_topics[topic.story].append(topic)
        publications: dict[int, PublicationRecord] = load(
            PublicationRecord, Publication.edition_id.in_(edition_ids), edition=editions
        )
        for publication in self.steps.over(publications.values()):
            self.publications[publication.edition].append(publication)


def _runs(days: set[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """The days as ranges, first and last day: a very old first run, for example, is a range of its own."""
    runs: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] <= dt.timedelta(days=NEAR_DAYS):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
