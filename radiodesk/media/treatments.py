"""Treatments of recordings: recipes, their undo and redo, presets, and lengths on air."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.media.errors import BuiltInPreset, PresetExists, PresetNeeded, UnknownPreset
from radiodesk.media.recordings import RecordingView, view
from radiodesk.media.sound import recipes
from radiodesk.media.sound.errors import NothingLeft
from radiodesk.media.sound.measurement import Measurement
from radiodesk.media.sound.recipes import Plan, Recipe, Settings
from radiodesk.model import ChannelChoice, Genre, Line, Overview, Preset, Recording, Story, Treatment
from radiodesk.model.changes import chunks
from radiodesk.model.database import Removed, existing, fetch, set_values
from radiodesk.model.text import clean_title, fold

if TYPE_CHECKING:
    from radiodesk.media.sound.levels import Waveform


class _Measured(Protocol):
    """What a plan needs to know of a recording: the row, or these columns of it."""

    @property
    def id(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def measured(self) -> dict[str, Any] | None: ...


@dataclass(frozen=True)
class PresetView:
    """A preset, built in or the station's own."""

    name: str
    version: int
    """The version of the station's preset, or 0 for a built-in preset."""
    genre: Genre | None
    """The preset is the default for recordings of stories of this genre."""
    settings: Settings


@dataclass(frozen=True)
class TreatmentView:
    """A recording and its current treatment."""

    recording: RecordingView
    waveform: "Waveform | None"
    recipe: Recipe
    preset: str
    """The name of the preset in use."""
    settings: Settings
    plan: Plan
    can_undo: bool
    can_redo: bool


def presets(session: Session) -> list[PresetView]:
    """All presets: on-air, web, then the station's by name."""
    known = {fold(name): PresetView(name, 0, None, settings) for name, settings in recipes.BUILT_IN.items()}
    for row in session.scalars(select(Preset).order_by(Preset.folded)):
        name = known[row.folded].name if row.folded in known else row.name  # built-in presets keep their spelling
        known[row.folded] = PresetView(name, row.version, row.genre, Settings.from_json(row.settings))
    return list(known.values())


def preset(session: Session, name: str) -> PresetView:
    """The preset of that name, ignoring case and accents. raises UnknownPreset."""
    return _named(presets(session), name)


def _named(known: Sequence[PresetView], name: str) -> PresetView:
    for each in known:
        if fold(each.name) == fold(name):
            return each
    raise UnknownPreset(wanted=name, names=", ".join(each.name for each in known))


def create_preset(session: Session, name: str, settings: Settings, genre: Genre | None) -> None:
    """Create a preset of the station. raises PresetExists if there is one of that name, and text errors."""
    name = clean_title(name)
    for known in presets(session):
        if fold(known.name) == fold(name):
            raise PresetExists(name=known.name)
    set_preset(session, name, 0, settings, genre)


def set_preset(session: Session, name: str, version: int, settings: Settings, genre: Genre | None) -> None:
    """Create or change a preset of the station, and update the lengths of the recordings that use it.

    version: as seen in `presets`. raises ChangedMeanwhile and text errors.
    """
    name = clean_title(name)
    row = _station_preset(session, name, version) or Preset(name=name)
    if genre is not None:
        for other in session.scalars(select(Preset).where(Preset.genre == genre, Preset.folded != fold(name))):
            other.genre = None
        session.flush()
    row.genre = genre
    row.settings = settings.as_json()
    session.add(row)
    update_all_air_seconds(session)


def remove_preset(session: Session, name: str, version: int) -> None:
    """Remove a preset of the station. If it replaced a built-in preset, that one is in use again.

    version: as seen in `presets`. raises UnknownPreset, BuiltInPreset, ChangedMeanwhile,
    PresetNeeded if a treatment uses it.
    """
    row = _station_preset(session, name, version)
    is_built_in = fold(name) in {fold(each) for each in recipes.BUILT_IN}
    if row is None and is_built_in:
        raise BuiltInPreset(name=name)
    if row is None:
        own = session.scalars(select(Preset.name).order_by(Preset.folded))
        raise UnknownPreset(wanted=name, names=", ".join(own) or "–")
    if not is_built_in:
        treatments = session.scalars(select(Treatment).order_by(Treatment.id)).all()
        naming = [each for each in treatments if fold(each.recipe["preset"] or "") == row.folded]
        current_ids = {each.recording_id: each.id for each in treatments if not each.undone}
        for each in naming:
            if current_ids.get(each.recording_id) == each.id:
                raise PresetNeeded(name=row.name, recording=existing(session, Recording, each.recording_id).name)
        for each in naming:
            each.recipe = {**each.recipe, "preset": None}  # undo must not restore a removed preset
    session.delete(row)
    update_all_air_seconds(session)


