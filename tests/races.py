"""Several desks at once: processes that make random changes through the public functions, and what must hold then.

`python -m tests.races --seconds 600 --processes 8` runs it by hand on a new SQLite file; `--database URL` on a server.
"""

import argparse
import collections
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.history import invariants, log, undo, verify
from radiodesk.kinds import (
    BroadcastState,
    ClipKind,
    ClipState,
    Genre,
    JoinKind,
    ProgrammeKind,
    Source,
)
from radiodesk.ledger import bring_in
from radiodesk.media import linking, places, recordings, treatments
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.model import (
    Action,
    Broadcast,
    Clip,
    Credit,
    Desk,
    Edition,
    Line,
    Person,
    Programme,
    Publication,
    Recording,
    Story,
    StoryTopic,
    Topic,
    Treatment,
    station,
)
from radiodesk.model.database import existing
from radiodesk.newsroom import publications, rundowns, television
from radiodesk.reports import evidence, periods, tally
from radiodesk.reports.content import Value
from radiodesk.schedule import broadcasts, programmes, queries
from radiodesk.staff import partners, people
from tests.replay import replay, rows_of

FIRST = dt.date(2019, 3, 1)
DAYS = 12
"""Few, so that the processes meet."""

NAMES = ("Thu Hà", "Đức Anh", "Thanh Thủy", "Văn Minh", "thu hà")
TOPICS = ("Bầu cử", "bầu cử", "Nông thôn mới", "Đại hội Đảng")
TITLES = ("Thời sự sáng", "Thời sự trưa", "Pháp luật", "Ca nhạc")
KINDS = (ProgrammeKind.NEWS, ProgrammeKind.NEWS, ProgrammeKind.COLUMN, ProgrammeKind.MUSIC)
RECORDINGS = 6

BOOKS = {
    "phat-song.csv": (
        "Ngày phát,Giờ phát,Tên chương trình,Thể loại,Thời lượng,Biên tập,Trạng thái\n"
        + "".join(f"{day:02}/05/2019,05:30,Thời sự sáng,Thời sự,15:00,Thu Hà,Đã phát\n" for day in range(1, 29))
    ),
    "tin-bai.csv": (
        "Ngày phát,Giờ phát,Thứ tự,Thể loại,Tiêu đề,Tác giả\n"
        + "".join(
            f"{day:02}/05/2019,05:30,{number},Tin,Tin {day}-{number},Đức Anh\n"
            for day in range(1, 29)
            for number in range(1, 5)
        )
    ),
    "website.csv": (
        "Ngày đăng,Ngày phát,Giờ phát,Đường dẫn\n"
        + "".join(f"{day:02}/05/2019,{day:02}/05/2019,05:30,https://dai.example/{day}\n" for day in range(1, 29))
    ),
}
"""A ledger that every process imports: its month belongs to nobody else."""

IMPORTED = {"news_programmes": 28, "stories": 112, "web_uploads": 28}
"""What the report counts of it."""


@dataclass
class Racer:
    """One process at the desk: makes one random change after the other."""

    desk: Desk
    books: list[Path]
    chance: random.Random
    done: collections.Counter[str] = field(default_factory=collections.Counter)
    refused: collections.Counter[str] = field(default_factory=collections.Counter)
    counted: collections.Counter[str] = field(default_factory=collections.Counter)
    """How often each counter was raised: a counter is the number in a note or title of one row."""
    faults: list[str] = field(default_factory=list)

    def run(self, until: float) -> None:
        """Make changes until a moment of the monotonic clock."""
        works = [work for work, weight in WORKS.items() for _ in range(weight)]
        while time.monotonic() < until:
            work = self.chance.choice(works)
            try:
                work(self)
            except UserError as error:
                self.refused[type(error).__name__] += 1
            except _Nothing:
                pass
            except Exception:
                self.faults.append(f"{work.__name__}\n{traceback.format_exc()[-3000:]}")
            else:
                self.done[work.__name__] += 1

    def look(self, ask: Callable[[Session], Any]) -> Any:
        with self.desk.reading() as session:
            return ask(session)

    def change(self, make: Callable[[Session], Any]) -> Any:
        """Make a change that others may undo."""
        with self.desk.changing(UNDOABLE, name="race") as session:
            return make(session)

    def change_counted(self, make: Callable[[Session], Any]) -> Any:
        """Make a change that raises a counter. Nobody undoes it."""
        with self.desk.changing(Action.EARLIER, what="race") as session:
            return make(session)

    def any_of(self, kind: type[Any], *conditions: Any) -> int:
        ids = self.look(lambda session: session.scalars(select(kind.id).where(*conditions).limit(200)).all())
        if not ids:
            raise _Nothing
        return int(self.chance.choice(ids))

    def day(self) -> dt.date:
        return FIRST + dt.timedelta(days=self.chance.randrange(DAYS))

    def time(self) -> dt.time:
        return dt.time(self.chance.randrange(5, 21), self.chance.choice((0, 30)))

    def authors(self) -> str:
        return ", ".join(self.chance.sample(NAMES, self.chance.randrange(3)))

    def topics(self) -> list[str]:
        return self.chance.sample(TOPICS, self.chance.randrange(3))

    def rundown(self) -> rundowns.RundownView:
        edition_id = self.any_of(Edition, HAS_OURS)
        return self.look(lambda session: rundowns.rundown(session, edition_id))

    def raised(self, text: str, what: str) -> str:
        """A text whose number is one more. The number tells how many changes it saw."""
        self.counted[what] += 1
        head, _, number = text.rpartition("#")
        return f"{head or text}#{int(number) + 1}" if head else f"{text} #1"


