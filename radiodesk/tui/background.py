"""Background work. One decorator turns every failure into a notice, so that none ends the app."""

import asyncio
import contextlib
import functools
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual import work
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerError, get_current_worker

from radiodesk.errors import UserError, log_fault
from radiodesk.locale import _

if TYPE_CHECKING:
    from textual.app import App

    from radiodesk.tui.access import DeskAccess

LOAD = "load"
"""The group of the workers that load what a screen shows."""

ACTION = "action"
"""The group of the workers that run the actions of the user."""

ERROR_SECONDS = 8
"""How long an error of the user is shown."""

WARNING_SECONDS = 12
"""How long a warning, or a fault of radiodesk itself, is shown."""

Node = TypeVar("Node", bound=DOMNode)
P = ParamSpec("P")


def in_background(
    group: str, *, exclusive: bool = True
) -> Callable[
    [Callable[Concatenate[Node, P], Coroutine[Any, Any, None]]], Callable[Concatenate[Node, P], Worker[None]]
]:
    """Run an async method as a worker of its node. A newer call in the same group cancels the older one.

    A UserError becomes a notice with its message. Any other error becomes a notice that names the log file. After a
    conflict with another user's change, a node that has `reload` is reloaded.
    """

    def decorate(
        method: Callable[Concatenate[Node, P], Coroutine[Any, Any, None]],
    ) -> Callable[Concatenate[Node, P], Worker[None]]:
        return work(exclusive=exclusive, group=group)(_guarded(method, group))

    return decorate


class ActionEnded(Message):
    """An action of a screen has ended. The app runs those that waited for it."""


def acts(
    method: Callable[Concatenate[Node, P], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Node, P], Worker[None]]:
    """Run an action of the user in the background, as `in_background`: one at a time on each screen.

    It begins once everything that the screen loads is shown: so it sees the row under the cursor as the action before
    has left it. The app holds back the actions of further keys until this one has ended or asks something. One that is
    started in another way meanwhile, as by a second click, does nothing.
    """
    guarded = _guarded(method, ACTION)

    @functools.wraps(method)
    async def in_turn(self: Node, *args: P.args, **kwargs: P.kwargs) -> None:
        if _unfinished(self, ACTION):
            return
        try:
            while loading := _unfinished(self, LOAD):
                await asyncio.wait([asyncio.ensure_future(_ended(worker)) for worker in loading])
            await guarded(self, *args, **kwargs)
        finally:
            self.app.post_message(ActionEnded())

    return work(exclusive=False, group=ACTION)(in_turn)


def is_busy(node: DOMNode) -> bool:
    """Whether an action of a screen has begun and not ended, or its widgets are being replaced."""
    return _is_replaced(node) or any(_of(node, worker, ACTION) for worker in node.app.workers)


REMOVED_SECONDS = 1
"""How long a widget is waited for that is being removed: it answers no more."""


async def acted_on(app: "App[Any]") -> None:
    """Wait until all that was handed to an app before has had its effect, as if it had stood still since.

    A key passes the widgets from the one with the focus up to the app, and its action may send a message on the same
    way. Call it in a worker.
    """
    passes, before = 0, None
    while passes < 2 or before != (app.screen, app.focused):
        before = (app.screen, app.focused)
        for node in (app, *(app.focused or app.screen).ancestors_with_self):
            await _reached(node)
        busy = [worker for group in (ACTION, LOAD) for worker in _unfinished(app.screen, group)]
        if busy:
            await asyncio.wait([asyncio.ensure_future(_ended(worker)) for worker in busy])
        passes = 0 if busy else passes + 1


async def _reached(node: DOMNode) -> None:
    """Wait until a node has dealt with the messages that it has now."""
    reached = asyncio.Event()
    if node.call_later(reached.set):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reached.wait(), REMOVED_SECONDS)


def _is_replaced(node: DOMNode) -> bool:
    """Whether the widgets of a screen are being replaced by those in another language."""
    return getattr(node, "is_replaced", False)


def _is_left(node: DOMNode) -> bool:
    """Whether a dialog was left, so that its widgets are being removed."""
    return isinstance(node, ModalScreen) and node not in node.app.screen_stack


