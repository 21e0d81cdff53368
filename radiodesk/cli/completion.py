"""`radiodesk completion`: lets a shell complete commands, options and file names."""

import os
from collections.abc import Mapping

import click
from click.shell_completion import get_completion_class, shell_complete

from radiodesk.cli.common import Command
from radiodesk.locale import N_

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_RADIODESK_COMPLETE"
"""The environment variable in which a shell asks for completions."""


@click.command(
    cls=Command, help=N_("Print the script that lets a shell complete commands: source <(radiodesk completion bash)")
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a shell's script for completion."""
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - click knows these shells
    click.echo(found(context.find_root().command, {}, "radiodesk", VARIABLE).source())


def answered(command: click.Command, environment: Mapping[str, str] = os.environ) -> bool:
    """Print what the shell may complete, if it asks for that. Returns whether it did."""
    instruction = environment.get(VARIABLE)
    if not instruction:
        return False
    shell_complete(command, {}, "radiodesk", VARIABLE, instruction)
    return True
