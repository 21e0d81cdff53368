"""Key bindings in the language in use."""

from dataclasses import replace

from textual.binding import ActiveBinding

from radiodesk.locale import _


def translated(active: ActiveBinding) -> ActiveBinding:
    """A binding with its words in the language in use."""
    description = _(active.binding.description)
    return active._replace(binding=replace(active.binding, description=description), tooltip=_(active.tooltip))