class _Nothing(Exception):
    """There is nothing yet on which the chosen work could be done."""


OURS = Broadcast.starts < dt.datetime(2019, 4, 20, tzinfo=dt.UTC)
"""The broadcasts that racers change. Those of the imported month are left alone, so that they can be counted."""

HAS_OURS = Edition.id.in_(select(Broadcast.edition_id).where(OURS))
AIRED = Edition.id.in_(
    select(Broadcast.edition_id).where(OURS, Broadcast.kind == "first_run", Broadcast.state == "aired")
)

UNDOABLE = Action.LAY_ASIDE
"""The action of all changes that others may undo."""

NOW = dt.datetime(2019, 6, 1, 5, tzinfo=dt.UTC)
TODAY = NOW.date()


def plan_first_run(racer: Racer) -> None:
    number = racer.chance.randrange(len(TITLES))
    on, at = racer.day(), racer.time()
    racer.change(
        lambda session: broadcasts.plan_first_run(
            session,
            title=TITLES[number],
            kind=None if number % 2 else KINDS[number],
            on=on,
            at=at,
            seconds=900,
            sure=True,
        )
    )


def plan_repeat(racer: Racer) -> None:
    edition_id, on, at = (
        racer.any_of(Edition, HAS_OURS),
        racer.day(),
        racer.time(),
    )
    racer.change(
        lambda session: broadcasts.plan_repeat(session, edition_id=edition_id, on=on, at=at, seconds=None, sure=True)
    )


def plan_relay(racer: Racer) -> None:
    on, at, live = racer.day(), racer.time(), racer.chance.random() < 0.5
    upstream = "" if live else racer.chance.choice(("VOV1", "vov1", "Đài tỉnh"))
    racer.change(
        lambda session: broadcasts.plan_relay(
            session, title="Tiếp âm", live=live, upstream=upstream, on=on, at=at, seconds=1800, sure=True
        )
    )


def change_broadcast(racer: Racer) -> None:
    broadcast_id = racer.any_of(Broadcast, OURS)
    item = racer.look(lambda session: queries.broadcast(session, broadcast_id))
    counted = racer.counted.copy()
    note = racer.raised(item.note or "lượt", f"broadcast {broadcast_id}")
    moved = racer.chance.random() < 0.3
    on, at = (racer.day(), racer.time()) if moved else (item.starts.date(), item.starts.time())
    title = racer.chance.choice(TITLES) if racer.chance.random() < 0.2 else None
    try:
        racer.change_counted(
            lambda session: broadcasts.change_broadcast(
                session,
                item.id,
                item.version,
                on=on,
                at=at,
                planned_seconds=item.planned_seconds,
                actual_seconds=item.actual_seconds,
                note=note,
                now=NOW,
                title=title,
                sure=True,
            )
        )
    except BaseException:
        racer.counted = counted
        raise


def set_state(racer: Racer) -> None:
    broadcast_id = racer.any_of(Broadcast, OURS)
    item = racer.look(lambda session: queries.broadcast(session, broadcast_id))
    state = racer.chance.choice(list(BroadcastState))
    racer.change(lambda session: broadcasts.set_state(session, item.id, item.version, state, now=NOW, sure=True))


