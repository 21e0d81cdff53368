"""The rows of broadcasts compared with the desk's: what is new, what differs, and which broadcast is at a time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from radiodesk.kinds import OFF_AIR, ProgrammeKind
from radiodesk.ledger.checks import when
from radiodesk.ledger.columns import Content, SheetKind
from radiodesk.ledger.matching import Pairing
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.picture import Picture
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.records import Record
from radiodesk.ledger.rows import BroadcastRow, PublicationRow, StoryRow
from radiodesk.locale import _, formats
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, Duty, Edition, Relay
from radiodesk.model.moments import moment
from radiodesk.model.text import key, quoted
from radiodesk.schedule import rules
from radiodesk.schedule.programmes import OtherKind
from radiodesk.schedule.rules import Airtime, PlannedTwice


class Schedule:
    """The broadcasts on the ledger's days, as they are to be."""

    def __init__(
        self, picture: Picture, tally: Tally, problems: list[Problem], today: dt.date, *, unsure: bool
    ) -> None:
        self._picture = picture
        self._tally = tally
        self._problems = problems
        self._today = today
        self._unsure = unsure
        self._at: dict[tuple[dt.date, dt.time], list[Record]] = defaultdict(list)
        self.aired: set[Record] = set()
        """Editions that went to air."""

    def edition(self, row: StoryRow | PublicationRow) -> Record | None:
        """The edition that is on at a row's local time; None, with the problem noted, where there is none.

        Of several, the one of the programme that the row names.
        """
        day, time, place = row.day, row.time, row.place
        found = self._at.get((day, time), [])
        editions = [broadcast for broadcast in found if broadcast["edition_id"] is not None]
        named = key(row.programme or "")
        editions = [one for one in editions if key(self._picture.title(one)) == named] or editions
        on_air = {one["edition_id"]: one for one in editions if one["state"] not in OFF_AIR}
        if len(on_air) > 1:
            titles = ", ".join(quoted(self._picture.title(one)) for one in on_air.values())
            expected = _("the time of one programme; at that time there are {titles}")
            self._refuse(place, "Giờ phát", when(day, time), expected.format(titles=titles))
            return None
        if editions:
            edition: Record = next(iter(on_air), editions[0]["edition_id"])
            return edition
        if found:
            self._refuse(
                place, "Giờ phát", when(day, time), _("the time of a programme; at that time there is a relay")
            )
        elif not self._unsure:
            self._refuse(
                place, "Giờ phát", when(day, time), _("the day and time of a broadcast in the ledger or at the desk")
            )
        return None

    def plan(self, rows: list[BroadcastRow]) -> None:
        """Pair the rows with the desk's broadcasts, and have these become what the rows say."""
        pairing = self._pair(rows)
        self._tally.left_alone[SheetKind.BROADCASTS] += len(pairing.things)
        known = {id(row): broadcast for row, broadcast in pairing.pairs}
        paired = [(row, known.get(id(row))) for row in rows]
        first_runs = _FirstRuns(self._picture)
        paired_broadcasts = set(known.values())
        for broadcast in self._picture.broadcasts:
            if broadcast not in paired_broadcasts:
                first_runs.add(broadcast)
        # Repeats last: their first run may stand below them.
        planned: dict[Record, BroadcastRow] = {}
        for row, own in sorted(paired, key=lambda pair: pair[0].content.kind is BroadcastKind.REPEAT):
            if taken := self._plan_row(row, own, first_runs):
                planned[taken] = row
        self._check_conflicts(planned)
        for broadcast in self._picture.broadcasts:
            local = self._picture.local(broadcast)
            self._at[local.date(), local.time()].append(broadcast)
            if broadcast["state"] is BroadcastState.AIRED and broadcast["edition_id"] is not None:
                self.aired.add(broadcast["edition_id"])

    def _pair(self, rows: list[BroadcastRow]) -> Pairing[BroadcastRow, Record]:
        """By day and time; what is left over, by programme, where its time was corrected within the day."""
        picture = self._picture
        local, days = picture.local, {row.day for row in rows}
        pairing = Pairing(rows, [known for known in picture.broadcasts if local(known).date() in days])
        if pairing.things:
            pairing.match(
                lambda row: (row.day, row.time, key(row.title), row.content),
                lambda known: (local(known).date(), local(known).time(), key(picture.title(known)), _content(known)),
            )
            pairing.match(
                lambda row: (row.day, row.time),
                lambda known: (local(known).date(), local(known).time()),
                single=True,
            )
            pairing.match(
                lambda row: (row.day, key(row.title), row.content),
                lambda known: (local(known).date(), key(picture.title(known)), _content(known)),
                single=True,
            )
        return pairing

    def _plan_row(self, row: BroadcastRow, known: Record | None, first_runs: "_FirstRuns") -> Record | None:
        """Have the desk hold what a row says. Returns its broadcast; None, with the problem noted, of a bad row."""
        edition, relay = self._made(row, known, first_runs)
        if edition is None and relay is None:
            if row.content.programme is None and not self._unsure:
                expected = _("a programme that was on earlier that day, for there is no first run to repeat")
                if row.first:
                    expected = _("a programme whose first run was on {when}").format(when=when(*row.first))
                self._refuse(row.place, "Tên chương trình", quoted(row.title), expected)
            return None
        broadcast = known or self._new(row)
        if edition and edition.changes:
            broadcast.touch()
        was_aired = broadcast["state"] is BroadcastState.AIRED
        self._fill(row, broadcast)
        broadcast.become(kind=row.content.kind, edition_id=edition, relay_id=relay)
        if was_aired and broadcast["state"] is not BroadcastState.AIRED:
            warning = _("{place}: the broadcast of {when} was aired at the desk; by this row it no longer is")
            self._tally.warnings.append(warning.format(place=row.place, when=when(row.day, row.time)))
        changed = self._put_on_duty(row, broadcast) or any(
            record is not None and bool(record.changes or record.new) for record in (broadcast, edition, relay)
        )
        self._tally.count(SheetKind.BROADCASTS, new=broadcast.new, changed=changed)
        first_runs.add(broadcast)
        if broadcast["state"] is BroadcastState.AIRED and not rules.may_air(row.day, self._today):
            expected = _("a day up to today, {today}, for what was aired").format(today=formats.day(self._today))
            self._refuse(row.place, "Ngày phát", formats.day(row.day), expected)
        return broadcast

    def _check_conflicts(self, planned: dict[Record, BroadcastRow]) -> None:
        """Note what is unusual about the broadcasts of the rows that are new or changed, beside all others."""
        everything = sorted([*self._picture.broadcasts, *self._picture.neighbours], key=lambda one: one["starts"])
        airtimes = {one: self._airtime(one) for one in everything}
        for broadcast, other in _pairs(everything):
            told, beside = (broadcast, other) if broadcast in planned else (other, broadcast)
            row = planned.get(told)
            if row and any(one.new or one.changes for one in (told, beside)):
                self._check_pair(row, airtimes[told], airtimes[beside], planned.get(beside))

    def _check_pair(self, row: BroadcastRow, one: Airtime, other: Airtime, other_row: BroadcastRow | None) -> None:
        """Note what is unusual about two broadcasts. other_row: None where only the desk has the other one."""
        try:
            conflict = rules.conflict(one, other)
        except PlannedTwice:
            expected = _("another time: “{title}” is there already").format(title=other.title)
            if other_row:
                expected = _("another time than that of {place}").format(place=other_row.place)
            self._refuse(row.place, "Giờ phát", when(row.day, row.time), expected)
            return
        if conflict:
            self._tally.conflicts.append(_("{place}: {conflict}").format(place=row.place, conflict=conflict))

    def _airtime(self, broadcast: Record) -> Airtime:
        """What the rules need to know of a broadcast. A new edition has no id: its record stands for it."""
        edition = broadcast["edition_id"]
        return Airtime(
            broadcast["kind"],
            broadcast["state"],
            broadcast["starts"].astimezone(self._picture.zone),
            _seconds(broadcast),
            self._picture.title(broadcast),
            id(edition) if edition else None,
        )

    def _made(
        self, row: BroadcastRow, known: Record | None, first_runs: "_FirstRuns"
    ) -> tuple[Record | None, Record | None]:
        """The edition or the relay that the row is about."""
        if row.content.kind is BroadcastKind.RELAY:
            return None, self._relay(row, known)
        if row.content.programme is None:
            return first_runs.repeated(row, known), None
        programme = self._programme(row, row.content.programme)
        if programme is None:
            return None, None
        if known and known["kind"] is BroadcastKind.FIRST_RUN:
            edition: Record = known["edition_id"]
            edition.become(programme_id=programme)
            return edition, None
        return self._picture.records.add(Edition, programme_id=programme), None

    def _programme(self, row: BroadcastRow, kind: ProgrammeKind) -> Record | None:
        try:
            return self._picture.programme(row.title, kind)
        except OtherKind as error:
            self._refuse(
                row.place,
                "Thể loại",
                _(kind),
                _("the kind “{kind}” of {title}").format(kind=error.values["kind"], title=quoted(row.title)),
            )
            return None

    def _relay(self, row: BroadcastRow, known: Record | None) -> Record:
        live = row.content.live
        relay: Record | None = known["relay_id"] if known else None
        name = row.upstream or ("" if live else row.title)
        if relay is None:
            upstream = self._picture.upstreams.named(name) if name else None
            return self._picture.records.add(Relay, title=row.title, live=live, upstream_id=upstream)
        upstream = relay["upstream_id"]
        # The ledger has one name for a relay: the desk may know the upstream and what it carries apart.
        named = {key(relay["title"])} | ({key(upstream["name"])} if upstream else set())
        if relay["live"] is not live or key(row.title) not in named:
            relay.become(title=row.title, live=live)
            relay.become(upstream_id=self._picture.upstreams.named(name) if name else upstream)
        elif row.upstream:
            relay.become(upstream_id=self._picture.upstreams.named(row.upstream))
        return relay

    def _new(self, row: BroadcastRow) -> Record:
        broadcast = self._picture.records.add(
            Broadcast,
            kind=row.content.kind,
            state=BroadcastState.PLANNED,
            starts=moment(row.day, row.time, self._picture.zone),
            edition_id=None,
            relay_id=None,
            planned_seconds=None,
            actual_seconds=None,
            note="",
        )
        self._picture.broadcasts.append(broadcast)
        return broadcast

    def _fill(self, row: BroadcastRow, broadcast: Record) -> None:
        """What the row says of time, state, length and note; of what it leaves empty the desk's word stands."""
        local = self._picture.local(broadcast)
        if (local.date(), local.time()) != (row.day, row.time):
            broadcast.become(starts=moment(row.day, row.time, self._picture.zone))
        was_aired = broadcast["state"] is BroadcastState.AIRED
        if row.state is not None:
            broadcast.become(state=row.state)
        if row.note is not None:
            broadcast.become(note=row.note)
        aired = broadcast["state"] is BroadcastState.AIRED
        if row.seconds is not None:
            broadcast.become(**{"actual_seconds" if aired else "planned_seconds": row.seconds})
        if row.planned_seconds is not None:
            broadcast.become(planned_seconds=row.planned_seconds)
        if was_aired and not aired:
            broadcast.become(actual_seconds=None)

    def _put_on_duty(self, row: BroadcastRow, broadcast: Record) -> bool:
        """Have those on that the row names, role by role. Whether that changed anything."""
        changed = False
        for role, names in row.duties.items():
            wanted = dict.fromkeys(map(self._picture.people.named, names))
            known = [] if broadcast.new else [d for d in self._picture.duties[broadcast] if d["role"] is role]
            for duty in known:
                if duty["person_id"] not in wanted:
                    self._picture.records.remove(duty)
                    changed = True
            there = {duty["person_id"] for duty in known}
            for person in wanted:
                if person not in there:
                    self._picture.records.add(Duty, broadcast_id=broadcast, person_id=person, role=role)
                    changed = True
        return changed

    def _refuse(self, place: Place, column: str, value: str, expected: str) -> None:
        self._problems.append(Problem(place, column, value, expected))


