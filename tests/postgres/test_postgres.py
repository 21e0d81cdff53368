"""A desk whose database is on a PostgreSQL server: the same figures, and the way there and back by two commands."""

import contextlib
import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.history import log, verify
from radiodesk.media import store, store_check
from radiodesk.model import (
    AuditEntry,
    Base,
    Desk,
    Person,
    Recording,
    backups,
    engines,
    migrating,
    restoring,
    station,
    unpacking,
)
from radiodesk.model.actions import Action
from radiodesk.model.database import ChangedMeanwhile, fetch
from tests.conftest import MEDIA, SCHEDULES, run_cli, seated
from tests.model.test_backups import add_people, names_in, old_home, unpacked

pytestmark = pytest.mark.deep

SOUND = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
OTHER_SOUND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
NOW = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
CSV_FILES = sorted(SCHEDULES.glob("*.csv"))

WRITE_PAIRS = """
import sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.history import log, verify
from radiodesk.model import Action, Desk, Person
desk = Desk.open(Config(home=Path(sys.argv[1]), database=sys.argv[2], person="?"))
number = 0
while True:
    with desk.changing(Action.EARLIER, what="a pair") as session:
        session.add(Person(name=f"one {number}"))
        session.flush()
        session.add(Person(name=f"two {number}"))
    number += 1
    if number == 3:
        print("begun", flush=True)
"""


@pytest.fixture
def served(on_server: Config) -> Iterator[Desk]:
    """A desk on the server with a person, a recording and a change in its audit."""
    Desk.create(on_server, name="Đài phát thanh huyện Lương Tài").close()
    with closing(Desk.open(on_server)) as desk:
        fill(desk)
        yield desk


def fill(desk: Desk) -> None:
    add_people(desk, "Thu Hà", "Đức Anh")
    store.add(desk, SOUND)
    with desk.changing(Action.EARLIER, what="another") as session:
        session.delete(session.scalars(select(Person).where(Person.name == "Đức Anh")).one())
        session.add(Recording(**UNMEASURED))


UNMEASURED = {
    "sha256": "ab" * 32,
    "name": "Chưa đo.wav",
    "folded": "chua do.wav",
    "suffix": ".wav",
    "size": 2**31 - 1,
    "seconds": 1.1,
    "sample_rate": 48_000,
    "channels": 2,
    "codec": "pcm_s16le",
    "removed": dt.datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=dt.UTC),
}