def add_story(racer: Racer) -> None:
    view = racer.rundown()
    title, authors, topics = f"Tin {racer.chance.randrange(10**6)}", racer.authors(), racer.topics()
    number = racer.chance.randrange(1, 6)
    racer.change(
        lambda session: rundowns.add_story(
            session,
            view.edition_id,
            title=title,
            genre=racer.chance.choice(list(Genre)),
            source=Source.OWN,
            authors=authors,
            seconds=60,
            topics=topics,
            number=number,
        )
    )


def add_insert(racer: Racer) -> None:
    view = racer.rundown()
    racer.change(lambda session: rundowns.add_insert(session, view.edition_id, label="Nhạc hiệu", seconds=10, number=1))


def use_story(racer: Racer) -> None:
    view, story_id = racer.rundown(), racer.any_of(Story, Story.title.not_like("%-%"))
    racer.change(lambda session: rundowns.use_story(session, view.edition_id, story_id))


def _line(racer: Racer) -> tuple[rundowns.RundownView, Any]:
    view = racer.rundown()
    if not view.lines:
        raise _Nothing
    return view, racer.chance.choice(view.lines)


def move_line(racer: Racer) -> None:
    view, line = _line(racer)
    by = racer.chance.choice((-2, -1, 1, 2))
    racer.change(lambda session: rundowns.move_line(session, line.id, view.version, by))


def remove_line(racer: Racer) -> None:
    view, line = _line(racer)
    racer.change(lambda session: rundowns.remove_line(session, line.id, view.version))


def join_line(racer: Racer) -> None:
    view, line = _line(racer)
    join = racer.chance.choice(list(JoinKind))
    racer.change(lambda session: rundowns.join_line(session, line.id, view.version, join, 1.0))


def change_line(racer: Racer) -> None:
    _view, line = _line(racer)
    counted = racer.counted.copy()
    what = f"story {line.story_id}" if line.story_id else f"line {line.id}"
    title, authors, topics = racer.raised(line.title, what), racer.authors(), racer.topics()
    try:
        racer.change_counted(
            lambda session: rundowns.change_line(
                session,
                line.id,
                line.version,
                title=title,
                seconds=racer.chance.randrange(1, 300),
                genre=racer.chance.choice(list(Genre)),
                authors=authors,
                topics=topics,
            )
        )
    except BaseException:
        racer.counted = counted
        raise


def link(racer: Racer) -> None:
    _view, line = _line(racer)
    recording_id = racer.any_of(Recording) if racer.chance.random() < 0.8 else None
    target = places.target_of(line.id, line.story_id)
    racer.change(lambda session: linking.link(session, target, line.version, recording_id))


def treat(racer: Racer) -> None:
    recording_id = racer.any_of(Recording)
    view = racer.look(lambda session: treatments.treatment(session, recording_id))
    recipe = Recipe(gain_db=float(racer.chance.randrange(-6, 7)), begin=racer.chance.random())
    racer.change(lambda session: treatments.change(session, recording_id, view.recording.version, recipe))


def undo_treatment(racer: Racer) -> None:
    recording_id = racer.any_of(Recording)
    view = racer.look(lambda session: treatments.treatment(session, recording_id))
    step = racer.chance.choice((treatments.undo, treatments.redo))
    racer.change(lambda session: step(session, recording_id, view.recording.version))


def set_preset(racer: Racer) -> None:
    name = racer.chance.choice(("Phỏng vấn", "phỏng vấn", "Tin"))
    known = {each.name.lower(): each for each in racer.look(treatments.presets)}
    version = known[name.lower()].version if name.lower() in known else 0
    settings = Settings(target_lufs=-float(racer.chance.randrange(14, 24)))
    racer.change(lambda session: treatments.set_preset(session, name, version, settings, None))


def lay_aside(racer: Racer) -> None:
    recording_id = racer.any_of(Recording)
    seen = racer.look(lambda session: recordings.find(session, str(recording_id)))
    racer.change(lambda session: linking.lay_aside(session, recording_id, seen.version))


def post(racer: Racer) -> None:
    edition_id, address = (
        racer.any_of(Edition, HAS_OURS),
        "https://dai.example/withdrawable",
    )
    racer.change(lambda session: publications.post(session, edition_id, address=address, on=TODAY, today=TODAY))


def withdraw(racer: Racer) -> None:
    publication_id = racer.any_of(Publication, Publication.address.like("%/withdrawable"), ~Publication.withdrawn)
    version = racer.look(lambda session: existing(session, Publication, publication_id).version)
    racer.change(lambda session: publications.withdraw(session, publication_id, version))


