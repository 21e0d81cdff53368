"""Editions assembled into one file: joins, lengths, chapters, level, and what goes along with it."""

import datetime as dt
import functools
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
import pytest
from sqlalchemy.orm import Session

from radiodesk.config import Config
from radiodesk.media import assembling, sheets, store, treating, treatments
from radiodesk.media.assembling import Assembled, Assembly, Missing
from radiodesk.media.errors import NothingToAssemble, SeveralEditions, UnknownEdition, UnknownPreset
from radiodesk.media.sound.errors import UnknownFormat
from radiodesk.media.sound.recipes import WEB, Recipe
from radiodesk.model import Broadcast, BroadcastState, Desk, Genre, JoinKind, ProgrammeKind, Source, engines
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.newsroom import rundowns
from radiodesk.newsroom.views import RundownView
from radiodesk.schedule import broadcasts, queries
from tests import recordings
from tests.conftest import Cli
from tests.media import signals
from tests.media.meters import decoded, heard, largest_step, levels_over_time
from tests.media.signals import RATE, Signal

DAY = dt.date(2019, 3, 5)
FIRST_RUN = "2019-03-05T05:30"
SUFFIXES = [".wav", ".mp3", ".m4a", ".flac"]
CHAPTERED = [".mp3", ".m4a"]

SECONDS_OFF = 0.05


class StoppedError(Exception):
    pass


@dataclass(frozen=True)
class Part:
    """A line of the edition that tests assemble: a tone."""

    title: str
    hertz: float
    seconds: float
    join: JoinKind = JoinKind.BUTT
    join_seconds: float = 0.0
    insert: bool = False


PARTS = (
    Part("Nhạc hiệu", 350, 3.4, insert=True),
    Part("Gieo cấy vụ xuân", 600, 3.123, JoinKind.UNDER, 1.5),
    Part("Tiếp xúc cử tri", 900, 2.45),
    Part("Lịch cắt điện", 1300, 2.0, JoinKind.GAP, 0.75),
    Part("Nhạc cắt", 1800, 1.6, JoinKind.CROSSFADE, 0.6, insert=True),
    Part("An toàn giao thông", 2400, 2.7, JoinKind.CROSSFADE, 30.0),
)
"""Each kind of join; the last one is longer than it can be."""


def edition(session: Session, *, on: dt.date = DAY) -> int:
    planned = broadcasts.plan_first_run(
        session, title="Thời sự", kind=ProgrammeKind.NEWS, on=on, at=dt.time(5, 30), seconds=900
    )
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    return edition_id


def add_line(session: Session, edition_id: int, part: Part, recording_id: int | None) -> None:
    if part.insert:
        line = rundowns.add_insert(session, edition_id, label=part.title, seconds=10)
    else:
        line = rundowns.add_story(
            session, edition_id, title=part.title, genre=Genre.BRIEF, source=Source.OWN, authors="Thu Hà", seconds=60
        )
    recordings.link(session, edition_id, line, recording_id)
    version = rundowns.rundown(session, edition_id).version
    rundowns.join_line(session, line, version, part.join, part.join_seconds)


def take(session: Session, desk: Desk, folder: Path, part: Part) -> int:
    """Record the tone. Each is as loud to the ear as the others, but not to begin with."""
    path = signals.write(
        folder / f"{part.title}.wav", signals.sine(-30 + part.hertz / 150, part.seconds, hertz=part.hertz)
    )
    return recordings.add(session, desk, path).id


def build(desk: Desk, folder: Path, parts: Sequence[Part] = PARTS) -> int:
    """An edition of those lines, each with its recording."""
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        for part in parts:
            add_line(session, edition_id, part, take(session, desk, folder, part))
    return edition_id


def script(desk: Desk, edition_id: int, preset: str = "on-air") -> Assembly:
    with desk.changing(Action.EARLIER, what="test") as session:
        return assembling.prepare(session, desk.config.media, edition_id, preset=preset)


def assemble(desk: Desk, found: Assembly, output: Path) -> Assembled:
    return assembling.assemble(desk.config.media, found, output)


def opened(desk: Desk, edition_id: int) -> RundownView:
    with desk.reading() as session:
        return rundowns.rundown(session, edition_id)


def begins(samples: Signal, hertz: float) -> float:
    """When a tone is first heard."""
    levels = levels_over_time(samples[0], hertz)
    return float(np.flatnonzero(levels > levels.max() * 0.02)[0]) / RATE


