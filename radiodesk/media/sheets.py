"""Write files that accompany an assembled edition: a cue sheet, a playlist, and a running order as text."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.locale import formats
from radiodesk.media.assembling import Assembly

CUE_TYPES = {".mp3": "MP3", ".wav": "WAVE"}
"""File types in a cue sheet. Other formats are written as WAVE, which players accept."""

FRAMES = 75
"""Frames per second in a cue sheet, as on a compact disc."""


def check_beside(config: Config, file: str, endings: Iterable[str]) -> None:
    """Check that files with those endings can be written beside `file`.

    raises NothingBeside, and the errors of `outputs.check`.
    """
    for ending in endings:
        outputs.check(config, outputs.sibling(file, ending))


def write_beside(config: Config, assembly: Assembly, file: Path, *, cue_sheet: bool, m3u8: bool, text: bool) -> None:
    """Write the requested files beside an assembled file, with its name. raises the errors of `outputs.writing`."""
    contents = {
        ".cue": cue(assembly, file) if cue_sheet else None,
        ".m3u8": playlist(assembly, file) if m3u8 else None,
        ".txt": running_order(assembly) if text else None,
    }
    for ending, content in contents.items():
        if content is not None:
            outputs.write(config, outputs.sibling(file, ending), content.encode())


def cue(assembly: Assembly, file: Path) -> str:
    """A cue sheet with one track per line of the edition, or per chapter of its air file."""
    lines = [
        f'TITLE "{_quoted(assembly.title)}"',
        f'PERFORMER "{_quoted(assembly.station)}"',
        f'FILE "{_quoted(file.name)}" {CUE_TYPES.get(file.suffix.lower(), "WAVE")}',
    ]
    for number, part in enumerate(assembly.parts, 1):
        frames = round(part.begin * FRAMES)
        minutes, rest = divmod(frames, 60 * FRAMES)
        index = f"{minutes:02}:{rest // FRAMES:02}:{rest % FRAMES:02}"
        lines += [f"  TRACK {number:02} AUDIO", f'    TITLE "{_quoted(part.title)}"', f"    INDEX 01 {index}"]
    return "\n".join(lines) + "\n"


def playlist(assembly: Assembly, file: Path) -> str:
    """An extended m3u8 with one entry per line of the edition or chapter of its air file.

    Each entry is a part of the file, as VLC supports it.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{assembly.title}"]
    for part in assembly.parts:
        lines += [
            f"#EXTINF:{part.seconds:.3f},{part.title}",
            f"#EXTVLCOPT:start-time={part.begin:.3f}",
            f"#EXTVLCOPT:stop-time={part.begin + part.seconds:.3f}",
            file.name,
        ]
    return "\n".join(lines) + "\n"


def running_order(assembly: Assembly) -> str:
    """A running order: for each line or chapter the time on air, the position in the file, the length and the title."""
    starts = f"{formats.clock(assembly.starts)} {formats.day(assembly.starts.date())}"
    lines = [assembly.station, f"{assembly.programme}, {starts}", ""]
    for part in assembly.parts:
        on_air = assembly.starts + dt.timedelta(seconds=part.begin)
        begin, length = formats.duration(part.begin), formats.duration(part.seconds)
        lines.append(f"{on_air:%H:%M:%S}  {begin:>8}  {length:>8}  {part.title}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return value.replace('"', "'")