def add_clip(racer: Racer) -> None:
    authors = racer.authors()
    racer.change(
        lambda session: television.add_clip(
            session,
            title="Clip",
            kind=racer.chance.choice(list(ClipKind)),
            authors=authors,
            recipient=racer.chance.choice(("Đài tỉnh", "đài tỉnh", "Báo")),
            seconds=60,
        )
    )


def change_clip(racer: Racer) -> None:
    clip_id = racer.any_of(Clip)
    seen = racer.look(lambda session: television.clip(session, clip_id))
    counted = racer.counted.copy()
    title, authors = racer.raised(seen.title, f"clip {clip_id}"), racer.authors()
    try:
        racer.change_counted(
            lambda session: television.change_clip(
                session,
                clip_id,
                seen.version,
                title=title,
                kind=seen.kind,
                authors=authors,
                recipient=seen.recipient,
                seconds=seen.seconds,
                sent=seen.sent,
                aired=seen.aired,
                note=seen.note,
                today=TODAY,
            )
        )
    except BaseException:
        racer.counted = counted
        raise


def set_clip_state(racer: Racer) -> None:
    clip_id = racer.any_of(Clip)
    seen = racer.look(lambda session: television.clip(session, clip_id))
    state = racer.chance.choice(list(ClipState))
    racer.change(
        lambda session: television.set_clip_state(session, clip_id, seen.version, state, on=TODAY, today=TODAY)
    )


def add_person(racer: Racer) -> None:
    name = racer.chance.choice((*NAMES, "Lan"))
    racer.change(lambda session: people.add(session, name))


def merge_people(racer: Racer) -> None:
    found = racer.look(people.people)
    if len(found) < 3:
        raise _Nothing
    gone, kept = racer.chance.sample(found, 2)
    racer.change(lambda session: people.merge(session, gone.id, gone.version, kept.id, kept.version, today=TODAY))


def merge_programmes(racer: Racer) -> None:
    seen = racer.look(programmes.programmes)
    pairs = [
        (gone, kept)
        for gone in seen
        for kept in seen
        if gone is not kept and gone.kind is kept.kind and gone.title != TITLES[0]  # which the ledger names
    ]
    if not pairs:
        raise _Nothing
    gone, kept = racer.chance.choice(pairs)
    both = (gone.id, gone.version, kept.id, kept.version)
    racer.change(lambda session: programmes.merge(session, *both, today=TODAY, sure=True))


def rename_programme(racer: Racer) -> None:
    seen = [each for each in racer.look(programmes.programmes) if each.title != TITLES[0]]
    if not seen:
        raise _Nothing
    one, title = racer.chance.choice(seen), racer.chance.choice((*TITLES[1:], "Chuyên mục mới"))
    traits = programmes.Traits(usual_seconds=racer.chance.choice((None, 900)))
    racer.change(
        lambda session: programmes.change(
            session, one.id, one.version, title=title, kind=one.kind, traits=traits, today=TODAY, sure=True
        )
    )


def rename_partner(racer: Racer) -> None:
    kind = racer.chance.choice(list(partners.USES))
    seen = racer.look(lambda session: partners.partners(session, kind))
    if not seen:
        raise _Nothing
    one, name = racer.chance.choice(seen), racer.chance.choice((*TOPICS, "Đài tỉnh", "VOV1"))
    racer.change(lambda session: partners.rename(session, kind, one.id, one.version, name, today=TODAY))


def merge_partners(racer: Racer) -> None:
    kind = racer.chance.choice(list(partners.USES))
    seen = racer.look(lambda session: partners.partners(session, kind))
    if len(seen) < 2:
        raise _Nothing
    gone, kept = racer.chance.sample(seen, 2)
    both = (gone.id, gone.version, kept.id, kept.version)
    racer.change(lambda session: partners.merge(session, kind, *both, today=TODAY))


def set_kind(racer: Racer) -> None:
    chosen = racer.look(lambda session: programmes.programmes(session))
    if not chosen:
        raise _Nothing
    seen = racer.chance.choice(chosen)
    if seen.title == TITLES[0]:
        raise _Nothing  # the imported ledger says of what kind it is
    kind = racer.chance.choice(list(ProgrammeKind))
    racer.change(lambda session: programmes.set_kind(session, seen.id, seen.version, kind))


def import_ledger(racer: Racer) -> None:
    bring_in(racer.desk, racer.books, today=TODAY)


