"""What all commands share: their options, their language, and opening a desk."""

import functools
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from weakref import WeakKeyDictionary

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from radiodesk import locale, outputs
from radiodesk.config import Config, current_person, default_home, is_person_named
from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.model import Desk
    from radiodesk.model.toml_files import BadFile

Function = TypeVar("Function", bound=Callable[..., Any])

USAGE = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("[COMMAND] [ARGS]..."), N_("required"))
"""What click says without marking it, for the catalogue."""

METAVARS = (
    *(N_("CODE"), N_("D"), N_("DAY"), N_("DAYS"), N_("DIR"), N_("DIRECTORY"), N_("EDITION"), N_("ENTRY"), N_("FILE")),
    *(N_("FLOAT"), N_("FOLDER"), N_("INTEGER RANGE"), N_("INTO"), N_("KEY"), N_("MM"), N_("N"), N_("NAME"), N_("P")),
    *(N_("PATH"), N_("PERSON"), N_("PROGRAMME"), N_("RECORDING"), N_("ROLE"), N_("TEXT"), N_("THING"), N_("U")),
    *(N_("URL"), N_("VALUE"), N_("W"), N_("YEAR"), N_("YYYY")),
)
"""The words that stand for a value in a usage line, for the catalogue."""

OPEN_TERMINAL = "radiodesk.open_terminal"
"""Key in click's context for the function that opens a desk in the terminal."""


DESK = "radiodesk.desk"
"""Key in click's context for the desk that the command has opened."""


RULE_HELP = N_("Official: from the 15th to the 14th. Calendar: first to last day. By default, the station's rule.")
"""What an option --rule for a period says of itself."""


def check_rule_or_kind(rule: str | None, kind: str) -> None:
    """Check that not both are named. raises UsageError."""
    if rule and kind:
        raise click.UsageError(_("a kind of report has a rule of its own: leave out --rule"))


class BackwardDays(UserError):
    """The last day is before the first."""

    message = N_("--from {first} is after --to {last}: change them")


class NotForTerminal(UserError):
    """A document that a terminal cannot show."""

    message = N_("A terminal cannot show a file in the format {form}: give --output a file name")


class NoFileName(UserError):
    """An empty file name."""

    message = N_("The name of the file is empty: type one")


class FileName(click.ParamType[str]):
    """The name of a file that a function of ours reads or writes, which says what is wrong with it."""

    name = "file"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse an empty name: as a path it would be the present folder."""
        del param, ctx
        if not value:
            raise NoFileName
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Leave it to the shell."""
        return [CompletionItem(incomplete, type="file")]


FILE_NAME = FileName()


class IntRange(click.IntRange):
    """A whole number within bounds, which are told in the user's language."""

    def _describe_range(self) -> str:
        if self.max is None:
            return _("x>={first}").format(first=self.min)
        return _("{first}<=x<={last}").format(first=self.min, last=self.max)


_english: WeakKeyDictionary[click.Parameter, tuple[str, str]] = WeakKeyDictionary()
"""The help and the metavar of the parameters shown so far, as the code has them."""


def _translate(param: click.Parameter, context: click.Context) -> None:
    """Put the help and the metavar of a parameter into the language in use."""
    if param not in _english:
        _english[param] = getattr(param, "help", None) or "", param.make_metavar(context)
    about, metavar = _english[param]
    if isinstance(param, click.Option):
        param.help = _(about)
    if not getattr(param, "is_flag", False):
        param.metavar = re.sub(r"\b[A-Z]+( [A-Z]+)*\b", lambda word: _(word[0]), metavar)


