"""Audio files in the media store, their measurements and their treatments."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from radiodesk.kinds import Genre
from radiodesk.model.base import Base, Computed, Named, Title, choices
from radiodesk.model.text import fold


class Recording(Base):
    """An audio file in the media store, known by the SHA-256 of its bytes."""

    __tablename__ = "recording"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Title]
    """The name of the file when it was added."""
    folded: Mapped[Title] = mapped_column(default=Computed("name", fold), index=True)
    title: Mapped[Title] = mapped_column(default="")
    """The title in the file's metadata; empty if there is none."""
    suffix: Mapped[str] = mapped_column(String(16))
    """The ending of the file in the store, such as ".mp3"."""
    size: Mapped[int]
    """Bytes."""
    seconds: Mapped[float]
    """The duration of the decoded audio, not the one in the file's header."""
    sample_rate: Mapped[int]
    """Hertz."""
    channels: Mapped[int]
    codec: Mapped[str] = mapped_column(String(40))
    track: Mapped[int] = mapped_column(default=1)
    """The audio track of the file that is used, from 1."""
    tracks: Mapped[int] = mapped_column(default=1)
    """The number of audio tracks of the file."""
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list, info={"holds": list})
    """Keys of its faults, such as "silent" or "cut_short". `radiodesk.media` has the sentences."""
    measured: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info={"holds": dict})
    """The result of `radiodesk.media.sound.measuring`; None before it was measured."""
    air_seconds: Mapped[float | None]
    """The duration on air, after treatment; None if that is the original duration."""
    waiting: Mapped[bool] = mapped_column(default=False, index=True)
    """Whether it came through the drop folder and waits in the inbox to be linked or set aside."""
    laid_aside: Mapped[bool] = mapped_column(default=False)
    """Whether a person took it out of the inbox without linking it."""
    removed: Mapped[dt.datetime | None]
    """When its file was removed, after it had been kept long enough."""


class Overview(Base):
    """The waveform of a recording, coarse enough to be drawn quickly."""

    __tablename__ = "overview"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), unique=True)
    block_seconds: Mapped[float]
    levels: Mapped[bytes] = mapped_column(LargeBinary)
    """Packed and unpacked by `radiodesk.media.sound.levels`."""


class Treatment(Base):
    """One version of a recording's treatment. The newest that was not undone is in effect."""

    __tablename__ = "treatment"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    recipe: Mapped[dict[str, Any]] = mapped_column(JSON, info={"holds": dict})
    """Encoded and decoded by `radiodesk.media.sound.recipes`."""
    undone: Mapped[bool] = mapped_column(default=False)


class Preset(Named, Base):
    """A station's preset for the sound on air or on the web. radiodesk's own presets have no row."""

    __tablename__ = "preset"

    genre: Mapped[Genre | None] = mapped_column(choices(Genre), unique=True)
    """The genre of the stories whose recordings use this preset by default."""
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, info={"holds": dict})
    """Encoded and decoded by `radiodesk.media.sound.recipes`."""
