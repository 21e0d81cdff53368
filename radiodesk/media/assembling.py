"""Assemble an edition: its lines in order, each treated, joined as they say, brought to one level, in one file."""

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from av.audio.frame import AudioFrame
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from radiodesk.errors import visible
from radiodesk.files import atomic_write
from radiodesk.locale import _, formats
from radiodesk.media import recordings, store, treating, treatments
from radiodesk.media.errors import NothingToAssemble, UnknownEdition
from radiodesk.media.sound import editing, encoding, joins, levelling, stream
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import MediaError, NotAudio
from radiodesk.media.sound.levelling import Level
from radiodesk.media.sound.loudness import Loudness
from radiodesk.media.sound.recipes import ON_AIR, Plan, Settings
from radiodesk.media.treating import Original, Passes
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, Edition, JoinKind, Line, Recording, station, zone
from radiodesk.model.database import existing

AT_ONCE = 2
"""Lines that are treated at the same time: each holds some blocks of sound in memory."""

TREATING_SHARE = 0.4
"""Of the whole work, for its progress."""


@dataclass(frozen=True)
class Piece:
    """A line that is heard."""

    number: int
    title: str
    is_story: bool
    original: Original
    plan: Plan
    join: JoinKind
    join_seconds: float


@dataclass(frozen=True)
class Missing:
    """A line that has nothing to be heard."""

    number: int
    title: str
    lost: bool
    """It has a recording, whose file is not in the store, or damaged."""


@dataclass(frozen=True)
class Script:
    """All that an assembly needs to know, so that it needs no database."""

    edition_id: int
    programme: str
    station: str
    starts: dt.datetime
    """The first run, in the station's zone."""
    pieces: tuple[Piece, ...]
    missing: tuple[Missing, ...]
    settings: Settings
    """Of the preset that the whole is brought to."""

    @property
    def title(self) -> str:
        """What the file is called inside."""
        return f"{self.programme} {formats.day(self.starts.date())}"

    @property
    def begins(self) -> list[float]:
        """Seconds from the start to each piece."""
        lengths = [piece.plan.seconds for piece in self.pieces]
        return [begin or 0.0 for begin in joins.starts(lengths, self._joins)]

    @property
    def seconds(self) -> float:
        """The length of the whole."""
        return joins.total([piece.plan.seconds for piece in self.pieces], self._joins)

    def chapters(self, suffix: str) -> list[encoding.Chapter]:
        """One a story; in an m4a, whose chapters follow each other without a gap, one a line."""
        return [
            encoding.Chapter(piece.title, begin, begin + piece.plan.seconds)
            for piece, begin in zip(self.pieces, self.begins, strict=True)
            if piece.is_story or suffix == ".m4a"
        ]

    @property
    def _joins(self) -> list[tuple[JoinKind, float]]:
        return [(piece.join, piece.join_seconds) for piece in self.pieces]


@dataclass(frozen=True)
class Assembled:
    """What was written."""

    seconds: float
    level: Level
    made: int
    """Lines that had to be treated; the others were there from before."""


