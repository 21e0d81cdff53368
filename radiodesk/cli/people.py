"""`radiodesk people`: list, add and merge the people of the station."""

import json

import click

from radiodesk.cli.common import Group, home_options, open_desk, warn
from radiodesk.config import Config
from radiodesk.errors import Doubtful
from radiodesk.kinds import Role
from radiodesk.locale import N_, _


@click.group(cls=Group, help=N_("The people of the station."))
@home_options
def people(config: Config) -> None:
    """The group of these commands."""


@people.command("list", help=N_("List the people."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print them as JSON."))
@home_options
def list_(as_json: bool, config: Config) -> None:
    """List all people in alphabetical order."""
    with open_desk(config) as desk:
        from radiodesk.locale import formats
        from radiodesk.staff import people as staff

        with desk.reading() as session:
            found = staff.people(session)
    if as_json:
        listed = [{"id": each.id, "name": each.name, "roles": list(each.roles)} for each in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for each in found:
        work = _("{credits} credits, {duties} duties").format(
            credits=formats.number(each.credits), duties=formats.number(each.duties)
        )
        about = ", ".join([*(_(role) for role in each.roles), work])
        click.echo(f"{each.id:>5}  {each.name}  ({about})")


@people.command(help=N_("Add a person."))
@click.argument("name")
@home_options
def add(name: str, config: Config) -> None:
    """Add a person and print the number with the name."""
    with open_desk(config) as desk:
        from radiodesk.model import Action
        from radiodesk.model.changes import describe
        from radiodesk.staff import people as staff

        with desk.changing(Action.ADD_PERSON, name=name) as session:
            try:
                staff.check_names(session, name)
            except Doubtful as doubt:
                warn(str(doubt))
            person_id = staff.add(session, name, sure=True)
            added = staff.view(session, person_id)
            describe(session, name=added.name)
    click.echo(_("{name} has the number {id} now").format(name=added.name, id=person_id))


@people.command(help=N_("Move all credits and duties of one person to another, and remove the first."))
@click.argument("name")
@click.argument("into")
@home_options
def merge(name: str, into: str, config: Config) -> None:
    """Merge two people who are one person with two names."""
    with open_desk(config) as desk:
        from radiodesk.model import Action, today
        from radiodesk.model.changes import describe
        from radiodesk.staff import people as staff

        with desk.changing(Action.MERGE_PEOPLE, name=name, into=into) as session:
            gone, kept = staff.person(session, name, by_name=True), staff.person(session, into)
            staff.merge(session, gone.id, gone.version, kept.id, kept.version, today=today(session))
            describe(session, name=gone.name, into=kept.name)
    click.echo(_("All work of {name} is credited to {into} now").format(name=gone.name, into=kept.name))


@people.command(help=N_("Give a person these roles, and no others; without a role, the person has none."))
@click.argument("name")
@click.argument("roles", metavar="[ROLE]...", nargs=-1, type=click.Choice([each.value for each in Role]))
@home_options
def role(name: str, roles: tuple[str, ...], config: Config) -> None:
    """Set the roles of a person. They restrict nobody yet."""
    with open_desk(config) as desk:
        from radiodesk.model import Action
        from radiodesk.model.changes import describe
        from radiodesk.staff import people as staff

        with desk.changing(Action.CHANGE_PERSON, name=name) as session:
            found = staff.person(session, name, by_name=True)
            staff.set_roles(session, found.id, found.version, [Role(each) for each in roles])
            describe(session, name=found.name)
    said = ", ".join(_(each) for each in Role if each in roles) or _("none")
    click.echo(_("Roles of {name}: {roles}").format(name=found.name, roles=said))
