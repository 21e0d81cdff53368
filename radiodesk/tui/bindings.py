"""Translates the descriptions of key bindings."""

from dataclasses import replace

from textual.binding import ActiveBinding, Binding

from radiodesk.locale import N_, _
from radiodesk.tui.keys import entry_for

OF_TEXTUAL = {
    "Copy selected text": N_("Copy selected text"),
    "Page Down": N_("Page down"),
    "Page Up": N_("Page up"),
    "Select": N_("Open"),
}
"""Our descriptions of Textual's own bindings."""


def translated(active: ActiveBinding) -> ActiveBinding:
    """The binding with its description in the current language, and with its untranslated task as its group.

    The bindings of Textual that the table of keys does not have are without both.
    """
    description = OF_TEXTUAL.get(active.binding.description, active.binding.description)
    entry = entry_for(active.binding.key, description)
    group = Binding.Group(entry.task_of(description)) if entry else None
    binding = replace(active.binding, description=_(description) if entry else "", group=group)
    return active._replace(binding=binding, tooltip=_(active.tooltip))