def rows(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, with what stands for "nothing" told apart from the JSON that means it."""
    found = {}
    with desk.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            answer = connection.execute(select(table).order_by(table.c.id))
            found[table.name] = [dict(row) for row in answer.mappings()]
        unmeasured = select(func.count()).select_from(Recording).where(Recording.measured.is_(None))
        found["unmeasured"] = [{"count": connection.scalar(unmeasured)}]
    return found


def rows_of(config: Config) -> dict[str, list[dict[str, Any]]]:
    with closing(Desk.open(config)) as desk:
        return rows(desk)


def here(config: Config) -> Config:
    """Another home, with its database in a file."""
    return Config(home=config.home.with_name("here"), person="Thu Hà")


def run(config: Config, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    address = ["--database", config.database] if config.database else []
    return run_cli(*arguments, *address, home=config.home)


# The desk itself


def test_of_two_who_begin_at_once_one_begins(on_server: Config) -> None:
    assert on_server.database
    surroundings = {**os.environ, "RADIODESK_DATABASE": on_server.database, "LC_ALL": "C.UTF-8"}
    homes = [on_server.home, on_server.home.with_name("second")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "radiodesk", "init", "--station", name, "--home", str(home)],
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for name, home in zip("AB", homes, strict=True)
    ]
    answers = [process.communicate(timeout=60) for process in processes]

    codes = [process.returncode for process in processes]
    assert sorted(codes) == [0, 1], answers
    assert "Traceback" not in answers[codes.index(1)][1]
    with closing(Desk.open(on_server)) as desk, desk.reading() as session:
        assert station(session).name == "AB"[codes.index(0)]


def test_the_sample_ledger_gives_the_same_report_as_in_a_file(on_server: Config) -> None:
    answers = []
    for config in (on_server, here(on_server)):
        run(config, "init", "--station", "Đài phát thanh huyện Lương Tài").check_returncode()
        run(config, "ledger", "import", *CSV_FILES).check_returncode()
        answer = run(config, "report", "2019", "--format", "json")
        assert (answer.returncode, answer.stderr) == (0, "")
        answers.append(json.loads(answer.stdout))
        answer = run(config, "check", "--json")
        assert (answer.stdout, answer.stderr) == ("[]\n", "")
    assert answers[0] == answers[1]
    # And with the way there and back, all its rows too.
    backup = on_server.home.with_name("a.zip")
    run(on_server, "backup", backup).check_returncode()
    third = Config(home=on_server.home.with_name("third"), person="?")
    run(third, "restore", backup).check_returncode()
    assert json.loads(run(third, "report", "2019", "--format", "json").stdout) == answers[0]
    assert rows_of(third) == rows_of(on_server)


def test_the_first_opening_of_a_day_makes_a_backup(served: Desk) -> None:
    assert backups.daily(served)
    assert backups.daily(served) is None
    assert len(list(served.config.backups.iterdir())) == 1


@pytest.mark.parametrize("revision", ["0002", "0004"])
def test_a_database_of_an_older_release_is_backed_up_and_brought_up_to_date(
    on_server: Config, tmp_path: Path, revision: str
) -> None:
    engine = engines.engine_of(on_server)
    migrating.upgrade(engine, revision)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO station (id, name, zone, period_rule, uid, version, created, changed)"
                " VALUES (1, 'Đài', 'Asia/Ho_Chi_Minh', 'official', 'u', 1, now(), now())"
            )
        )
    engine.dispose()

    with closing(Desk.open(on_server)) as desk, desk.reading() as session:
        assert station(session).keep_backups == 7

    (made,) = on_server.backups.iterdir()
    assert made.name.endswith(f"-before-{migrating.HEAD}.zip")
    (tmp_path / "out").mkdir()
    assert unpacking.unpack(made, tmp_path / "out").schema == revision


def test_what_an_older_release_made_twice_is_merged_and_listed_in_the_log(on_server: Config) -> None:
    engine = engines.engine_of(on_server)
    migrating.upgrade(engine, "0003")
    aired_second = [
        f"'first_run', '{state}', now() + interval '{hours} hours', 1, ''"
        for hours, state in enumerate(("missed", "aired"))
    ]
    earlier = [{"table": "person", "id": 2, "change": "added"}]
    with engine.begin() as connection:
        for table, columns, rows in (
            ("station", "id, name, zone, period_rule, uid", ["1, 'Đài', 'Asia/Ho_Chi_Minh', 'official', 'u'"]),
            ("person", "name, folded", ["'Thu Hà', 'thu ha'", "'THU HÀ', 'thu ha'"]),
            ("preset", "name, folded, settings", ["'Tin', 'tin', '{}'", "'TIN', 'tin', '{\"gain\": 1}'"]),
            ("programme", "title, folded, kind", ["'Thời sự', 'thoi su', 'news'"]),
            ("edition", "programme_id", ["1"]),
            ("broadcast", "kind, state, starts, edition_id, note", aired_second),
            ("publication", "edition_id, address, posted, withdrawn", ["1, 'https://a.vn', '2019-03-05', false"] * 2),
            ("audit_entry", "person, what, rows", [f"'Thu Hà', 'x', '{json.dumps(earlier)}'"]),
        ):
            for row in rows:
                statement = (
                    f"INSERT INTO {table} ({columns}, version, created, changed) VALUES ({row}, 1, now(), now())"
                )
                connection.exec_driver_sql(statement)
    engine.dispose()

    with closing(Desk.open(on_server)) as desk, desk.reading() as session:
        entry = log.entries(session, with_rows=True)[0]
        assert verify.problems(session) == []

    assert entry.values["ids"]["person"] == 2
    assert {(row.table, row.id): (row.before, row.after) for row in entry.rows} == {
        ("person", 2): ({"name": "THU HÀ", "version": 1}, None),
        ("preset", 2): ({"name": "TIN", "settings": {"gain": 1}, "version": 1}, None),
        ("broadcast", 1): ({"kind": "first_run"}, {"kind": "repeat"}),
        ("publication", 2): ({"withdrawn": False}, {"withdrawn": True}),
    }


@pytest.mark.parametrize("address", ["a wrong password", "nobody", "another database", "no server", "no host"])
@pytest.mark.parametrize("command", [("media", "keep"), ("check",), ("backup", "a.zip"), ("restore", "a.zip")])
def test_a_server_that_does_not_answer_is_told_plainly(
    database: Callable[[], str], config: Config, address: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "a.zip").touch()
    command = tuple(str(tmp_path / word) if word == "a.zip" else word for word in command)
    url = make_url(database())
    wrong = {
        "a wrong password": url.set(host="127.0.0.1", port=1, query={}, username="u", password="s3cret"),
        "nobody": url.set(username="nobody-of-that-name", password="s3cret"),
        "another database": url.set(database="another"),
        "no server": url.set(query={"host": str(config.home / "nowhere")}),
        "no host": url.set(host="no-such-host.invalid", query={}, password="s3cret"),
    }[address]
    answer = run(Config(home=config.home, database=wrong.render_as_string(hide_password=False)), *command)
    assert answer.returncode == 1
    assert "cannot be used" in answer.stderr
    assert "s3cret" not in answer.stderr + answer.stdout
    assert "Traceback" not in answer.stderr
    assert "fault of radiodesk" not in answer.stderr


def test_an_address_that_is_none_is_told_plainly(config: Config) -> None:
    for address in ("postgresql//x", "postgresql://u@host:port/x", "oracle-like://x"):
        answer = run(Config(home=config.home, database=address), "restore", "a.zip")
        assert answer.returncode == 1
        assert "Traceback" not in answer.stderr
        assert "fault of radiodesk" not in answer.stderr


def test_a_desk_that_is_open_somewhere_refuses_a_restore(served: Desk, tmp_path: Path) -> None:
    backups.write(served, tmp_path / "a.zip")
    before = rows(served)

    with pytest.raises(restoring.DeskInUse):
        restoring.restore(served.config, tmp_path / "a.zip", now=NOW)

    assert rows(served) == before
    assert not list(served.config.home.parent.glob("*.before-restore-*"))


# There and back


def test_a_backup_of_the_server_restored_into_a_file_has_the_same_rows(served: Desk, tmp_path: Path) -> None:
    before = rows(served)
    made = backups.write(served, tmp_path / "a.zip", recordings=True)
    assert made.missing == ()
    config = here(served.config)

    restoring.restore(config, tmp_path / "a.zip", now=NOW)

    assert rows_of(config) == before
    assert before["unmeasured"] == [{"count": 1}]
    with closing(Desk.open(config)) as desk:
        assert store_check.check(desk, today=NOW.date()).intact
        add_people(desk, "Mới")
    with closing(sqlite3.connect(config.home / "radiodesk.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_backup_of_a_file_restored_onto_the_server_has_the_same_rows_and_counts_on(
    on_server: Config, tmp_path: Path
) -> None:
    config = here(on_server)
    with closing(Desk.create(config, name="Đài")) as desk:
        fill(desk)
        before = rows(desk)
        backups.write(desk, tmp_path / "a.zip", recordings=True)

    answer = run(on_server, "restore", tmp_path / "a.zip")

    assert (answer.returncode, answer.stderr) == (0, "")
    assert rows_of(on_server) == before
    with closing(Desk.open(on_server)) as desk:
        assert store_check.check(desk, today=NOW.date()).intact
        add_people(desk, "Mới", "Lan")
        store.add(desk, OTHER_SOUND)
        with desk.reading() as session:
            last = max(row["id"] for row in before["person"])
            assert session.scalars(select(Person.id).order_by(Person.id)).all()[-2:] == [last + 1, last + 2]
            assert session.scalar(select(func.max(AuditEntry.id))) == len(before["audit_entry"]) + 2
    assert not (on_server.home / "radiodesk.db").exists()


@pytest.mark.parametrize("revision", ["0001", "0002", "0004"])
def test_a_backup_of_an_older_release_comes_onto_the_server(on_server: Config, tmp_path: Path, revision: str) -> None:
    old = here(on_server)
    old_home(old, revision)
    desk = Desk(old, engines.engine_of(old))
    backups.write(desk, tmp_path / "a.zip", revision=revision)
    desk.close()

    restoring.restore(on_server, tmp_path / "a.zip", now=NOW)

    with closing(Desk.open(on_server)) as desk, desk.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Thu Hà"]
        assert station(session).keep_backups == 7


def test_over_a_desk_on_the_server_the_old_one_is_kept_as_a_home_of_its_own(served: Desk, tmp_path: Path) -> None:
    config = served.config
    backups.write(served, tmp_path / "a.zip")
    add_people(served, "Lan")
    store.add(served, OTHER_SOUND)
    (config.schedules / "2026.csv").write_text("mine")
    before = rows(served)
    served.close()
    assert run(config, "restore", tmp_path / "a.zip").returncode == 1
    assert rows_of(config) == before

    answer = run(config, "restore", tmp_path / "a.zip", "--yes")

    assert (answer.returncode, answer.stderr) == (0, "")
    (kept,) = (path for path in config.home.parent.iterdir() if path.name.startswith("home.before-restore-"))
    assert str(kept) in answer.stdout
    assert rows_of(Config(home=kept, person="?")) == before
    assert (kept / "schedules" / "2026.csv").read_text() == "mine"
    with closing(Desk.open(Config(home=kept, person="?"))) as desk:
        assert store_check.check(desk, today=NOW.date()).intact
    with closing(Desk.open(config)) as desk, desk.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Thu Hà"]


def test_a_restore_onto_the_server_is_reverted_as_the_readme_says(
    served: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = served.config
    backups.write(served, tmp_path / "a.zip")
    add_people(served, "Lan")
    before = rows(served)
    served.close()
    assert config.database
    monkeypatch.setenv("RADIODESK_DATABASE", config.database)
    assert run_cli("restore", tmp_path / "a.zip", "--yes", home=config.home).returncode == 0
    (kept,) = config.home.parent.glob("home.before-restore-*")

    monkeypatch.setenv("RADIODESK_DATABASE", "")
    answer = run_cli("backup", tmp_path / "before.zip", "--recordings", "--home", kept, home=config.home)
    assert (answer.returncode, answer.stderr) == (0, "")
    monkeypatch.setenv("RADIODESK_DATABASE", config.database)
    assert run_cli("restore", tmp_path / "before.zip", "--yes", home=config.home).returncode == 0

    assert rows_of(config) == before


def too_long(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE person SET name = ? WHERE id = 1", ("x" * 501,))


def zero_byte(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE person SET name = 'a' || char(0) || 'b' WHERE id = 1")


def too_large(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE recording SET size = 1 << 40 WHERE id = 1")


def of_nobody(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE overview SET recording_id = 999")


def no_moment(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE person SET created = 'yesterday' WHERE id = 1")


def no_number(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE recording SET channels = 'two' WHERE id = 1")


REFUSED = (too_long, zero_byte, too_large, of_nobody, no_moment, no_number)


@pytest.mark.parametrize("spoil", REFUSED, ids=[spoil.__name__ for spoil in REFUSED])
def test_what_the_server_refuses_leaves_the_old_desk_as_it_was(
    served: Desk, spoil: Callable[[sqlite3.Connection], None]
) -> None:
    config, other = served.config, here(served.config)
    with closing(Desk.create(other, name="Khác")) as desk:
        fill(desk)
    with closing(sqlite3.connect(other.home / "radiodesk.db", isolation_level=None)) as connection:
        spoil(connection)
    file = other.home.with_name("a.zip")
    with closing(Desk.open(other)) as desk:
        backups.write(desk, file)
    before = rows(served)
    served.close()

    with pytest.raises(UserError) as caught:
        restoring.restore(config, file, now=NOW)

    assert "\n" not in str(caught.value)
    assert rows_of(config) == before
    with closing(Desk.open(config)) as desk:
        add_people(desk, "Mới")


def test_a_backup_is_one_picture_while_another_desk_writes(served: Desk, tmp_path: Path) -> None:
    assert served.config.database
    command = [sys.executable, "-c", WRITE_PAIRS, str(served.config.home), served.config.database]
    counts = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        for number in range(6):
            backups.write(served, tmp_path / f"{number}.zip")
            database = unpacked(tmp_path / f"{number}.zip", tmp_path / str(number)) / "radiodesk.db"
            names = names_in(database)
            ones = [name.split()[1] for name in names if name.startswith("one")]
            assert [name.split()[1] for name in names if name.startswith("two")] == ones
            pairs = """SELECT count(*) FROM audit_entry WHERE "values" LIKE '%a pair%'"""
            with closing(sqlite3.connect(database)) as connection:
                (changes,) = connection.execute(pairs).fetchone()
            assert changes == len(ones)
            counts.append(len(ones))
        writer.kill()
    assert counts[0] < counts[-1]


def test_rows_of_many_pages_come_over(on_server: Config, tmp_path: Path) -> None:
    with closing(Desk.create(on_server, name="Đài")) as desk:
        add_people(desk, *(f"Người {number}" for number in range(5000)))
        backups.write(desk, tmp_path / "a.zip")
        before = rows(desk)
    restoring.restore(here(on_server), tmp_path / "a.zip", now=NOW)
    assert rows_of(here(on_server)) == before
    restoring.restore(on_server, tmp_path / "a.zip", now=NOW)
    assert rows_of(on_server) == before


# The store


def test_the_file_of_a_recording_that_another_desk_registered_meanwhile_stays(served: Desk) -> None:
    """Of a unit of work that fails at its very end, the file goes, unless a recording names it by now."""
    with contextlib.suppress(ZeroDivisionError), store.staged(served, OTHER_SOUND) as taken:
        file = store.file_of(served.config.media, taken.sha256, taken.suffix)
        file.parent.mkdir(parents=True, exist_ok=True)
        taken.copy.replace(file)  # the commit gave it its name, and failed
        taken.placed.append(file)
        raise ZeroDivisionError
    assert not file.exists()

    with closing(Desk.open(served.config)) as other:
        store.add(other, OTHER_SOUND)
    assert not store.remove_unnamed(served, file)
    assert file.read_bytes() == OTHER_SOUND.read_bytes()


def test_removing_a_file_waits_for_a_desk_that_is_registering(served: Desk) -> None:
    """The other desk has named the file and not committed yet: whoever asks now has to wait for it."""
    with contextlib.suppress(ZeroDivisionError), store.staged(served, OTHER_SOUND) as taken:
        raise ZeroDivisionError
    file = store.file_of(served.config.media, taken.sha256, taken.suffix)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(OTHER_SOUND.read_bytes())
    with closing(Desk.open(served.config)) as other:
        thread = threading.Thread(target=store.remove_unnamed, args=(served, file))
        with other.changing(Action.EARLIER, what="add") as session:
            row = UNMEASURED | {"sha256": taken.sha256, "name": taken.name, "suffix": taken.suffix, "removed": None}
            session.add(Recording(**row))
            session.flush()
            thread.start()
            thread.join(1)
            assert thread.is_alive()
            assert file.exists()
        thread.join(20)
    assert not thread.is_alive()
    assert file.exists()


def test_of_two_desks_that_change_one_row_at_once_the_second_waits_and_is_told(served: Desk) -> None:
    errors: list[Exception] = []

    def rename(desk: Desk, name: str) -> None:
        try:
            with seated(desk, "Đức Anh").changing(Action.EARLIER, what="two") as session:
                fetch(session, Person, 1, 1).name = name
        except ChangedMeanwhile as error:
            errors.append(error)

    with closing(Desk.open(served.config)) as other:
        second = threading.Thread(target=rename, args=(other, "Hai"))
        with served.changing(Action.EARLIER, what="one") as session:
            fetch(session, Person, 1, 1).name = "Một"
            session.flush()
            second.start()
            second.join(1)
            assert second.is_alive()
        second.join(20)
    assert not second.is_alive()
    assert ["Thu Hà changed this at" in str(error) for error in errors] == [True]
    with served.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Một"]
