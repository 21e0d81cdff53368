"""What every command shares: its options, its language, and the way to a desk."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from radiodesk import locale, outputs
from radiodesk.config import Config, current_person, default_home
from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.model import Desk

Function = TypeVar("Function", bound=Callable[..., Any])

OPEN_TERMINAL = "radiodesk.open_terminal"
"""Where click's context keeps the function that opens a desk in the terminal."""


class _Translated(click.Command):
    """A command whose help is written in the language in use when it is shown."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.short_help or self.help or "").split("\n", 1)[0].rstrip(".")

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        written, self.help = self.help, _(self.help or "")
        super().format_help_text(context, formatter)
        self.help = written

    def get_params(self, context: click.Context) -> list[click.Parameter]:
        params = super().get_params(context)
        for param in params:
            if isinstance(param, click.Option) and param.help:
                param.help = _(param.help)
        return params


class Command(_Translated):
    """A command with translated help."""


class Group(_Translated, click.Group):
    """A group whose commands and help are translated."""

    command_class = Command


def _person_option(function: Function) -> Function:
    """Add `--person`, unless the command has an option of that name."""
    own = getattr(function, "__click_params__", [])
    if any("--person" in parameter.opts for parameter in own):
        return function
    return click.option(
        "--person",
        "actor",
        metavar="NAME",
        envvar="RADIODESK_PERSON",
        help=N_("Who makes the changes, for the record."),
    )(function)


def home_options(function: Function) -> Function:
    """The options that every command takes; the command gets a `config`.

    They are understood before and after a subcommand's name: the nearest to the end counts. A command whose own
    `--person` means something else keeps that one.
    """

    @click.option(
        "--home", type=click.Path(path_type=Path), envvar="RADIODESK_HOME", help=N_("The desk's home folder.")
    )
    @click.option("--database", metavar="URL", envvar="RADIODESK_DATABASE", help=N_("The address of the database."))
    @_person_option
    @click.option("--lang", type=click.Choice(locale.LANGUAGES), help=N_("The language: vi or en."))
    @click.pass_context
    @functools.wraps(function)
    def with_config(
        context: click.Context,
        /,
        *args: Any,
        home: Path | None,
        database: str | None,
        actor: str | None = None,
        lang: str | None,
        **kwargs: Any,
    ) -> Any:
        above = context.parent.obj if context.parent else None
        config: Config = above or Config(home=default_home(), person=current_person())
        if home is not None and not (above and _from_environment(context, "home")):
            config = replace(config, home=home.expanduser().absolute())
        if database and not (above and _from_environment(context, "database")):
            config = replace(config, database=database)
        if actor and not (above and _from_environment(context, "actor")):
            config = replace(config, person=_name(actor))
        config = replace(config, language=lang or config.language)
        context.obj = config
        try:
            return context.invoke(function, *args, config=config, **kwargs)
        except (click.ClickException, click.Abort, click.exceptions.Exit, UserError, OSError):
            raise
        except Exception as error:
            if (explained := _explained(config, error)) is error:
                raise
            raise explained from error

    return with_config  # type: ignore[return-value]


def _explained(config: Config, error: Exception) -> Exception:
    """The damage in the database that led to an error, or else the same error."""
    from radiodesk.model import Desk

    try:
        desk = Desk.open(config)
        try:
            return desk.explain(error)
        finally:
            desk.close()
    except UserError:  # there is none
        return error


def _name(person: str) -> str:
    """A name as the desk keeps it. raises text errors."""
    from radiodesk.model.text import clean_title

    return clean_title(person)


def _from_environment(context: click.Context, name: str) -> bool:
    """Whether a variable gave the value: it does not beat an option that stands before the subcommand."""
    return context.get_parameter_source(name) is ParameterSource.ENVIRONMENT


@contextmanager
def open_desk(config: Config) -> Iterator["Desk"]:
    """The desk of the home, open while the command runs, in the home's own language unless `--lang` said another."""
    from radiodesk.model import Desk, backups, station

    desk = Desk.open(config)
    try:
        with desk.reading() as session:
            use_language(config, station(session).language)
        try:
            backups.daily(desk)
        except UserError as error:
            warn(_("No automatic backup was made. {error}").format(error=error))
        yield desk
    finally:
        desk.close()


def use_language(config: Config, of_home: str | None) -> None:
    """Speak the home's own language, unless `--lang` said another."""
    if of_home in locale.LANGUAGES and not config.language:
        locale.use(of_home)


def warn(message: str) -> None:
    """A message beside the result: to stderr."""
    click.echo(message, err=True)


def report_written(file: str, message: str) -> None:
    """Say what was written to a file: to stdout, unless that is where the file went."""
    click.echo(visible(message), err=outputs.is_standard_output(file))


def confirmed(question: str) -> bool:
    """Ask at the terminal, in the language in use; whatever is not a yes, Enter alone too, is a no. raises Abort."""
    from radiodesk.model.text import fold

    choice = _("y/N")
    answer: str = click.prompt(f"{question} [{choice}]", default="", show_default=False, err=True)
    return fold(answer).strip() in {"y", "yes", *_("y yes").split()}


def on_terminal() -> bool:
    """Whether somebody watches the messages, so that progress is worth showing."""
    return sys.stderr is not None and sys.stderr.isatty()


def show_progress(what: str, share: float) -> None:
    """A line to stderr that says how far something is, written over by the next one, and gone when it is done."""
    hundredths = int(share * 100)
    line = f"{visible(what)}  {hundredths} %"
    if _shown_share.get("line") != line:
        _shown_share["line"] = line
        click.echo("\r\033[K" + (line if hundredths < 100 else ""), nl=False, err=True)


_shown_share: dict[str, str] = {}
"""What stands there now."""
