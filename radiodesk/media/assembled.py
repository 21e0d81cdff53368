"""What the assembled file of an edition was made of, and whether the edition is different by now."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.kinds import LACKING, BroadcastState
from radiodesk.media import treatments
from radiodesk.model import AssembledFile, Edition, Line, Recording, Story
from radiodesk.model.changes import chunks
from radiodesk.model.database import existing

SCHEME = 1
"""Version of what a digest is of. Increment it when that changes: a file that was noted before is not marked."""


def is_outdated(noted: str, made_of: str) -> bool:
    """Whether an assembled file is older than what it was made of. Pure.

    noted: `AssembledFile.made_of`. made_of: what it would be made of now.
    """
    return noted != made_of and _scheme(noted) == _scheme(made_of)


def made_of(session: Session, edition_ids: Collection[int]) -> dict[int, str]:
    """A digest of what each edition would be assembled from now, by its id.

    That is the air file, else the lines in their order, with their joins: each with its recording and its treatment,
    also a line without a recording. Texts, such as titles, are not heard.
    """
    parts: defaultdict[int, list[tuple[int | None, str, float]]] = defaultdict(list)
    recorded: ColumnElement[int | None] = func.coalesce(Story.recording_id, Line.recording_id)
    lines = (
        select(Line.edition_id, recorded, Line.join, Line.join_seconds)
        .outerjoin(Story, Line.story_id == Story.id)
        .order_by(Line.edition_id, Line.position, Line.id)
    )
    for ids in chunks(sorted(edition_ids)):
        for edition_id, recording_id, join, seconds in session.execute(lines.where(Line.edition_id.in_(ids))):
            parts[edition_id].append((recording_id, join.value, seconds))
        air_files = select(Edition.id, Edition.recording_id).where(
            Edition.id.in_(ids), Edition.recording_id.is_not(None)
        )
        for edition_id, recording_id in session.execute(air_files):
            parts[edition_id] = [(recording_id, "", 0.0)]
    treated = _treated(session, {part[0] for found in parts.values() for part in found if part[0] is not None})
    return {
        edition_id: _digest([(treated.get(recording_id or 0), *join) for recording_id, *join in parts[edition_id]])
        for edition_id in edition_ids
    }


def notes(session: Session, edition_ids: Collection[int]) -> dict[int, str]:
    """What the assembled files of editions were made of, by their ids; those never assembled are omitted."""
    found: dict[int, str] = {}
    columns = select(AssembledFile.edition_id, AssembledFile.made_of)
    for ids in chunks(sorted(edition_ids)):
        rows = session.execute(columns.where(AssembledFile.edition_id.in_(ids)))
        found.update((edition_id, noted) for edition_id, noted in rows)
    return found


def outdated(
    session: Session, noted: Mapping[int, str], broadcasts: Iterable[tuple[int | None, BroadcastState]]
) -> set[int]:
    """The editions to be broadcast whose assembled file is older than what it was made of.

    noted: what `notes` has of them. broadcasts: the edition and the state of each.
    """
    wanted = {each for each, state in broadcasts if each is not None and each in noted and state in LACKING}
    now = made_of(session, wanted) if wanted else {}
    return {each for each in wanted if is_outdated(noted[each], now[each])}


def file_of(session: Session, edition_id: int) -> str:
    """The file that an edition was last assembled to, as `note` has it; empty if it never was."""
    return session.scalar(select(AssembledFile.file).where(AssembledFile.edition_id == edition_id)) or ""


def note(session: Session, folder: Path, edition_id: int, made_of: str, output: Path) -> None:
    """Note that an edition was assembled to a file in the folder of assembled editions, and of what.

    A copy that is written elsewhere changes nothing: the file in that folder is as it was.
    folder: the store. made_of: as it was when that began. raises Removed.
    """
    file, editions = output.resolve(), (folder / "editions").resolve()
    if not file.is_file() or not file.is_relative_to(editions):
        return
    existing(session, Edition, edition_id)
    of_edition = select(AssembledFile).where(AssembledFile.edition_id == edition_id)
    row = session.scalar(of_edition) or AssembledFile(edition_id=edition_id)
    row.file, row.made_of = visible(str(file.relative_to(editions))), made_of
    session.add(row)


def _treated(session: Session, recording_ids: Collection[int]) -> dict[int, tuple[str, int, str]]:
    """What is heard of recordings, by their ids: the hash of the file, its track, and the key of the plan."""
    found: dict[int, tuple[str, int, str]] = {}
    columns = select(Recording.id, Recording.sha256, Recording.track, Recording.seconds, Recording.measured)
    for ids in chunks(sorted(recording_ids)):
        rows = session.execute(columns.where(Recording.id.in_(ids))).all()
        plans = treatments.plans(session, rows)
        found |= {row.id: (row.sha256, row.track, plans[row.id].key()) for row in rows}
    return found


def _digest(parts: object) -> str:
    return f"{SCHEME}:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]}"


def _scheme(made_of: str) -> str:
    return made_of.partition(":")[0]