class _Translated(click.Command):
    """A command whose help is translated when it is shown."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.short_help or self.help or "").split("\n", 1)[0].rstrip(".")

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        original, self.help = self.help, _(self.help or "")
        super().format_help_text(context, formatter)
        self.help = original

    def collect_usage_pieces(self, context: click.Context) -> list[str]:
        return [_(piece) for piece in super().collect_usage_pieces(context)]

    def get_params(self, context: click.Context) -> list[click.Parameter]:
        params = super().get_params(context)
        for param in params:
            _translate(param, context)
        return params


class Command(_Translated):
    """A command with translated help."""


class Group(_Translated, click.Group):
    """A group whose commands and help are translated."""

    command_class = Command


class DefaultGroup(Group):
    """A group that is a command too: it has arguments of its own, which are needed unless a subcommand is named.

    Declare the arguments with `required=False`, a metavar, and for the first one `shell_complete=named_subcommands`.
    The callback also runs before a subcommand, then with None for each argument.
    """

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **{**attributes, "invoke_without_command": True})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options before the name of a subcommand and leave the rest to it, or parse everything."""
        begin = self._position_of_subcommand(ctx, args)
        own, rest = args[:begin], args[begin:]
        if not rest:
            ctx.allow_interspersed_args, ctx.allow_extra_args = True, False
        click.Command.parse_args(self, ctx, own)
        if not rest and not ctx.resilient_parsing:
            for param in self.params:
                if isinstance(param, click.Argument) and ctx.params.get(param.name or "") is None:
                    raise click.MissingParameter(ctx=ctx, param=param)
        ctx._protected_args, ctx.args = rest[:1], rest[1:]
        return ctx.args

    def get_params(self, context: click.Context) -> list[click.Parameter]:
        """All parameters; for the usage line of a subcommand, the options."""
        params = super().get_params(context)
        return params if context.command is self else [each for each in params if not isinstance(each, click.Argument)]

    def _position_of_subcommand(self, ctx: click.Context, args: list[str]) -> int:
        """Where the name of a subcommand is in the arguments; their number if there is none."""
        try:
            values, rest, _order = self.make_parser(ctx).parse_args(args=list(args))
        except click.UsageError:  # an option of the group's own arguments: parsing all of them says what is wrong
            return len(args)
        first = next((values.get(param.name) for param in self.params if isinstance(param, click.Argument)), None)
        return len(args) - len(rest) - 1 if first in self.commands else len(args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Either the arguments or a subcommand."""
        return [*[_(piece) for piece in click.Command.collect_usage_pieces(self, ctx)], "|", _("COMMAND [ARGS]...")]


def named_subcommands(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The subcommands that may stand in the place of an argument."""
    commands: dict[str, click.Command] = getattr(context.command, "commands", {})
    return [
        CompletionItem(name, help=command.get_short_help_str())
        for name, command in commands.items()
        if name.startswith(incomplete)
    ]


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
    """Add the options that all commands take. The command gets their values as `config`.

    They may stand before or after the name of a subcommand; the last one counts. A command with an own `--person` of
    another meaning keeps it.
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
        inherited = context.parent.obj if context.parent else None
        config: Config = inherited or Config(
            home=default_home(), person=current_person(), is_account=not is_person_named()
        )
        if home is not None and not (inherited and _from_environment(context, "home")):
            config = replace(config, home=home.expanduser().absolute())
        if database and not (inherited and _from_environment(context, "database")):
            config = replace(config, database=database)
        if actor and not (inherited and _from_environment(context, "actor")):
            config = replace(config, person=_clean_name(actor), is_account=False)
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


def warn_of_account(desk: "Desk") -> None:
    """Say that what is closed bears the name of the computer account, if nobody has said who works here."""
    from radiodesk.staff import people

    with desk.reading() as session:
        is_unknown = people.is_account_only(session, desk)
    if is_unknown:
        said = _("It bears the name of this computer's account: {name}. With --person it would bear a person's")
        warn(said.format(name=visible(desk.person)))


def _explained(config: Config, error: Exception) -> Exception:
    """The damage in the database that caused an error, or the same error if there is none."""
    from radiodesk.model import Desk

    try:
        desk = Desk.open(config)
        try:
            return desk.explain(error)
        finally:
            desk.close()
    except UserError:  # there is no desk
        return error


def _clean_name(person: str) -> str:
    """A person's name as the desk stores it. raises SeveralNames and text errors."""
    from radiodesk.model.names import acting_name

    return acting_name(person)


def _from_environment(context: click.Context, name: str) -> bool:
    """Whether the value comes from the environment, which does not override an option before the subcommand."""
    return context.get_parameter_source(name) is ParameterSource.ENVIRONMENT


@contextmanager
def open_desk(config: Config) -> Iterator["Desk"]:
    """Open the desk of the home while a command runs, and use the home's language unless `--lang` is given."""
    from radiodesk.model import Desk, backups, homes, station

    desk = Desk.open(config)
    click.get_current_context().meta[DESK] = desk
    try:
        with desk.reading() as session:
            use_language(config, station(session).language)
        if desk.home_mismatch:
            warn(f"{desk.home_mismatch}. {homes.advice()}")
        try:
            backups.daily(desk)
        except UserError as error:
            warn(_("No automatic backup was made. {error}").format(error=error.at_command_line))
        yield desk
    finally:
        desk.close()


def use_language(config: Config, language: str | None) -> None:
    """Use the home's language, unless `--lang` is given."""
    if language in locale.LANGUAGES and not config.language:
        locale.use(language)


def warn(message: str) -> None:
    """Print a message to stderr."""
    click.echo(message, err=True)


def report_written(file: str, message: str) -> None:
    """Print what was written to a file, to stdout; to stderr if the file itself is stdout."""
    click.echo(visible(message), err=outputs.is_standard_output(file))


def refuse_file(error: "BadFile", file: str) -> NoReturn:
    """Print what is wrong in a file, with the lines."""
    for line, key, message in error.problems:
        where = _("{file}, line {line}").format(file=visible(file), line=line)
        warn(f"{where}: {visible(key)}: {message}" if key else f"{where}: {message}")
    raise click.ClickException(_("Nothing was changed: correct the file")) from error


def confirmed(question: str) -> bool:
    """Ask a yes-or-no question at the terminal. All but a yes counts as no, also Enter alone. raises Abort."""
    from radiodesk.model.text import fold

    choice = _("y/N")
    answer: str = click.prompt(f"{question} [{choice}]", default="", show_default=False, err=True)
    return fold(answer).strip() in {"y", "yes", *_("y yes").split()}


def on_terminal() -> bool:
    """Whether stderr is a terminal, so that progress is worth showing."""
    return sys.stderr is not None and sys.stderr.isatty()


def show_progress(what: str, fraction: float) -> None:
    """Show progress on stderr, in a line that the next call overwrites. It is erased at 100 %. fraction: 0 to 1."""
    percent = int(fraction * 100)
    line = f"{visible(what)}  {percent} %"
    if _shown_progress.get("line") != line:
        _shown_progress["line"] = line
        click.echo("\r\033[K" + (line if percent < 100 else ""), nl=False, err=True)


_shown_progress: dict[str, str] = {}
"""The line that is shown now."""