class _FirstRuns:
    """First runs by day and title, for the repeats of the day."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._by_title: dict[tuple[dt.date, str], list[Record]] = defaultdict(list)

    def add(self, broadcast: Record) -> None:
        """Take note of a broadcast if it is one."""
        if broadcast["kind"] is BroadcastKind.FIRST_RUN:
            day = self._picture.local(broadcast).date()
            self._by_title[day, key(self._picture.title(broadcast))].append(broadcast)

    def repeated(self, row: BroadcastRow, known: Record | None) -> Record | None:
        """The edition of that title whose first run the row names, or that was on last before the row's time.

        Where there is none, the edition that the desk's repeat has.
        """
        zone = self._picture.zone
        if row.first:
            first = moment(*row.first, zone)
            before = [one for one in self._by_title[row.first[0], key(row.title)] if one["starts"] == first]
        else:
            starts = moment(row.day, row.time, zone)
            before = [one for one in self._by_title[row.day, key(row.title)] if one["starts"] < starts]
        before.sort(key=lambda one: (one["state"] not in OFF_AIR, one["starts"]))
        if before:
            edition: Record = before[-1]["edition_id"]
            return edition
        if known and known["kind"] is BroadcastKind.REPEAT and key(self._picture.title(known)) == key(row.title):
            return known["edition_id"]  # type: ignore[no-any-return]
        return None


def _seconds(broadcast: Record) -> int | None:
    seconds: int | None = broadcast["actual_seconds"]
    return broadcast["planned_seconds"] if seconds is None else seconds


def _pairs(broadcasts: list[Record]) -> Iterator[tuple[Record, Record]]:
    """Those that are on air at the same time, and repeats with the first runs that follow them. In order of air."""
    running: list[Record] = []
    for broadcast in broadcasts:
        starts = broadcast["starts"].replace(second=0, microsecond=0)
        running = [one for one in running if _ends(one) > starts]
        yield from ((broadcast, other) for other in running)
        running.append(broadcast)
    first_runs = {one["edition_id"]: one for one in broadcasts if one["kind"] is BroadcastKind.FIRST_RUN}
    for repeat in broadcasts:
        first = first_runs.get(repeat["edition_id"]) if repeat["kind"] is BroadcastKind.REPEAT else None
        if first and _ends(repeat) <= first["starts"].replace(second=0, microsecond=0):
            yield repeat, first


def _ends(broadcast: Record) -> dt.datetime:
    """When a broadcast no longer meets another one: at the earliest at the end of the minute in which it starts."""
    starts: dt.datetime = broadcast["starts"]
    return max(
        starts + dt.timedelta(seconds=_seconds(broadcast) or 0),
        starts.replace(second=0, microsecond=0) + dt.timedelta(minutes=1),
    )


def _content(broadcast: Record) -> Content:
    """What the column Thể loại says of it."""
    kind = broadcast["kind"]
    relay = broadcast["relay_id"]
    if kind is BroadcastKind.FIRST_RUN:
        return Content(kind, broadcast["edition_id"]["programme_id"]["kind"])
    return Content(kind, live=relay is not None and relay["live"])
