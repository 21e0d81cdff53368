"""Compare the rows of stories with the rundowns of the desk: which line and which story each row is."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeAlias

from radiodesk.ledger.columns import SheetKind, plain
from radiodesk.ledger.comparing.broadcasts import Schedule
from radiodesk.ledger.comparing.credits import credit, set_topics
from radiodesk.ledger.comparing.matching import Pairing, are_similar
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.records import EditionRecord, LineRecord, StoryRecord
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.reading.rows import Identity, StoryRow, identity
from radiodesk.locale import _
from radiodesk.model import BroadcastKind, LineKind, Source
from radiodesk.model.text import key, quoted


@dataclass(eq=False, slots=True)
class Use:
    """A row, with the line and the story that it was matched with."""

    row: StoryRow
    edition: EditionRecord
    same: tuple[dt.date, dt.time | None, Identity]
    """Uses with the same value are of one story."""
    rank: int = 0
    """Its place among the edition's rows, from 0."""
    line: LineRecord | None = None
    story: StoryRecord | None = None


Pairs: TypeAlias = list[tuple[Use, LineRecord]]
"""Uses with the lines that they are."""


class Rundowns:
    """Plans the changes of rundowns and stories."""

    def __init__(self, picture: Picture, schedule: Schedule, tally: Tally) -> None:
        self._picture = picture
        self._steps = picture.steps
        self._schedule = schedule
        self._tally = tally
        self._stories: dict[tuple[dt.date, dt.time | None, Identity], StoryRecord] = {}
        self._claimed: dict[StoryRecord, Identity] = {}
        """The new identity of each story of the desk that a row has claimed."""
        self._used_elsewhere: set[StoryRecord] = set()
        """Stories that are in rundowns of other editions than those of the rows, too."""
        self.uses: list[Use] = []

    def plan(self, rows: list[StoryRow]) -> None:
        """Pair the rows with the lines of their editions, and apply what the rows say."""
        # A row that names its own moment as the first begins a story of its own, beside another one of that day.
        own = {(row.day, row.time, row.identity) for row in rows if row.first == (row.day, row.time)}
        by_edition: dict[EditionRecord, dict[Identity, Use]] = defaultdict(dict)
        for row in self._steps.over(rows):
            if not (edition := self._schedule.edition(row)):
                continue
            if row.identity in by_edition[edition]:
                # Some stations list the stories of the repeat as well: it has the rundown of its first run.
                self._tally.count(SheetKind.STORIES, new=False, changed=False)
            else:
                day, time = row.first or (row.day, row.time)
                first = (day, time, row.identity)
                same = first if first in own else (day, None, row.identity)
                by_edition[edition][row.identity] = Use(row, edition, same)
        self._used_elsewhere = self._picture.stories_outside(by_edition)
        editions = {edition: _in_order(list(uses.values())) for edition, uses in by_edition.items()}
        self.uses = [use for uses in editions.values() for use in uses]
        self._find_stories(editions)
        for edition, uses in editions.items():
            self._arrange(edition, uses)
        self._fill_stories()

    def _find_stories(self, editions: dict[EditionRecord, list[Use]]) -> None:
        """Find the story of each use. The best matches choose first, so that no story is taken from its own row."""
        exact: Pairs = []
        likely: Pairs = []
        for edition, uses in self._steps.over(editions.items()):
            if edition in self._picture.lines:
                self._pair(edition, uses, exact, likely)
        for use, line in exact:
            use.line = line
            if line.story:
                self._claim(use, line.story)
        self._remember_the_days()
        for use in self.uses:
            if use.story is None and (story := self._stories.get(use.same)):
                self._claim(use, story)
        self._claim_likely(likely)
        for use in self.uses:
            if use.story is None:
                self._claim(use, self._stories.get(use.same) or self._new_story(use.row))

    def _claim_likely(self, likely: Pairs) -> None:
        """Claim the stories of lines that probably belong to the rows, unless another row has a better claim."""
        for use, line in likely:
            story = line.story
            if story and use.story is None and self._claimed.get(story, use.row.identity) == use.row.identity:
                self._claim(use, self._stories.get(use.same, story))
            if story and story.recording_id is not None and use.story is not story:
                self._warn_of_story_that_stays(use.row, line)
            else:
                use.line = line

    def _pair(self, edition: EditionRecord, uses: list[Use], exact: Pairs, likely: Pairs) -> None:
        """Pair uses and lines: by identity, then by title, then by place.

        A story with a recording never gets another title, but for its accents and signs: else the wrong sound could go
        on air under it.
        """
        lines = [line for line in self._picture.lines[edition] if line.story]
        places = {line: place for place, line in enumerate(lines)}
        pairing = Pairing(uses, lines)
        pairing.match(lambda use: use.row.identity, self._identity)
        exact += pairing.pairs
        count = len(pairing.pairs)
        pairing.match(lambda use: key(use.row.title), lambda line: key(_title(line)))
        pairing.match(lambda use: plain(use.row.title), lambda line: plain(_title(line)))
        pairing.match(lambda use: use.rank, lambda line: places[line], alike=self._may_be_replaced)
        likely += pairing.pairs[count:]
        self._tally.left_alone[SheetKind.STORIES] += len(pairing.things)
        left = set(pairing.things)
        for use in pairing.rows:
            if use.rank < len(lines) and (line := lines[use.rank]) in left:
                self._warn_of_story_that_stays(use.row, line)

    def _may_be_replaced(self, use: Use, line: LineRecord) -> bool:
        """Whether the story in the place of a row may get the row's title.

        It has no recording and no other use, and a ledger brought it in, or the titles are similar.
        """
        story = line.story
        if story is None or story.recording_id is not None or story in self._used_elsewhere:
            return False
        return story in self._picture.imported_stories or are_similar(use.row.title, story.title)

    def _warn_of_story_that_stays(self, row: StoryRow, line: LineRecord) -> None:
        """Say that the story in the place of a row stays beside it, and why."""
        warning = _(
            "{place}: {other} was written at the desk and stays in the programme beside {title}. "
            "If it was replaced, take it out of the rundown"
        )
        if line.story in self._used_elsewhere:
            warning = _(
                "{place}: {other} is used in a programme of another day and stays beside {title}. "
                "If it was replaced, take it out of the rundown"
            )
        elif line.story and line.story.recording_id is not None:
            warning = _(
                "{place}: {other} has a recording and stays in the programme beside {title}. "
                "If it was replaced, take it out of the rundown"
            )
        values = {"place": row.place, "other": quoted(_title(line)), "title": quoted(row.title)}
        self._tally.warnings.append(warning.format(**values))

    def _identity(self, line: LineRecord) -> Identity | None:
        if line.story is None:
            return None
        authors = tuple(record.person.name for record in self._picture.authors[line.story])
        return identity(line.story.title, line.story.genre, authors)

    def _claim(self, use: Use, story: StoryRecord) -> None:
        use.story = story
        self._stories.setdefault(use.same, story)
        self._claimed.setdefault(story, use.row.identity)

    def _remember_the_days(self) -> None:
        """Note the desk's stories by day, because a later edition of the day may use them again.

        Repeats are left out: they may carry stories of another day.
        """
        first_runs = [one for one in self._picture.broadcasts if one.kind is BroadcastKind.FIRST_RUN]
        for broadcast in self._steps.over(first_runs):
            day = self._picture.local(broadcast).date()
            for line in self._picture.lines.get(broadcast.edition, ()) if broadcast.edition else ():
                if line.story and (same := self._identity(line)):
                    self._stories.setdefault((day, None, same), line.story)

    def _new_story(self, row: StoryRow) -> StoryRecord:
        return self._picture.records.add(StoryRecord(row.title, row.genre, row.source or Source.OWN))

    def _arrange(self, edition: EditionRecord, uses: list[Use]) -> None:
        """Put the stories in the order of the ledger. Other lines keep their places."""
        known = self._picture.lines.get(edition, [])
        if not known:
            numbered = all(use.row.order is not None for use in uses)
            last = 0
            for use in uses:
                wanted = use.row.order if numbered and use.row.order else use.rank + 1
                last = max(last + 1, wanted)  # the rows of a repeat may claim places of its first run
                self._add_line(use, last)
            return
        sequence = _reordered(known, [use.line for use in uses if use.line])
        before: LineRecord | None = None
        for use in self._steps.over(uses):
            if use.line is None:
                place = sequence.index(before) + 1 if before else _first_of(sequence, uses)
                sequence.insert(place, self._add_line(use, 0))
            before = use.line
        if sequence == known:
            return
        position = -1
        for line in sequence:
            position = max(position + 1, line.position)
            line.position = position

    def _add_line(self, use: Use, position: int) -> LineRecord:
        use.line = self._picture.records.add(LineRecord(use.edition, position, LineKind.STORY, use.story))
        return use.line

    def _fill_stories(self) -> None:
        """Apply the rows to their stories, and count the rows."""
        stories: dict[StoryRecord, list[Use]] = defaultdict(list)
        for use in self.uses:
            if use.story and use.line:
                use.line.story = use.story
                stories[use.story].append(use)
        for story, uses in self._steps.over(stories.items()):
            changed = self._fill(story, uses)
            for use in uses:
                if use.line:
                    self._tally.count(SheetKind.STORIES, new=use.line.is_new, changed=changed or bool(use.line.changes))

    def _fill(self, story: StoryRecord, uses: list[Use]) -> bool:
        """Apply the rows of a story; if they differ, the first one counts. Returns whether that changed anything."""
        row = uses[0].row
        story.title, story.genre = row.title, row.genre
        if row.source is not None:
            story.source = row.source
        aired = [use for use in uses if use.edition in self._schedule.aired]
        seconds = next((use.row.seconds for use in aired or uses if use.row.seconds is not None), None)
        planned_seconds = next((use.row.planned_seconds for use in uses if use.row.planned_seconds is not None), None)
        if planned_seconds is not None:
            story.planned_seconds = planned_seconds
        if seconds is not None and not aired:
            story.planned_seconds = seconds
        elif seconds is not None and story.recording_id is None:
            # The length of a linked recording is more exact.
            story.actual_seconds = seconds
        recredited = row.authors is not None and credit(self._picture, story, row.authors)
        retopiced = row.topics is not None and set_topics(self._picture, story, row.topics)
        return recredited or retopiced or bool(story.changes)


def _in_order(uses: list[Use]) -> list[Use]:
    """The uses in the order of the column Thứ tự if every row has it, else in the order of the rows. Sets the ranks."""
    ordered = uses
    if all(use.row.order is not None for use in uses):
        ordered = sorted(uses, key=lambda use: use.row.order or 0)
    for rank, use in enumerate(ordered):
        use.rank = rank
    return ordered


def _reordered(known: list[LineRecord], wanted: list[LineRecord]) -> list[LineRecord]:
    """The known lines with those of `wanted` in its order, in the places that these have together."""
    replacing = iter(wanted)
    members = set(wanted)
    sequence = [next(replacing) if line in members else line for line in known]
    for line, place in zip(sequence, [line.position for line in known], strict=True):
        line.position = place
    return sequence


def _first_of(sequence: list[LineRecord], uses: list[Use]) -> int:
    """The index of the first of these lines, or the end if there is none yet."""
    return next((sequence.index(use.line) for use in uses if use.line), len(sequence))


def _title(line: LineRecord) -> str:
    return line.story.title if line.story else ""