def chapters(path: Path) -> list[tuple[str, float, float]]:
    """Title, begin and end of each chapter."""
    with av.open(str(path)) as file:
        return [
            (
                each["metadata"]["title"],
                float(each["start"] * each["time_base"]),
                float(each["end"] * each["time_base"]),
            )
            for each in file.chapters()
        ]


@dataclass(frozen=True)
class Whole:
    """An edition of all parts, and its air file."""

    script: Assembly
    view: RundownView
    done: Assembled
    file: Path

    @functools.cached_property
    def samples(self) -> Signal:
        return decoded(self.file)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, _new_home: Path) -> Iterator[Callable[[str], Whole]]:
    """The air file of that ending, made once for the tests that only listen."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(_new_home, folder / "home")
    desk = Desk.open(Config(home=folder / "home", person="Thu Hà"))
    edition_id = build(desk, folder)
    found = script(desk, edition_id)

    @functools.cache
    def made(suffix: str) -> Whole:
        file = folder / f"ra{suffix}"
        return Whole(found, opened(desk, edition_id), assemble(desk, found, file), file)

    yield made
    desk.close()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_file_is_as_long_and_every_line_is_heard_where_the_rundown_says(
    suffix: str, whole: Callable[[str], Whole]
) -> None:
    made = whole(suffix)
    assert made.script.seconds == pytest.approx(made.view.actual_total, abs=0.001)
    assert made.done.seconds == made.script.seconds
    off = SECONDS_OFF if suffix in CHAPTERED else 0.001
    assert made.samples.shape[1] / RATE == pytest.approx(made.view.actual_total, abs=off)
    starts = [line.starts_after for line in made.view.lines]
    assert [begins(made.samples, part.hertz) for part in PARTS] == pytest.approx(starts, abs=SECONDS_OFF)
    assert made.script.begins == pytest.approx(starts, abs=0.001)


@pytest.mark.parametrize("suffix", CHAPTERED)
def test_every_story_has_a_chapter_that_begins_where_it_is_heard(suffix: str, whole: Callable[[str], Whole]) -> None:
    made = whole(suffix)
    told = {title: start for title, start, _end in chapters(made.file)}
    stories = [part for part in PARTS if not part.insert]
    assert [part.title for part in stories] == [title for title in told if title in {part.title for part in stories}]
    for part in stories:
        assert told[part.title] == pytest.approx(begins(made.samples, part.hertz), abs=SECONDS_OFF), part.title


def test_an_mp3_has_chapters_of_stories_only(whole: Callable[[str], Whole]) -> None:
    found = whole(".mp3").script
    stories = [(piece, begin) for piece, begin in zip(found.pieces, found.begins, strict=True) if piece.is_story]
    for (title, start, end), (piece, begin) in zip(chapters(whole(".mp3").file), stories, strict=True):
        assert title == piece.title
        assert (start, end) == pytest.approx((begin, begin + piece.plan.seconds), abs=0.002)


def assert_level(done: Assembled, samples: Signal, target: float) -> None:
    found = heard(samples)
    assert found.lufs == pytest.approx(target, abs=0.2)
    assert found.peak_dbtp <= -1 + 0.05
    assert done.level.loudness.integrated_lufs == pytest.approx(found.lufs, abs=0.1)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_whole_comes_to_its_level(suffix: str, whole: Callable[[str], Whole]) -> None:
    assert_level(whole(suffix).done, whole(suffix).samples, -23)


@pytest.mark.parametrize("suffix", [".flac", ".mp3"])
def test_for_the_web_the_whole_is_louder(suffix: str, desk: Desk, tmp_path: Path) -> None:
    output = tmp_path / f"ra{suffix}"
    done = assemble(desk, script(desk, build(desk, tmp_path), "web"), output)

    assert_level(done, decoded(output), -16)


def test_lines_are_as_loud_as_each_other(desk: Desk, tmp_path: Path) -> None:
    parts = [replace(part, join=JoinKind.BUTT, join_seconds=0.0) for part in PARTS]
    found = script(desk, build(desk, tmp_path, parts))
    assemble(desk, found, tmp_path / "ra.wav")

    samples = decoded(tmp_path / "ra.wav")
    for piece, begin in zip(found.pieces, found.begins, strict=True):
        first, behind = round((begin + 0.1) * RATE), round((begin + piece.plan.seconds - 0.1) * RATE)
        assert heard(samples[:, first:behind]).lufs == pytest.approx(-23, abs=0.2), piece.title


def test_joins_do_not_click(whole: Callable[[str], Whole]) -> None:
    found, samples = whole(".wav").script, whole(".wav").samples[0]

    steps = []
    for piece, begin in zip(found.pieces, found.begins, strict=True):
        middle = round((begin + piece.plan.seconds / 2) * RATE)
        steps.append(largest_step(samples[middle - 960 : middle + 960]))
    ends = [begin + piece.plan.seconds for piece, begin in zip(found.pieces, found.begins, strict=True)]
    for number in range(1, len(PARTS)):
        overlaps = PARTS[number].join in (JoinKind.CROSSFADE, JoinKind.UNDER)
        bound = steps[number - 1] + steps[number] if overlaps else max(steps[number - 1], steps[number])
        for moment in (found.begins[number], ends[number - 1]):
            around = samples[round(moment * RATE) - 2400 : round(moment * RATE) + 2400]
            assert largest_step(around) <= bound * 1.05, PARTS[number].title


def amplitude_at(samples: Signal, hertz: float, moment: float) -> float:
    return float(levels_over_time(samples[0], hertz)[round(moment * RATE)])


def test_a_gap_is_silent(whole: Callable[[str], Whole]) -> None:
    begin = whole(".wav").script.begins[3]
    gap = whole(".wav").samples[:, round((begin - 0.74) * RATE) : round((begin - 0.01) * RATE)]
    assert np.abs(gap).max() < 0.0001


def test_a_crossfade_goes_from_the_one_to_the_other(desk: Desk, tmp_path: Path) -> None:
    parts = [PARTS[1], replace(PARTS[2], join=JoinKind.CROSSFADE, join_seconds=1.0)]
    found = script(desk, build(desk, tmp_path, [replace(parts[0], join=JoinKind.BUTT), parts[1]]))
    assemble(desk, found, tmp_path / "ra.wav")
    samples = decoded(tmp_path / "ra.wav")

    begin = found.begins[1]
    before = amplitude_at(samples, 600, begin - 1.0)
    after = amplitude_at(samples, 900, begin + 2.0)
    for share in (0.2, 0.5, 0.8):
        assert amplitude_at(samples, 600, begin + share) / before == pytest.approx(1 - share, abs=0.05)
        assert amplitude_at(samples, 900, begin + share) / after == pytest.approx(share, abs=0.05)
    assert amplitude_at(samples, 600, begin + 1.1) < before * 0.001


def test_a_jingle_goes_on_low_under_the_story_and_ends(whole: Callable[[str], Whole]) -> None:
    samples = whole(".wav").samples
    begin = whole(".wav").script.begins[1]
    assert begin == pytest.approx(PARTS[0].seconds - 1.5, abs=0.001)
    jingle, story = amplitude_at(samples, 350, begin - 0.5), amplitude_at(samples, 600, begin + 2)
    assert 20 * np.log10(amplitude_at(samples, 350, begin + 0.8) / jingle) == pytest.approx(-14, abs=0.5)
    assert amplitude_at(samples, 600, begin + 0.8) == pytest.approx(story, rel=0.02)
    assert amplitude_at(samples, 350, begin + 1.6) < jingle * 0.001


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_command_that_is_ended_leaves_nothing_half_written(sent: int, desk: Desk, tmp_path: Path) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        add_line(session, edition_id, PARTS[1], take(session, desk, tmp_path, replace(PARTS[1], seconds=90)))
    (tmp_path / "out").mkdir()
    command = [
        sys.executable,
        "-m",
        "radiodesk",
        "media",
        "assemble",
        FIRST_RUN,
        "--output",
        tmp_path / "out" / "a.mp3",
    ]
    process = subprocess.Popen([*command, "--home", desk.config.home], stderr=subprocess.PIPE)
    while not any(engines.size_of(path) for path in (tmp_path / "out").iterdir()):
        assert process.poll() is None, "it ended before"
        time.sleep(0.01)
    process.send_signal(sent)
    _out, messages = process.communicate()

    assert process.returncode == 128 + sent
    assert b"Traceback" not in messages
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_script_makes_the_same_bytes(suffix: str, desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path, PARTS[:3]))
    first = assemble(desk, found, tmp_path / f"a{suffix}")
    again = assemble(desk, found, tmp_path / f"b{suffix}")

    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    assert (first.newly_treated, again.newly_treated) == (3, 0)


def test_the_same_bytes_are_made_when_all_that_was_kept_is_lost(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path, PARTS[:2]))
    assemble(desk, found, tmp_path / "a.mp3")
    for file in (desk.config.media / "treated").rglob("*.flac"):
        file.unlink()
    again = assemble(desk, found, tmp_path / "b.mp3")

    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()
    assert again.newly_treated == 2


def test_only_the_line_whose_treatment_changed_is_made_again(desk: Desk, tmp_path: Path) -> None:
    edition_id = build(desk, tmp_path)
    before = script(desk, edition_id)
    assemble(desk, before, tmp_path / "a.wav")
    recording_id = opened(desk, edition_id).lines[2].recording_id
    assert recording_id is not None
    with desk.changing(Action.EARLIER, what="test") as session:
        version = treatments.treatment(session, recording_id).recording.version
        treatments.change(session, recording_id, version, Recipe(cuts=((1.0, 2.0),)))
    after = script(desk, edition_id)
    done = assemble(desk, after, tmp_path / "b.wav")

    assert done.newly_treated == 1
    assert done.seconds == pytest.approx(before.seconds - 1.0, abs=0.001)
    changed = [one != other for one, other in zip(before.pieces, after.pieces, strict=True)]
    assert changed == [False, False, True, False, False, False]
    samples = decoded(tmp_path / "b.wav")
    starts = [line.starts_after for line in opened(desk, edition_id).lines]
    assert [begins(samples, part.hertz) for part in PARTS] == pytest.approx(starts, abs=SECONDS_OFF)


def test_another_order_or_join_treats_nothing_again(desk: Desk, tmp_path: Path) -> None:
    edition_id = build(desk, tmp_path, PARTS[:4])
    assemble(desk, script(desk, edition_id), tmp_path / "a.wav")
    before = opened(desk, edition_id)
    line = before.lines[2]
    with desk.changing(Action.EARLIER, what="test") as session:
        rundowns.move_line(session, line.id, before.version, 1)
    with desk.changing(Action.EARLIER, what="test") as session:
        moved = rundowns.rundown(session, edition_id)
        rundowns.join_line(session, line.id, moved.version, JoinKind.CROSSFADE, 0.5)

    assert assemble(desk, script(desk, edition_id), tmp_path / "b.wav").newly_treated == 0


def test_a_recording_that_is_heard_twice_is_treated_once(desk: Desk, tmp_path: Path) -> None:
    parts = PARTS[:2]
    edition_id = build(desk, tmp_path, parts)
    recording_id = opened(desk, edition_id).lines[0].recording_id
    with desk.changing(Action.EARLIER, what="test") as session:
        add_line(session, edition_id, replace(parts[0], title="Nhạc hiệu cuối"), recording_id)
    done = assemble(desk, script(desk, edition_id), tmp_path / "a.wav")

    assert done.newly_treated == 2
    assert decoded(tmp_path / "a.wav").shape[1] / RATE == pytest.approx(done.seconds, abs=SECONDS_OFF)


def lose(desk: Desk, edition_id: int, number: int) -> None:
    """Take the file of that line's recording out of the store."""
    recording_id = opened(desk, edition_id).lines[number - 1].recording_id
    with desk.reading() as session:
        row = session.get_one(store.Recording, recording_id)
        store.file_of(desk.config.media, row.sha256, row.suffix).unlink()


