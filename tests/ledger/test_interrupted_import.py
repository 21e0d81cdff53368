"""However an import ends, the desk holds all of it or nothing."""

import datetime as dt
import itertools
import shutil
import signal
import wave
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from radiodesk.config import Config
from radiodesk.ledger import LedgerRefused, bring_in, importing
from radiodesk.ledger.importing import COMPARED_FIRST, TAKEN
from radiodesk.ledger.problems import ChangedSincePreview
from radiodesk.media import store, store_check
from radiodesk.model import Base, Desk, Person, checking
from radiodesk.model.actions import Action
from tests.conftest import MEDIA, SCHEDULES
from tests.interrupting import BEGIN, Ended, interrupted
from tests.ledger.books import NEWS, STORIES, STORY, Row, bring, changed, everything, ledger, size_of, write_xlsx

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("reading_process")]

WORKBOOK = SCHEDULES / "so-theo-doi-2019.xlsx"
TABLES = Base.metadata.sorted_tables
MIDDLE = (BEGIN, "INSERT INTO broadcast", "INSERT INTO publication", "before commit")
"""Steps of an import that has begun to write and is not yet committed, the first and the last among them."""


def interrupted_import(number: signal.Signals, step: str, home: Path) -> Ended:
    return interrupted(number, step, "ledger", "import", WORKBOOK, "--home", home)


def held(desk: Desk) -> dict[str, int]:
    """The number of rows in each table of a database, once it is found whole."""
    assert checking.check(desk) == []
    with desk.reading() as session:
        tables = {table.name: session.scalar(select(func.count()).select_from(table)) for table in TABLES}
        return {name: count or 0 for name, count in tables.items()}


@pytest.mark.parametrize("step", MIDDLE)
def test_an_import_killed_before_its_commit_leaves_nothing(step: str, desk: Desk) -> None:
    before = held(desk)

    assert interrupted_import(signal.SIGKILL, step, desk.config.home).code == -signal.SIGKILL

    assert held(desk) == before
    Desk.open(desk.config).close()


def test_an_import_killed_after_its_commit_leaves_all(desk: Desk) -> None:
    before = held(desk)

    assert interrupted_import(signal.SIGKILL, "after commit", desk.config.home).code == -signal.SIGKILL

    after = held(desk)
    assert (after["broadcast"], after["story"]) == (744, 4091)
    assert after["audit_entry"] == before["audit_entry"] + 1
    Desk.open(desk.config).close()


@pytest.mark.parametrize("step", MIDDLE)
def test_ctrl_c_in_the_middle_leaves_the_desk_as_it_was(step: str, desk: Desk) -> None:
    before = held(desk)

    ended = interrupted_import(signal.SIGINT, step, desk.config.home)

    assert ended.code == 128 + signal.SIGINT
    assert ended.messages == "Stopped. Unfinished work changed nothing; “radiodesk log” lists what was finished.\n"
    assert held(desk) == before


class StopAt:
    """Stops a work at one of the times that it says how far it is."""

    def __init__(self, word: int) -> None:
        self.words_left = word
        self.share = 0.0

    def __call__(self, done: int, total: int) -> None:
        assert self.share <= done / total <= 1
        self.share = done / total
        self.words_left -= done > 0  # while the file is being read, the number of calls depends on the time
        if self.words_left == 0:
            raise KeyboardInterrupt


def test_stopping_at_any_word_on_progress_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    before = everything(desk)
    shares = []
    for word in itertools.count(1):
        stop = StopAt(word)
        try:
            bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=stop)
        except KeyboardInterrupt:
            assert everything(desk) == before
            shares.append(stop.share)
        else:
            break

    assert shares == sorted(shares)
    assert min(shares) <= 0.5  # the ledger was being read
    assert max(shares) == 1  # all was written, and not yet committed
    assert size_of(desk)["broadcast"] == 3


def with_recordings(folder: Path, *names: str) -> Path:
    """A ledger with a story for each of these recordings, which are beside it."""
    stories = [[*changed(changed(STORY, 2, number), 4, name), name] for number, name in enumerate(names, 1)]
    for name in names:
        shutil.copy(MEDIA / name, folder)
    return write_xlsx(folder / "sổ.xlsx", ledger() | {"Tin bài": [[*STORIES, "Tệp âm thanh"], *stories]})


