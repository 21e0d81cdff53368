"""The desk's rows on the days of a ledger, as records: what the ledger's rows are compared with."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from radiodesk.ledger.records import Record, Records
from radiodesk.model import (
    Base,
    Broadcast,
    Clip,
    Credit,
    CreditRole,
    Duty,
    Edition,
    Line,
    LineKind,
    Person,
    Programme,
    ProgrammeKind,
    Publication,
    Recipient,
    Relay,
    Story,
    Upstream,
)
from radiodesk.model.moments import LONGEST, span
from radiodesk.model.text import key
from radiodesk.schedule.programmes import check_kind

BROADCAST_COLUMNS = (
    "kind", "state", "starts", "edition_id", "relay_id", "planned_seconds", "actual_seconds", "note"
)  # fmt: skip
STORY_COLUMNS = ("title", "genre", "source", "planned_seconds", "actual_seconds", "recording_id")
NEAR_DAYS = 92
"""What lies between days that are so near each other is looked up with them."""

CLIP_COLUMNS = ("kind", "state", "title", "sent", "aired", "seconds", "recipient_id", "note")


class Names:
    """People, recipients or upstreams by name, whatever its case: found, or made where they are new."""

    def __init__(self, picture: "Picture", kind: type[Base]) -> None:
        self._records = picture.records
        self._kind = kind
        self.by_id = picture.known(kind, ("name",))
        self._by_key = {key(record["name"]): record for record in self.by_id.values()}
        self._by_name: dict[str, Record] = {}

    def named(self, name: str) -> Record:
        """The one of that name."""
        if name not in self._by_name:
            same = key(name)
            if same not in self._by_key:
                self._by_key[same] = self._records.add(self._kind, name=name)
            self._by_name[name] = self._by_key[same]
        return self._by_name[name]


class Picture:
    """What the desk has, and what the import makes of it. What hangs on a record is kept in a table beside it."""

    def __init__(self, session: Session, zone: ZoneInfo, days: Iterable[dt.date]) -> None:
        self.zone = zone
        self.records = Records()
        self._session = session
        self.people = Names(self, Person)
        self.upstreams = Names(self, Upstream)
        self.recipients = Names(self, Recipient)
        self._programmes = self.known(Programme, ("title", "kind", "double_of"))
        # A double of an older release comes behind the one that counts.
        in_order = sorted(self._programmes.values(), key=lambda record: record["double_of"] is not None)
        self._programme_by_key: dict[str, list[Record]] = defaultdict(list)
        for record in in_order:
            self._programme_by_key[key(record["title"])].append(record)
        self.broadcasts: list[Record] = []
        """Those on the days, known and new."""
        self.neighbours: list[Record] = []
        """The desk's other broadcasts around and between the days: one of them may be on air at the same time."""
        self.duties: dict[Record, list[Record]] = defaultdict(list)
        self.lines: dict[Record, list[Record]] = defaultdict(list)
        """Of each edition, in their order."""
        self.publications: dict[Record, list[Record]] = defaultdict(list)
        """Of each edition."""
        self.credits: dict[Record, list[Record]] = defaultdict(list)
        """Of each story and clip: its authors."""
        if wanted := set(days):
            self._look_up(wanted)

    def known(
        self, kind: type[Base], columns: Iterable[str], *where: ColumnElement[bool], order: str = "id"
    ) -> dict[int, Record]:
        """The rows that there are, by id, as records with these columns."""
        names = tuple(columns)
        chosen = [getattr(kind, name) for name in ("id", *names)]
        rows = self._session.execute(select(*chosen).where(*where).order_by(getattr(kind, order), kind.id))
        return {row[0]: self.records.know(kind, row[0], **dict(zip(names, row[1:], strict=True))) for row in rows}

    def programme(self, title: str, kind: ProgrammeKind) -> Record:
        """The programme of that title, created if it is new; a double of an older release if it has that kind.

        raises OtherKind.
        """
        known = self._programme_by_key[key(title)]
        if not known:
            known.append(self.records.add(Programme, title=title, kind=kind, double_of=None))
        found = next((record for record in known if record["kind"] is kind), known[0])
        check_kind(found["title"], found["kind"], kind)
        return found

    def local(self, broadcast: Record) -> dt.datetime:
        """When a broadcast starts, naive, as the station's clocks say."""
        starts: dt.datetime = broadcast["starts"]
        return starts.astimezone(self.zone).replace(tzinfo=None, fold=0)

    def title(self, broadcast: Record) -> str:
        """The title of a broadcast's programme, or of what it relays."""
        relay: Record | None = broadcast["relay_id"]
        title: str = (broadcast["edition_id"]["programme_id"] if relay is None else relay)["title"]
        return title

    def clips(self) -> list[Record]:
        """All clips: they are few, and those that are not sent yet have no day."""
        clips = self.known(Clip, CLIP_COLUMNS)
        _join(clips, "recipient_id", self.recipients.by_id)
        self._look_up_authors(clips, "clip_id", Credit.clip_id.is_not(None))
        return list(clips.values())

    def _look_up(self, days: set[dt.date]) -> None:
        longest = dt.timedelta(seconds=LONGEST)
        spans = [span(first, last, self.zone) for first, last in _runs(days)]
        here = or_(*((Broadcast.starts > first - longest) & (Broadcast.starts < end + longest) for first, end in spans))
        broadcasts = self.known(Broadcast, BROADCAST_COLUMNS, here, order="starts")
        if not broadcasts:
            return
        editions = self.known(Edition, ("programme_id",), Edition.id.in_(select(Broadcast.edition_id).where(here)))
        relays = self.known(
            Relay, ("title", "live", "upstream_id"), Relay.id.in_(select(Broadcast.relay_id).where(here))
        )
        duties = self.known(
            Duty, ("broadcast_id", "person_id", "role"), Duty.broadcast_id.in_(select(Broadcast.id).where(here))
        )
        _join(editions, "programme_id", self._programmes)
        _join(relays, "upstream_id", self.upstreams.by_id)
        _join(broadcasts, "edition_id", editions)
        _join(broadcasts, "relay_id", relays)
        _join(duties, "person_id", self.people.by_id)
        for broadcast in broadcasts.values():
            on_days = self.local(broadcast).date() in days
            (self.broadcasts if on_days else self.neighbours).append(broadcast)
        for duty in duties.values():
            self.duties[broadcasts[duty["broadcast_id"]]].append(duty)
        self._look_up_rundowns(editions, here)

    def _look_up_rundowns(self, editions: Mapping[int, Record], here: ColumnElement[bool]) -> None:
        edition_ids = select(Broadcast.edition_id).where(here)
        lines = self.known(
            Line, ("edition_id", "position", "kind", "story_id"), Line.edition_id.in_(edition_ids), order="position"
        )
        story_ids = select(Line.story_id).where(Line.edition_id.in_(edition_ids), Line.kind == LineKind.STORY)
        stories = self.known(Story, STORY_COLUMNS, Story.id.in_(story_ids))
        self._look_up_authors(stories, "story_id", Credit.story_id.in_(story_ids))
        _join(lines, "story_id", stories)
        for line in lines.values():
            self.lines[editions[line["edition_id"]]].append(line)
        publications = self.known(
            Publication, ("edition_id", "address", "posted", "withdrawn"), Publication.edition_id.in_(edition_ids)
        )
        for publication in publications.values():
            self.publications[editions[publication["edition_id"]]].append(publication)

    def _look_up_authors(self, works: Mapping[int, Record], column: str, where: ColumnElement[bool]) -> None:
        written = self.known(Credit, (column, "person_id"), where, Credit.role == CreditRole.AUTHOR)
        _join(written, "person_id", self.people.by_id)
        for credit in written.values():
            self.credits[works[credit[column]]].append(credit)


def _runs(days: set[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """First and last days of the days without those that lie months apart, such as that of a very old first run."""
    runs: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] <= dt.timedelta(days=NEAR_DAYS):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _join(records: Mapping[int, Record], column: str, others: Mapping[int, Record]) -> None:
    """Put records where ids are."""
    for record in records.values():
        row_id = record.values[column]
        record.values[column] = None if row_id is None else others[row_id]
