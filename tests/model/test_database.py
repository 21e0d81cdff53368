"""Opening a desk, and units of work that commit all or nothing."""

import contextlib
import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, delete, event, func, inspect, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session, selectinload

from radiodesk.config import Config
from radiodesk.model import (
    AuditEntry,
    Base,
    Broadcast,
    BroadcastKind,
    BroadcastOutlet,
    BroadcastState,
    Clip,
    ClipKind,
    ClipState,
    Credit,
    CreditRole,
    Desk,
    Duty,
    DutyRole,
    EarlierName,
    Edition,
    EditionTopic,
    Line,
    LineKind,
    Outlet,
    Overview,
    Person,
    PersonRole,
    Programme,
    ProgrammeKind,
    Recipient,
    Recording,
    Role,
    Series,
    Slot,
    SlotDuty,
    SlotOutlet,
    Station,
    Story,
    StoryTopic,
    Topic,
    Treatment,
    Upstream,
    changes,
    engines,
    homes,
    migrating,
    station,
)
from radiodesk.model.actions import Action
from radiodesk.model.audit import audit_row
from radiodesk.model.database import ChangedBy, Removed, add_rows, existing, fetch, remove_rows
from radiodesk.model.desk import LOCK_FILE
from radiodesk.model.explaining import sqlite_reason
from radiodesk.model.faults import (
    ChangedMeanwhile,
    DamagedDatabase,
    DeskBusy,
    DeskExists,
    DiskFull,
    NewerDatabase,
    NoDesk,
    UnusableDatabase,
)
from tests.conftest import seated
from tests.server import defer_references

sqlite = pytest.mark.sqlite


def file_of(config: Config) -> Path:
    return config.home / "radiodesk.db"


def files_of(config: Config) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in config.home.rglob("*") if path.is_file()}


def people(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return list(session.scalars(select(Person.name).order_by(Person.id)))


def audit(desk: Desk) -> list[AuditEntry]:
    with desk.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def rows_of(desk: Desk, entry: AuditEntry) -> list[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]]:
    """The rows that an entry changed: table, id, columns before and after."""
    columns = (audit_row.c.table_name, audit_row.c.row_id, audit_row.c.before, audit_row.c.after)
    with desk.reading() as session:
        found = session.execute(select(*columns).where(audit_row.c.entry_id == entry.id).order_by(audit_row.c.id))
        return [tuple(row) for row in found]


@sqlite
def test_a_home_that_is_not_there_is_told(config: Config) -> None:
    with pytest.raises(NoDesk, match=str(config.home)):
        Desk.open(config)
    assert not config.home.exists()


def test_a_new_home_has_its_folders_and_its_station_and_stays_as_it_is(desk: Desk, config: Config) -> None:
    with desk.reading() as session:
        assert station(session).name == "Đài phát thanh huyện Lương Tài"
        assert station(session).zone == "Asia/Ho_Chi_Minh"
    assert all(folder.is_dir() for folder in config.folders)
    with pytest.raises(DeskExists):
        Desk.create(config, name="Another")
    desk.close()
    names = [LOCK_FILE, homes.FILE if config.database else "radiodesk.db"]
    assert sorted(path.name for path in config.home.iterdir() if path.is_file()) == names


@sqlite
def test_a_half_made_home_is_none(config: Config) -> None:
    left_over = config.home / ".making-0123456789ab"
    left_over.mkdir(parents=True)
    (left_over / "radiodesk.db").write_bytes(b"cut off")
    with pytest.raises(NoDesk):
        Desk.open(config)

    Desk.create(config, name="Đài").close()

    assert not left_over.exists()


def test_a_home_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableDatabase, match="file"):
        Desk.create(Config(home=tmp_path / "file" / "home"), name="Đài")


def test_a_database_of_a_newer_release_is_refused_and_left_as_it_is(desk: Desk, config: Config) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    before = files_of(config)

    with pytest.raises(NewerDatabase, match="9999"):
        Desk.open(config)

    assert files_of(config) == before
    assert [entry.action for entry in audit(desk)] == [Action.INIT]


NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{next}", "{head}", None, None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True), sqlite_autoincrement=True)
"""


def test_a_database_of_an_older_migration_is_brought_up_to_date(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release with one migration more opens what this one made, and loses nothing of it."""
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add(Person(name="Thu Hà"))
    desk.close()
    no_cache = shutil.ignore_patterns("__pycache__")
    migrations = shutil.copytree(migrating.MIGRATIONS, tmp_path / "migrations", ignore=no_cache)
    later = f"{int(migrating.HEAD) + 1:04}"
    next_migration = NEXT_MIGRATION.format(next=later, head=migrating.HEAD)
    (migrations / "versions" / f"{later}_later.py").write_text(next_migration)
    monkeypatch.setattr(migrating, "MIGRATIONS", migrations)
    monkeypatch.setattr(migrating, "HEAD", later)

    newer = Desk.open(config)
    assert people(newer) == ["Thu Hà"]
    with newer.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM later")) == 0
        assert connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [later]
    newer.close()
    monkeypatch.undo()
    with pytest.raises(NewerDatabase):
        Desk.open(config)


@pytest.mark.usefixtures("migrations_run")
def test_ctrl_c_in_a_migration_ends_it_as_an_interruption(config: Config) -> None:
    config.home.mkdir()
    engine = engines.engine_of(config)

    @event.listens_for(engine, "before_cursor_execute")
    def press(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE line" in statement:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrating.upgrade(engine)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_the_migrations_make_exactly_the_mapped_tables(config: Config) -> None:
    Desk.create(config, name="Đài").close()
    engine = create_engine(config.database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []
        created = {
            index["name"]: index for table in Base.metadata.tables for index in inspect(connection).get_indexes(table)
        }
        for index in (index for table in Base.metadata.tables.values() for index in table.indexes):
            options = created[index.name]["dialect_options"]
            where = options.get("sqlite_where", options.get("postgresql_where"))
            assert (where is None) == ("where" not in index.info), index.name
            if where is not None:
                columns = index.info["where"].replace("'", "").split()
                assert all(word in str(where) for word in columns), index.name
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    assert max(path.name[:4] for path in (migrating.MIGRATIONS / "versions").glob("*.py")) == migrating.HEAD


@sqlite
@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_damaged_database_is_named_and_left_as_it_is(config: Config, content: bytes) -> None:
    config.home.mkdir()
    file_of(config).write_bytes(content)

    with pytest.raises(DamagedDatabase, match=r"radiodesk\.db"):
        Desk.open(config)

    assert file_of(config).read_bytes() == content


@sqlite
def test_damage_in_the_middle_is_told_not_thrown(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="many") as session:
        add_rows(session, Story, [{"title": f"Tin {number}"} for number in range(2000)])
    desk.close()
    with file_of(config).open("r+b") as file:
        file.seek(8 * 4096)
        file.write(b"\xff" * (file_of(config).stat().st_size - 8 * 4096))

    def read() -> None:
        damaged = Desk.open(config)
        with contextlib.closing(damaged), damaged.reading() as session:
            session.scalars(select(Story.title)).all()

    with pytest.raises(DamagedDatabase):
        read()


def test_another_writer_is_waited_for_and_then_told(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    patient = Desk.open(config)

    def add(name: str) -> None:
        with patient.changing(Action.EARLIER, what="x") as session:
            session.add(Person(name=name))

    with desk.changing(Action.EARLIER, what="first") as session:
        session.add(Person(name="Đức Anh"))
        with pytest.raises(DeskBusy):
            add("Thu Hà")
        assert people(patient) == []

    add("Lan")
    assert people(patient) == ["Đức Anh", "Lan"]
    patient.close()


@sqlite
def test_a_full_disk_takes_nothing_and_says_so(desk: Desk) -> None:
    engine = desk.engine
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1"))

    with pytest.raises(DiskFull), desk.changing(Action.EARLIER, what="x") as session:
        add_rows(session, Story, [{"title": f"Tin {number}" * 20} for number in range(500)])

    with desk.reading() as session:
        assert session.scalar(select(func.count()).select_from(Story)) == 0


def test_an_error_in_the_middle_takes_everything_back(desk: Desk) -> None:
    def change(session: Session) -> None:
        session.add(Person(name="Thu Hà"))
        session.flush()
        add_rows(session, Story, [{"title": "Tin"}])
        raise KeyError

    with pytest.raises(KeyError), desk.changing(Action.EARLIER, what="x") as session:
        change(session)

    assert people(desk) == []
    assert [entry.action for entry in audit(desk)] == [Action.INIT]


def test_the_audit_says_who_did_what_with_the_columns_before_and_after(desk: Desk) -> None:
    with desk.changing(Action.ADD_PERSON, name="Thu Hà") as session:
        person = Person(name="Thu Hà")
        session.add(person)
        session.flush()
        person_id = person.id
    with seated(desk, "Đức Anh").changing(Action.EARLIER, what="rename") as session:
        existing(session, Person, person_id).name = "Thu Hằng"
    with desk.changing(Action.EARLIER, what="nothing") as session:
        existing(session, Person, person_id).name = "Thu Hằng"
    with desk.changing(Action.EARLIER, what="remove") as session:
        session.delete(existing(session, Person, person_id))

    entries = audit(desk)[1:]
    assert [(entry.person, entry.action, entry.values) for entry in entries] == [
        ("Thu Hà", "add_person", {"name": "Thu Hà"}),
        ("Đức Anh", "earlier", {"what": "rename"}),
        ("Thu Hà", "earlier", {"what": "remove"}),
    ]
    others = {"short_name": "", "initials": ""}
    assert [rows_of(desk, entry) for entry in entries] == [
        [("person", person_id, None, {"name": "Thu Hà", **others, "version": 1})],
        [("person", person_id, {"name": "Thu Hà", "version": 1}, {"name": "Thu Hằng", "version": 2})],
        [("person", person_id, {"name": "Thu Hằng", **others, "version": 2}, None)],
    ]
    assert entries[0].created.tzinfo is not None


def test_what_comes_and_goes_within_a_unit_of_work_is_no_change(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add(Person(name="Thu Hà"))
    with desk.changing(Action.EARLIER, what="there and back") as session:
        person = existing(session, Person, 1)
        for name in ("Thu", "Thu Hà"):
            person.name = name
            session.flush()
        passing = Person(name="Đức Anh")
        session.add(passing)
        session.flush()
        session.delete(passing)

    assert rows_of(desk, audit(desk)[-1]) == [("person", 1, {"version": 1}, {"version": 3})]


def test_parts_that_are_replaced_are_in_the_audit_as_removed_and_added(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="add") as session:
        ha, anh = Person(name="Thu Hà"), Person(name="Đức Anh")
        session.add_all([ha, anh])
        session.flush()
        session.add(Story(title="Tin", credits=[Credit(person_id=ha.id, role=CreditRole.AUTHOR)]))
    with desk.changing(Action.EARLIER, what="replace") as session:
        story = session.scalars(select(Story).options(selectinload(Story.credits))).one()
        story.credits = [Credit(person_id=2, role=CreditRole.AUTHOR)]

    credit = {"story_id": 1, "role": "author", "version": 1}
    assert sorted(rows_of(desk, audit(desk)[-1])) == [
        ("credit", 1, {"person_id": 1, **credit}, None),
        ("credit", 2, None, {"person_id": 2, **credit}),
        ("story", 1, {"version": 1}, {"version": 2}),
    ]


def test_changes_that_pass_the_audit_by_are_refused(desk: Desk) -> None:
    for statement in (delete(Person), update(Person).values(name="x")):
        with pytest.raises(NotImplementedError), desk.changing(Action.EARLIER, what="x") as session:
            session.execute(statement)


def test_an_id_is_never_given_twice(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add_all([Person(name="Thu Hà"), Person(name="Đức Anh")])
    with desk.changing(Action.EARLIER, what="remove") as session:
        session.delete(existing(session, Person, 2))
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add(Person(name="Thanh Thủy"))
        session.flush()
        assert session.scalars(select(Person.id).where(Person.name == "Thanh Thủy")).one() == 3
        assert add_rows(session, Person, [{"name": "Minh"}, {"name": "Lan"}]) == [4, 5]


@sqlite
def test_every_table_counts_its_ids_up(desk: Desk, config: Config) -> None:
    desk.close()
    with contextlib.closing(sqlite3.connect(file_of(config))) as connection:
        tables = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    assert {name for name, sql in tables if "AUTOINCREMENT" not in sql} == {"alembic_version"}


def test_rows_added_in_bulk_have_their_ids_in_order_and_their_folded_text(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="bulk") as session:
        ids = add_rows(session, Story, [{"title": f"Tiêu Đề {number}"} for number in range(1537)])
        assert add_rows(session, Story, []) == []

    with desk.reading() as session:
        rows = session.execute(select(Story.id, Story.title, Story.folded, Story.version).order_by(Story.id)).all()
    assert [row.id for row in rows] == ids
    assert rows[7][1:] == ("Tiêu Đề 7", "tieu de 7", 1)
    rows = rows_of(desk, audit(desk)[-1])
    assert [row[1] for row in rows] == ids
    added = {"title": "Tiêu Đề 7", "genre": "brief", "source": "own", "place": "", "version": 1}
    assert rows[7] == ("story", ids[7], None, added)


PARTS: dict[tuple[type[Base], type[Base]], dict[str, Any]] = {
    (Line, Edition): {"edition_id": 1, "position": 1, "kind": LineKind.INSERT, "label": "Nhạc hiệu"},
    (Credit, Story): {"story_id": 1, "person_id": 1, "role": CreditRole.AUTHOR},
    (Credit, Clip): {"clip_id": 1, "person_id": 1, "role": CreditRole.AUTHOR},
    (StoryTopic, Story): {"story_id": 1, "topic_id": 1},
    (EditionTopic, Edition): {"edition_id": 1, "topic_id": 1},
    (Duty, Broadcast): {"broadcast_id": 1, "person_id": 1, "role": DutyRole.EDITOR},
    (BroadcastOutlet, Broadcast): {"broadcast_id": 1, "outlet_id": 1},
    (SlotDuty, Slot): {"slot_id": 1, "person_id": 1, "role": DutyRole.EDITOR},
    (SlotOutlet, Slot): {"slot_id": 1, "outlet_id": 1},
    (Treatment, Recording): {"recording_id": 1, "recipe": {}},
    (Overview, Recording): {"recording_id": 1, "block_seconds": 0.1, "levels": b""},
    (PersonRole, Person): {"person_id": 1, "role": Role.EDITOR},
    **{
        (EarlierName, kind): {f"{kind.__tablename__}_id": 1, "name": "Cũ", "until": dt.date(2019, 3, 5)}
        for kind in (Station, Programme, Person, Upstream, Recipient, Topic)
    },
}
"""Each part with its whole, and the columns of one."""


def test_every_part_of_a_whole_is_tried_here() -> None:
    assert PARTS.keys() == {(part, whole) for part, columns in changes.WHOLES.items() for whole in columns.values()}


@pytest.mark.parametrize(("part", "whole"), PARTS, ids=lambda kind: kind.__name__)
def test_adding_and_removing_parts_in_bulk_changes_the_version_of_the_whole(
    part: type[Base], whole: type[Base], desk: Desk
) -> None:
    with desk.changing(Action.EARLIER, what="wholes") as session:
        add_rows(session, Person, [{"name": "Thu Hà"}])
        for kind in (Topic, Upstream, Recipient):
            add_rows(session, kind, [{"name": "Bầu cử"}])
        add_rows(session, Programme, [{"title": "Thời sự", "kind": ProgrammeKind.NEWS}])
        add_rows(session, Edition, [{"programme_id": 1}])
        add_rows(session, Story, [{"title": "Tin"}])
        add_rows(session, Clip, [{"title": "Clip", "kind": ClipKind.CLIP, "state": ClipState.PLANNED}])
        first_run = {"kind": BroadcastKind.FIRST_RUN, "state": BroadcastState.PLANNED, "edition_id": 1}
        add_rows(session, Broadcast, [first_run | {"starts": dt.datetime(2019, 3, 5, tzinfo=dt.UTC)}])
        add_rows(session, Outlet, [{"name": "Đài xã"}])
        add_rows(session, Series, [{"name": "thoi-su"}])
        slot = {"series_id": 1, "kind": BroadcastKind.FIRST_RUN, "programme_id": 1}
        add_rows(session, Slot, [slot | {"at": dt.time(5, 30), "start": dt.date(2019, 3, 5)}])
        sound = {"seconds": 1.0, "sample_rate": 48_000, "channels": 1, "codec": "pcm_s16le"}
        add_rows(session, Recording, [{"sha256": "a" * 64, "name": "a.wav", "suffix": ".wav", "size": 1} | sound])

    with desk.changing(Action.EARLIER, what="add") as session:
        (part_id,) = add_rows(session, part, [PARTS[part, whole]])
    with desk.reading() as session:
        assert existing(session, whole, 1).version == 2
    with desk.changing(Action.EARLIER, what="remove") as session:
        remove_rows(session, part, [part_id])
    with desk.reading() as session:
        assert existing(session, whole, 1).version == 3


def test_the_second_of_two_writers_is_told_who_was_faster(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add(Person(name="Thu Hà"))
    with seated(desk, "Đức Anh").changing(Action.EARLIER, what="one") as session:
        fetch(session, Person, 1, 1).name = "Một"

    with (
        pytest.raises(ChangedBy, match=r"^Đức Anh changed this at"),
        desk.changing(Action.EARLIER, what="x") as session,
    ):
        fetch(session, Person, 1, 1)
    for name in ("Minh", "Lan", "Minh"):
        with seated(desk, name).changing(Action.EARLIER, what="two") as session:
            existing(session, Person, 1).name += name
    with (
        pytest.raises(ChangedBy, match=r"^Minh, Lan changed this at"),
        desk.changing(Action.EARLIER, what="x") as session,
    ):
        fetch(session, Person, 1, 2)
    with pytest.raises(Removed), desk.changing(Action.EARLIER, what="gone") as session:
        existing(session, Person, 99)


def test_names_of_tables_are_texts_in_the_audit(desk: Desk) -> None:
    with desk.changing(Action.UPDATE, ids={Person.__table__.columns["name"].table.name: 7}) as session:
        session.add(Person(name="Thu Hà"))

    assert audit(desk)[-1].values == {"ids": {"person": 7}}


def test_a_change_that_the_audit_does_not_know_is_a_conflict_too(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add(Person(name="Thu Hà"))
    with desk.engine.begin() as connection:
        connection.execute(update(Person).values(version=7))
        connection.execute(delete(audit_row))

    with pytest.raises(ChangedMeanwhile, match="Somebody else"), desk.changing(Action.EARLIER, what="x") as session:
        fetch(session, Person, 1, 1)


def test_a_moment_without_a_zone_is_refused(desk: Desk) -> None:
    with pytest.raises(StatementError, match="needs a zone"), desk.changing(Action.EARLIER, what="x") as session:
        session.add(Person(name="x", created=dt.datetime(2019, 3, 5)))  # noqa: DTZ001


def test_moments_come_back_as_utc(desk: Desk) -> None:
    hanoi = dt.timezone(dt.timedelta(hours=7))
    with desk.changing(Action.EARLIER, what="x") as session:
        session.add(Person(name="x", created=dt.datetime(2019, 3, 5, 5, 30, tzinfo=hanoi)))

    with desk.reading() as session:
        created = session.scalars(select(Person.created)).one()
    assert created == dt.datetime(2019, 3, 4, 22, 30, tzinfo=dt.UTC)
    assert created.tzinfo == dt.UTC


def test_text_is_stored_composed_and_found_either_way(desk: Desk) -> None:
    decomposed = "Nguye\u0302\u0303n"
    with desk.changing(Action.EARLIER, what="x") as session:
        session.add(Person(name=decomposed))

    assert people(desk) == ["Nguyễn"]
    with desk.reading() as session:
        assert session.scalars(select(Person.id).where(Person.name == decomposed)).all() == [1]


def test_a_renamed_title_is_folded_anew(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="x") as session:
        session.add(Story(title="Cũ"))
    with desk.changing(Action.EARLIER, what="x") as session:
        existing(session, Story, 1).title = "Đổi Mới"

    with desk.reading() as session:
        assert session.scalars(select(Story.folded)).all() == ["doi moi"]


def test_the_database_checks_what_refers_to_what(desk: Desk) -> None:
    with pytest.raises(ChangedMeanwhile), desk.changing(Action.EARLIER, what="x") as session:
        add_rows(session, Story, [{"title": "x", "recording_id": 999}])
    with desk.reading() as session:
        assert session.scalars(select(Recording)).all() == []


def test_a_commit_that_fails_holds_nobody_up(desk: Desk) -> None:
    def change_what_is_refused_at_the_end() -> None:
        with desk.changing(Action.EARLIER, what="x") as session:
            defer_references(session.connection(), "story")
            add_rows(session, Story, [{"title": "x", "recording_id": 999}])

    with pytest.raises(ChangedMeanwhile):
        change_what_is_refused_at_the_end()

    with desk.changing(Action.EARLIER, what="next") as session:
        session.add(Person(name="Thu Hà"))
    assert people(desk) == ["Thu Hà"]


@contextlib.contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Lets this process write files up to a size alone, in bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@sqlite
def test_a_limit_for_files_is_the_reason_only_where_a_file_met_it(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE a (b BLOB)")
        connection.execute("INSERT INTO a VALUES (zeroblob(1000000))")
        with files_up_to(100_000), pytest.raises(sqlite3.OperationalError) as met:
            connection.commit()
        with files_up_to(100_000):
            assert sqlite_reason(met.value) == "the file may not grow larger"
        with files_up_to(1 << 40):  # a bad disk gives the same code
            assert sqlite_reason(met.value) == "the disk does not respond"
