"""Assemble an edition into one file: treat the recording of each line, join the lines, and level the whole."""

import datetime as dt
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from av.audio.frame import AudioFrame
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from radiodesk.errors import visible
from radiodesk.files import atomic_write
from radiodesk.locale import _, formats, ngettext
from radiodesk.media import assembled, recordings, store, treating, treatments
from radiodesk.media.errors import NothingToAssemble, SeveralEditions, UnknownEdition
from radiodesk.media.expected import of_lines
from radiodesk.media.sound import editing, encoding, joins, levelling, stream
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import MediaError, NotAudio
from radiodesk.media.sound.levelling import Level
from radiodesk.media.sound.measurement import Loudness
from radiodesk.media.sound.recipes import ON_AIR, Plan, Settings
from radiodesk.media.treating import Original, PassProgress
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Edition,
    JoinKind,
    Line,
    Programme,
    Recording,
    station,
    zone,
)
from radiodesk.model.database import existing

WORKERS = 2
"""Number of lines that are treated in parallel. Each holds some blocks of audio in memory."""

TREATING_SHARE = 0.4
"""The share of treating in the progress of an assembly."""


@dataclass(frozen=True)
class Piece:
    """A line with a recording, and how it is treated and joined."""

    number: int
    title: str
    is_story: bool
    original: Original
    plan: Plan
    join: JoinKind
    join_seconds: float


@dataclass(frozen=True)
class Part:
    """A part of the assembled file that lists and sheets name."""

    title: str
    begin: float
    """Seconds from the start of the file."""
    seconds: float


@dataclass(frozen=True)
class Missing:
    """A line that cannot be heard."""

    number: int
    title: str
    lost: bool
    """True if its recording's file is missing or damaged, false if it has no recording."""


@dataclass(frozen=True)
class Assembly:
    """The lines of an edition and everything else that is needed to assemble it without the database."""

    edition_id: int
    programme: str
    station: str
    starts: dt.datetime
    """The start of the first run, in the station's zone."""
    pieces: tuple[Piece, ...]
    missing: tuple[Missing, ...]
    settings: Settings
    """The settings of the preset for the whole edition."""
    air_chapters: tuple[Part, ...] | None = None
    """With an air file, which is then the only piece: its chapters that people set. Else None."""
    ignored: int = 0
    """With an air file: the number of lines whose recordings are not used."""
    planned_seconds: int | None = None
    """The planned length of the first run."""
    made_of: str = ""
    """What `assembled.made_of` gives for the edition."""

    @property
    def title(self) -> str:
        """The title in the file's metadata."""
        return f"{self.programme} {formats.day(self.starts.date())}"

    @property
    def begins(self) -> list[float]:
        """The start of each piece, in seconds from the start of the edition."""
        lengths = [piece.plan.seconds for piece in self.pieces]
        return [begin or 0.0 for begin in joins.starts(lengths, self._joins)]

    @property
    def seconds(self) -> float:
        """The length of the edition."""
        return joins.total([piece.plan.seconds for piece in self.pieces], self._joins)

    def chapters(self, suffix: str) -> list[encoding.Chapter]:
        """One chapter per story, or those of the air file. In an m4a they have no gaps: there is one per line."""
        if self.air_chapters is not None:
            chapters = list(self.air_chapters)
            if chapters and chapters[0].begin and suffix == ".m4a":
                chapters.insert(0, Part(self.programme, 0.0, chapters[0].begin))
            return [encoding.Chapter(each.title, each.begin, each.begin + each.seconds) for each in chapters]
        return [
            encoding.Chapter(piece.title, begin, begin + piece.plan.seconds)
            for piece, begin in zip(self.pieces, self.begins, strict=True)
            if piece.is_story or suffix == ".m4a"
        ]

    @property
    def parts(self) -> list[Part]:
        """The chapters of the air file, or the lines."""
        if self.air_chapters:
            return list(self.air_chapters)
        pairs = zip(self.pieces, self.begins, strict=True)
        return [Part(piece.title, begin, piece.plan.seconds) for piece, begin in pairs]

    @property
    def _joins(self) -> list[tuple[JoinKind, float]]:
        return [(piece.join, piece.join_seconds) for piece in self.pieces]


