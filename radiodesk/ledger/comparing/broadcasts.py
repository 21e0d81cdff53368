"""Compare the rows of broadcasts with those of the desk: what is new, what differs, what is on twice."""

import datetime as dt
import itertools
from collections import defaultdict

from radiodesk.kinds import OFF_AIR, ProgrammeKind
from radiodesk.ledger.columns import SHEET_NAMES, Content, SheetKind, column_of, required_headers
from radiodesk.ledger.comparing.matching import Pairing, are_similar
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.records import BroadcastRecord, DutyRecord, EditionRecord, ProgrammeRecord, RelayRecord
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.reading.checks import when
from radiodesk.ledger.reading.done_days import done_by
from radiodesk.ledger.reading.rows import BroadcastRow, PublicationRow, StoryRow
from radiodesk.ledger.refusal import Problems
from radiodesk.ledger.repeats import last_run, usual_run
from radiodesk.locale import _, formats, ngettext
from radiodesk.model import BroadcastKind, BroadcastState
from radiodesk.model.moments import moment
from radiodesk.model.text import key, quoted
from radiodesk.schedule import rules
from radiodesk.schedule.programmes import OtherKind
from radiodesk.schedule.rules import Airtime


class Schedule:
    """The broadcasts on the days of the ledger, as they are to be."""

    def __init__(self, picture: Picture, tally: Tally, problems: Problems, today: dt.date, *, unsure: bool) -> None:
        self._picture = picture
        self._tally = tally
        self._problems = problems
        self._today = today
        self._unsure = unsure
        self._at: dict[tuple[dt.date, dt.time], list[BroadcastRecord]] = defaultdict(list)
        self.planned: dict[BroadcastRecord, BroadcastRow] = {}
        """The broadcasts of the ledger, each with its row."""
        self._gaps: dict[dt.date, bool] = {}
        """Whether the clocks change on a day."""
        self.aired: set[EditionRecord] = set()
        """Editions that were aired."""

    def edition(self, row: StoryRow | PublicationRow) -> EditionRecord | None:
        """The edition that is on at the local time of a row, or None, with the problem noted, if there is none.

        If there are several, it is the one of the programme that the row names.
        """
        day, time, place = row.day, row.time, row.place
        found = self._at.get((day, time)) or self._at.get(self._on_the_clock(day, time), [])
        in_ledger = [broadcast for broadcast in found if broadcast in self.planned]
        broadcasts = [broadcast for broadcast in in_ledger or found if broadcast.edition is not None]
        if row.programme and broadcasts:
            title = key(self._picture.present_title(row.programme))
            named = [one for one in found if one.edition and key(one.title) == title]
            broadcasts = [one for one in named if one in self.planned] or named
            if not broadcasts:
                titles = ", ".join(quoted(one.title) for one in found)
                expected = _("the programme at that time, {titles}")
                self._refuse(
                    place,
                    column_of(SheetKind.STORIES, "programme").header,
                    quoted(row.programme),
                    expected.format(titles=titles),
                )
                return None
        on_air = {one.edition: one for one in broadcasts if one.state not in OFF_AIR}
        if len(on_air) > 1:
            titles = ", ".join(quoted(one.title) for one in on_air.values())
            expected = _("the time of one programme; at that time there are {titles}")
            self._refuse(place, "Giờ phát", when(day, time), expected.format(titles=titles))
            return None
        if broadcasts:
            return next(iter(on_air), broadcasts[0].edition)
        if found:
            self._refuse(
                place, "Giờ phát", when(day, time), _("the time of a programme; at that time there is a relay")
            )
        elif not self._unsure:
            expected = _("the day and time of a broadcast in the ledger or at the desk")
            if not self._at:
                expected = _(
                    "a broadcast at that time; neither the ledger nor the desk has any on these days. "
                    "Add a sheet “{sheet}” with the columns {columns}, or plan the programmes at the desk first"
                ).format(
                    sheet=SHEET_NAMES[SheetKind.BROADCASTS], columns=", ".join(required_headers(SheetKind.BROADCASTS))
                )
            self._refuse(place, "Giờ phát", when(day, time), expected)
        return None

    def first_runs_off_air(self) -> dict[EditionRecord, tuple[BroadcastRecord, BroadcastRow | None]]:
        """The editions whose first run is not aired: that broadcast, with its row in the ledger."""
        return {
            one.edition: (one, self.planned.get(one))
            for one in self._picture.broadcasts
            if one.edition and one.kind is BroadcastKind.FIRST_RUN and one.state is not BroadcastState.AIRED
        }

    def plan(self, rows: list[BroadcastRow]) -> None:
        """Pair the rows with the broadcasts of the desk, and apply what the rows say."""
        steps = self._picture.steps
        rows = [self._called_as_now(self._shifted(row)) for row in rows]
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
        for row, own in steps.over(sorted(paired, key=lambda pair: pair[0].content.kind is BroadcastKind.REPEAT)):
            if planned := self._plan_row(row, own, first_runs):
                self.planned[planned] = row
        self._warn_of_missing_states(paired)
        self._check_twice(self.planned)
        for broadcast in steps.over(self._picture.broadcasts):
            local = self._picture.local(broadcast)
            self._at[local.date(), local.time()].append(broadcast)
            if broadcast.state is BroadcastState.AIRED and broadcast.edition is not None:
                self.aired.add(broadcast.edition)

    def _warn_of_missing_states(self, paired: list[tuple[BroadcastRow, BroadcastRecord | None]]) -> None:
        """Say how many new broadcasts of past days will be counted nowhere, because their rows state no state."""
        rows = [row for row, known in paired if known is None and row.state is None and row.day < self._today]
        if rows:
            warning = ngettext(
                "{count} broadcast of a past day has no state: it comes in as planned and is not counted "
                "(first {place})",
                "{count} broadcasts of past days have no state: they come in as planned and are not counted "
                "(first {place})",
                len(rows),
            )
            self._tally.warnings.append(warning.format(count=formats.number(len(rows)), place=rows[0].place))

    def _shifted(self, row: BroadcastRow) -> BroadcastRow:
        """The row with a time that exists on its day: a change of clocks shifts one that does not."""
        day, time = self._on_the_clock(row.day, row.time)
        return row if time == row.time else row._replace(day=day, time=time)

    def _called_as_now(self, row: BroadcastRow) -> BroadcastRow:
        """The row with the present title of its programme, if it states an earlier one."""
        is_relay = row.content.kind is BroadcastKind.RELAY
        return row if is_relay else row._replace(title=self._picture.present_title(row.title))

    def _on_the_clock(self, day: dt.date, time: dt.time) -> tuple[dt.date, dt.time]:
        if day not in self._gaps:
            midnight = dt.datetime.combine(day, dt.time.min, self._picture.zone)
            before, after = midnight.utcoffset(), (midnight + dt.timedelta(days=1)).utcoffset()
            self._gaps[day] = before != after
        if not self._gaps[day]:
            return day, time
        local = moment(day, time, self._picture.zone).astimezone(self._picture.zone)
        return local.date(), local.time()

    def _pair(self, rows: list[BroadcastRow]) -> Pairing[BroadcastRow, BroadcastRecord]:
        """Pair by title before time: a programme that the ledger moves must not take the place of another one.

        A broadcast with another title at a row's time is the row's own if a ledger brought it in and it has no
        recordings, or if the title is similar. What was planned at the desk stays.
        """
        local, days = self._picture.local, {row.day for row in rows}
        pairing = Pairing(rows, [known for known in self._picture.broadcasts if local(known).date() in days])
        if not pairing.things:
            return pairing
        pairing.match(
            lambda row: (row.day, row.time, key(row.title), row.content),
            lambda known: (local(known).date(), local(known).time(), key(known.title), _content(known)),
        )
        pairing.match(
            lambda row: (row.day, row.time, key(row.title)),
            lambda known: (local(known).date(), local(known).time(), key(known.title)),
        )
        pairing.match(
            lambda row: (row.day, key(row.title), row.content),
            lambda known: (local(known).date(), key(known.title), _content(known)),
            single=True,
        )
        if pairing.rows and pairing.things:
            corrected = self._picture.imported(pairing.things)
            pairing.match(
                lambda row: (row.day, row.time),
                lambda known: (local(known).date(), local(known).time()),
                single=True,
                alike=lambda row, known: (
                    _same_upstream(row, known)
                    or (not self._picture.has_recordings(known) and (known in corrected or self._corrects(row, known)))
                ),
            )
        return pairing

    def _corrects(self, row: BroadcastRow, known: BroadcastRecord) -> bool:
        """Whether a row seems to correct the title of a broadcast: its own is not that of another programme."""
        return are_similar(row.title, known.title) and not self._picture.has_programme(row.title)

    def _plan_row(
        self, row: BroadcastRow, known: BroadcastRecord | None, first_runs: "_FirstRuns"
    ) -> BroadcastRecord | None:
        """Apply a row. Returns its broadcast, or None, with the problem noted, for a bad row."""
        if known and row.content.kind is not BroadcastKind.FIRST_RUN and self._is_first_run_with_rundown(known):
            expected = _("the first run that the desk has here, with its rundown; to replace it, remove it there first")
            self._refuse(row.place, "Thể loại", _(row.content.kind), expected)
            return None
        edition, relay = self._content(row, known, first_runs)
        if edition is None and relay is None:
            if row.content.programme is None and not self._unsure:
                expected = _("a programme that was on earlier that day, for there is no first run to repeat")
                if row.first:
                    expected = _("a programme whose first run was on {when}").format(when=when(*row.first))
                self._refuse(row.place, "Tên chương trình", quoted(row.title), expected)
            return None
        broadcast = known or self._new(row)
        if edition and edition.changes:
            broadcast.touched = True
        was_aired = broadcast.state is BroadcastState.AIRED
        self._fill(row, broadcast)
        broadcast.kind, broadcast.edition, broadcast.relay = row.content.kind, edition, relay
        if was_aired and broadcast.state is not BroadcastState.AIRED:
            warning = _("{place}: the desk has the broadcast of {when} as aired; with this row it no longer is")
            self._tally.warnings.append(warning.format(place=row.place, when=when(row.day, row.time)))
        changed = self._put_on_duty(row, broadcast) or any(
            record is not None and record.is_changed for record in (broadcast, edition, relay)
        )
        self._tally.count(SheetKind.BROADCASTS, new=broadcast.is_new, changed=changed)
        first_runs.add(broadcast)
        if broadcast.state in rules.BEGUN and not rules.may_have_begun(row.day, self._today):
            self._refuse(row.place, "Ngày phát", formats.day(row.day), done_by(self._today))
        return broadcast

    def _is_first_run_with_rundown(self, known: BroadcastRecord) -> bool:
        """Whether another kind of broadcast in its place would leave its stories without one."""
        first_run = known.kind is BroadcastKind.FIRST_RUN and known.edition is not None
        return first_run and bool(self._picture.lines.get(known.edition))  # type: ignore[arg-type]

    def _check_twice(self, planned: dict[BroadcastRecord, BroadcastRow]) -> None:
        """Refuse new and changed broadcasts of a programme that is on at the same time."""
        by_minute: dict[dt.datetime, list[BroadcastRecord]] = defaultdict(list)
        for broadcast in self._picture.steps.over([*self._picture.broadcasts, *self._picture.neighbours]):
            by_minute[rules.minute(broadcast.starts)].append(broadcast)
        for together in by_minute.values():
            for other, broadcast in itertools.combinations(sorted(together, key=lambda one: one.starts), 2):
                own, beside = (broadcast, other) if broadcast in planned else (other, broadcast)
                row = planned.get(own)
                if row and (is_altered(own) or is_altered(beside)):
                    self._check_pair(row, self._airtime(own), self._airtime(beside), planned.get(beside))

    def _check_pair(self, row: BroadcastRow, one: Airtime, other: Airtime, other_row: BroadcastRow | None) -> None:
        """Refuse one programme twice. other_row: None if the ledger does not have the other broadcast."""
        if rules.is_same_twice(one, other):
            expected = _("another time: “{title}” is there already").format(title=other.title)
            if other_row:
                expected = _("another time than that of {place}").format(place=other_row.place)
            self._refuse(row.place, "Giờ phát", when(row.day, row.time), expected)

    def _airtime(self, broadcast: BroadcastRecord) -> Airtime:
        """The values that the rules need."""
        return Airtime(
            broadcast.kind,
            broadcast.state,
            broadcast.starts.astimezone(self._picture.zone),
            _seconds(broadcast),
            broadcast.title,
        )

    def _content(
        self, row: BroadcastRow, known: BroadcastRecord | None, first_runs: "_FirstRuns"
    ) -> tuple[EditionRecord | None, RelayRecord | None]:
        """The edition or relay of a row."""
        if row.content.kind is BroadcastKind.RELAY:
            return None, self._relay(row, known)
        if row.content.programme is None:
            return first_runs.repeated(row, known), None
        programme = self._programme(row, row.content.programme, known)
        if programme is None:
            return None, None
        if known and known.edition and known.kind is BroadcastKind.FIRST_RUN:
            known.edition.programme = programme
            return known.edition, None
        return self._picture.records.add(EditionRecord(programme)), None

    def _programme(
        self, row: BroadcastRow, kind: ProgrammeKind, known: BroadcastRecord | None
    ) -> ProgrammeRecord | None:
        """The programme that a row names; None, with the problem noted, if it has another kind."""
        own = known.edition.programme if known and known.edition else None
        if own and own.kind is kind and key(own.title) == key(row.title):
            return own  # perhaps a double of an older release: nothing changes
        try:
            return self._picture.programme(row.title, kind)
        except OtherKind as error:
            self._refuse(
                row.place,
                "Thể loại",
                _(kind),
                _("“{kind}”: {title} is already a programme of that kind").format(
                    kind=error.values["kind"], title=quoted(row.title)
                ),
            )
            return None

    def _relay(self, row: BroadcastRow, known: BroadcastRecord | None) -> RelayRecord:
        live = row.content.live
        relay = known.relay if known else None
        name = row.upstream or ("" if live else row.title)
        upstream = self._picture.upstreams.named(name) if name else None
        if relay is None:
            return self._picture.records.add(RelayRecord(row.title, live, upstream))
        # The ledger has one name for a relay: the desk may know the upstream and what it carries apart.
        names = {key(relay.title)} | ({key(relay.upstream.name)} if relay.upstream else set())
        if relay.live is not live or key(row.title) not in names:
            relay.title, relay.live, relay.upstream = row.title, live, upstream or relay.upstream
        elif row.upstream:
            relay.upstream = upstream
        return relay

    def _new(self, row: BroadcastRow) -> BroadcastRecord:
        starts = moment(row.day, row.time, self._picture.zone)
        broadcast = BroadcastRecord(row.content.kind, BroadcastState.PLANNED, starts, None, None)
        self._picture.broadcasts.append(broadcast)
        return self._picture.records.add(broadcast)

    def _fill(self, row: BroadcastRow, broadcast: BroadcastRecord) -> None:
        """Apply time, state, length and note. What the row leaves empty stays as it is at the desk."""
        local = self._picture.local(broadcast)
        if (local.date(), local.time()) != (row.day, row.time):
            broadcast.starts = moment(row.day, row.time, self._picture.zone)
        before = broadcast.state
        if row.state is not None:
            broadcast.state = row.state
        if row.note is not None:
            broadcast.note = row.note
        aired = broadcast.state is BroadcastState.AIRED
        if row.seconds is not None and aired:
            broadcast.actual_seconds = row.seconds
        elif row.seconds is not None:
            broadcast.planned_seconds = row.seconds
        if row.planned_seconds is not None:
            broadcast.planned_seconds = row.planned_seconds
        if broadcast.state is not before:
            broadcast.actual_seconds = rules.actual_length(before, broadcast.state, broadcast.actual_seconds)

    def _put_on_duty(self, row: BroadcastRow, broadcast: BroadcastRecord) -> bool:
        """Put on duty the people that the row names, role by role. Returns whether that changed anything."""
        changed = False
        for role, names in row.duties.items():
            wanted = dict.fromkeys(map(self._picture.people.named, names))
            known = [] if broadcast.is_new else [duty for duty in self._picture.duties[broadcast] if duty.role is role]
            present = {duty.person for duty in known}
            removed = [duty for duty in known if duty.person not in wanted]
            added = [person for person in wanted if person not in present]
            for duty in removed:
                self._picture.records.remove(duty)
            for person in added:
                self._picture.records.add(DutyRecord(broadcast, person, role))
            changed = changed or bool(removed or added)
        return changed

    def _refuse(self, place: Place, column: str, value: str, expected: str) -> None:
        self._problems.append(Problem(place, column, value, expected))