def test_lines_without_sound_are_named_and_the_rest_is_assembled(desk: Desk, tmp_path: Path) -> None:
    edition_id = build(desk, tmp_path)
    with desk.changing(Action.EARLIER, what="test") as session:
        add_line(session, edition_id, Part("Chưa thu", 1, 1), None)
        rundowns.add_insert(session, edition_id, label="Lời chào", seconds=5)
    lose(desk, edition_id, 3)
    found = script(desk, edition_id)

    assert found.missing == (
        Missing(3, "Tiếp xúc cử tri", lost=True),
        Missing(7, "Chưa thu", lost=False),
        Missing(8, "Lời chào", lost=False),
    )
    told = assembling.missing_lines(found)
    for words in ("line 3 “Tiếp xúc cử tri” has lost its file", "line 7 “Chưa thu” has no recording", "line 8"):
        assert words in told
    assert [piece.number for piece in found.pieces] == [1, 2, 4, 5, 6]
    done = assemble(desk, found, tmp_path / "a.wav")
    assert decoded(tmp_path / "a.wav").shape[1] / RATE == pytest.approx(done.seconds, abs=SECONDS_OFF)


def test_an_edition_without_sound_is_told(desk: Desk, tmp_path: Path) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        add_line(session, edition_id, PARTS[1], None)
    with pytest.raises(NothingToAssemble, match="Thời sự"):
        assemble(desk, script(desk, edition_id), tmp_path / "a.wav")

    assert list(tmp_path.glob("*.wav")) == []


