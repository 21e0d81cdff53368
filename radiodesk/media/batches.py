"""Add or measure many files: on several cores, each file by itself, so that what is done stays when it is stopped."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import select

from radiodesk.errors import reason
from radiodesk.media import store
from radiodesk.media.errors import FileMissing
from radiodesk.media.recordings import RecordingView, view
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import CannotRead, MediaError
from radiodesk.media.sound.measuring import measure
from radiodesk.model import Action, Desk, Recording
from radiodesk.model.database import existing

_ENDINGS = (
    ".3ga .3gp .aac .ac3 .aif .aiff .amr .ape .au .avi .bwf .caf .flac .m4a .m4b .m4v .mka .mkv .mov .mp2 .mp3 .mp4 "
    ".mpeg .mpg .mts .oga .ogg .opus .ts .w64 .wav .wave .webm .wma .wmv .wv"
)
SOUND = frozenset(_ENDINGS.split())
"""What is taken of a folder. A file that is named itself is tried whatever its name ends in."""

MAX_WORKERS = 4

Job = TypeVar("Job")


class Watch(Protocol):
    """Is told how a batch goes on, in the threads that work; whatever it raises ends the batch."""

    def __call__(self, name: str, share: float, whole: float) -> None:
        """name: of the file. share: how much of it is done, 0 to 1. whole: the same of the batch."""


@dataclass(frozen=True)
class Outcome:
    """What became of a file: a recording, or the error for which it was refused."""

    path: Path
    recording: RecordingView | None
    error: MediaError | None


def sound_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and of each folder named the sound files in it, by name. raises CannotRead."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            try:
                entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
            except OSError as error:
                raise CannotRead(file=path, reason=reason(error)) from error
            files += [entry for entry in entries if entry.suffix.casefold() in SOUND]
        else:
            files.append(path)
    return files


def add(desk: Desk, paths: Sequence[Path], *, watch: Watch | None = None, waiting: bool = False) -> list[Outcome]:
    """Add files to the store and the desk, each in a unit of work of its own; outcomes in the order given.

    What the desk knows already is not measured again, so that a batch that was stopped goes on where it was.
    waiting: whether they shall stand in the inbox. raises what watch raises; what was added by then stays.
    """
    media = desk.config.media

    def known(sha256: str) -> bool:
        with desk.reading() as session:
            found = select(Recording.id).where(Recording.sha256 == sha256, Recording.measured.is_not(None))
            return session.scalar(found) is not None

    def take(path: Path, progress: Progress, cores: int) -> Outcome:
        try:
            with (
                store.taken(desk, path, progress=progress, known=known, cores=cores) as taken,
                desk.changing(Action.ADD_RECORDING, name=taken.name) as session,
            ):
                return Outcome(path, store.register(session, media, taken, waiting=waiting), None)
        except MediaError as error:
            return Outcome(path, None, error)

    return _batch([(path, path.name, _size(path)) for path in paths], take, watch)


def measure_all(desk: Desk, recordings: Sequence[RecordingView], *, watch: Watch | None = None) -> list[Outcome]:
    """Measure recordings that the desk has; outcomes in the order given. raises what watch raises."""
    media = desk.config.media

    def measure_one(recording: RecordingView, progress: Progress, cores: int) -> Outcome:
        path = store.file_of(media, recording.sha256, recording.suffix)
        try:
            if not path.is_file():
                raise FileMissing(file=recording.name)
            measured = measure(path, progress, recording.name, cores=cores)
            with desk.changing(Action.MEASURE_RECORDING, name=recording.name) as session:
                row = existing(session, Recording, recording.id)
                store.set_measured(session, row, measured)
                return Outcome(path, view(session, row), None)
        except MediaError as error:
            return Outcome(path, None, error)

    return _batch([(recording, recording.name, recording.size) for recording in recordings], measure_one, watch)


def _batch(
    jobs: Sequence[tuple[Job, str, int]], do: Callable[[Job, Progress, int], Outcome], watch: Watch | None
) -> list[Outcome]:
    """Do jobs, each with its name and its size, on as many cores as there are; do is told how many of them it has."""
    workers = max(1, min(_cores(), MAX_WORKERS, len(jobs)))
    whole = max(1, sum(size for _job, _name, size in jobs))
    shares = [0.0] * len(jobs)
    stopped = threading.Event()
    telling = threading.Lock()

    def tell(number: int, share: float) -> None:
        with telling:
            shares[number] = share
            if watch:
                done = sum(part * size for part, (_job, _name, size) in zip(shares, jobs, strict=True))
                watch(jobs[number][1], share, done / whole)

    def run(number: int) -> Outcome | None:
        def progress(done: int, total: int) -> None:
            if stopped.is_set():
                raise _Stopped
            tell(number, done / total if total else 0.0)

        try:
            progress(0, 1)
            outcome = do(jobs[number][0], progress, _cores() // workers)
            tell(number, 1.0)
            return outcome
        except _Stopped:
            return None
        except BaseException:
            stopped.set()  # one that fails for no fault of its file ends them all
            raise

    with ThreadPoolExecutor(workers) as pool:
        try:
            return [outcome for outcome in pool.map(run, range(len(jobs))) if outcome]
        except BaseException:
            stopped.set()
            raise


class _Stopped(Exception):
    """Ends the work of a thread when the batch was stopped."""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(path: Path) -> int:
    try:
        return max(1, path.stat().st_size)
    except OSError:
        return 1
