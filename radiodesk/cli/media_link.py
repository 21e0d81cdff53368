"""`radiodesk media link` and `media chapters`: what recordings belong to, and the chapters of air files."""

import json
from typing import TYPE_CHECKING, TextIO

import click

from radiodesk.cli.common import Command, IntRange, home_options, open_desk
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.media.proposals import ProposedLink
    from radiodesk.model import Desk


@click.command(
    cls=Command,
    help=N_("List what recordings without a link probably belong to; or link one to an edition, given by its time."),
)
@click.argument("recording", required=False)
@click.argument("edition", required=False)
@click.option("--line", type=IntRange(1), help=N_("Link it to this line, from 1; by default to the whole."))
@click.option("--none", "unlink", is_flag=True, help=N_("Remove the links of the recording."))
@click.option("--accept", is_flag=True, help=N_("Link all recordings whose proposal is certain."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the proposals as JSON."))
@home_options
def link(
    recording: str | None,
    edition: str | None,
    line: int | None,
    unlink: bool,
    accept: bool,
    as_json: bool,
    config: Config,
) -> None:
    """List proposals, accept them, or change the links of one recording."""
    if recording is None and (unlink or line is not None):
        raise click.UsageError(_("Name the recording."))
    if recording is not None and (accept or as_json):
        raise click.UsageError(_("--accept and --json are about all recordings: name none."))
    if recording is not None and (edition is None) is not unlink:
        raise click.UsageError(_("Name the edition, or give --none."))
    if unlink and line is not None:
        raise click.UsageError(_("--none removes all links: leave out --line."))
    with open_desk(config) as desk:
        if recording is not None and edition is not None:
            _link(desk, recording, edition, line)
        elif recording is not None:
            _unlink(desk, recording)
        elif accept:
            _accept(desk, as_json=as_json)
        else:
            from radiodesk.media.proposals import proposals

            with desk.reading() as session:
                found = proposals(session)
            _print(found, as_json=as_json)


def _link(desk: "Desk", wanted: str, edition: str, line: int | None) -> None:
    from radiodesk.media import assembling, linking, places, recordings
    from radiodesk.model import Action

    with desk.reading() as session:
        found = recordings.find(session, wanted)
        target = places.numbered(session, assembling.find_edition(session, edition), line)
        name = places.named(session, target)
    with desk.changing(Action.LINK_RECORDING, name=found.name, title=name) as session:
        linking.link_free(session, target, linking.version_of(session, target), found.id)
    click.echo(_("Linked: {file} → {title}").format(file=found.name, title=name))


def _unlink(desk: "Desk", wanted: str) -> None:
    from radiodesk.media import linking, places, recordings
    from radiodesk.model import Action

    with desk.reading() as session:
        found = recordings.find(session, wanted)
    if not found.linked:
        click.echo(_("{file} is linked to nothing").format(file=found.name))
        return
    with desk.changing(Action.UNLINK_RECORDING, title=", ".join(found.linked)) as session:
        for each in list(places.linked(session, [found.id])):
            linking.unlink(session, each.target, linking.version_of(session, each.target))
            click.echo(_("Unlinked: {file} → {title}").format(file=found.name, title=each.name))


def _accept(desk: "Desk", *, as_json: bool) -> None:
    from radiodesk.media.matching import Certainty
    from radiodesk.media.proposals import accept, proposals
    from radiodesk.model import Action
    from radiodesk.model.changes import describe

    with desk.reading() as session:
        found = proposals(session)
    with desk.changing(Action.LINK_RECORDINGS, count=0) as session:
        linked = accept(session, [each for each in found if each.certainty is Certainty.CERTAIN])
        describe(session, count=len(linked))
    with desk.reading() as session:
        rest = proposals(session)
    if linked or as_json:
        _print(linked, as_json=as_json)
    if not as_json:
        count = len(linked)
        click.echo(ngettext("{count} recording linked", "{count} recordings linked", count).format(count=count))
        if rest:
            count = len(rest)
            left = ngettext("{count} proposal to be decided", "{count} proposals to be decided", count)
            click.echo(left.format(count=count))


def _print(found: "list[ProposedLink]", *, as_json: bool) -> None:
    from radiodesk.locale import formats
    from radiodesk.media.matching import CERTAINTIES

    if as_json:
        click.echo(json.dumps([_facts(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        where = f"{each.starts:%Y-%m-%dT%H:%M}  {each.part}  {each.candidate.title}"
        certainty = _(CERTAINTIES[each.certainty])
        click.echo(
            f"{each.recording_id:>4}  {formats.duration(each.seconds):>8}  {each.file}  → {where}  ({certainty})"
        )
    if not found:
        click.echo(_("No recording without a link resembles what is planned or was on air."))


def _facts(each: "ProposedLink") -> dict[str, object]:
    starts = each.starts.replace(tzinfo=None)
    return {
        "recording": each.recording_id,
        "file": each.file,
        "edition": starts.isoformat(timespec="seconds" if starts.second else "minutes"),
        "line": each.candidate.line,
        "title": each.candidate.title,
        "certainty": each.certainty.value,
    }


@click.command(
    cls=Command,
    help=N_("Show the chapters of an edition's air file, or set them from a text: lines such as “12:05 Title”."),
)
@click.argument("edition")
@click.argument("file", required=False, type=click.File(encoding="utf-8"))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the chapters as JSON."))
@home_options
def chapters(edition: str, file: TextIO | None, as_json: bool, config: Config) -> None:
    """Set the chapters if there is a file, then print them. An empty file removes them."""
    with open_desk(config) as desk:
        from radiodesk.media import assembling, linking, places
        from radiodesk.media import chapters as marks
        from radiodesk.model import Action

        with desk.reading() as session:
            edition_id = assembling.find_edition(session, edition)
            target = (places.Kind.EDITION, edition_id)
            title = places.named(session, target)
        if file is not None:
            try:
                wanted = marks.read(file)
            except UnicodeDecodeError:
                raise NotText(file=file.name) from None
            with desk.changing(Action.SET_CHAPTERS, title=title) as session:
                marks.put(session, edition_id, linking.version_of(session, target), wanted)
        with desk.reading() as session:
            found = marks.of(session, edition_id)
    if as_json:
        facts = [{"begin_seconds": each.begin, "title": each.title} for each in found]
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(marks.written(each))


class NotText(UserError):
    """A file of chapters that is not text."""

    message = N_("{file} is not text in UTF-8")