def test_a_name_that_says_no_form_is_refused_before_anything_is_treated(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path))
    with pytest.raises(UnknownFormat):
        assemble(desk, found, tmp_path / "a.ogg")

    assert not (desk.config.media / "treated").exists()


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_work_that_is_stopped_leaves_the_file_as_it_was(share: float, suffix: str, desk: Desk, tmp_path: Path) -> None:
    parts = [replace(part, join=JoinKind.BUTT, join_seconds=0.0) for part in PARTS[:2]]
    found = script(desk, build(desk, tmp_path, parts))
    folder = tmp_path / "out"
    folder.mkdir()
    output = folder / f"ra{suffix}"
    output.write_bytes(b"from before")

    def progress(done: int, total: int) -> None:
        assert 0 <= done <= total
        if done >= share * total:
            raise StoppedError

    with pytest.raises(StoppedError):
        assembling.assemble(desk.config.media, found, output, progress=progress)
    assert output.read_bytes() == b"from before"
    assert list(folder.iterdir()) == [output]
    assert not list(desk.config.media.rglob(".making-*"))
    assemble(desk, found, output)
    assert decoded(output).shape[1] / RATE == pytest.approx(found.seconds, abs=SECONDS_OFF)


def test_progress_never_goes_back_and_comes_to_its_end(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path, PARTS[:3]))
    for suffix in (".wav", ".mp3"):
        shares: list[float] = []
        assembling.assemble(
            desk.config.media,
            found,
            tmp_path / f"ra{suffix}",
            progress=lambda done, total, shares=shares: shares.append(done / total),
        )
        assert shares == sorted(shares)
        assert shares[-1] == 1


