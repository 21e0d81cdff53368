"""`radiodesk media`: add recordings to the store, show and treat them, and assemble editions."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from radiodesk.cli import media_link, media_store
from radiodesk.cli.common import (
    FILE_NAME,
    Group,
    IntRange,
    confirmed,
    home_options,
    on_terminal,
    open_desk,
    report_written,
    show_progress,
    warn,
)
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.media.assembling import Assembled, Assembly
    from radiodesk.media.batches import Outcome, Watch
    from radiodesk.media.recordings import RecordingView
    from radiodesk.media.sound.measurement import Loudness


BIT_RATES = ("128", "160", "192", "224", "256", "320")
CHANNELS = ("all", "left", "right", "mix")


@click.group(cls=Group, help=N_("Add recordings to the store, make them fit for air, assemble editions."))
@home_options
def media(config: Config) -> None:
    """The group of these commands."""


for command in (*media_store.COMMANDS, media_link.link, media_link.chapters):
    media.add_command(command)


@media.command(help=N_("Add recordings to the store: files or whole folders, each file on its own."))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--track", type=IntRange(1, 99), help=N_("The audio track to use; by default, the first one with sound."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the added recordings as JSON."))
@home_options
@click.pass_context
def add(context: click.Context, files: tuple[Path, ...], track: int | None, as_json: bool, config: Config) -> None:
    """Add each file in its own unit of work, and print which were refused."""
    with open_desk(config) as desk:
        from radiodesk.media import batches

        paths = batches.sound_files(files)
        outcomes = batches.add(desk, paths, watch=_watch(len(paths)), track=track or 0)
        _print_outcomes(context, outcomes, as_json=as_json)


@media.command(help=N_("Measure the recordings that were never measured, or the given ones."))
@click.argument("recordings", nargs=-1, metavar="[RECORDING...]")
@click.option("--json", "as_json", is_flag=True, help=N_("Print them as JSON."))
@home_options
@click.pass_context
def measure(context: click.Context, recordings: tuple[str, ...], as_json: bool, config: Config) -> None:
    """Measure each recording in its own unit of work."""
    with open_desk(config) as desk:
        from radiodesk.media import batches
        from radiodesk.media.recordings import find, unmeasured

        with desk.reading() as session:
            found = [find(session, wanted) for wanted in recordings] or unmeasured(session)
        _print_outcomes(context, batches.measure_all(desk, found, watch=_watch(len(found))), as_json=as_json)


def _print_outcomes(context: click.Context, outcomes: "Sequence[Outcome]", *, as_json: bool) -> None:
    good = [outcome.recording for outcome in outcomes if outcome.recording]
    for outcome in outcomes:
        if outcome.error:
            warn(_("Refused: {message}").format(message=outcome.error.at_command_line))
    if as_json:
        click.echo(json.dumps([_facts(recording) for recording in good], ensure_ascii=False, indent=1))
    else:
        for recording in good:
            _print_recording(recording)
    if len(good) < len(outcomes):
        context.exit(1)


@media.command(help=N_("Show a recording, given by its number or the beginning of its hash."))
@click.argument("recording")
@click.option("--json", "as_json", is_flag=True, help=N_("Print it as JSON."))
@home_options
def show(recording: str, as_json: bool, config: Config) -> None:
    """Print what is known of a recording."""
    with open_desk(config) as desk:
        from radiodesk.media import recordings

        with desk.reading() as session:
            found = recordings.find(session, recording)
    if as_json:
        click.echo(json.dumps(_facts(found), ensure_ascii=False, indent=1))
    else:
        _print_recording(found)
        if found.measurement:
            click.echo(f"    {_loudness(found.measurement.loudness)}")
        click.echo(f"    {found.sha256}")
        for title in found.linked:
            click.echo("    " + _("Linked to: {title}").format(title=title))


@media.command(help=N_("Write a recording with its treatment to a file: mp3, m4a, wav or flac, by its ending."))
@click.argument("recording")
@click.option(
    "--preset", metavar="NAME", help=N_("on-air, web, or one of the station's; by default, the recording's own.")
)
@click.option("--output", required=True, type=FILE_NAME, metavar="FILE", help=N_("The file to write."))
@click.option("--bit-rate", type=click.Choice(BIT_RATES), default="192", help=N_("kbit/s of an mp3 or m4a."))
@click.option(
    "--channels", type=click.Choice(["all", "left", "right", "mix"]), help=N_("By default, those that have sound.")
)
@home_options
def treat(recording: str, preset: str | None, output: str, bit_rate: str, channels: str | None, config: Config) -> None:
    """Treat a recording; the original stays as it is."""
    with open_desk(config) as desk:
        from radiodesk.media import recordings, store, treating, treatments
        from radiodesk.model import Recording

        with desk.reading() as session:
            found = recordings.find(session, recording)
            recipe = treatments.current(session, found.id)
            plan = treatments.plan(session, session.get_one(Recording, found.id), preset, channels=channels)
        original = treating.Original.of(found, store.file_of(config.media, found.sha256, found.suffix))
        with treating.output_file(config, output) as path:
            level = treating.treat(original, plan, path, progress=_progress(output), bit_rate=int(bit_rate))
    from radiodesk.locale import formats
    from radiodesk.media.faults import removed_silence
    from radiodesk.media.sound.recipes import CHANNELS

    report_written(output, f"{formats.duration(plan.seconds)}  {_loudness(level.loudness)}  {output}")
    for said in (removed_silence(found, recipe, plan), "" if plan.channels == "all" else _(CHANNELS[plan.channels])):
        if said:
            click.echo(f"    {said}", err=True)


@media.command(help=N_("Assemble an edition, given by the local time of its first run, such as 2019-03-05T05:30."))
@click.argument("edition")
@click.option("--output", required=True, type=FILE_NAME, metavar="FILE", help=N_("An mp3, m4a, wav or flac to write."))
@click.option("--leave-out", is_flag=True, help=N_("Leave out lines without a recording."))
@click.option("--preset", metavar="NAME", default="on-air", help=N_("The preset for the whole edition: on-air, web, …"))
@click.option("--bit-rate", type=click.Choice(BIT_RATES), default="192", help=N_("kbit/s of an mp3 or m4a."))
@click.option("--cue", is_flag=True, help=N_("Write a cue sheet beside it."))
@click.option("--m3u8", is_flag=True, help=N_("Write a playlist beside it."))
@click.option("--text", is_flag=True, help=N_("Write a running order as text beside it."))
@home_options
def assemble(
    edition: str,
    output: str,
    leave_out: bool,
    preset: str,
    bit_rate: str,
    cue: bool,
    m3u8: bool,
    text: bool,
    config: Config,
) -> None:
    """Assemble an edition into one file."""
    with open_desk(config) as desk:
        from radiodesk.media import assembled, assembling, sheets, treating
        from radiodesk.model import Action
        from radiodesk.model.changes import describe

        wanted = {".cue": cue, ".m3u8": m3u8, ".txt": text}
        sheets.check_beside(config, output, [ending for ending, is_wanted in wanted.items() if is_wanted])
        with desk.changing(Action.ASSEMBLE, title=edition) as session:
            found = assembling.prepare(session, config.media, assembling.find_edition(session, edition), preset=preset)
            describe(session, title=found.title)
        if ignored := assembling.ignored_lines(found):
            warn(ignored)
        _ask_about_missing(found, leave_out)
        with treating.output_file(config, output) as path:
            done = assembling.assemble(config.media, found, path, bit_rate=int(bit_rate), progress=_progress(output))
        sheets.write_beside(config, found, Path(output), cue_sheet=cue, m3u8=m3u8, text=text)
        report_written(output, _assembled(done, found, output))
        with desk.changing(Action.ASSEMBLE, title=found.title) as session:
            assembled.note(session, config.media, found.edition_id, found.made_of, Path(output))


def _ask_about_missing(found: "Assembly", leave_out: bool) -> None:
    """Say which recordings are missing, and continue only if the user agrees. raises LinesMissing."""
    from radiodesk.media.assembling import missing_lines
    from radiodesk.media.errors import LinesMissing

    if not found.missing or not found.pieces:
        return
    error = LinesMissing(title=found.title, lines=missing_lines(found))
    if leave_out:
        warn(_("Left out: {lines}").format(lines=missing_lines(found)))
    elif on_terminal():
        warn(_("{title}: {lines}").format(title=found.title, lines=missing_lines(found)))
        if not confirmed(_("Assemble without them?")):
            raise error
    else:
        raise error


def _assembled(done: "Assembled", found: "Assembly", output: str) -> str:
    from radiodesk.locale import formats, ngettext
    from radiodesk.media.assembling import beside_plan

    count = len(found.pieces)
    lines = ngettext("{count} line", "{count} lines", count).format(count=count)
    length = "  ".join(filter(None, (formats.duration(done.seconds), beside_plan(found))))
    return f"{length}  {lines}  {_loudness(done.level.loudness)}  {output}"


@media.command(help=N_("Show the presets, or create, change or remove one of the station's."))
@click.argument("name", required=False)
@click.option("--target", type=float, help=N_("Integrated loudness in LUFS, such as -23."))
@click.option("--ceiling", type=float, help=N_("Highest true peak in dBTP, such as -1."))
@click.option("--high-pass", type=float, help=N_("Cutoff of the high-pass filter for speech, in Hz; 0 is off."))
@click.option("--before", type=float, help=N_("Seconds of silence to leave at the beginning."))
@click.option("--after", type=float, help=N_("Seconds of silence to leave at the end."))
@click.option("--fade-in", type=float, help=N_("Seconds."))
@click.option("--fade-out", type=float, help=N_("Seconds."))
@click.option("--trim/--no-trim", default=None, help=N_("Whether silence at both ends is removed."))
@click.option("--channels", type=click.Choice(CHANNELS), help=N_("Which channels are used."))
@click.option("--genre", help=N_("Recordings of stories of this genre use it: brief, report, feature, …"))
@click.option("--remove", is_flag=True, help=N_("Remove this preset of the station."))
@home_options
def preset(
    name: str | None, genre: str | None, remove: bool, config: Config, **settings: float | bool | str | None
) -> None:
    """Show, set or remove presets."""
    names = {
        "target": "target_lufs",
        "ceiling": "ceiling_dbtp",
        "high_pass": "high_pass_hz",
        "before": "before_seconds",
        "after": "after_seconds",
        "fade_in": "fade_in_seconds",
        "fade_out": "fade_out_seconds",
        "trim": "trim",
        "channels": "channels",
    }
    with open_desk(config) as desk:
        from dataclasses import replace

        from radiodesk.media import treatments
        from radiodesk.media.errors import UnknownPreset
        from radiodesk.media.sound.recipes import Settings
        from radiodesk.model import Action, ChannelChoice, Genre
        from radiodesk.model.changes import describe

        if name is not None and remove:
            with desk.changing(Action.REMOVE_PRESET, name=name) as session:
                known = treatments.preset(session, name)
                treatments.remove_preset(session, name, known.version)
                describe(session, name=known.name)
        elif name is not None:
            try:
                wanted = Genre(genre) if genre else None
            except ValueError:
                raise UnknownGenre(genre=genre, genres=", ".join(Genre)) from None
            changes: dict[str, Any] = {names[option]: value for option, value in settings.items() if value is not None}
            if "channels" in changes:
                changes["channels"] = ChannelChoice(changes["channels"])
            with desk.changing(Action.SET_PRESET, name=name) as session:
                version, before = 0, Settings()
                with suppress(UnknownPreset):
                    known = treatments.preset(session, name)
                    version, before, name, wanted = known.version, known.settings, known.name, wanted or known.genre
                treatments.set_preset(session, name, version, replace(before, **changes), wanted)
                describe(session, name=treatments.preset(session, name).name)
        with desk.reading() as session:
            presets = treatments.presets(session)
    for each in presets:
        chosen = each.settings
        level = f"{chosen.target_lufs:g} LUFS, {chosen.ceiling_dbtp:g} dBTP"
        click.echo("  ".join(filter(None, [f"{each.name:<12}", level, each.genre.value if each.genre else ""])))


class UnknownGenre(UserError):
    """There is no such genre."""

    message = N_("There is no genre “{genre}”. There are: {genres}")


def _facts(recording: "RecordingView") -> dict[str, object]:
    names = ("id", "sha256", "name", "seconds", "sample_rate", "channels", "codec", "track", "tracks")
    facts: dict[str, object] = {name: getattr(recording, name) for name in names}
    facts["warnings"] = list(recording.warnings)
    if found := recording.measurement:
        loudness = found.loudness
        facts["loudness"] = {
            "integrated_lufs": _rounded(loudness.integrated_lufs),
            "range_lu": _rounded(loudness.range_lu),
            "true_peak_dbtp": _rounded(loudness.true_peak_dbtp),
            "momentary_max_lufs": _rounded(loudness.momentary_max_lufs),
            "short_term_max_lufs": _rounded(loudness.short_term_max_lufs),
        }
        facts["silence"] = {
            "leading_seconds": found.leading_seconds,
            "trailing_seconds": found.trailing_seconds,
            "inner": [list(span) for span in found.inner_silences(recording.seconds)],
        }
        facts["clipped"] = found.clipped
        facts["dc_offset"] = found.dc_offset
        facts["same_channels"] = found.same_channels
        facts["dead_channels"] = list(found.dead_channels)
        facts["inverted"] = found.inverted
    return facts


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _print_recording(recording: "RecordingView") -> None:
    from radiodesk.locale import formats
    from radiodesk.media.faults import faults

    form = f"{recording.codec}, {formats.number(recording.sample_rate)} Hz, {recording.channels}"
    click.echo(f"{recording.id:>4}  {formats.duration(recording.seconds):>8}  {recording.name}  ({form})")
    for fault in faults(recording):
        warn(_("{name}: {warning}").format(name=recording.name, warning=fault))


def _loudness(loudness: "Loudness") -> str:
    """The loudness and the true peak, as one text."""
    from radiodesk.locale.formats import level

    return f"{level(loudness.integrated_lufs)} LUFS  {level(loudness.true_peak_dbtp)} dBTP"


def _progress(file: str) -> Callable[[int, int], None] | None:
    """A function that shows the progress of a file, or None if there is no terminal."""
    if not on_terminal():
        return None
    name = Path(file).name
    return lambda done, total: show_progress(name, done / total if total else 0.0)


def _watch(count: int) -> "Watch | None":
    """A function that shows the progress of a batch, or None if there is no terminal."""
    if not on_terminal():
        return None

    def watch(name: str, share: float, whole: float) -> None:
        show_progress(f"{name}  {round(share * 100)} %" if count > 1 else name, whole)

    return watch
