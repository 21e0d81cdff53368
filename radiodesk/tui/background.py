"""Work beside the event loop: one decorator, so that every failure becomes a notice and none ends the app."""

import asyncio
import contextlib
import functools
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual import work
from textual.dom import DOMNode
from textual.worker import Worker

from radiodesk.errors import UserError, log_fault
from radiodesk.locale import _

if TYPE_CHECKING:
    from radiodesk.tui.access import DeskAccess

LOAD = "load"
"""The group of what shows what there is."""

Node = TypeVar("Node", bound=DOMNode)
P = ParamSpec("P")


def in_background(
    group: str, *, exclusive: bool = True
) -> Callable[
    [Callable[Concatenate[Node, P], Coroutine[Any, Any, None]]], Callable[Concatenate[Node, P], Worker[None]]
]:
    """Run an async method as a worker of its node; a newer call in the same group takes the place of an older one.

    A UserError becomes a notice with its sentence; any other error a notice that names the file it was kept in. Where
    somebody else was faster, a node that can `reload` shows what there is now.
    """

    def decorate(
        method: Callable[Concatenate[Node, P], Coroutine[Any, Any, None]],
    ) -> Callable[Concatenate[Node, P], Worker[None]]:
        @functools.wraps(method)
        async def guarded(self: Node, *args: P.args, **kwargs: P.kwargs) -> None:
            try:
                await method(self, *args, **kwargs)
            except UserError as error:
                self.app.notify(str(error), severity="error", timeout=10, markup=False)
                if (reload := getattr(self, "reload", None)) and group != LOAD and is_outdated(error):
                    reload()
            except Exception as error:
                notice = await notice_of(error, getattr(self.app, "access", None))
                self.app.notify(notice, severity="error", timeout=20, markup=False)

        return work(exclusive=exclusive, group=group)(guarded)

    return decorate


def is_outdated(error: UserError) -> bool:
    """Whether what was shown is no longer so."""
    from radiodesk.model.faults import ChangedMeanwhile  # loaded by now: the desk raised the error

    return isinstance(error, ChangedMeanwhile)


async def notice_of(error: Exception, access: "DeskAccess | None") -> str:
    """What a user is told of an error: what is wrong with the database, or else that it is a fault of ours."""
    told = error
    if access and not isinstance(error, UserError):
        with contextlib.suppress(Exception):  # such as a database that breaks while it is checked
            told = await asyncio.to_thread(access.explain, error)
    return str(told) if isinstance(told, UserError) else await fault_notice(error)


async def fault_notice(error: Exception) -> str:
    """Keep the traceback of a fault of ours in a file, and say where."""
    log = await asyncio.to_thread(log_fault, error)
    return _("This is a fault of radiodesk itself ({error}). The details are in {log}").format(
        error=type(error).__name__, log=log
    )