def _unfinished(node: DOMNode, group: str) -> list[Worker[Any]]:
    """The workers of a group of a node that have not ended, without the one that asks."""
    own = get_current_worker()
    return [worker for worker in node.app.workers if worker is not own and _of(node, worker, group)]


async def _ended(worker: Worker[Any]) -> None:
    """Wait until a worker has ended, also if it failed or was replaced by a newer one."""
    with contextlib.suppress(WorkerError):
        await worker.wait()


def _of(node: DOMNode, worker: Worker[Any], group: str) -> bool:
    return worker.node is node and worker.group == group and not worker.is_finished


def _guarded(
    method: Callable[Concatenate[Node, P], Coroutine[Any, Any, None]], group: str
) -> Callable[Concatenate[Node, P], Coroutine[Any, Any, None]]:
    """The method of a worker of a group. Its errors become notices."""

    async def guarded(self: Node, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await method(self, *args, **kwargs)
        except UserError as error:
            self.app.notify(_with_key(error, self), severity="error", timeout=ERROR_SECONDS, markup=False)
            if (reload := getattr(self, "reload", None)) and group != LOAD and is_outdated(error):
                reload()
        except Exception as error:
            if isinstance(error, NoMatches) and (_is_replaced(self) or _is_left(self)):
                return  # a screen loads again once its widgets are there; what a dialog shows is not needed any more
            notice = await error_notice(error, getattr(self.app, "access", None))
            self.app.notify(notice, severity="error", timeout=WARNING_SECONDS, markup=False)

    functools.update_wrapper(guarded, method)
    return guarded


def _with_key(error: UserError, node: DOMNode) -> str:
    """The text of an error, with the key of the screen that helps."""
    for active in node.screen.active_bindings.values() if error.action else ():
        binding = active.binding
        if binding.action == error.action:
            key = node.app.get_key_display(binding)
            return f"{error} · {key}: {binding.description}"
    return error.at_screen


def is_outdated(error: UserError) -> bool:
    """Whether the error means that the screen shows an outdated version."""
    from radiodesk.model.faults import ChangedMeanwhile  # loaded by now: the desk raised the error

    return isinstance(error, ChangedMeanwhile)


class PollingErrors:
    """Shows the errors of the tasks that poll the desk: each once, until the task that met it polls without an error.

    Several tasks meet one cause, such as a stopped server. The user is told of it once.
    """

    def __init__(self, app: "App[None]", access: "DeskAccess") -> None:
        self._app, self._access = app, access
        self._met: dict[str, tuple[str, str]] = {}
        """The last error of each task, and its notice."""

    async def show(self, task: str, error: Exception) -> None:
        """Show the error unless it was shown before, for this task or for another."""
        met = f"{type(error).__name__}: {error}"
        if task in self._met and self._met[task][0] == met:
            return
        notice = await error_notice(error, self._access)
        shown = any(notice == other for _met, other in self._met.values())
        self._met[task] = (met, notice)
        if not shown:
            self._app.notify(notice, severity="warning", timeout=WARNING_SECONDS, markup=False)

    def clear(self, task: str) -> None:
        """Show the task's error again if it returns: the task polled without one."""
        if ended := self._met.pop(task, None):
            self._met = {other: met for other, met in self._met.items() if met[1] != ended[1]}


async def error_notice(error: Exception, access: "DeskAccess | None") -> str:
    """The text of an error for the user: its message, the damage in the database, or a fault in radiodesk itself."""
    cause = error
    if access and not isinstance(error, UserError):
        with contextlib.suppress(Exception):  # such as a database that fails while it is checked
            cause = await asyncio.to_thread(access.explain, error)
    return str(cause) if isinstance(cause, UserError) else await fault_notice(error)


async def fault_notice(error: Exception) -> str:
    """Log the traceback of an unexpected error, and return the text that names the log file."""
    log = await asyncio.to_thread(log_fault, error)
    return _("This is a fault of radiodesk itself ({error}). The details are in {log}").format(
        error=type(error).__name__, log=log
    )
