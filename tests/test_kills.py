"""Killed at any moment, a process leaves all of its work or nothing, and nothing that the next one does not clear."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from radiodesk.config import DATABASE_NAME
from tests import kills
from tests.kills import Prepared, Scene, Stock, Violation, Work

pytestmark = pytest.mark.deep

KILLS = 2
ORDINARY = ("media add",)

NAIVE_BACKUP = """
import sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.model import Desk, backups

file = Path(sys.argv[2])
desk = Desk.open(Config(home=file.parent.parent / "home"))
for _time in range(5):  # or most processes would be killed before they write
    backups.write(desk, file, recordings=True)
desk.close()
"""
"""Writes in the place of the file that is there, and not beside it."""

NAIVE_EDITS = kills.EDITS.replace(
    "        for title in", '    with desk.changing(Action.EARLIER, what="edit") as session:\n        for title in'
)
"""Plans a broadcast and fills it in two units of work."""


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    return Stock(tmp_path)


def violations(work: Work, stock: Stock, folder: Path, count: int, *, steps: bool | None = None) -> Iterator[str]:
    """What processes leave that they must not leave. count: of processes that are interrupted in their work."""
    ready = kills.prepare(work, stock, folder / "work")
    interrupted = 0
    for number in range(5 * count):
        kill = kills.kill(ready, f"test {number}", folder / f"kill {number}", steps=steps)
        if kill.violation:
            yield f"{kill.how}: {kill.violation}"
        interrupted += not kill.ended
        if interrupted == count:
            return
    yield f"only {interrupted} processes were interrupted in their work"


@pytest.mark.parametrize("name", ORDINARY)
def test_a_killed_process_leaves_all_or_nothing(name: str, stock: Stock, tmp_path: Path) -> None:
    assert list(violations(kills.work_named(name), stock, tmp_path, KILLS, steps=True)) == []


@pytest.mark.parametrize("work", kills.WORKS, ids=lambda work: work.name)
def test_every_work_leaves_all_or_nothing(work: Work, stock: Stock, tmp_path: Path) -> None:
    assert list(violations(work, stock, tmp_path, KILLS)) == []


# That the checks can fail


def test_an_edit_in_two_units_of_work_is_noticed(stock: Stock, tmp_path: Path) -> None:
    assert NAIVE_EDITS != kills.EDITS
    naive = replace(kills.work_named("edit"), script=NAIVE_EDITS, judge=judge_naive_edits)
    assert any("rows in story" in found for found in violations(naive, stock, tmp_path, 6, steps=True))


def judge_naive_edits(scene: Scene) -> str:
    """As for good ones, which have one audit entry each, where every edit came to its end."""
    if scene.again or scene.box in (scene.ready.template, scene.ready.done):
        return kills.AFTER
    return kills.judge_edits(scene)


def test_a_backup_that_is_written_in_place_is_noticed(stock: Stock, tmp_path: Path) -> None:
    naive = replace(kills.work_named("backup over a file"), script=NAIVE_BACKUP)
    assert any("is no whole backup" in found for found in violations(naive, stock, tmp_path, 6, steps=True))


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()  # it may be a link to one that others need
    path.write_bytes(content[: len(content) // 2])


def cut_recording(scene: Scene) -> None:
    cut(kills.files(scene.home / "media" / "originals")[0])


def lose_recording(scene: Scene) -> None:
    kills.files(scene.home / "media" / "originals")[0].unlink()


def cut_treated(scene: Scene) -> None:
    cut(kills.files(scene.home / "media" / "treated")[0])


def cut_edition(scene: Scene) -> None:
    cut(scene.output)


def cut_backup(scene: Scene) -> None:
    cut(kills.files(scene.home / "backups")[0])


def cut_database(scene: Scene) -> None:
    cut(scene.home / DATABASE_NAME)


def lose_story(scene: Scene) -> None:
    with sqlite3.connect(scene.home / DATABASE_NAME) as database:
        database.execute("DELETE FROM story")
    database.close()


def lose_credits(scene: Scene) -> None:
    with sqlite3.connect(scene.home / DATABASE_NAME) as database:
        database.execute("DELETE FROM credit")
    database.close()


DAMAGES = {
    cut_recording: "is not what its name says",
    lose_recording: "has lost its file",
    cut_treated: "a treated file is not whole",
    cut_edition: "the edition lasts",
    cut_backup: "is no whole backup",
    cut_database: "cannot be read|integrity_check",
    lose_story: "foreign_key_check",
    lose_credits: "neither before nor after",
}


def test_whatever_is_in_part_is_noticed(stock: Stock, tmp_path: Path) -> None:
    ready = kills.prepare(kills.work_named("assemble a new wav"), stock, tmp_path / "work")
    for number, (damage, message) in enumerate(DAMAGES.items()):
        scene = whole_scene(ready, tmp_path / str(number))
        assert ready.work.judge(scene) == kills.AFTER
        damage(scene)
        with pytest.raises(Violation, match=message):
            ready.work.judge(scene)


def whole_scene(ready: Prepared, folder: Path) -> Scene:
    kills.copy_box(ready.done, folder / "box")
    return Scene(folder / "box", ready, folder / "scratch")


def leave_temporary(box: Path) -> None:
    (box / "home" / "papers" / ".making-0123456789ab").touch()


def leave_log(box: Path) -> None:
    (box / "home" / f"{DATABASE_NAME}-journal").touch()


@pytest.mark.parametrize(
    ("leave", "message"), [(leave_temporary, "left after the next run"), (leave_log, "after the last close")]
)
def test_what_a_killed_process_left_for_good_is_noticed(
    leave: Callable[[Path], None], message: str, stock: Stock, tmp_path: Path
) -> None:
    work = Work("init", kills.make_import, lambda _box: ["--version"], lambda _scene: kills.AFTER)
    box = tmp_path / "box"
    shutil.copytree(stock.empty, box / "home")
    ready = Prepared(work, box, box, 0.0, 0.0, 0, {})
    kills.check_again(ready, box, tmp_path / "scratch", kills.BEFORE, apart=False)
    leave(box)
    with pytest.raises(Violation, match=message):
        kills.check_again(ready, box, tmp_path / "scratch", kills.BEFORE, apart=False)
