"""Audio files in the media store."""

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from radiodesk.model.base import Base, Title, _folded


class Recording(Base):
    """An audio file in the media store, known by the SHA-256 of its bytes."""

    __tablename__ = "recording"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Title]
    """The file's name when it came in."""
    folded: Mapped[Title] = mapped_column(default=_folded("name"), index=True)
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
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Keys of what is wrong with it, such as "silent" or "cut_short"; radiodesk.media has the sentences."""
