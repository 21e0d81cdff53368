"""`radiodesk media link`: propose what recordings belong to, accept the certain proposals, link by hand."""

import json
from typing import TYPE_CHECKING

import click

from radiodesk.cli.common import Command, home_options, open_desk
from radiodesk.config import Config
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.media.proposals import ProposedLink
    from radiodesk.model import Desk

CERTAINTIES = {"certain": N_("certain"), "likely": N_("likely"), "possible": N_("possible")}


@click.command(
    cls=Command,
    help=N_("List what recordings without a link probably belong to; or link one to an edition, given by its time."),
)
@click.argument("recording", required=False)
@click.argument("edition", required=False)
@click.option("--line", type=click.IntRange(1), help=N_("Link it to this line, from 1; by default to the whole."))
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
        linking.check_free(session, target, found.id)
        linking.link(session, target, linking.version_of(session, target), found.id)
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
            linking.link(session, each.target, linking.version_of(session, each.target), None)
            click.echo(_("Unlinked: {file} → {title}").format(file=found.name, title=each.name))


def _accept(desk: "Desk", *, as_json: bool) -> None:
    from radiodesk.media.proposals import accept_certain, proposals
    from radiodesk.model import Action
    from radiodesk.model.changes import describe

    with desk.changing(Action.LINK_RECORDINGS, count=0) as session:
        linked = accept_certain(session)
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

    if as_json:
        click.echo(json.dumps([_facts(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        line = (
            _("line {number}").format(number=each.candidate.line) if each.candidate.line else _("the whole programme")
        )
        where = f"{each.starts:%Y-%m-%dT%H:%M}  {line}  {each.candidate.title}"
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