def find_edition(session: Session, wanted: str) -> int:
    """The edition whose first run is at that local time, such as 2019-03-05T05:30. raises UnknownEdition."""
    try:
        starts = dt.datetime.fromisoformat(wanted.strip())
        starts = starts.replace(tzinfo=starts.tzinfo or zone(session)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise UnknownEdition(wanted=visible(wanted[:40])) from None
    statement = select(Broadcast.edition_id).where(
        Broadcast.starts == starts, Broadcast.kind == BroadcastKind.FIRST_RUN, Broadcast.edition_id.is_not(None)
    )
    # Of several that were planned then, the one that was not called off.
    order = (Broadcast.state == BroadcastState.CANCELLED, Broadcast.id.desc())
    found = session.scalar(statement.order_by(*order).limit(1))
    if found is None:
        raise UnknownEdition(wanted=wanted)
    return found


def script(session: Session, folder: Path, edition_id: int, *, preset: str = ON_AIR) -> Script:
    """What there is to assemble, and what is missing. Lengths that presets changed are settled on the way.

    folder: the store. raises UnknownPreset.
    """
    edition = existing(session, Edition, edition_id)
    first_run = session.scalars(
        select(Broadcast)
        .where(Broadcast.edition_id == edition.id, Broadcast.kind == BroadcastKind.FIRST_RUN)
        .options(joinedload(Broadcast.edition).joinedload(Edition.programme))
        .order_by(Broadcast.state == BroadcastState.CANCELLED, Broadcast.id.desc())
        .limit(1)
    ).one()
    assert first_run.edition is not None  # noqa: S101 - a first run has one
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
            file = store.file_of(folder, recording.sha256, recording.suffix)
            original = Original.of(recordings.view(session, recording), file)
        except MediaError:
            missing.append(Missing(number, title, lost=True))
            continue
        treatments.settle(session, recording)
        plan = treatments.plan(session, recording)
        pieces.append(Piece(number, title, line.story is not None, original, plan, line.join, line.join_seconds))
    return Script(
        edition_id=edition_id,
        programme=first_run.edition.programme.title,
        station=station(session).name,
        starts=first_run.starts.astimezone(zone(session)),
        pieces=tuple(pieces),
        missing=tuple(missing),
        settings=treatments.preset(session, preset).settings,
    )


def missing_lines(found: Script) -> str:
    """What is missing, in words."""
    lost, none = _("line {number} “{title}” has lost its file"), _("line {number} “{title}” has no recording")
    return "; ".join(
        (lost if each.lost else none).format(number=each.number, title=each.title) for each in found.missing
    )


def assemble(
    folder: Path, found: Script, output: Path, *, bit_rate: int = 192, progress: Progress | None = None
) -> Assembled:
    """Write the edition as one file, in the form that its name says. The same script makes the same bytes.

    folder: the store. bit_rate: kbit/s. progress: with thousandths; whatever it raises ends the work and leaves the
    file as it was. raises NothingToAssemble, UnknownForm, MediaError, CannotWrite.
    """
    suffix = encoding.form_of(output)
    if not found.pieces:
        raise NothingToAssemble(title=found.title)
    for _piece in found.pieces:
        try:
            return _assemble(folder, found, output, suffix, bit_rate, progress)
        except _CacheDamaged as damaged:  # it may always be thrown away: it is made again
            damaged.file.unlink(missing_ok=True)
    return _assemble(folder, found, output, suffix, bit_rate, progress)


def _assemble(
    folder: Path, found: Script, output: Path, suffix: str, bit_rate: int, progress: Progress | None
) -> Assembled:
    files, made = _treated(folder, found.pieces, progress)
    passes = Passes(found.seconds, _behind(progress))

    def source() -> Iterator[AudioFrame]:
        return passes.over(stream.to_frames(mixed(found.pieces, files)))

    tags = encoding.Tags(
        title=found.title,
        programme=found.programme,
        station=found.station,
        date=found.starts.date().isoformat(),
        time=found.starts.strftime("%H:%M:%S"),
        chapters=found.chapters(suffix),
    )
    with atomic_write(output) as path:

        def write(frames: Iterator[AudioFrame]) -> Loudness | None:
            return encoding.write(path, suffix, frames, tags, bit_rate)

        lossy = suffix in encoding.LOSSY
        level = levelling.normalize(source, found.settings.target_lufs, found.settings.ceiling_dbtp, write, lossy=lossy)
        if suffix == ".wav":
            encoding.write_loudness(path, level.loudness)
        passes.finish()
    return Assembled(found.seconds, level, made)


class _CacheDamaged(Exception):
    """A treated file lacks some of its sound."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


def _treated(folder: Path, pieces: Sequence[Piece], progress: Progress | None) -> tuple[list[Path], int]:
    """The treated file of each piece, and how many had to be made."""
    whole = sum(piece.plan.seconds for piece in pieces) or 1.0
    wanted = {treating.cached_file(folder, piece.original, piece.plan): piece for piece in pieces}
    shares: dict[Path, float] = {}
    telling = threading.Lock()

    stopped = threading.Event()

    def make(file: Path, piece: Piece) -> None:
        def tell(done: int, total: int) -> None:
            if stopped.is_set():
                raise CancelledError
            with telling:
                shares[file] = piece.plan.seconds * done / total
                if progress:
                    progress(round(min(1.0, sum(shares.values()) / whole) * TREATING_SHARE * 1000), 1000)

        tell(0, 1)
        treating.treated(folder, piece.original, piece.plan, tell)

    new = {file: piece for file, piece in wanted.items() if not file.is_file()}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for result in [pool.submit(make, file, piece) for file, piece in new.items()]:
                result.result()
        except BaseException:
            stopped.set()  # the others need not go on
            raise
    return [treating.cached_file(folder, piece.original, piece.plan) for piece in pieces], len(new)


def _behind(progress: Progress | None) -> Progress | None:
    """Progress of joining and writing, behind that of treating."""
    if progress is None:
        return None
    return lambda done, total: progress(round((TREATING_SHARE + (1 - TREATING_SHARE) * done / total) * 1000), 1000)


def mixed(pieces: Sequence[Piece], files: Sequence[Path]) -> Iterator[stream.Sound]:
    """The pieces joined, a block at a time."""
    tails: list[stream.Sound] = []

    def hold(tail: stream.Sound) -> stream.Sound:
        tails.append(tail)
        return editing.silence(0)

    for number, (piece, file) in enumerate(zip(pieces, files, strict=True)):
        head = _overlap(pieces[number - 1], piece) if number else 0
        tail = _overlap(piece, pieces[number + 1]) if number + 1 < len(pieces) else 0
        if number and piece.join is JoinKind.GAP:
            yield editing.silence(stream.sample_count(piece.join_seconds))

        def over(beginning: stream.Sound, join: JoinKind = piece.join) -> stream.Sound:
            return editing.overlap(join, tails.pop(), beginning)

        yield from editing.edit_ends(_whole(piece, file), head, tail, over, hold)


def _whole(piece: Piece, file: Path) -> Iterator[stream.Sound]:
    """The treated sound of a piece. raises _CacheDamaged where some of it is missing."""
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
    """Samples, of whole milliseconds, over which two pieces are heard together."""
    seconds = -joins.offset(after.join, after.join_seconds, before.plan.seconds, after.plan.seconds)
    return editing.whole_ms_samples(max(0.0, seconds))


def without(found: Script, numbers: Iterable[int]) -> Script:
    """The script without the lines of those numbers."""
    left_out = set(numbers)
    return replace(found, pieces=tuple(piece for piece in found.pieces if piece.number not in left_out))
