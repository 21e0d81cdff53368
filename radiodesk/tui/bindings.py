"""Translates the descriptions of key bindings."""

from dataclasses import replace

from textual.binding import ActiveBinding

from radiodesk.locale import N_, _

OF_TEXTUAL = {
    "Copy selected text": N_("Copy selected text"),
    "Focus Next": N_("Next field"),
    "Focus Previous": N_("Previous field"),
    "Page Down": N_("Page down"),
    "Page Left": "",
    "Page Right": "",
    "Page Up": N_("Page up"),
    "Select": N_("Open"),
}
"""Our descriptions of Textual's own bindings. Those that are empty are not listed."""


def translated(active: ActiveBinding) -> ActiveBinding:
    """The binding with its description and tooltip in the current language."""
    description = OF_TEXTUAL.get(active.binding.description, active.binding.description)
    description = _(description) if description else ""
    return active._replace(binding=replace(active.binding, description=description), tooltip=_(active.tooltip))
