"""Add or measure many files in parallel, each in its own transaction. A stopped batch keeps the finished files."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import advice, reason
from radiodesk.media import store
from radiodesk.media.errors import FileMissing
from radiodesk.media.recordings import IS_MEASURED, RecordingView, view
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.endings import is_sound
from radiodesk.media.sound.errors import CannotRead, MediaError
from radiodesk.media.sound.measuring import measure
from radiodesk.model import Action, Desk, Recording
from radiodesk.model.database import existing

MAX_WORKERS = 4

Job = TypeVar("Job")


class Watch(Protocol):
    """Called with the progress of a batch, in the working threads. An exception that it raises stops the batch."""

    def __call__(self, name: str, share: float, whole: float) -> None:
        """name: the file's name. share: how much of the file is done, 0 to 1. whole: how much of the batch."""


@dataclass(frozen=True)
class Outcome:
    """The result for one file: a recording, or the error that refused it."""

    path: Path
    recording: RecordingView | None
    error: MediaError | None


def sound_files(paths: Iterable[Path]) -> list[Path]:
    """The given files, and the audio files in the given folders, sorted by name. raises CannotRead."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            try:
                entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
            except OSError as error:
                raise CannotRead(file=path, reason=reason(error), advice=advice(error)) from error
            files += [entry for entry in entries if is_sound(entry)]
        else:
            files.append(path)
    return files


def add(
    desk: Desk,
    paths: Sequence[Path],
    *,
    watch: Watch | None = None,
    waiting: bool = False,
    keep_removed: bool = False,
    track: int = 0,
) -> list[Outcome]:
    """Add files to the store and the desk, each in its own unit of work. Returns the outcomes in the given order.

    Known files are not measured again, so a stopped batch can be resumed.
    waiting, keep_removed: as in `store.register`. track: the audio track to use, as in `opening.open_sound`; if it is
    0, a known file keeps its own. raises the exceptions of `watch`; files added before that stay added.
    """
    media = desk.config.media
    measured_before: set[str] = set()
    """The hashes of measured recordings whose files are added again."""

    def track_of(sha256: str) -> int | None:
        with desk.reading() as session:
            statement = select(Recording.track, Recording.tracks, IS_MEASURED).where(Recording.sha256 == sha256)
            known = session.execute(statement).first()
        if known is None:
            return track
        in_use, tracks, is_measured = known
        if is_measured:
            measured_before.add(sha256)
            return None if track in (0, in_use) else track
        return track or (in_use if tracks > 1 else 0)  # a person may have chosen it

    def register(session: Session, staged: store.StagedFile) -> RecordingView:
        return store.register(session, media, staged, waiting=waiting, keep_removed=keep_removed)

    def add_one(path: Path, progress: Progress, cores: int) -> Outcome:
        try:
            with store.staged(desk, path, progress=progress, track_of=track_of, cores=cores) as staged:
                is_other_track = staged.measured is not None and staged.sha256 in measured_before
                action = Action.CHOOSE_TRACK if is_other_track else Action.ADD_RECORDING
                with desk.changing(action, name=staged.name, **_chosen(track, waiting=waiting)) as session:
                    return Outcome(path, register(session, staged), None)
        except MediaError as error:
            return Outcome(path, None, error)

    return _batch([(path, path.name, _size(path)) for path in paths], add_one, watch)


def measure_all(
    desk: Desk, recordings: Sequence[RecordingView], *, watch: Watch | None = None, track: int = 0
) -> list[Outcome]:
    """Measure recordings again. Returns the outcomes in the given order. raises the exceptions of `watch`.

    track: use this audio track from now on, from 1; 0 keeps those in use.
    """
    media = desk.config.media

    def measure_one(recording: RecordingView, progress: Progress, cores: int) -> Outcome:
        path = store.file_of(media, recording.sha256, recording.suffix)
        try:
            if not path.is_file():
                raise FileMissing(file=recording.name)
            used = track or (recording.track if recording.tracks > 1 else 0)  # older releases did not count tracks
            measured = measure(path, progress, recording.name, track=used, cores=cores)
            action = Action.CHOOSE_TRACK if track else Action.MEASURE_RECORDING
            with desk.changing(action, name=recording.name, **_chosen(track)) as session:
                row = existing(session, Recording, recording.id)
                store.set_measured(session, row, measured)
                return Outcome(path, view(session, row), None)
        except MediaError as error:
            return Outcome(path, None, error)

    return _batch([(recording, recording.name, recording.size) for recording in recordings], measure_one, watch)


def _chosen(track: int, *, waiting: bool = False) -> dict[str, int]:
    """The values of the entry: the track that was asked for, and whether the file came from the drop folder."""
    return ({"track": track} if track else {}) | ({"waiting": True} if waiting else {})


def _batch(
    jobs: Sequence[tuple[Job, str, int]], do: Callable[[Job, Progress, int], Outcome], watch: Watch | None
) -> list[Outcome]:
    """Run jobs in parallel threads and return their outcomes in order.

    jobs: each job with its name and its size in bytes. do: runs one job; gets a progress function, and the number of
    cores that it may use.
    """
    workers = max(1, min(_cores(), MAX_WORKERS, len(jobs)))
    whole = max(1, sum(size for _job, _name, size in jobs))
    shares = [0.0] * len(jobs)
    stopped = threading.Event()
    lock = threading.Lock()

    def report(number: int, share: float) -> None:
        with lock:
            shares[number] = share
            if watch:
                done = sum(part * size for part, (_job, _name, size) in zip(shares, jobs, strict=True))
                watch(jobs[number][1], share, done / whole)

    def run(number: int) -> Outcome | None:
        def progress(done: int, total: int) -> None:
            if stopped.is_set():
                raise _Stopped
            report(number, done / total if total else 0.0)

        try:
            progress(0, 1)
            outcome = do(jobs[number][0], progress, _cores() // workers)
            report(number, 1.0)
            return outcome
        except _Stopped:
            return None
        except BaseException:
            stopped.set()  # an error that is not a MediaError stops the whole batch
            raise

    with ThreadPoolExecutor(workers) as pool:
        try:
            return [outcome for outcome in pool.map(run, range(len(jobs))) if outcome]
        except BaseException:
            stopped.set()
            raise


class _Stopped(Exception):
    """Ends a thread's work after the batch was stopped."""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(path: Path) -> int:
    try:
        return max(1, path.stat().st_size)
    except OSError:
        return 1