def _station_preset(session: Session, name: str, version: int) -> Preset | None:
    """The station's preset of that name, or None. raises ChangedMeanwhile if it is not of the seen version."""
    row = session.scalar(select(Preset).where(Preset.folded == fold(name)))
    if row is None:
        if version:
            raise Removed
        return None
    return fetch(session, Preset, row.id, version)


def update_all_air_seconds(session: Session) -> None:
    """Update the lengths on air of all measured recordings, as after a change of a preset."""
    session.flush()
    measured = select(Recording).where(Recording.measured.is_not(None)).order_by(Recording.id)
    update_air_seconds_of(session, session.scalars(measured).all())


def treatment(session: Session, recording_id: int) -> TreatmentView:
    """A recording with its waveform, its recipe, and the resulting plan."""
    from radiodesk.media.sound.levels import Waveform  # only now: most screens show no waveform

    row = existing(session, Recording, recording_id)
    overview = session.scalar(select(Overview).where(Overview.recording_id == recording_id))
    recipe = current(session, recording_id)
    chosen = _preset_of(session, row, recipe)
    counts = dict(
        session.execute(
            select(Treatment.undone, func.count())
            .where(Treatment.recording_id == recording_id)
            .group_by(Treatment.undone)
        ).all()
    )
    return TreatmentView(
        recording=view(session, row),
        waveform=Waveform.unpack(overview.levels, overview.block_seconds) if overview else None,
        recipe=recipe,
        preset=chosen.name,
        settings=chosen.settings,
        plan=plan_of(row, recipe, chosen.settings),
        can_undo=bool(counts.get(False)),
        can_redo=bool(counts.get(True)),
    )


def current(session: Session, recording_id: int) -> Recipe:
    """The current recipe of a recording, or the default recipe if nobody treated it."""
    statement = (
        select(Treatment.recipe)
        .where(Treatment.recording_id == recording_id, Treatment.undone.is_(False))
        .order_by(Treatment.id.desc())
    )
    stored = session.scalar(statement.limit(1))
    return Recipe() if stored is None else Recipe.from_json(stored)


def plan(
    session: Session, recording: Recording, preset_name: str | None = None, *, channels: str | None = None
) -> Plan:
    """The plan of the current treatment, or of the current recipe with another preset or other channels."""
    recipe = current(session, recording.id)
    if preset_name is not None:
        recipe = replace(recipe, preset=preset_name)
    if channels is not None:
        recipe = replace(recipe, channels=ChannelChoice(channels))
    return plan_of(recording, recipe, _preset_of(session, recording, recipe).settings)


def plan_of(recording: _Measured, recipe: Recipe, settings: Settings) -> Plan:
    """The plan of a recipe for a recording. A recording that was not measured yet keeps its silence.

    If nothing would be left, for example after a change of the preset, the plan keeps the whole recording.
    """
    try:
        return _strict_plan_of(recording, recipe, settings)
    except NothingLeft:
        usable = Measurement.from_json(recording.measured).usable if recording.measured else ChannelChoice.ALL
        return recipes.whole(recipe, settings, recording.seconds, usable)


def _strict_plan_of(recording: _Measured, recipe: Recipe, settings: Settings) -> Plan:
    """The plan of a recipe for a recording. raises NothingLeft."""
    if recording.measured is None:
        return recipes.plan(recipe, settings, recording.seconds, 0.0, 0.0)
    found = Measurement.from_json(recording.measured)
    return recipes.plan(
        recipe, settings, recording.seconds, found.leading_seconds, found.trailing_seconds, found.usable
    )


