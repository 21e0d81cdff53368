"""What goes along with an assembled file: a cue sheet, a playlist, a text of what was said when."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.locale import formats
from radiodesk.media.assembling import Script

CUE_TYPES = {".mp3": "MP3", ".wav": "WAVE"}
"""A cue sheet has no word for the others; players take WAVE for them."""

FRAMES = 75
"""A cue sheet counts in frames of a compact disc."""


def check_beside(config: Config, file: str, endings: Iterable[str]) -> None:
    """See that files of those endings can be written beside `file`. raises those of `outputs.check`, NothingBeside."""
    for ending in endings:
        outputs.check(config, outputs.sibling(file, ending))


def write_beside(
    config: Config, script: Script, file: Path, *, cue_sheet: bool, m3u8: bool, what_was_said: bool
) -> None:
    """Write those that are wanted beside an assembled file, under its name. raises those of `outputs.writing`."""
    contents = {
        ".cue": cue(script, file) if cue_sheet else None,
        ".m3u8": playlist(script, file) if m3u8 else None,
        ".txt": text(script) if what_was_said else None,
    }
    for ending, content in contents.items():
        if content is not None:
            outputs.write(config, outputs.sibling(file, ending), content.encode())


def cue(script: Script, file: Path) -> str:
    """A cue sheet: a track a line."""
    lines = [
        f'TITLE "{_quoted(script.title)}"',
        f'PERFORMER "{_quoted(script.station)}"',
        f'FILE "{_quoted(file.name)}" {CUE_TYPES.get(file.suffix.lower(), "WAVE")}',
    ]
    for number, (piece, begin) in enumerate(zip(script.pieces, script.begins, strict=True), 1):
        frames = round(begin * FRAMES)
        minutes, rest = divmod(frames, 60 * FRAMES)
        index = f"{minutes:02}:{rest // FRAMES:02}:{rest % FRAMES:02}"
        lines += [f"  TRACK {number:02} AUDIO", f'    TITLE "{_quoted(piece.title)}"', f"    INDEX 01 {index}"]
    return "\n".join(lines) + "\n"


def playlist(script: Script, file: Path) -> str:
    """An extended m3u8: an entry a line, each a part of the file, as VLC and others play it."""
    lines = ["#EXTM3U", f"#PLAYLIST:{script.title}"]
    for piece, begin in zip(script.pieces, script.begins, strict=True):
        end = begin + piece.plan.seconds
        lines += [
            f"#EXTINF:{piece.plan.seconds:.3f},{piece.title}",
            f"#EXTVLCOPT:start-time={begin:.3f}",
            f"#EXTVLCOPT:stop-time={end:.3f}",
            file.name,
        ]
    return "\n".join(lines) + "\n"


def text(script: Script) -> str:
    """What was said when: the time on air, the time in the file, the length, the title."""
    head = f"{script.station}\n{script.programme}, {formats.clock(script.starts)} {formats.day(script.starts.date())}"
    lines = [head, ""]
    for piece, begin in zip(script.pieces, script.begins, strict=True):
        on_air = script.starts + dt.timedelta(seconds=begin)
        length = formats.duration(piece.plan.seconds)
        lines.append(f"{on_air:%H:%M:%S}  {formats.duration(begin):>8}  {length:>8}  {piece.title}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return value.replace('"', "'")