def undo_earlier(racer: Racer) -> None:
    """Undo one of the changes that may be undone, whoever made it: mostly a new one, at times a much earlier one."""
    many = racer.chance.choice((10, 10, 300))
    newest = racer.look(lambda session: log.entries(session, limit=many))
    able = [entry.id for entry in newest if entry.action in (UNDOABLE, Action.UNDO)]
    if not able:
        raise _Nothing
    entry_id = racer.chance.choice(able)
    entry = racer.look(lambda session: log.entry(session, entry_id))
    with racer.desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        undo.undo(session, racer.desk, entry)


def report(racer: Racer) -> None:
    """A report is one picture: its figures are those of its items."""

    def ask(session: Session) -> list[tuple[Value | None, int]]:
        period = periods.parse("2019-03-01/2019-05-31", station(session).period_rule)
        figures = tally.main(session, period)
        return [(figure.count, len(evidence.evidence(session, figure.key, period).counted)) for figure in figures]

    for count, items in racer.look(ask):
        assert (count or 0) == items, "a report whose figures are not those of its items"


WORKS: dict[Callable[[Racer], None], int] = {
    plan_first_run: 4,
    plan_repeat: 2,
    plan_relay: 2,
    change_broadcast: 8,
    set_state: 4,
    add_story: 6,
    add_insert: 2,
    use_story: 2,
    move_line: 6,
    remove_line: 2,
    join_line: 2,
    change_line: 8,
    link: 4,
    treat: 3,
    undo_treatment: 3,
    set_preset: 1,
    lay_aside: 1,
    post: 3,
    withdraw: 3,
    add_clip: 2,
    change_clip: 6,
    set_clip_state: 3,
    add_person: 1,
    merge_people: 1,
    merge_programmes: 1,
    rename_programme: 1,
    rename_partner: 1,
    merge_partners: 1,
    set_kind: 1,
    import_ledger: 1,
    undo_earlier: 12,
    report: 1,
}
"""What is done, and how often it is chosen beside the others."""


def prepare(desk: Desk, folder: Path) -> list[Path]:
    """Give an empty desk some recordings, and write the ledger that every process imports."""
    with desk.changing(Action.EARLIER, what="recordings") as session:
        session.add_all(
            Recording(
                sha256=f"{number:064x}",
                name=f"Tin {number}.wav",
                suffix=".wav",
                size=1,
                seconds=30.0 + number,
                sample_rate=48_000,
                channels=1,
                codec="pcm_s16le",
                waiting=True,
            )
            for number in range(RECORDINGS)
        )
    books = []
    for name, text in BOOKS.items():
        books.append(folder / name)
        books[-1].write_text(text, encoding="utf-8-sig")
    return books


