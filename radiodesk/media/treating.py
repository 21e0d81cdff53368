"""Apply a plan to a recording: decode it, cut, fade, level and encode. The original is never changed."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from av.audio.frame import AudioFrame

from radiodesk import files, outputs
from radiodesk.config import Config
from radiodesk.media.errors import FileDamaged, FileMissing
from radiodesk.media.expected import of_recording
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import editing, encoding, levelling, stream
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.levelling import Level
from radiodesk.media.sound.measurement import Loudness
from radiodesk.media.sound.recipes import Plan

CACHED = ".flac"
"""The ending of cached treated recordings. The format is lossless, because editions are assembled from them."""

SHORT_SECONDS = 0.05
"""A file that is shorter than planned by more than this is damaged."""


@dataclass(frozen=True)
class Original:
    """A recording's file in the store."""

    sha256: str
    file: Path
    name: str
    """The recording's name in errors."""
    track: int = 1
    """The audio track in use, from 1."""
    recording: RecordingView | None = None
    """What is known of it."""

    @classmethod
    def of(cls, recording: RecordingView, file: Path) -> Self:
        """The original of a recording. raises FileMissing, and FileDamaged if the file's size has changed."""
        if not file.is_file():
            raise FileMissing(file=recording.name)
        if file.stat().st_size != recording.size:
            raise FileDamaged(file=recording.name)
        return cls(recording.sha256, file, recording.name, recording.track, recording)


def cached_file(store: Path, original: Original, plan: Plan) -> Path:
    """The path of the cached treated recording. The file may be deleted; it is created again when needed."""
    track = "" if original.track == 1 else f".{original.track}"
    return store / "treated" / original.sha256[:2] / f"{original.sha256}-{plan.key()}{track}{CACHED}"


def ensure_treated(store: Path, original: Original, plan: Plan, progress: Progress | None = None) -> Path:
    """The path of the cached treated recording, which is created if it does not exist.

    progress: in thousandths. If it raises an exception, no file is left. raises MediaError, CannotWrite.
    """
    file = cached_file(store, original, plan)
    if not file.is_file():
        with files.wrap_write_errors(file):
            file.parent.mkdir(parents=True, exist_ok=True)
        treat(original, plan, file, progress=progress)
    return file


def treat(
    original: Original, plan: Plan, output: Path, *, progress: Progress | None = None, bit_rate: int = 192
) -> Level:
    """Write the treated recording to a file. The ending of its name decides the format.

    raises MediaError, UnknownFormat, CannotWrite.
    """
    suffix = encoding.format_suffix(output)
    tags = encoding.Tags(title=Path(original.name).stem) if suffix != CACHED else None
    # What goes to a user is measured first; a cached recording may be 0.1 LU off, as the whole is levelled again.
    expected = of_recording(original.recording, plan) if suffix == CACHED else None
    passes = PassProgress(plan.seconds, progress, 1 if expected else 2)

    def source() -> Iterator[AudioFrame]:
        blocks = stream.blocks(
            original.file,
            channels=plan.channels,
            high_pass_hz=plan.high_pass_hz,
            name=original.name,
            track=original.track,
        )
        kept = editing.keep_spans(blocks, plan.spans)
        return passes.track(stream.to_frames(editing.faded(kept, plan.fade_in_seconds, plan.fade_out_seconds)))

    with files.atomic_write(output) as path:

        def write(frames: Iterator[AudioFrame]) -> Loudness | None:
            return encoding.write(path, suffix, frames, tags, bit_rate)

        lossy = suffix in encoding.LOSSY
        level = levelling.normalize(source, plan.target_lufs, plan.ceiling_dbtp, write, lossy=lossy, expected=expected)
        if passes.samples < stream.sample_count(plan.seconds - SHORT_SECONDS):
            raise FileDamaged(file=original.name)
        if suffix == ".wav":
            encoding.write_loudness(path, level.loudness)
        passes.finish()
    return level


class PassProgress:
    """Reports the progress of several passes over the same audio: one that measures it, and each that writes it.

    seconds: the length of the audio. passes: the expected number. Each further pass takes half of the remaining
    progress.
    """

    def __init__(self, seconds: float, progress: Progress | None, passes: int = 2) -> None:
        self._samples = max(1, stream.sample_count(seconds))
        self._progress = progress
        self._expected = passes
        self._started = 0
        self.samples = 0
        """Samples in the last pass."""

    def track(self, frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
        """The unchanged frames of one pass. Reports progress as they are consumed."""
        begin, end = self._share(self._started), self._share(self._started + 1)
        self._started += 1
        self.samples = 0
        for frame in frames:
            yield frame
            self.samples += frame.samples
            if self._progress:
                share = begin + (end - begin) * min(1.0, self.samples / self._samples)
                self._progress(round(share * 1000), 1000)

    def finish(self) -> None:
        """Report that no further pass is needed."""
        if self._progress:
            self._progress(1000, 1000)

    def _share(self, passes: int) -> float:
        """The share of the work that is done after a number of passes, 0 to 1."""
        extra = passes - self._expected
        return 0.9 * passes / self._expected if extra <= 0 else 1 - 0.1 * 0.5**extra


@contextlib.contextmanager
def output_file(config: Config, file: str | Path) -> Iterator[Path]:
    """A temporary path for audio that then goes to the file that a user named. Pipes without an ending get an mp3.

    raises UnknownFormat, and the errors of `outputs.writing`.
    """
    endings = tuple(sorted(encoding.CODECS))
    outputs.check(config, file, endings=endings)
    if not outputs.is_stream(file):
        encoding.format_suffix(Path(file))
    with outputs.writing(config, file, endings=endings, suffix=".mp3") as path:
        yield path
