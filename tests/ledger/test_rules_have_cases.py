"""Each rule of the desk has a case in the tests of the ledger, or a reason why no ledger can break it."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

from radiodesk import newsroom, schedule, staff
from radiodesk.errors import UserError
from radiodesk.media import linking
from radiodesk.newsroom import deliveries, rundowns
from radiodesk.newsroom import rules as news
from radiodesk.schedule import (
    copying,
    duties,
    found_conflicts,
    generation,
    interruptions,
    outlets,
    pasting,
    pausing,
    programmes,
    recurrence,
    roster_block,
    rrule,
    series_names,
    slot_edits,
    slot_terms,
    slots,
    typed_rules,
    week_roster,
)
from radiodesk.schedule import rules as air
from radiodesk.staff import credit_rules, hours, partners, people, removing, settings
from radiodesk.staff import credits as crediting
from tests.ledger.test_rules_of_the_desk import ALLOWED, DOUBTFUL, REFUSED, Rule

NOT_IN_A_LEDGER: dict[Rule, str] = {
    air.NoUpstream: "a relay that is not live has at least its title as its upstream",
    air.length: "which of several lengths counts is asked of rows, and stored nowhere",
    air.over_planned: "it is about what screens say of two lengths",
    air.is_doubtful_length: "lengths are judged by the column in which they stand",
    news.WrongMove: "what a ledger changes in one step takes several at the desk",
    news.check_join: "a ledger does not say how lines are joined",
    news.BadJoin: "a ledger does not say how lines are joined",
    rundowns.check_removable: "an import takes no line out",
    rundowns.NoFirstRun: "a ledger opens no rundown",
    rundowns.AlreadyAired: "an import takes no line out",
    found_conflicts.TooManyConflicts: "a ledger makes no slots",
    found_conflicts.TooManyConflictsOfOne: "a ledger makes no slots",
    programmes.UnknownProgramme: "a programme is created by its title",
    programmes.SeveralProgrammes: "programmes are merged at the desk",
    programmes.SameProgramme: "programmes are merged at the desk",
    programmes.KnownProgramme: "a programme is found by its title",
    air.check_bounds: "a ledger does not state what a programme allows",
    air.BadBounds: "a ledger does not state what a programme allows",
    people.UnknownPerson: "a person is created by the name",
    people.KnownPerson: "a person is found by the name",
    people.SamePerson: "people are merged at the desk",
    partners.KnownName: "an upstream, a recipient or a topic is found by its name",
    partners.SameName: "they are merged at the desk",
    removing.StillUsed: "an import removes no name",
    removing.NamedInRule: "an import removes no name",
    people.check_names: "a ledger has no short names, and an import lists names that look alike",
    settings.HomeWatched: "a ledger has no settings",
    settings.BadNumber: "a ledger has no settings",
    settings.NumberInMark: "a ledger has no settings",
    settings.check_mark: "a ledger has no settings",
    hours.BadHours: "a ledger has no settings",
    deliveries.WasUsed: "a ledger has no deliveries",
    deliveries.check_removable: "a ledger has no deliveries",
    news.channel_of: "a ledger's sheet of publications is about the website",
    news.sites: "a ledger names no page",
    crediting.KnownCredit: "a ledger names authors alone, each once",
    **dict.fromkeys(
        (
            credit_rules.BadCoefficient,
            credit_rules.BadShare,
            credit_rules.ShareOfHelper,
            credit_rules.SharesTooLarge,
            credit_rules.check_coefficient,
            credit_rules.check_credit,
            credit_rules.check_share,
            credit_rules.check_shares,
        ),
        "a ledger has no coefficients and no shares",
    ),
    air.OfSlot: "an import deletes nothing",
    air.WasNoted: "an import deletes nothing",
    air.HoldsWork: "an import deletes nothing",
    air.check_deletable: "an import deletes nothing",
    linking.check_free: "a recording that the ledger names replaces the one that is linked",
    linking.HasRecording: "a recording that the ledger names replaces the one that is linked",
    linking.check_file: "an import stores the file that it links: test_recordings_beside_the_ledger",
    linking.FileRemoved: "an import stores the file that it links: test_recordings_beside_the_ledger",
    people.check_lookalikes: "the preview of an import lists spellings that differ only in accents",
    copying.NothingToCopy: "a ledger copies no day",
    week_roster.NothingToFill: "a ledger has no roster of the week",
    week_roster.NothingPlanned: "a ledger has no roster of the week",
    week_roster.AllFilled: "a ledger has no roster of the week",
    roster_block.BlockTooLarge: "a ledger has no roster of the week",
    roster_block.CannotPaste: "a ledger has no roster of the week",
    roster_block.NotARoster: "a ledger has no roster of the week",
    roster_block.SeveralPeople: "a ledger has no roster of the week",
    duties.OnDutyAlready: "a ledger names who was on duty, and swaps nobody",
    found_conflicts.OtherConflict: "an import accepts the conflicts that it has just created",
    interruptions.NoLength: "a ledger interrupts nothing",
    interruptions.NoRoom: "a ledger interrupts nothing",
    interruptions.NotOnAir: "a ledger interrupts nothing",
    pasting.NoSchedule: "a published schedule is no ledger",
    pasting.TooManyEntries: "a published schedule is no ledger",
    air.actual_start: "a ledger has no actual starts",
    air.carried_by: "a ledger has no slots, whose repeats it is about",
    air.is_doubtful_start: "a ledger has no actual starts",
    air.nearest_start: "a ledger has no actual starts",
    generation.NoOccurrence: "a ledger has no slots",
    generation.NothingToRepeat: "a ledger has no slots",
    slots.DamagedSlot: "a ledger has no slots",
    slots.DamagedNamedSlot: "a ledger has no slots",
    pausing.NoSlotToPause: "a ledger has no slots",
    pausing.PauseTooLong: "a ledger has no slots",
    recurrence.check_pause: "a ledger has no slots",
    outlets.NoOutlet: "a ledger does not state outlets",
    series_names.KnownSeries: "a ledger has no slots",
    slot_terms.RepeatsItself: "a ledger has no slots",
    series_names.UnknownSeries: "a ledger has no slots",
    typed_rules.UntypedRule: "a ledger has no slots",
    found_conflicts.NoReason: "an import accepts conflicts with its file as the reason",
    rrule.BadRule: "a ledger has no slots, which recur",
    rrule.UnknownPart: "a ledger has no slots",
    rrule.BadValue: "a ledger has no slots",
    rrule.DuplicatePart: "a ledger has no slots",
    rrule.NoFrequency: "a ledger has no slots",
    rrule.OncePerDay: "a ledger has no slots",
    rrule.NotTogether: "a ledger has no slots",
    rrule.PositionWithoutSet: "a ledger has no slots",
    recurrence.TwoEnds: "a ledger has no slots",
    recurrence.EndBeforeStart: "a ledger has no slots",
    recurrence.NeverOccurs: "a ledger has no slots",
    recurrence.PauseEndsBeforeStart: "a ledger has no slots",
    recurrence.RuleEndsBeforeStart: "a ledger has no slots",
    slot_edits.StillRepeated: "a ledger has no slots",
    slot_edits.RepeatBeforeFirstRun: "a ledger has no slots",
    slot_edits.check_repeats: "a ledger has no slots",
    air.shown_end: "it is about what screens show",
}
"""Rules that no row of a ledger can break, and why."""


def rules_of_the_desk() -> Iterator[Rule]:
    """The functions of the rules modules, and the checks and the errors of all modules of the desk."""
    modules = [linking]
    for package in (schedule, newsroom, staff):
        modules += [
            import_module(found.name) for found in pkgutil.iter_modules(package.__path__, package.__name__ + ".")
        ]
    for module in modules:
        for name, member in vars(module).items():
            if getattr(member, "__module__", "") != module.__name__ or name.startswith("_"):
                continue
            is_error = inspect.isclass(member) and issubclass(member, UserError)
            is_rule = inspect.isfunction(member) and (module in (air, news) or name.startswith("check_"))
            if is_error or is_rule:
                yield member


def test_every_rule_of_the_desk_has_a_case() -> None:
    changes = [*ALLOWED, *DOUBTFUL, *(refusal.change for refusal in REFUSED)]
    shown = {rule for change in changes for rule in change.rules} | {refusal.error for refusal in REFUSED}
    rules = set(rules_of_the_desk())

    assert sorted(rule.__qualname__ for rule in rules - shown - NOT_IN_A_LEDGER.keys()) == []
    assert sorted(rule.__qualname__ for rule in NOT_IN_A_LEDGER.keys() - rules) == []