@dataclass(frozen=True)
class Assembled:
    """Facts about an assembled file."""

    seconds: float
    level: Level
    newly_treated: int
    """Number of recordings that had to be treated; the others were cached."""


def beside_plan(assembly: Assembly) -> str:
    """By how much the edition is longer or shorter than planned, in words; empty if it is not, to the second."""
    over = 0 if assembly.planned_seconds is None else round(assembly.seconds) - assembly.planned_seconds
    if not over:
        return ""
    said = _("{length} longer than planned") if over > 0 else _("{length} shorter than planned")
    return said.format(length=formats.duration(abs(over)))


def find_edition(session: Session, wanted: str) -> int:
    """The id of the edition whose first run is at that local time, such as 2019-03-05T05:30, or that has that id.

    Without seconds, the time is that minute. A first run that was cancelled counts only if there is no other.
    raises UnknownEdition, SeveralEditions.
    """
    text = wanted.strip()
    if re.fullmatch(r"[0-9]{1,9}", text) and not re.fullmatch(r"[0-9]{8}", text):  # that is a day: 20190305
        if session.get(Edition, int(text)):
            return int(text)
        raise UnknownEdition(wanted=text)
    try:
        starts = dt.datetime.fromisoformat(text)
        starts = starts.replace(tzinfo=starts.tzinfo or zone(session)).astimezone(dt.UTC)
        end = starts + dt.timedelta(seconds=1 if re.search(r":[0-9]{2}:[0-9]{2}", text) else 60)
    except (ValueError, OverflowError):
        raise UnknownEdition(wanted=visible(wanted[:40])) from None
    statement = (
        select(Edition.id, Programme.title, Broadcast.starts, Broadcast.state)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .join(Programme, Edition.programme_id == Programme.id)
        .where(Broadcast.kind == BroadcastKind.FIRST_RUN, Broadcast.starts >= starts, Broadcast.starts < end)
    )
    # The newest comes first, as a cancelled one was planned again.
    found = session.execute(statement.order_by(Broadcast.id.desc())).all()
    not_cancelled = [row for row in found if row.state is not BroadcastState.CANCELLED]
    found = not_cancelled or found[:1]
    if not found:
        raise UnknownEdition(wanted=wanted)
    if len(found) > 1:
        choices = "; ".join(_("{id} for “{title}”").format(id=row.id, title=row.title) for row in reversed(found))
        raise SeveralEditions(wanted=text, choices=visible(choices))
    return int(found[0].id)


def prepare(session: Session, folder: Path, edition_id: int, *, preset: str = ON_AIR) -> Assembly:
    """Collect the lines and settings for an assembly, and the missing lines. Updates lengths that presets changed.

    An edition with an air file is that recording in one piece; its lines are not used.
    folder: the store. raises UnknownPreset, and FileMissing for an air file.
    """
    edition = existing(session, Edition, edition_id)
    first_run = session.scalars(
        select(Broadcast)
        .where(Broadcast.edition_id == edition.id, Broadcast.kind == BroadcastKind.FIRST_RUN)
        .options(joinedload(Broadcast.edition).joinedload(Edition.programme))
        .order_by(Broadcast.state == BroadcastState.CANCELLED, Broadcast.id.desc())
        .limit(1)
    ).one()
    assert first_run.edition is not None  # noqa: S101 - a first run has an edition
    assembly = Assembly(
        edition_id=edition_id,
        programme=first_run.edition.programme.title,
        station=station(session).name,
        starts=first_run.starts.astimezone(zone(session)),
        pieces=(),
        missing=(),
        settings=treatments.preset(session, preset).settings,
        planned_seconds=first_run.planned_seconds,
        made_of=assembled.made_of(session, [edition_id])[edition_id],
    )
    if edition.recording_id is None:
        pieces, missing = _lines(session, folder, edition_id)
        return replace(assembly, pieces=tuple(pieces), missing=tuple(missing))
    recording = existing(session, Recording, edition.recording_id)
    piece = _piece(session, folder, recording, 1, assembly.programme, JoinKind.BUTT, 0.0, is_story=False)
    return replace(
        assembly,
        pieces=(piece,),
        air_chapters=tuple(_treated(edition.chapters or (), piece.plan)),
        ignored=len(_lines(session, folder, edition_id)[0]),
    )