def test_a_file_says_what_it_is(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path, PARTS[:1]))
    for suffix in (".mp3", ".m4a"):
        assemble(desk, found, tmp_path / f"ra{suffix}")
        with av.open(str(tmp_path / f"ra{suffix}")) as file:
            told = dict(file.metadata)
        assert told["title"] == found.title
        assert told["title"].startswith("Thời sự ")
        assert (told["album"], told["artist"]) == ("Thời sự", "Đài phát thanh huyện Lương Tài")
        assert told["date"].startswith("2019")


def test_a_cue_sheet_has_a_track_a_line(desk: Desk, tmp_path: Path) -> None:
    parts = [replace(PARTS[0], title='Nhạc "hiệu"'), PARTS[1], PARTS[2]]
    found = script(desk, build(desk, tmp_path, parts))
    rows = sheets.cue(found, tmp_path / "Thời sự.mp3").splitlines()

    assert 'FILE "Thời sự.mp3" MP3' in rows
    assert [row.split(None, 1)[1] for row in rows if "TITLE" in row and row.startswith(" ")] == [
        "\"Nhạc 'hiệu'\"",
        '"Gieo cấy vụ xuân"',
        '"Tiếp xúc cử tri"',
    ]
    indexes = [row.split()[-1].split(":") for row in rows if "INDEX 01" in row]
    moments = [int(minutes) * 60 + int(seconds) + int(frames) / 75 for minutes, seconds, frames in indexes]
    assert moments == pytest.approx(found.begins, abs=0.5 / 75 + 0.0001)
    assert [row.split()[1] for row in rows if "TRACK" in row] == ["01", "02", "03"]
    assert 'FILE "a.wav" WAVE' in sheets.cue(found, Path("a.wav"))