def change(session: Session, recording_id: int, version: int, recipe: Recipe) -> None:
    """Store a new recipe for a recording. Changes that were undone before cannot be redone afterwards.

    raises NothingLeft, ChangedMeanwhile.
    """
    row = fetch(session, Recording, recording_id, version)
    if recipe == current(session, recording_id):
        return
    _strict_plan_of(row, recipe, _preset_of(session, row, recipe).settings)
    undone = select(Treatment).where(Treatment.recording_id == recording_id, Treatment.undone.is_(True))
    for treatment in session.scalars(undone):
        session.delete(treatment)
    session.add(Treatment(recording_id=recording_id, recipe=recipe.as_json()))
    session.flush()
    update_air_seconds(session, row)


def undo(session: Session, recording_id: int, version: int) -> bool:
    """Undo the last change of the recipe. Returns False if there is none. raises ChangedMeanwhile."""
    return _set_undone(session, recording_id, version, undone=True)


def redo(session: Session, recording_id: int, version: int) -> bool:
    """Redo the change that was undone last. Returns False if there is none. raises ChangedMeanwhile."""
    return _set_undone(session, recording_id, version, undone=False)


def _set_undone(session: Session, recording_id: int, version: int, *, undone: bool) -> bool:
    recording = fetch(session, Recording, recording_id, version)
    order = Treatment.id.desc() if undone else Treatment.id
    statement = select(Treatment).where(Treatment.recording_id == recording_id, Treatment.undone.is_not(undone))
    row = session.scalar(statement.order_by(order).limit(1))
    if row is None:
        return False
    row.undone = undone
    session.flush()
    update_air_seconds(session, recording)
    return True


def update_air_seconds(session: Session, recording: Recording) -> None:
    """Update the length on air of a recording, and of the stories and inserts that it is linked to."""
    update_air_seconds_of(session, [recording])


def update_air_seconds_of(session: Session, recordings: Sequence[Recording]) -> None:
    """`update_air_seconds` for many recordings, with a few statements for all of them."""
    session.flush()
    planned = plans(session, recordings)
    for chunk in chunks(recordings):
        ids = [recording.id for recording in chunk]
        stories = session.execute(select(Story.id, Story.recording_id).where(Story.recording_id.in_(ids))).all()
        inserts = session.execute(select(Line.id, Line.recording_id).where(Line.recording_id.in_(ids))).all()
        seconds = {row_id: round(planned[row_id].seconds, 3) for row_id in ids}
        set_values(session, Recording.air_seconds, seconds)
        set_values(session, Story.actual_seconds, {story.id: seconds[story.recording_id] for story in stories})
        set_values(session, Line.actual_seconds, {line.id: seconds[line.recording_id] for line in inserts})


def plans(session: Session, recordings: Sequence[_Measured]) -> dict[int, Plan]:
    """The plans of the current treatments of many recordings, by their ids, with a few statements for all of them."""
    known = presets(session)
    found: dict[int, Plan] = {}
    for chunk in chunks(recordings):
        ids = [recording.id for recording in chunk]
        newest = select(func.max(Treatment.id)).where(Treatment.recording_id.in_(ids), Treatment.undone.is_(False))
        newest = newest.group_by(Treatment.recording_id)
        stored = select(Treatment.recording_id, Treatment.recipe).where(Treatment.id.in_(newest))
        treated = {recording_id: Recipe.from_json(recipe) for recording_id, recipe in session.execute(stored)}
        genres: defaultdict[int | None, set[Genre]] = defaultdict(set)
        of_stories = select(Story.recording_id, Story.genre).where(Story.recording_id.in_(ids))
        for recording_id, genre in session.execute(of_stories):
            genres[recording_id].add(genre)
        for recording in chunk:
            recipe = treated.get(recording.id, Recipe())
            chosen = _choose(known, recipe, genres[recording.id])
            found[recording.id] = plan_of(recording, recipe, chosen.settings)
    return found


def _preset_of(session: Session, recording: Recording, recipe: Recipe) -> PresetView:
    genres = set(session.scalars(select(Story.genre).where(Story.recording_id == recording.id)))
    return _choose(presets(session), recipe, genres)


def _choose(known: Sequence[PresetView], recipe: Recipe, genres: Set[Genre]) -> PresetView:
    """The preset that the recipe names, else that of the story's genre, else on-air. raises UnknownPreset."""
    if recipe.preset is not None:
        return _named(known, recipe.preset)
    of_genre = [each for each in known if each.genre in genres]
    return of_genre[0] if of_genre else next(each for each in known if each.name == recipes.ON_AIR)
