"""Audio files in the media store, what was measured of them, and how they are made fit for air."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from radiodesk.kinds import Genre
from radiodesk.model.base import Base, Named, Title, choices, computed
from radiodesk.model.text import fold


class Recording(Base):
    """An audio file in the media store, known by the SHA-256 of its bytes."""

    __tablename__ = "recording"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Title]
    """The file's name when it came in."""
    folded: Mapped[Title] = mapped_column(default=computed("name", fold), index=True)
    title: Mapped[Title] = mapped_column(default="")
    """What the file calls itself inside; empty where it says nothing."""
    suffix: Mapped[str] = mapped_column(String(16))
    """The store's file ends in it, such as ".mp3"."""
    size: Mapped[int]
    """Bytes."""
    seconds: Mapped[float]
    """The length of the decoded sound, not of a header."""
    sample_rate: Mapped[int]
    """Hertz."""
    channels: Mapped[int]
    codec: Mapped[str] = mapped_column(String(40))
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list, info={"holds": list})
    """Keys of what is wrong with it, such as "silent" or "cut_short"; radiodesk.media has the sentences."""
    measured: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info={"holds": dict})
    """What radiodesk.media.sound.measuring found; none before it was measured."""
    air_seconds: Mapped[float | None]
    """The length as it goes to air, treated; none where it is as long as it came in."""
    waiting: Mapped[bool] = mapped_column(default=False, index=True)
    """It came by the drop folder and waits in the inbox to be linked or laid aside."""
    removed: Mapped[dt.datetime | None]
    """When its file was given up, after the time that it had to be kept."""


class Overview(Base):
    """The waveform of a recording, coarse enough to be drawn at once."""

    __tablename__ = "overview"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), unique=True)
    block_seconds: Mapped[float]
    levels: Mapped[bytes] = mapped_column(LargeBinary)
    """radiodesk.media.sound.levels packs and unpacks them."""


class Treatment(Base):
    """One state of how a recording is made fit for air. The newest that was not undone counts."""

    __tablename__ = "treatment"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    recipe: Mapped[dict[str, Any]] = mapped_column(JSON, info={"holds": dict})
    """radiodesk.media.sound.recipes reads and writes it."""
    undone: Mapped[bool] = mapped_column(default=False)


class Preset(Named, Base):
    """What a station sets for how recordings sound on air or on the web; those of no row are radiodesk's own."""

    __tablename__ = "preset"

    genre: Mapped[Genre | None] = mapped_column(choices(Genre), unique=True)
    """Recordings of stories of this genre take it by themselves."""
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, info={"holds": dict})
    """radiodesk.media.sound.recipes reads and writes them."""
