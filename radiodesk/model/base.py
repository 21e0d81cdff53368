"""What all mapped classes share: ids, times, versions, and column types that refuse invalid values."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from sqlalchemy import Column, DateTime, Dialect, Enum, Integer, MetaData, String, Table, Text, TypeDecorator
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, validates

from radiodesk.model.text import NOTE_LIMIT, TITLE_LIMIT, fold, key


class Moment(TypeDecorator[dt.datetime]):
    """An aware datetime, stored as UTC. A naive one raises ValueError, because its zone is unknown."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Convert to UTC; SQLite stores no zones, so it gets a naive UTC value. raises ValueError for naive values."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a zone: {value!r}")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], dt.datetime | None] | None:
        """Return the same for SQLite's text in one step instead of four: a week has thousands of moments."""
        return _moment_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _moment_of_text(stored: str | None) -> dt.datetime | None:
    """A moment as SQLite stores it: UTC, without a zone. raises ValueError for other text, such as a day alone."""
    if stored is None:
        return None
    moment = dt.datetime.fromisoformat(stored + "+00:00")  # replacing its zone would take seven times as long
    if moment.tzinfo is None:
        raise ValueError(stored)
    return moment


class LocalMoment(TypeDecorator[dt.datetime]):
    """A local day and time without a zone: it names something, whatever the clocks do. Stored as text that sorts."""

    impl = String(19)
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        """What it is in Python: not text."""
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        """The text, "2026-03-05T05:30:00". raises ValueError for an aware datetime."""
        if value is not None and value.tzinfo is not None:
            raise ValueError(f"a local moment has no zone: {value!r}")
        return None if value is None else value.isoformat(timespec="seconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        """Return a naive datetime."""
        return None if value is None else dt.datetime.fromisoformat(value)


class Exact(TypeDecorator[Decimal]):
    """A decimal number, stored as text: databases would round it, or keep it as a binary fraction."""

    impl = String(40)
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        """What it is in Python: not text."""
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """The digits, without an exponent."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Return the number. raises ValueError for a text that is none."""
        try:
            return None if value is None else Decimal(value)
        except InvalidOperation as error:
            raise ValueError(f"not a number: {value!r}") from error


class NFC(TypeDecorator[str]):
    """Text that is stored and compared in Unicode's composed form, NFC."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Normalize to NFC."""
        return None if value is None else unicodedata.normalize("NFC", value)


class NFCText(NFC):
    """The same, of unlimited length."""

    impl = Text
    cache_ok = True


Title = Annotated[str, mapped_column(NFC(TITLE_LIMIT))]
Note = Annotated[str, mapped_column(NFC(NOTE_LIMIT), default="")]


def now() -> dt.datetime:
    """The current time in UTC, for the created and changed columns."""
    return dt.datetime.now(dt.UTC)


class Base(DeclarativeBase):
    """A table with an id that is never reused, a version, and the times of creation and of the last change.

    Migrations create tables with `sqlite_autoincrement=True`. Otherwise SQLite reuses the ids of removed rows.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to declare it
        dt.datetime: Moment(),
        str: NFCText(),
    }

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    version: Mapped[int] = mapped_column(Integer, default=1, sort_order=10)
    created: Mapped[dt.datetime] = mapped_column(default=now, sort_order=11)
    changed: Mapped[dt.datetime] = mapped_column(default=now, sort_order=12)
    """`radiodesk.model.changes` sets it to the time of the unit of work."""

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return (
            {"version_id_col": cls.__table__.c.version}
            if hasattr(cls, "__table__")
            else {"version_id_col": cls.version}
        )


class Computed:
    """A column default that is computed from another column of the same row."""

    def __init__(self, column: str, compute: Callable[[str], str]) -> None:
        self.column, self.compute = column, compute

    def __call__(self, context: DefaultExecutionContext) -> str:
        """The default for the row that is being added."""
        return self.compute(context.get_current_parameters()[self.column])  # type: ignore[no-untyped-call]  # SQLAlchemy has no types for it


class Titled:
    """A row with a title, also folded for search. For rows added in bulk, the column default folds it."""

    title: Mapped[Title] = mapped_column(sort_order=-9)
    folded: Mapped[Title] = mapped_column(default=Computed("title", fold), index=True, sort_order=-8)

    @validates("title")
    def _fold_title(self, _attribute: str, title: str) -> str:
        self.folded = fold(title)
        return title


class Named:
    """A row with a name that is unique regardless of case, also folded for search."""

    name: Mapped[Title] = mapped_column(sort_order=-9)
    folded: Mapped[Title] = mapped_column(default=Computed("name", fold), index=True, sort_order=-8)
    key: Mapped[Title] = mapped_column(
        default=Computed("name", key), server_default="", index=True, unique=True, sort_order=-7
    )

    @validates("name")
    def _compute_from_name(self, _attribute: str, name: str) -> str:
        self.folded, self.key = fold(name), key(name)
        return name


def references_among(table: Table, tables: Iterable[Table]) -> Iterator[tuple[Table, Column[Any]]]:
    """The columns of some tables that refer to a table, each with its own table."""
    for other in tables:
        for column in other.columns:
            if any(reference.column.table is table for reference in column.foreign_keys):
                yield other, column


def where(condition: str) -> dict[str, Any]:
    """Options of an index that covers only the rows that meet a condition in SQL.

    Migrations create it so. The options of SQLAlchemy for it would load the dialects of all databases.
    """
    return {"info": {"where": condition}}


class _Choice(Enum):
    """SQLAlchemy's enumeration, which takes known values from a table alone: a week has thousands of them."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return the member of a stored value. It raises LookupError for an unknown one."""
        look_up: Callable[[Any], Any] = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]  # not typed

        class Members(dict[Any, Any]):
            def __missing__(self, stored: Any) -> Any:
                return look_up(stored)

        return Members({None: None} | {member.value: member for member in self.enum_class or ()}).__getitem__


def choices(kind: type[Any]) -> Enum:
    """The column type of an enumeration. It stores the short, stable values, and the database checks them."""
    return _Choice(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=20,
        name=kind.__name__.lower(),
    )