def test_a_playlist_has_an_entry_a_line(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path))
    rows = sheets.playlist(found, tmp_path / "ra.mp3").splitlines()

    assert rows[0] == "#EXTM3U"
    assert [row.split(",", 1)[1] for row in rows if row.startswith("#EXTINF:")] == [part.title for part in PARTS]
    starts = [float(row.split("=")[1]) for row in rows if "start-time" in row]
    stops = [float(row.split("=")[1]) for row in rows if "stop-time" in row]
    lengths = [float(row[len("#EXTINF:") :].split(",")[0]) for row in rows if row.startswith("#EXTINF:")]
    assert starts == pytest.approx(found.begins, abs=0.001)
    assert np.subtract(stops, starts) == pytest.approx(lengths, abs=0.002)
    assert stops[-1] == pytest.approx(found.seconds, abs=0.001)
    assert rows.count("ra.mp3") == len(PARTS)


def test_a_text_says_what_was_said_when(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path))
    rows = sheets.running_order(found).splitlines()

    assert rows[0] == "Đài phát thanh huyện Lương Tài"
    assert rows[1].startswith("Thời sự, ")
    for row, part, begin in zip(rows[3:], PARTS, found.begins, strict=True):
        assert row.endswith(part.title)
        hours, minutes, seconds = map(int, row[:8].split(":"))
        assert hours * 3600 + minutes * 60 + seconds == int(5.5 * 3600 + begin)


