"""Translates the descriptions of key bindings."""

from dataclasses import replace

from textual.binding import ActiveBinding

from radiodesk.locale import _


def translated(active: ActiveBinding) -> ActiveBinding:
    """The binding with its description and tooltip in the current language."""
    description = _(active.binding.description)
    return active._replace(binding=replace(active.binding, description=description), tooltip=_(active.tooltip))
