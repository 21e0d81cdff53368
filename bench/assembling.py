"""A 30-minute edition of mp3 lines assembled by `radiodesk media assemble` against ffmpeg: concat and loudnorm.

Ours starts without treated recordings: each line is trimmed, faded and brought to its level, then the whole is. The
reference joins the same files as they are, measures them (loudnorm, first pass), and writes them with what it measured.

With --three-hours only the memory of a three-hour edition is measured.
"""

import datetime as dt
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import RADIODESK, another, empty_home, speech, write_mp3
from timing import say

from radiodesk.config import Config
from radiodesk.media import batches, linking, places
from radiodesk.model import Desk, Genre, ProgrammeKind, Source, Story
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries

RUNS = 3
LINES = 15
REPORTERS = 3
LINE_SECONDS = 120
STARTS = "2019-03-05T05:30"
TARGET = "I=-23:TP=-1"


def lines(folder: Path, count: int) -> list[Path]:
    """So many lines of two minutes, each as loud as one of three reporters."""
    folder.mkdir()
    made = [
        write_mp3(folder / f"{number:02}.mp3", speech(LINE_SECONDS, level=0.03 * 1.7**number, seed=number))
        for number in range(REPORTERS)
    ]
    more = [another(made[number % REPORTERS], f"{number:02}.mp3") for number in range(REPORTERS, count)]
    return [*made, *more]


def plan(home: Path, files: list[Path]) -> None:
    """An edition with a story for each file."""
    desk = Desk.open(Config(home=home, person="bench"))
    recordings = [outcome.recording for outcome in batches.add(desk, files)]
    with desk.changing(Action.EARLIER, what="bench") as session:
        starts = dt.datetime.fromisoformat(STARTS)
        planned = broadcasts.plan_first_run(
            session,
            title="Bench",
            kind=ProgrammeKind.NEWS,
            on=starts.date(),
            at=starts.time(),
            seconds=len(files) * LINE_SECONDS,
        )
        edition_id = queries.broadcast(session, planned).edition_id
        assert edition_id is not None
        for number, recording in enumerate(recordings):
            assert recording is not None
            rundowns.add_story(
                session,
                edition_id,
                title=f"Line {number}",
                genre=Genre.BRIEF,
                source=Source.OWN,
                authors="",
                seconds=LINE_SECONDS,
            )
        for story, recording in zip(session.query(Story).order_by(Story.id), recordings, strict=True):
            assert recording is not None
            linking.link(session, (places.Kind.STORY, story.id), story.version, recording.id)
    desk.close()


def assemble(home: Path, output: Path) -> tuple[float, float]:
    """Assemble the edition without treated recordings; the seconds, and the most memory in MB."""
    shutil.rmtree(home / "media" / "treated", ignore_errors=True)
    output.unlink(missing_ok=True)
    command = [*RADIODESK, "media", "assemble", STARTS, "--output", str(output), "--home", str(home)]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - begin, used.ru_maxrss / 1024


def concat_and_loudnorm(files: list[Path], output: Path) -> float:
    """Join and normalize the files with ffmpeg, in two passes; the seconds."""
    begin = time.perf_counter()
    inputs = [argument for file in files for argument in ("-i", str(file))]
    joined = "".join(f"[{number}:a]" for number in range(len(files))) + f"concat=n={len(files)}:v=0:a=1"
    ffmpeg = ["ffmpeg", "-hide_banner", "-nostats", "-nostdin", "-y", *inputs, "-filter_complex"]
    first = subprocess.run(
        [*ffmpeg, f"{joined},loudnorm={TARGET}:print_format=json[whole]", "-map", "[whole]", "-f", "null", "-"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    objects = re.findall(r"\{[^{}]*\}", first.stderr)
    found = json.loads(objects[-1])
    known = ":".join(f"measured_{name}={found[f'input_{name.lower()}']}" for name in ("I", "TP", "LRA"))
    known += f":measured_thresh={found['input_thresh']}:offset={found['target_offset']}"
    encoder = ["-map", "[whole]", "-ar", "48000", "-c:a", "libmp3lame", "-b:a", "192k", str(output)]
    subprocess.run([*ffmpeg, f"{joined},loudnorm={TARGET}:{known}[whole]", *encoder], check=True, capture_output=True)
    return time.perf_counter() - begin


def main() -> None:
    """Make the edition, and run both in turn."""
    three_hours = "--three-hours" in sys.argv[1:]
    count = LINES * 6 if three_hours else LINES
    name = "assemble three hours" if three_hours else "assemble 30 minutes"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = lines(folder / "lines", count)
        home = empty_home(folder / "home")
        plan(home, files)
        output, theirs = folder / "edition.mp3", folder / "theirs.mp3"
        if three_hours:
            seconds, memory = assemble(home, output)
            print(f"{name}: {seconds:.1f} s, at most {memory:.0f} MB of memory (at most 300)")
            return
        compared = shutil.which("ffmpeg") is not None
        ours, references, memories = [], [], []
        for _ in range(RUNS + 1):
            seconds, memory = assemble(home, output)
            ours.append(seconds)
            memories.append(memory)
            if compared:
                references.append(concat_and_loudnorm(files, theirs))
        seconds = statistics.median(ours[1:])  # the first is a warm-up
        if compared:
            say(name, seconds, "ffmpeg concat and two-pass loudnorm", statistics.median(references[1:]), 0.45)
        else:
            print(f"{name}: {seconds:.2f} s (the ffmpeg command is not installed: nothing to compare with)")
        print(f"{name}: at most {max(memories):.0f} MB of memory (at most 250)")


if __name__ == "__main__":
    main()