def race(config: Config, *, processes: int, seconds: float, seed: int, folder: Path) -> list[str]:
    """Let processes race at a new desk. Returns what is wrong then; nothing if all holds."""
    desk = Desk.open(config)
    books = prepare(desk, folder)
    arguments = {
        "home": str(config.home),
        "database": config.database,
        "books": [str(book) for book in books],
        "seconds": seconds,
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.races", "--racer", json.dumps(arguments | {"seed": seed * 100 + number})],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    results = [json.loads(racer.communicate()[0] or "{}") for racer in running]
    wrong = [
        f"racer {number} ended with {racer.returncode}" for number, racer in enumerate(running) if racer.returncode
    ]
    for result in results:
        wrong += result.get("faults", [])
    done: collections.Counter[str] = collections.Counter()
    refused: collections.Counter[str] = collections.Counter()
    counted: collections.Counter[str] = collections.Counter()
    for result in results:
        done.update(result.get("done", {}))
        refused.update(result.get("refused", {}))
        counted.update(result.get("counted", {}))
    summary = f"{processes} processes, seed {seed}: {sum(done.values())} done, {sum(refused.values())} refused"
    print(summary, dict(refused))  # noqa: T201 - told by pytest where the test fails
    never = {work.__name__ for work in WORKS} - done.keys()
    if sum(done.values()) > 1500 and never:
        wrong.append(f"never done: {sorted(never)}")
    wrong += check(desk, counted, folder)
    desk.close()
    return wrong


def check(desk: Desk, counted: collections.Counter[str], folder: Path) -> list[str]:
    """What is wrong at a desk after a race."""
    wrong: list[str] = []
    with desk.reading() as session:
        wrong += [problem.sentence for problem in verify.problems(session)]
        wrong += broken(session)
        for what, times in counted.items():
            table, row_id = what.split()
            number = _number(session, table, int(row_id))
            if number is not None and number != times:
                wrong.append(f"{what} was raised {times} times and is {number}: an update was lost")
        period = periods.parse("2019-05-01/2019-05-31", station(session).period_rule)
        figures = {figure.key: figure.count for figure in tally.report(session, period).figures}
        if session.scalar(select(func.count()).select_from(Publication).where(Publication.address.like("%/28"))):
            wrong += [f"{key}: {figures[key]}, not {count}" for key, count in IMPORTED.items() if figures[key] != count]
        for kind, columns in (
            (Person, (Person.key,)),
            (Programme, (Programme.key,)),
            (Topic, (Topic.key,)),
            (StoryTopic, (StoryTopic.story_id, StoryTopic.topic_id)),
            (Line, (Line.edition_id, Line.position)),
            (Credit, (Credit.story_id, Credit.clip_id, Credit.person_id, Credit.role)),
        ):
            twice = session.execute(select(*columns).group_by(*columns).having(func.count(kind.id) > 1)).all()
            wrong += [f"{kind.__tablename__} twice: {tuple(row)}" for row in twice]
        first_runs = select(Broadcast.edition_id).where(Broadcast.kind == "first_run").group_by(Broadcast.edition_id)
        wrong += [f"two first runs of {row}" for row in session.scalars(first_runs.having(func.count() > 1))]
        present = rows_of(session)
    for table, rows in replay(desk, folder / "replayed.db").items():
        if rows != present[table]:
            differing = [pair for pair in zip(rows, present[table], strict=False) if pair[0] != pair[1]]
            wrong.append(f"the replay differs in {table}: {len(rows)}/{len(present[table])} {differing[:1]}")
    return wrong


def broken(session: Session) -> list[str]:
    """The rules that the data break, and the lengths and marks that do not fit what they follow from."""
    wrong = [f"{violation.rows}: {violation.error}" for violation in invariants.violations(session, None, TODAY)]
    for recording in session.scalars(select(Recording)).all():
        seconds = round(treatments.plan(session, recording).seconds, 3)
        if round(recording.seconds if recording.air_seconds is None else recording.air_seconds, 3) != seconds:
            wrong.append(f"recording {recording.id}: {recording.air_seconds}, not {seconds} seconds on air")
        users = [
            (kind.__tablename__, *row)
            for kind in (Story, Line)
            for row in session.execute(select(kind.id, kind.actual_seconds).where(kind.recording_id == recording.id))
        ]
        wrong += [f"{user}: the recording has {seconds} seconds" for user in users if user[2] != seconds]
        of_recording = select(Treatment.undone).where(Treatment.recording_id == recording.id).order_by(Treatment.id)
        if (undone := session.scalars(of_recording).all()) != sorted(undone):
            wrong.append(f"recording {recording.id}: treatments were undone out of order")
        if users and recording.waiting:
            wrong.append(f"recording {recording.id} is linked and waits")
    return wrong


def _number(session: Session, table: str, row_id: int) -> int | None:
    """The number of a counter; None if its row is gone."""
    column = {"broadcast": Broadcast.note, "story": Story.title, "line": Line.label, "clip": Clip.title}[table]
    text = session.scalar(select(column).where(column.class_.id == row_id))
    if text is None:
        return None
    return int(text.rpartition("#")[2]) if "#" in text else 0


def _racer(arguments: dict[str, Any]) -> None:
    locale.use("en")
    config = Config(home=Path(arguments["home"]), database=arguments["database"], person=f"racer {arguments['seed']}")
    desk = Desk.open(config)
    racer = Racer(desk, [Path(book) for book in arguments["books"]], random.Random(arguments["seed"]))
    racer.run(time.monotonic() + arguments["seconds"])
    desk.close()
    print(  # noqa: T201 - read by the parent process
        json.dumps(
            {
                "done": racer.done,
                "refused": racer.refused,
                "counted": racer.counted,
                "faults": racer.faults[:5],
            }
        )
    )


def main() -> None:
    """Race by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--racer", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, nargs="+", default=[2])
    parser.add_argument("--database")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.racer:
        _racer(chosen.racer)
        return
    failed = False
    for processes in chosen.processes:
        with tempfile.TemporaryDirectory() as folder:
            config = Config(home=Path(folder) / "home", database=chosen.database, person="race")
            Desk.create(config, name="Đài").close()
            wrong = race(config, processes=processes, seconds=chosen.seconds, seed=chosen.seed, folder=Path(folder))
        print(*wrong or ["all holds"], sep="\n")  # noqa: T201
        failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
