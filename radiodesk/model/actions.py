"""The actions of units of work: the stable keys that the audit stores, and the sentences that screens show."""

from collections.abc import Callable
from enum import StrEnum

from radiodesk.locale import N_, ngettext


class Action(StrEnum):
    """The purpose of a unit of work. The values are stored and never change."""

    INIT = "init"
    UPDATE = "update"
    EARLIER = "earlier"
    UNDO = "undo"
    PLAN_FIRST_RUN = "plan_first_run"
    PLAN_REPEAT = "plan_repeat"
    PLAN_RELAY = "plan_relay"
    COPY_DAYS = "copy_days"
    COPY_WEEK = "copy_week"
    AIR_UNTIL_NOW = "air_until_now"
    CHANGE_BROADCAST = "change_broadcast"
    MARK_BROADCAST = "mark_broadcast"
    DELETE_BROADCAST = "delete_broadcast"
    ADD_PROGRAMME = "add_programme"
    CHANGE_PROGRAMME = "change_programme"
    MERGE_PROGRAMMES = "merge_programmes"
    MERGE_PROGRAMME = "merge_programme"
    ADD_STORY = "add_story"
    USE_STORY = "use_story"
    ADD_INSERT = "add_insert"
    CHANGE_STORY = "change_story"
    CHANGE_INSERT = "change_insert"
    MOVE_LINE = "move_line"
    REMOVE_LINE = "remove_line"
    JOIN_LINE = "join_line"
    POST = "post"
    CORRECT_POST = "correct_post"
    WITHDRAW = "withdraw"
    SET_TOPICS = "set_topics"
    SET_CREDITS = "set_credits"
    DELIVER = "deliver"
    CHANGE_DELIVERY = "change_delivery"
    MARK_DELIVERY = "mark_delivery"
    REMOVE_DELIVERY = "remove_delivery"
    ADD_CLIP = "add_clip"
    CHANGE_CLIP = "change_clip"
    MARK_CLIP = "mark_clip"
    ADD_PERSON = "add_person"
    CHANGE_PERSON = "change_person"
    MERGE_PEOPLE = "merge_people"
    ADD_NAME = "add_name"
    RENAME = "rename"
    REMOVE_NAME = "remove_name"
    MERGE_NAMES = "merge_names"
    CHANGE_STATION = "change_station"
    ADD_RECORDING = "add_recording"
    MEASURE_RECORDING = "measure_recording"
    CHOOSE_TRACK = "choose_track"
    LINK_RECORDING = "link_recording"
    LINK_RECORDINGS = "link_recordings"
    SET_CHAPTERS = "set_chapters"
    UNLINK_RECORDING = "unlink_recording"
    LAY_ASIDE = "lay_aside"
    REMOVE_RECORDING = "remove_recording"
    TREAT = "treat"
    UNDO_TREATMENT = "undo_treatment"
    REDO_TREATMENT = "redo_treatment"
    SET_PRESET = "set_preset"
    REMOVE_PRESET = "remove_preset"
    ASSEMBLE = "assemble"
    WATCH_FOLDER = "watch_folder"
    KEEP_RECORDINGS = "keep_recordings"
    KEEP_BACKUPS = "keep_backups"
    KEEP_TRASH = "keep_trash"
    IMPORT_LEDGER = "import_ledger"
    APPLY_GRID = "apply_grid"
    GENERATE = "generate"
    ADD_SLOT = "add_slot"
    ADD_SLOTS = "add_slots"
    CHANGE_SLOT = "change_slot"
    END_SLOT = "end_slot"
    PAUSE_SLOTS = "pause_slots"
    END_PAUSE = "end_pause"
    ACCEPT_CONFLICT = "accept_conflict"
    PASTE_SCHEDULE = "paste_schedule"
    SET_DUTIES = "set_duties"
    SET_ROSTER = "set_roster"
    SWAP_DUTIES = "swap_duties"
    ASSIGN_WEEK = "assign_week"
    COPY_ROSTER = "copy_roster"
    INTERRUPT = "interrupt"
    APPLY_INDICATORS = "apply_indicators"
    ADD_INDICATOR = "add_indicator"
    CHANGE_INDICATOR = "change_indicator"
    REMOVE_INDICATOR = "remove_indicator"
    SET_FIGURE = "set_figure"
    SET_TARGET = "set_target"
    CLOSE_REPORT = "close_report"
    ADD_REPORT_KIND = "add_report_kind"
    CHANGE_REPORT_KIND = "change_report_kind"
    REMOVE_REPORT_KIND = "remove_report_kind"
    APPLY_ROYALTIES = "apply_royalties"
    CHANGE_ROYALTIES = "change_royalties"
    CLOSE_ROYALTIES = "close_royalties"