def test_a_stopped_import_leaves_the_file_that_another_desk_added_meanwhile(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    book = with_recordings(tmp_path, "nhac hieu.mp3")
    other = Desk.open(config)
    added: list[int] = []

    def stop(done: int, total: int) -> None:
        if done / total >= COMPARED_FIRST and not added:  # the ledger is compared, and its recording is being taken
            added.append(store.add(other, MEDIA / "nhac hieu.mp3").id)
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=stop)
    other.close()

    assert added == [1]
    findings = store_check.check(desk, today=dt.date(2019, 12, 31))
    assert findings.intact
    assert len(findings.never_aired) == 1


def test_another_desk_writes_while_each_of_three_recordings_is_decoded(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decoding may take minutes, and another desk waits ten seconds for the database at most."""
    names = ["một.wav", "hai.wav", "ba.wav"]
    for length, name in enumerate(names, 1):
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(length * 8000))
    rows = [[*changed(changed(STORY, 2, order), 4, name), name] for order, name in enumerate(names, 1)]
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger() | {"Tin bài": [[*STORIES, "Tệp âm thanh"], *rows]})
    other = Desk.open(config)
    decode = store.measure

    def decode_beside_another_desk(*arguments: Any, **options: Any) -> Any:
        with other.changing(Action.EARLIER, what="meanwhile") as session:
            session.add(Person(name=f"Người {len(written(desk))}"))
        return decode(*arguments, **options)

    monkeypatch.setattr(store, "measure", decode_beside_another_desk)
    assert bring(desk, book).recordings == 3
    other.close()

    assert written(desk) == ["Người 0", "Người 1", "Người 2"]


def written(desk: Desk) -> list[str]:
    """The people that the other desk has added."""
    with desk.reading() as session:
        return list(session.scalars(select(Person.name).where(Person.name.startswith("Người")).order_by(Person.id)))


def test_a_stopped_import_leaves_no_file_in_the_store(desk: Desk, config: Config, tmp_path: Path) -> None:
    book = with_recordings(tmp_path, "nhac hieu.mp3")
    taken: list[Path] = []

    def stored() -> list[Path]:
        return [path for path in config.media.rglob("*") if path.is_file()]

    def stop(done: int, total: int) -> None:
        if done == total:
            taken.extend(stored())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=stop)

    assert len(taken) == 1
    assert stored() == []


def test_progress_goes_on_while_recordings_are_decoded(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file moves it by its share of the bytes, half for copying and half, in small steps, for decoding."""
    names = ["Tin 01 - Gieo cấy vụ xuân.wav", "Tin 02 - Tiếp xúc cử tri.mp3"]
    book = with_recordings(tmp_path, *names)
    sizes = [(tmp_path / name).stat().st_size for name in names]
    shares: list[float] = []
    decoded: list[float] = []
    measure = store.measure

    def note(*arguments: Any, **options: Any) -> Any:
        measured = measure(*arguments, **options)
        decoded.append(shares[-1])
        return measured

    monkeypatch.setattr(store, "measure", note)
    bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=lambda done, total: shares.append(done / total))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    first = (TAKEN - COMPARED_FIRST) * sizes[0] / sum(sizes)
    assert decoded == pytest.approx([COMPARED_FIRST + first, TAKEN], abs=0.01)
    decoding = [share for share in shares if COMPARED_FIRST + first / 2 <= share <= COMPARED_FIRST + first]
    assert max(later - earlier for earlier, later in itertools.pairwise(decoding)) < 0.01


@pytest.mark.parametrize("at", [0.56, 0.75, 0.94])
def test_an_import_stops_while_recordings_are_decoded(desk: Desk, config: Config, tmp_path: Path, at: float) -> None:
    book = with_recordings(tmp_path, "Tin 01 - Gieo cấy vụ xuân.wav", "Tin 02 - Tiếp xúc cử tri.mp3")
    before = everything(desk)

    def stop(done: int, total: int) -> None:
        if done / total >= at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=stop)
    assert everything(desk) == before
    assert [path for path in config.media.rglob("*") if path.is_file()] == []