def _treated(chapters: Sequence[Sequence[Any]], plan: Plan) -> Iterator[Part]:
    """The chapters of an air file in the treated file. One whose audio is removed vanishes."""
    begins = [min(plan.to_treated(begin), plan.seconds) for begin, _title in chapters]
    for (_begin, title), begin, end in zip(chapters, begins, [*begins[1:], plan.seconds], strict=False):
        if end > begin:
            yield Part(title, begin, end - begin)


def _lines(session: Session, folder: Path, edition_id: int) -> tuple[list[Piece], list[Missing]]:
    """The lines of an edition that can be heard, and those that cannot."""
    lines = session.scalars(
        select(Line)
        .where(Line.edition_id == edition_id)
        .order_by(Line.position, Line.id)
        .options(joinedload(Line.story), joinedload(Line.recording))
    ).all()
    pieces: list[Piece] = []
    missing: list[Missing] = []
    for number, line in enumerate(lines, 1):
        title = line.story.title if line.story else line.label
        recording_id = line.story.recording_id if line.story else line.recording_id
        recording = session.get(Recording, recording_id) if recording_id else None
        if recording is None:
            missing.append(Missing(number, title, lost=False))
            continue
        try:
            is_story = line.story is not None
            piece = _piece(session, folder, recording, number, title, line.join, line.join_seconds, is_story=is_story)
        except MediaError:
            missing.append(Missing(number, title, lost=True))
            continue
        pieces.append(piece)
    return pieces, missing


def _piece(
    session: Session,
    folder: Path,
    recording: Recording,
    number: int,
    title: str,
    join: JoinKind,
    join_seconds: float,
    *,
    is_story: bool,
) -> Piece:
    """A recording with its treatment. Updates its length, which a preset may have changed. raises FileMissing."""
    original = Original.of(
        recordings.view(session, recording), store.file_of(folder, recording.sha256, recording.suffix)
    )
    treatments.update_air_seconds(session, recording)
    return Piece(number, title, is_story, original, treatments.plan(session, recording), join, join_seconds)


def ignored_lines(assembly: Assembly) -> str:
    """A sentence on the recordings of lines that are not used because of the air file, or empty."""
    count = assembly.ignored
    sentence = ngettext(
        "The air file is used: the recording of {count} line is ignored",
        "The air file is used: the recordings of {count} lines are ignored",
        count,
    )
    return sentence.format(count=count) if count else ""


def missing_lines(assembly: Assembly) -> str:
    """A description of the missing lines."""
    lost, none = _("line {number} “{title}” has lost its file"), _("line {number} “{title}” has no recording")
    return "; ".join(
        (lost if each.lost else none).format(number=each.number, title=each.title) for each in assembly.missing
    )


def assemble(
    folder: Path, assembly: Assembly, output: Path, *, bit_rate: int = 192, progress: Progress | None = None
) -> Assembled:
    """Write the edition as one file. The ending of its name decides the format. The same input gives the same bytes.

    folder: the store. bit_rate: kbit/s. progress: in thousandths. If it raises an exception, the file is unchanged.
    raises NothingToAssemble, UnknownFormat, MediaError, CannotWrite.
    """
    suffix = encoding.format_suffix(output)
    if not assembly.pieces:
        raise NothingToAssemble(title=assembly.title)
    for _piece in assembly.pieces:
        try:
            return _assemble(folder, assembly, output, suffix, bit_rate, progress)
        except _CacheDamaged as damaged:  # remove the cached file, so that it is created again
            damaged.file.unlink(missing_ok=True)
    return _assemble(folder, assembly, output, suffix, bit_rate, progress)