SENTENCES: dict[Action, str | Callable[[int], str]] = {
    Action.INIT: N_("The desk was created"),
    Action.UPDATE: N_("The database was brought up to date"),
    Action.EARLIER: N_("{what}"),
    Action.UNDO: N_("Undone: {undone}"),
    Action.PLAN_FIRST_RUN: N_("Planned: {title}, {time} on {day}"),
    Action.PLAN_REPEAT: N_("Planned a repeat: {title}, {time} on {day}"),
    Action.PLAN_RELAY: N_("Planned a relay: {title}, {time} on {day}"),
    Action.COPY_DAYS: N_("Copied the plan of {day} to {to}, broadcasts: {count}"),
    Action.COPY_WEEK: N_("Copied the plan of the week from {day} to the week from {to}, broadcasts: {count}"),
    Action.CHANGE_BROADCAST: N_("Changed: {title}, {time} on {day}"),
    Action.AIR_UNTIL_NOW: lambda count: ngettext(
        "Marked as aired: {count} broadcast on {day}", "Marked as aired: {count} broadcasts on {day}", count
    ),
    Action.MARK_BROADCAST: N_("{time} {title}, {day}: {state}"),
    Action.DELETE_BROADCAST: N_("Deleted: {title}, {time} on {day}"),
    Action.ADD_PROGRAMME: N_("New programme: {title}"),
    Action.CHANGE_PROGRAMME: N_("Changed the programme: {title}"),
    Action.MERGE_PROGRAMMES: N_("Merged the programmes called {title}"),
    Action.MERGE_PROGRAMME: N_("Merged {name} into {into}"),
    Action.ADD_STORY: N_("New story: {title}"),
    Action.USE_STORY: N_("Used again: {title}"),
    Action.ADD_INSERT: N_("New insert: {title}"),
    Action.CHANGE_STORY: N_("Changed the story: {title}"),
    Action.CHANGE_INSERT: N_("Changed the insert: {title}"),
    Action.MOVE_LINE: N_("Moved the line: {title}"),
    Action.REMOVE_LINE: N_("Removed the line: {title}"),
    Action.JOIN_LINE: N_("Changed the join: {title}"),
    Action.POST: N_("Posted: {title}, {address}"),
    Action.CORRECT_POST: N_("Corrected where it was posted: {title}, {address}"),
    Action.WITHDRAW: N_("Withdrawn: {address}"),
    Action.SET_TOPICS: N_("Changed the topics: {title}, {time} on {day}"),
    Action.SET_CREDITS: N_("Changed the credits: {title}"),
    Action.DELIVER: N_("Sent to {recipient}: {title}"),
    Action.CHANGE_DELIVERY: N_("Changed what was sent to {recipient}: {title}"),
    Action.MARK_DELIVERY: N_("Sent to {recipient}, now {state}: {title}"),
    Action.REMOVE_DELIVERY: N_("Removed from what was sent to {recipient}: {title}"),
    Action.ADD_CLIP: N_("New clip: {title}"),
    Action.CHANGE_CLIP: N_("Changed the clip: {title}"),
    Action.MARK_CLIP: N_("{title}: {state}"),
    Action.ADD_PERSON: N_("New person: {name}"),
    Action.CHANGE_PERSON: N_("Changed the person: {name}"),
    Action.MERGE_PEOPLE: N_("Merged {name} into {into}"),
    Action.ADD_NAME: N_("New: {name}"),
    Action.RENAME: N_("Renamed {name} to {to}"),
    Action.REMOVE_NAME: N_("Deleted: {name}"),
    Action.MERGE_NAMES: N_("Merged {name} into {into}"),
    Action.CHANGE_STATION: N_("Changed the settings of the station"),
    Action.ADD_RECORDING: N_("New recording: {name}"),
    Action.MEASURE_RECORDING: N_("Measured: {name}"),
    Action.CHOOSE_TRACK: N_("Audio track {track} of {name}"),
    Action.LINK_RECORDING: N_("Linked {name} to {title}"),
    Action.LINK_RECORDINGS: N_("Recordings linked as proposed: {count}"),
    Action.SET_CHAPTERS: N_("Set the chapters of {title}"),
    Action.UNLINK_RECORDING: N_("Unlinked the recording of {title}"),
    Action.LAY_ASIDE: N_("Removed from the inbox: {name}"),
    Action.REMOVE_RECORDING: N_("Removed the file of {name}"),
    Action.TREAT: N_("Treated: {name}"),
    Action.UNDO_TREATMENT: N_("Undid the last treatment of {name}"),
    Action.REDO_TREATMENT: N_("Redid the last treatment of {name}"),
    Action.SET_PRESET: N_("Changed the preset {name}"),
    Action.REMOVE_PRESET: N_("Removed the preset {name}"),
    Action.ASSEMBLE: N_("Assembled {title}"),
    Action.WATCH_FOLDER: N_("The drop folder is {folder}"),
    Action.KEEP_RECORDINGS: lambda count: ngettext(
        "Recordings are kept for {days} day", "Recordings are kept for {days} days", count
    ),
    Action.KEEP_TRASH: lambda count: ngettext(
        "Deleted files are kept for {days} day", "Deleted files are kept for {days} days", count
    ),
    Action.KEEP_BACKUPS: lambda count: ngettext(
        "{count} automatic backup is kept", "{count} automatic backups are kept", count
    ),
    Action.IMPORT_LEDGER: N_("Imported {files}"),
    Action.APPLY_GRID: N_("Applied the grid file {file}"),
    Action.GENERATE: lambda count: ngettext(
        "Planned from the grid: {count} broadcast", "Planned from the grid: {count} broadcasts", count
    ),
    Action.ADD_SLOT: N_("New slot: {title}, {time}"),
    Action.ADD_SLOTS: N_("New slots: {title}, {times}"),
    Action.CHANGE_SLOT: N_("Changed the slot: {title}, {time}"),
    Action.END_SLOT: N_("Ended the slot: {title}, {time}"),
    Action.PAUSE_SLOTS: N_("Slots pause: {days}, slots: {count}"),
    Action.END_PAUSE: N_("Pause ended: {days}, slots: {count}"),
    Action.ACCEPT_CONFLICT: N_("Accepted a conflict: {conflict}"),
    Action.PASTE_SCHEDULE: N_("New slots from a schedule: {count}"),
    Action.SET_DUTIES: N_("On duty, changed: {title}, {time} on {day}"),
    Action.SET_ROSTER: N_("Changed the roster: {name}"),
    Action.SWAP_DUTIES: N_("Swapped duties: {name} and {other}"),
    Action.ASSIGN_WEEK: lambda count: ngettext(
        "Roster of the week from {day}, changed: {count} broadcast",
        "Roster of the week from {day}, changed: {count} broadcasts",
        count,
    ),
    Action.COPY_ROSTER: N_(
        "Roster of the week before, copied to the week from {day}: filled {filled}, had somebody already {kept}"
    ),
    Action.INTERRUPT: N_("Interrupted for {title}, {time} on {day}"),
    Action.APPLY_INDICATORS: N_("Applied the file of indicators {file}"),
    Action.ADD_INDICATOR: N_("Added the indicator {figure}"),
    Action.CHANGE_INDICATOR: N_("Changed the indicator {figure}"),
    Action.REMOVE_INDICATOR: N_("Removed the indicator {figure}"),
    Action.SET_FIGURE: N_("Figure of {figure} for {period}: {value}"),
    Action.SET_TARGET: N_("Target of {figure} for {period}: {value}"),
    Action.CLOSE_REPORT: N_("Closed the report {period}, version {number}"),
    Action.ADD_REPORT_KIND: N_("New kind of report: {name}"),
    Action.CHANGE_REPORT_KIND: N_("Changed the kind of report: {name}"),
    Action.REMOVE_REPORT_KIND: N_("Removed the kind of report: {name}"),
    Action.CHANGE_ROYALTIES: N_("Changed the rules for royalties: {what}"),
    Action.APPLY_ROYALTIES: N_("Applied the rules for royalties in {file}"),
    Action.CLOSE_ROYALTIES: N_("Closed the royalties of {month}"),
}
"""The sentence of each action, untranslated, or a function that gives it, translated, for a number of things.

`radiodesk.history.sentences` fills in the values.
"""
