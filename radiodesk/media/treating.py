"""Treat a recording: decode, keep what the plan keeps, fade, set the level, write. The original is only read."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from av.audio.frame import AudioFrame

from radiodesk import files, outputs
from radiodesk.config import Config
from radiodesk.media.errors import FileDamaged, FileMissing
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import editing, encoding, levelling, stream
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.levelling import Level
from radiodesk.media.sound.loudness import Loudness
from radiodesk.media.sound.recipes import Plan

CACHED = ".flac"
"""How treated recordings are kept: nothing is lost between them and the programme."""


SHORT_SECONDS = 0.05
"""A file that lacks more than this of the length that was measured has lost some of its sound."""


@dataclass(frozen=True)
class Original:
    """A recording's file in the store."""

    sha256: str
    file: Path
    name: str
    """What errors call it."""

    @classmethod
    def of(cls, recording: RecordingView, file: Path) -> Self:
        """The original of a recording, whose file is there, and as large as it was. raises FileMissing, FileDamaged."""
        if not file.is_file():
            raise FileMissing(file=recording.name)
        if file.stat().st_size != recording.size:
            raise FileDamaged(file=recording.name)
        return cls(recording.sha256, file, recording.name)


def cached_file(store: Path, original: Original, plan: Plan) -> Path:
    """Where the treated recording is kept. It may be thrown away: it is made again."""
    return store / "treated" / original.sha256[:2] / f"{original.sha256}-{plan.key()}{CACHED}"


def treated(store: Path, original: Original, plan: Plan, progress: Progress | None = None) -> Path:
    """The treated recording, made where it is not there yet.

    progress: with samples; whatever it raises ends the work and leaves nothing. raises MediaError, CannotWrite.
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
    """Write the treated recording to a file, in the form that its name says.

    raises MediaError, UnknownForm, CannotWrite.
    """
    suffix = encoding.form_of(output)
    tags = encoding.Tags(title=Path(original.name).stem) if suffix != CACHED else None
    passes = Passes(plan.seconds, progress)

    def source() -> Iterator[AudioFrame]:
        whole = stream.blocks(original.file, channels=plan.channels, high_pass_hz=plan.high_pass_hz, name=original.name)
        kept = editing.keep_spans(whole, plan.spans)
        return passes.over(stream.to_frames(editing.faded(kept, plan.fade_in_seconds, plan.fade_out_seconds)))

    with files.atomic_write(output) as aside:

        def write(frames: Iterator[AudioFrame]) -> Loudness | None:
            return encoding.write(aside, suffix, frames, tags, bit_rate)

        lossy = suffix in encoding.LOSSY
        level = levelling.normalize(source, plan.target_lufs, plan.ceiling_dbtp, write, lossy=lossy)
        if passes.samples < stream.sample_count(plan.seconds - SHORT_SECONDS):
            raise FileDamaged(file=original.name)
        if suffix == ".wav":
            encoding.write_loudness(aside, level.loudness)
        passes.finish()
    return level


class Passes:
    """How far a sound is that goes by several times: once to be measured, and each time that it is written.

    passes: how often it will probably go by; where that was not enough, each further time takes half of what is left.
    """

    def __init__(self, seconds: float, progress: Progress | None, passes: int = 2) -> None:
        self._samples = max(1, stream.sample_count(seconds))
        self._progress = progress
        self._expected = passes
        self._begun = 0
        self.samples = 0
        """Of the last time."""

    def over(self, frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
        """The frames as they are, counted on their way."""
        begin, end = self._share(self._begun), self._share(self._begun + 1)
        self._begun += 1
        self.samples = 0
        for frame in frames:
            yield frame
            self.samples += frame.samples
            if self._progress:
                share = begin + (end - begin) * min(1.0, self.samples / self._samples)
                self._progress(round(share * 1000), 1000)

    def finish(self) -> None:
        """It need not go by again."""
        if self._progress:
            self._progress(1000, 1000)

    def _share(self, passes: int) -> float:
        """What is done when it went by so often."""
        beyond = passes - self._expected
        return 0.9 * passes / self._expected if beyond <= 0 else 1 - 0.1 * 0.5**beyond


@contextlib.contextmanager
def output_file(config: Config, file: str | Path) -> Iterator[Path]:
    """A path to write sound to, on its way to the file that a user named; pipes without an ending get an mp3.

    raises UnknownForm, and those of `outputs.writing`.
    """
    endings = tuple(sorted(encoding.CODECS))
    outputs.check(config, file, endings=endings)
    if not outputs.is_stream(file):
        encoding.form_of(Path(file))
    with outputs.writing(config, file, endings=endings, suffix=".mp3") as path:
        yield path