class _FirstRuns:
    """First runs by day and title, for the repeats of that day."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._by_title: dict[tuple[dt.date, str], list[BroadcastRecord]] = defaultdict(list)

    def add(self, broadcast: BroadcastRecord) -> None:
        """Add a broadcast if it is a first run."""
        if broadcast.kind is BroadcastKind.FIRST_RUN:
            day = self._picture.local(broadcast).date()
            self._by_title[day, key(broadcast.title)].append(broadcast)

    def repeated(self, row: BroadcastRow, known: BroadcastRecord | None) -> EditionRecord | None:
        """The edition of that title whose first run the row names, or that was on last before the row's time.

        Where there is none, the edition that the desk's repeat has.
        """
        zone = self._picture.zone
        if row.first:
            first = moment(*row.first, zone)
            run = last_run(one for one in self._by_title[row.first[0], key(row.title)] if one.starts == first)
        else:
            run = usual_run(self._by_title[row.day, key(row.title)], moment(row.day, row.time, zone))
        if run:
            return run.edition
        if known and known.kind is BroadcastKind.REPEAT and key(known.title) == key(row.title):
            return known.edition
        return None


def _seconds(broadcast: BroadcastRecord) -> int | None:
    seconds = broadcast.actual_seconds
    return broadcast.planned_seconds if seconds is None else seconds


def _content(broadcast: BroadcastRecord) -> Content:
    """The content that the column Thể loại states for a broadcast."""
    if broadcast.kind is BroadcastKind.FIRST_RUN and broadcast.edition:
        return Content(broadcast.kind, broadcast.edition.programme.kind)
    return Content(broadcast.kind, live=broadcast.relay is not None and broadcast.relay.live)


def _same_upstream(row: BroadcastRow, broadcast: BroadcastRecord) -> bool:
    """Whether a row names the upstream of a broadcast, as ledgers do that have one column for both."""
    upstream = broadcast.relay.upstream if broadcast.relay else None
    return upstream is not None and key(upstream.name) == key(row.title)


def is_altered(broadcast: BroadcastRecord) -> bool:
    """Whether it is new, or it or what it carries is to change."""
    carried = (broadcast.edition, broadcast.relay)
    return broadcast.is_changed or broadcast.touched or any(each is not None and each.is_changed for each in carried)