def busy_station(folder: Path, *, programmes: int, stories: int, length: str) -> Path:
    """A ledger of several programmes, one a day, with so many stories in each."""
    days = [dt.date(2018, 1, 1) + dt.timedelta(days=number) for number in range(programmes)]
    broadcasts: list[Row] = [changed(NEWS, 0, day) for day in days]
    rows = [changed(changed(STORY, 0, day), 2, order) for day in days for order in range(1, stories + 1)]
    titled = [changed(changed(row, 4, f"Tin {number}"), 7, length) for number, row in enumerate(rows)]
    return write_xlsx(folder / "sổ.xlsx", ledger(broadcasts=broadcasts, stories=titled, clips=[], publications=[]))


@pytest.mark.parametrize("programmes", [100, 1])
def test_comparing_says_how_far_it_is_and_stops_whatever_the_ledger_is_like(
    desk: Desk, tmp_path: Path, programmes: int
) -> None:
    """Forty reports for 2,000 rows are several a second, because comparing 45,000 takes less than a minute."""
    rows = 2000
    per_programme = rows // programmes
    bring(desk, busy_station(tmp_path, programmes=programmes, stories=per_programme, length="0:44"))
    book = busy_station(tmp_path, programmes=programmes, stories=per_programme, length="0:45")
    shares: list[float] = []
    bring_in(
        desk,
        [book],
        dry_run=True,
        today=dt.date(2019, 12, 31),
        progress=lambda done, total: shares.append(done / total),
    )
    compared = [share for share in shares if share > 0.5]
    assert len(compared) > 40
    assert shares == sorted(shares)
    assert 0.8 < max(shares) <= 1

    before = everything(desk)
    for at in (0.51, 0.75, max(shares)):

        def stop(done: int, total: int, at: float = at) -> None:
            if done / total >= at:
                raise KeyboardInterrupt

        for dry_run in (True, False):
            with pytest.raises(KeyboardInterrupt):
                bring_in(desk, [book], dry_run=dry_run, today=dt.date(2019, 12, 31), progress=stop)
            assert everything(desk) == before


def test_a_book_with_problems_is_refused_before_its_recordings_are_decoded(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = with_recordings(tmp_path, "nhac hieu.mp3")
    rows = {name: [list(row) for row in sheet] for name, sheet in ledger().items()}
    rows["Tin bài"] = [[*STORIES, "Tệp âm thanh"], [*changed(STORY, 0, "31/02/2019"), "nhac hieu.mp3"]]
    write_xlsx(book, rows)
    monkeypatch.setattr(store, "measure", lambda *_args, **_options: pytest.fail("decoded"))
    with pytest.raises(LedgerRefused):
        bring_in(desk, [book], today=dt.date(2019, 12, 31))


def test_a_second_import_waits_for_no_other_desk(desk: Desk, config: Config, tmp_path: Path) -> None:
    """It has nothing to write, so it takes no lock."""
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    bring(desk, book)
    other = Desk.open(config)
    with other.changing(Action.EARLIER, what="meanwhile") as session:
        session.add(Person(name="Người khác"))
        session.flush()
        assert not bring(desk, book).changes_something
    other.close()


def test_what_another_desk_writes_between_comparing_and_writing_is_not_doubled(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    other = Desk.open(config)
    take = importing.taken_files

    def taken_meanwhile(*arguments: Any) -> Any:
        monkeypatch.undo()
        bring(other, book)
        return take(*arguments)

    monkeypatch.setattr(importing, "taken_files", taken_meanwhile)
    outcome = bring(desk, book)
    other.close()
    assert not outcome.changes_something
    assert size_of(desk)["broadcast"] == len(ledger()["Chương trình"]) - 1


@pytest.mark.parametrize("who", ["nobody", "the workbook", "another desk"])
def test_what_was_previewed_is_what_comes_in(desk: Desk, config: Config, tmp_path: Path, who: str) -> None:
    today = dt.date(2019, 12, 31)
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    preview = bring_in(desk, [book], today=today, dry_run=True)
    if who == "the workbook":
        write_xlsx(
            book, ledger(stories=[*ledger()["Tin bài"][1:], changed(STORY, 4, "Tin thêm vào sau khi xem trước")])
        )
    if who == "another desk":
        other = Desk.open(config)
        with other.changing(Action.EARLIER, what="meanwhile") as session:
            session.add(Person(name="Người khác"))
        other.close()

    if who == "nobody":
        assert bring_in(desk, [book], today=today, previewed=preview).counts == preview.counts
        return
    with pytest.raises(ChangedSincePreview):
        bring_in(desk, [book], today=today, previewed=preview)
    assert size_of(desk)["broadcast"] == 0