def test_an_edition_is_found_by_its_first_run(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        other = edition(session, on=DAY + dt.timedelta(days=1))
    with desk.reading() as session:
        for wanted in (FIRST_RUN, " 2019-03-05 05:30 ", "2019-03-05T05:30:00", "2019-03-05T05:30+07:00"):
            assert assembling.find_edition(session, wanted) == edition_id
        assert assembling.find_edition(session, "2019-03-04T22:30Z") == edition_id
        assert assembling.find_edition(session, "2019-03-06T05:30") == other


@pytest.mark.parametrize(
    "wanted",
    [
        *("", "nonsense", "2019-03-05", "2019-03-05T05:31", "2019-13-05T05:30", "9999-12-31T23:59"),
        *("9999-12-31T23:59Z", "0001-01-01", "[/]", "20190305", "7", "9" * 30),
    ],
)
def test_an_edition_that_is_not_there_is_told(wanted: str, desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition(session)
    with desk.reading() as session, pytest.raises(UnknownEdition):
        assembling.find_edition(session, wanted)


def test_of_two_editions_at_one_time_none_is_taken_silently(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        one = edition(session)
        other = broadcasts.plan_first_run(
            session,
            title="Bản tin trưa",
            kind=ProgrammeKind.NEWS,
            on=DAY,
            at=dt.time(5, 30, 20),
            seconds=900,
            sure=True,
        )
        other_edition = existing(session, Broadcast, other).edition_id
    with desk.reading() as session:
        with pytest.raises(SeveralEditions, match=f"{one} for “Thời sự”; {other_edition} for “Bản tin trưa”"):
            assembling.find_edition(session, FIRST_RUN)
        assert assembling.find_edition(session, f"{FIRST_RUN}:20") == other_edition
        assert assembling.find_edition(session, f"{FIRST_RUN}:00") == one
        assert assembling.find_edition(session, f" {other_edition} ") == other_edition

    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Broadcast, other).state = BroadcastState.CANCELLED
    with desk.reading() as session:
        assert assembling.find_edition(session, FIRST_RUN) == one


def test_a_preset_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    edition_id = build(desk, tmp_path, PARTS[:1])
    with pytest.raises(UnknownPreset):
        script(desk, edition_id, "podcast")
    assert script(desk, edition_id, "WEB").settings.target_lufs == -16


def test_one_line_alone_is_an_edition(desk: Desk, tmp_path: Path) -> None:
    part = Part("Một mình", 600, 3.0, JoinKind.CROSSFADE, 5.0)
    found = script(desk, build(desk, tmp_path, [part]), WEB)
    assemble(desk, found, tmp_path / "a.wav")

    assert decoded(tmp_path / "a.wav").shape[1] == 3 * RATE


def test_recordings_of_every_kind_are_joined(desk: Desk, tmp_path: Path) -> None:
    """The lengths of what is treated are those of the plan, whatever the rate and the channels."""
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        for number, (rate, channels) in enumerate([(8_000, 1), (44_100, 2), (22_050, 1), (96_000, 2), (32_000, 1)]):
            tone = signals.sine(-20.0, 2.345, rate, hertz=400 + 300 * number)
            path = signals.write(tmp_path / f"{rate}.wav", np.stack([tone] * channels), rate)
            part = Part(f"Tin {number}", 400 + 300 * number, 2.345, JoinKind.CROSSFADE, 0.5)
            add_line(session, edition_id, part, recordings.add(session, desk, path).id)
    found = script(desk, edition_id)
    assemble(desk, found, tmp_path / "a.wav")

    samples = decoded(tmp_path / "a.wav")
    assert samples.shape[1] / RATE == pytest.approx(found.seconds, abs=0.001)
    heard_at = [begins(samples, 400 + 300 * number) for number in range(5)]
    assert heard_at == pytest.approx(found.begins, abs=SECONDS_OFF)
    for piece in found.pieces:
        file = treating.cached_file(desk.config.media, piece.original, piece.plan)
        assert decoded(file).shape[1] == round(piece.plan.seconds * RATE), piece.title


# The command


def test_the_command_names_missing_lines_and_leaves_them_out_when_told(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    edition_id = build(desk, tmp_path, PARTS[:3])
    with desk.changing(Action.EARLIER, what="test") as session:
        add_line(session, edition_id, Part("Chưa thu", 1, 1), None)
    lose(desk, edition_id, 1)
    output = tmp_path / "ra.mp3"

    answer = cli("media", "assemble", FIRST_RUN, "--output", output)
    assert answer.returncode == 1
    assert "line 1 “Nhạc hiệu” has lost its file" in answer.stderr
    assert "line 4 “Chưa thu” has no recording" in answer.stderr
    assert "--leave-out" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not output.exists()

    answer = cli("media", "assemble", FIRST_RUN, "--output", output, "--leave-out", "--cue", "--m3u8", "--text")
    assert answer.returncode == 0, answer.stderr
    assert "“Chưa thu”" in answer.stderr
    found = script(desk, edition_id)
    assert decoded(output).shape[1] / RATE == pytest.approx(found.seconds, abs=SECONDS_OFF)
    assert (tmp_path / "ra.cue").read_text("utf-8") == sheets.cue(found, output)
    assert (tmp_path / "ra.m3u8").read_text("utf-8") == sheets.playlist(found, output)
    assert (tmp_path / "ra.txt").read_text("utf-8") == sheets.running_order(found)


def test_the_command_assembles_what_is_whole(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    build(desk, tmp_path, PARTS[:2])
    answer = cli("media", "assemble", FIRST_RUN, "--output", tmp_path / "ra.wav")

    assert answer.returncode == 0, answer.stderr
    assert "-23" in answer.stdout.replace("−", "-")
    assert answer.stderr == ""
    assert heard(decoded(tmp_path / "ra.wav")).lufs == pytest.approx(-23, abs=0.2)
    assert list(tmp_path.glob("ra*")) == [tmp_path / "ra.wav"]


@pytest.mark.parametrize(
    ("edition_name", "output", "preset"),
    [("2019-03-06T05:30", "a.mp3", "on-air"), (FIRST_RUN, "a.ogg", "on-air"), (FIRST_RUN, "a.mp3", "podcast")],
)
def test_the_command_says_what_it_cannot_do(
    edition_name: str, output: str, preset: str, desk: Desk, cli: Cli, tmp_path: Path
) -> None:
    build(desk, tmp_path, PARTS[:1])
    answer = cli("media", "assemble", edition_name, "--output", tmp_path / output, "--preset", preset)

    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / output).exists()


def test_a_treated_file_that_lost_some_of_its_sound_is_made_again(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path, PARTS[:2]))
    assemble(desk, found, tmp_path / "a.wav")
    for file in (desk.config.media / "treated").rglob("*.flac"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    assemble(desk, found, tmp_path / "b.wav")

    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_a_line_whose_original_is_damaged_is_missing(desk: Desk, tmp_path: Path) -> None:
    edition_id = build(desk, tmp_path, PARTS[:2])
    for file in (desk.config.media / "originals").rglob("*.wav"):
        file.write_bytes(file.read_bytes()[:-1000])

    assert [missing.lost for missing in script(desk, edition_id).missing] == [True, True]


def test_an_edition_says_by_how_much_it_misses_its_planned_length(desk: Desk, tmp_path: Path) -> None:
    found = script(desk, build(desk, tmp_path, PARTS[:1]))
    said = [assembling.beside_plan(replace(found, planned_seconds=planned)) for planned in (1, 3, None)]

    assert assembling.beside_plan(found) == "14:57 shorter than planned"
    assert said == ["00:02 longer than planned", "", ""]