def _assemble(
    folder: Path, assembly: Assembly, output: Path, suffix: str, bit_rate: int, progress: Progress | None
) -> Assembled:
    files, newly_treated = _treat_all(folder, assembly.pieces, progress)
    settings = assembly.settings
    lines = [(piece.original.recording, piece.plan) for piece in assembly.pieces]
    expected = of_lines(lines, settings.target_lufs, settings.ceiling_dbtp)
    passes = PassProgress(assembly.seconds, _after_treating(progress), 1 if expected else 2)

    def source() -> Iterator[AudioFrame]:
        return passes.track(stream.to_frames(mix(assembly.pieces, files)))

    tags = encoding.Tags(
        title=assembly.title,
        programme=assembly.programme,
        station=assembly.station,
        date=assembly.starts.date().isoformat(),
        time=assembly.starts.strftime("%H:%M:%S"),
        chapters=assembly.chapters(suffix),
    )
    with atomic_write(output) as path:

        def write(frames: Iterator[AudioFrame]) -> Loudness | None:
            return encoding.write(path, suffix, frames, tags, bit_rate)

        lossy = suffix in encoding.LOSSY
        level = levelling.normalize(
            source, settings.target_lufs, settings.ceiling_dbtp, write, lossy=lossy, expected=expected
        )
        if suffix == ".wav":
            encoding.write_loudness(path, level.loudness)
        passes.finish()
    return Assembled(assembly.seconds, level, newly_treated)


class _CacheDamaged(Exception):
    """A cached treated file is shorter than its plan."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


def _treat_all(folder: Path, pieces: Sequence[Piece], progress: Progress | None) -> tuple[list[Path], int]:
    """The treated file of each piece, and the number of files that had to be created."""
    total_seconds = sum(piece.plan.seconds for piece in pieces) or 1.0
    wanted = {treating.cached_file(folder, piece.original, piece.plan): piece for piece in pieces}
    seconds_done: dict[Path, float] = {}
    lock = threading.Lock()
    stopped = threading.Event()

    def treat(file: Path, piece: Piece) -> None:
        def report(done: int, total: int) -> None:
            if stopped.is_set():
                raise CancelledError
            with lock:
                seconds_done[file] = piece.plan.seconds * done / total
                if progress:
                    share = min(1.0, sum(seconds_done.values()) / total_seconds)
                    progress(round(share * TREATING_SHARE * 1000), 1000)

        report(0, 1)
        treating.ensure_treated(folder, piece.original, piece.plan, report)

    new = {file: piece for file, piece in wanted.items() if not file.is_file()}
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for result in [pool.submit(treat, file, piece) for file, piece in new.items()]:
                result.result()
        except BaseException:
            stopped.set()  # stops the other threads
            raise
    return [treating.cached_file(folder, piece.original, piece.plan) for piece in pieces], len(new)


def _after_treating(progress: Progress | None) -> Progress | None:
    """Progress of joining and writing, as the part of the work after treating."""
    if progress is None:
        return None
    return lambda done, total: progress(round((TREATING_SHARE + (1 - TREATING_SHARE) * done / total) * 1000), 1000)


def mix(pieces: Sequence[Piece], files: Sequence[Path]) -> Iterator[stream.Sound]:
    """The joined pieces, one block at a time. files: the treated file of each piece."""
    tails: list[stream.Sound] = []

    def hold_back(tail: stream.Sound) -> stream.Sound:
        tails.append(tail)
        return editing.silence(0)

    for number, (piece, file) in enumerate(zip(pieces, files, strict=True)):
        head = _overlap(pieces[number - 1], piece) if number else 0
        tail = _overlap(piece, pieces[number + 1]) if number + 1 < len(pieces) else 0
        if number and piece.join is JoinKind.GAP:
            yield editing.silence(stream.sample_count(piece.join_seconds))

        def overlap_tail(beginning: stream.Sound, join: JoinKind = piece.join) -> stream.Sound:
            return editing.overlap(join, tails.pop(), beginning)

        yield from editing.edit_ends(_blocks(piece, file), head, tail, overlap_tail, hold_back)


def _blocks(piece: Piece, file: Path) -> Iterator[stream.Sound]:
    """The treated audio of a piece. raises _CacheDamaged if a part of it is missing."""
    samples = 0
    try:
        for block in stream.blocks(file, name=piece.original.name):
            samples += int(block.frame_count())
            yield block
    except NotAudio:
        samples = 0
    if samples < stream.sample_count(piece.plan.seconds - treating.SHORT_SECONDS):
        raise _CacheDamaged(file)


def _overlap(before: Piece, after: Piece) -> int:
    """Samples during which two pieces overlap, rounded to whole milliseconds."""
    seconds = -joins.offset(after.join, after.join_seconds, before.plan.seconds, after.plan.seconds)
    return editing.whole_ms_samples(max(0.0, seconds))
