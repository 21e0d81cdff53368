"""Every key of the desk and its one meaning, on all screens and in all dialogs.

A binding's description is the meaning of its key, or one of the key's words: what the meaning is called on a screen. A
test compares the bindings of all screens, dialogs and widgets with this table. `docs/keys.md` is generated from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from radiodesk.locale import N_


class Task(StrEnum):
    """What keys are for, untranslated, in the order in which help and the documentation list them."""

    CHANGE = N_("Add and change")
    AIR = N_("On air and after")
    RECORDING = N_("Recordings")
    BENCH = N_("Cut and listen")
    PERIOD = N_("Reporting periods")
    FIND = N_("Find and go")
    DESK = N_("The desk")


@dataclass(frozen=True)
class Key:
    """One or several keys, by Textual's names with commas between, and what they mean.

    meaning, words: untranslated.
    """

    keys: str
    meaning: str
    task: Task
    words: tuple[str, ...] = ()
    elsewhere: Mapping[str, Task] = field(default_factory=dict)
    """The tasks of words that belong to another one."""

    def task_of(self, description: str) -> Task:
        """What the key is for where it has this meaning or word, untranslated."""
        return self.elsewhere.get(description, self.task)

    @property
    def shown(self) -> str:
        """The keys as they are written on keyboards."""
        return " ".join(shown(key) for key in self.keys.split(","))


KEYS = (
    Key("n", N_("New"), Task.CHANGE, ("Story", "Add files", "New preset")),
    Key("i", N_("Insert"), Task.CHANGE),
    Key("u", N_("Use again"), Task.CHANGE),
    Key("r", N_("Repeat"), Task.CHANGE),
    Key("l", N_("Relay"), Task.CHANGE),
    Key("e", N_("Edit"), Task.CHANGE, ("Figures", "Figure or plan", "What the words mean", "Solve")),
    Key(
        "x,delete,backspace",
        N_("Remove"),
        Task.CHANGE,
        (
            "Delete",
            "Delete the file",
            "Remove the preset",
            "Cut",
            "Remove the cut",
            "End the slot",
            "Cancel, or end the slot",
            "Empty the cell",
        ),
    ),
    Key("O", N_("Slot"), Task.CHANGE),
    Key("ctrl+d", N_("Copy to other days"), Task.CHANGE, ("Fill down",)),
    Key("ctrl+r", N_("Fill to the right"), Task.CHANGE),
    Key("ctrl+u", N_("As in the week before"), Task.CHANGE),
    Key("G", N_("Merge"), Task.CHANGE),
    Key("j", N_("Join"), Task.CHANGE),
    Key("asterisk", N_("Accept"), Task.CHANGE),
    Key("K,shift+up", N_("Move up"), Task.CHANGE, ("Earlier",)),
    Key("J,shift+down", N_("Move down"), Task.CHANGE, ("Later",)),
    Key("b", N_("Import a workbook"), Task.CHANGE, ("Workbook", "Import a file")),
    Key(
        "A",
        N_("All at once"),
        Task.CHANGE,
        ("All aired until now", "Link all certain ones", "Repair everything that can be repaired", "Mark all or none"),
    ),
    Key("ctrl+s", N_("Save"), Task.CHANGE, ("Go on", "Mark the wrong cells in a copy")),
    Key("at", N_("On duty"), Task.CHANGE, ("Credits",)),
    Key("semicolon", N_("Topics of the edition"), Task.CHANGE),
    Key("ctrl+o", N_("Swap duties"), Task.CHANGE),
    Key("ctrl+t", N_("Roster of the week"), Task.CHANGE),
    Key("exclamation_mark", N_("Interrupt"), Task.AIR),
    Key("a", N_("Aired"), Task.AIR, ("Used",)),
    Key("c", N_("Cancel"), Task.AIR),
    Key("m", N_("Missed"), Task.AIR),
    Key("p", N_("Back to planned"), Task.AIR),
    Key("w", N_("Post"), Task.AIR),
    Key("W", N_("Withdraw the last post"), Task.AIR),
    Key("S", N_("Shot"), Task.AIR),
    Key("E", N_("Edited"), Task.AIR),
    Key("s", N_("Sent"), Task.AIR, ("Send to others",)),
    Key("X", N_("Rejected"), Task.AIR),
    Key("k", N_("Link to…"), Task.RECORDING, ("Recording", "Link to something else")),
    Key("U", N_("Unlink"), Task.RECORDING),
    Key("L", N_("Link all"), Task.RECORDING),
    Key("I", N_("Inbox"), Task.RECORDING),
    Key("q", N_("No link needed"), Task.RECORDING, ("No link", "Ignore the file")),
    Key("N", N_("Files that were not added"), Task.RECORDING),
    Key("t", N_("Treat"), Task.RECORDING),
    Key("T", N_("Audio track"), Task.RECORDING),
    Key("P", N_("Presets"), Task.RECORDING, ("Preset",)),
    Key("g", N_("Assemble"), Task.RECORDING, ("Write to a file",), {"Write to a file": Task.DESK}),
    Key("V", N_("Check the store"), Task.RECORDING, ("Verify a report",), {"Verify a report": Task.PERIOD}),
    Key("F", N_("Find lost files in a folder"), Task.RECORDING),
    Key("space", N_("Play"), Task.BENCH),
    Key("left_square_bracket", N_("Begin"), Task.BENCH),
    Key("right_square_bracket", N_("End"), Task.BENCH),
    Key("v", N_("Mark"), Task.BENCH),
    Key("h", N_("Hear cut"), Task.BENCH),
    Key("B", N_("Compare"), Task.BENCH),
    Key("C", N_("Chapter"), Task.BENCH),
    Key("Z", N_("Reset to the preset"), Task.BENCH),
    Key(
        "comma",
        N_("Previous point of interest"),
        Task.BENCH,
        ("Previous that lacks something",),
        {"Previous that lacks something": Task.FIND},
    ),
    Key(
        "full_stop",
        N_("Next point of interest"),
        Task.BENCH,
        ("Next that lacks something", "What is missing"),
        {"Next that lacks something": Task.FIND, "What is missing": Task.PERIOD},
    ),
    Key(
        "plus,equals_sign",
        N_("Zoom in"),
        Task.BENCH,
        ("Longer", "Runs longer"),
        {"Longer": Task.CHANGE, "Runs longer": Task.AIR},
    ),
    Key("minus", N_("Zoom out"), Task.BENCH, ("Shorter",), {"Shorter": Task.CHANGE}),
    Key("0", N_("The whole recording"), Task.BENCH),
    Key("M", N_("Month"), Task.PERIOD),
    Key("Q", N_("Quarter"), Task.PERIOD),
    Key("H", N_("Half-year"), Task.PERIOD),
    Key("9", N_("Nine months"), Task.PERIOD),
    Key("Y", N_("Year"), Task.PERIOD),
    Key("R", N_("Rule"), Task.PERIOD),
    Key("percent_sign", N_("Divided by"), Task.PERIOD),
    Key("ctrl+k", N_("Close the figures"), Task.PERIOD),
    Key("ampersand", N_("Closed or current"), Task.PERIOD),
    Key("quotation_mark", N_("Copy the paragraph"), Task.PERIOD),
    Key("tilde", N_("Differences"), Task.PERIOD),
    Key("dollar_sign", N_("Royalties"), Task.PERIOD),
    Key("enter", N_("Open"), Task.FIND, ("Save",)),
    Key("slash", N_("Search"), Task.FIND),
    Key("ctrl+f", N_("Search everything"), Task.FIND),
    Key("f", N_("Filter"), Task.FIND, ("Accepted ones", "Ended ones")),
    Key("number_sign", N_("Conflicts"), Task.FIND),
    Key("ctrl+g", N_("All slots"), Task.FIND, ("All rows",)),
    Key("less_than_sign", N_("Sort: back"), Task.FIND),
    Key("greater_than_sign", N_("Sort: next"), Task.FIND),
    Key("d", N_("Day"), Task.FIND),
    Key("D", N_("Back to today"), Task.FIND, ("Current period",)),
    Key("o", N_("Show another"), Task.FIND, ("Other edition", "Period", "A person's week")),
    Key(
        "left",
        N_("Step back"),
        Task.FIND,
        ("Previous", "Previous day", "Previous edition", "Previous period", "Previous section"),
    ),
    Key("right", N_("Step forward"), Task.FIND, ("Next", "Next day", "Next edition", "Next period", "Other section")),
    Key("shift+left", N_("Far back"), Task.FIND, ("Previous week", "Ten columns back")),
    Key("shift+right", N_("Far forward"), Task.FIND, ("Next week", "Ten columns forward")),
    Key("up", N_("Up"), Task.FIND, ("Previous field", "Zoom in")),
    Key("down", N_("Down"), Task.FIND, ("Next field", "Open the list", "Zoom out")),
    Key("tab", N_("Next field"), Task.FIND, ("Next role",)),
    Key("shift+tab", N_("Previous field"), Task.FIND, ("Previous role",)),
    Key("pageup", N_("Page up"), Task.FIND),
    Key("pagedown", N_("Page down"), Task.FIND),
    Key("home,ctrl+home", N_("First"), Task.FIND, ("To the beginning",)),
    Key("end,ctrl+end", N_("Last"), Task.FIND, ("To the end",)),
    Key("1", N_("Today"), Task.DESK),
    Key("2", N_("Week"), Task.DESK),
    Key("3", N_("Rundown"), Task.DESK),
    Key("4", N_("Television"), Task.DESK),
    Key("5", N_("Media"), Task.DESK),
    Key("6", N_("Reports"), Task.DESK),
    Key("7", N_("Station"), Task.DESK),
    Key("escape", N_("Close"), Task.DESK, ("Close the list",)),
    Key("z", N_("Undo here"), Task.DESK),
    Key("y", N_("Redo here"), Task.DESK),
    Key("ctrl+a", N_("Select the whole text"), Task.DESK),
    Key("ctrl+z", N_("Undo"), Task.DESK, ("Bring back what was typed",)),
    Key("ctrl+y", N_("Redo"), Task.DESK),
    Key("ctrl+l", N_("Recent changes"), Task.DESK),
    Key("question_mark,f1", N_("Help"), Task.DESK),
    Key("ctrl+e", N_("Export"), Task.DESK),
    Key("ctrl+c", N_("Copy selected text"), Task.DESK),
    Key("ctrl+p", N_("Commands"), Task.DESK),
    Key("ctrl+q", N_("Quit"), Task.DESK),
)

SIGNS = {
    "ampersand": "&",
    "asterisk": "*",
    "at": "@",
    "comma": ",",
    "delete": "Del",
    "dollar_sign": "$",
    "down": "↓",
    "equals_sign": "=",
    "escape": "Esc",
    "exclamation_mark": "!",
    "full_stop": ".",
    "greater_than_sign": ">",
    "left": "←",
    "left_square_bracket": "[",
    "less_than_sign": "<",
    "minus": "-",
    "number_sign": "#",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "percent_sign": "%",
    "plus": "+",
    "question_mark": "?",
    "quotation_mark": '"',
    "right": "→",
    "right_square_bracket": "]",
    "semicolon": ";",
    "slash": "/",
    "tilde": "~",
    "up": "↑",
}
"""Keys whose name on the keyboard is not Textual's name for them."""


def shown(key: str) -> str:
    """A key, by Textual's name, as it is written on keyboards: Ctrl+Z, Shift+←, x, X."""
    if key in SIGNS:
        return SIGNS[key]
    if len(key) == 1:
        return key
    *modifiers, last = key.split("+")
    last = SIGNS.get(last, last.upper() if len(last) == 1 else last.capitalize())
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])


def entry_for(key: str, description: str) -> Key | None:
    """The entry of the table for a binding, by Textual's name of the key and the untranslated description."""
    entries = (entry for entry in KEYS if key in entry.keys.split(","))
    return next((entry for entry in entries if description in (entry.meaning, *entry.words)), None)
