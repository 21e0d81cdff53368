"""The Station screen: each section is changed, refuses what cannot be, merges, and searches."""

import datetime as dt
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, Select

from radiodesk.config import Config
from radiodesk.kinds import ClipKind, PeriodKind, PeriodRule, ProgrammeKind, Role
from radiodesk.media import treatments
from radiodesk.model import Action, Desk, Person, Recipient, Topic, Upstream
from radiodesk.newsroom import television
from radiodesk.reports import kinds
from radiodesk.schedule import broadcasts, programmes
from radiodesk.schedule.programmes import ProgrammeView, Traits
from radiodesk.staff import partners, people, settings
from radiodesk.staff.people import PersonView
from tests.conftest import STATION, seated
from tests.reports.closing import close
from tests.tui.driving import (
    HOSTILE,
    choose,
    driven,
    fill,
    notices,
    press_at_once,
    seen,
    settled,
    until,
    until_back,
    until_seen,
)
from tests.versions import version

DAY = dt.date(2019, 9, 14)
"""The day of the desk's clock."""
SECTIONS = (
    "Settings",
    "Programmes",
    "People",
    "Upstreams",
    "Recipients",
    "Topics",
    "Kinds of report",
    "Own indicators",
    "Presets",
)


def found_programmes(desk: Desk) -> dict[str, ProgrammeView]:
    with desk.reading() as session:
        return {each.title: each for each in programmes.programmes(session)}


def found_people(desk: Desk) -> dict[str, PersonView]:
    with desk.reading() as session:
        return {each.name: each for each in people.people(session)}


def names(desk: Desk, kind: partners.Partner) -> dict[str, tuple[int, list[str]]]:
    """The uses and the earlier names of each."""
    with desk.reading() as session:
        return {each.name: (each.uses, [old.name for old in each.earlier]) for each in partners.partners(session, kind)}


def plan(desk: Desk, title: str, at: dt.time, kind: ProgrammeKind = ProgrammeKind.NEWS) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_first_run(session, title=title, kind=kind, on=DAY, at=at, seconds=900, sure=True)


async def open_section(pilot: Pilot[None], name: str, *texts: str) -> None:
    """Show the Station screen and go to a section with the keys."""
    await pilot.press("7", *["right"] * SECTIONS.index(name))
    await until_seen(pilot, *texts)
    await settled(pilot)


async def merge_into(pilot: Pilot[None], search: str, *texts: str) -> None:
    """Ask to merge the highlighted row into the one that a search finds. The question shows these texts."""
    await pilot.press("G")
    await until_seen(pilot, "Enter: this one stays")
    await pilot.press(*search, "enter", "enter")
    await until_seen(pilot, "is kept as an earlier name", *texts)


async def test_every_section_says_what_adds_to_it_while_it_is_empty(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("7")
        await until_seen(pilot, *SECTIONS, "← → Other section", STATION)
        for name in ("Programmes", "People", "Upstreams", "Recipients", "Topics", "Kinds of report", "Own indicators"):
            await pilot.press("right")
            await until_seen(pilot, f"{name}  0", "Press n to add")
        await pilot.press("right")
        await until_seen(pilot, "Presets  2", "on-air")
        await pilot.press("right")
        await until_seen(pilot, "Asia/Ho_Chi_Minh")


async def test_the_settings_are_changed_and_shown_everywhere(desk: Desk, config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "thả vào"
    async with driven(config) as pilot:
        await open_section(pilot, "Settings", STATION, str(config.home)[:40])
        await pilot.press("down", "enter")
        await until_seen(pilot, "Settings of the station")
        await until(pilot, lambda: pilot.app.screen.focused and pilot.app.screen.focused.id == "zone")
        for name, value in (
            ("name", "Đài xã Lai Hạ"),
            ("hours", "5h - 7h30; 16h30–24h"),
            ("keep_days", "90"),
            ("keep_backups", "3"),
            ("trash_days", "14"),
            ("drop_folder", str(folder)),
        ):
            await fill(pilot, name, value)
        pilot.app.screen.query_one("#period_rule", Select).value = PeriodRule.CALENDAR
        await pilot.press("ctrl+s")
        await until_back(pilot, "05:00-07:30; 16:30-24:00")
        await pilot.press("home")
        await until_seen(pilot, "until 14/09/2019: Đài phát thanh huyện")
        assert "Đài xã Lai Hạ" in seen(pilot).splitlines()[0]
        await until(pilot, folder.is_dir)  # it is watched now
        await pilot.press("1")
        await until(pilot, lambda: "Đài xã Lai Hạ" in seen(pilot).splitlines()[0])
    with desk.reading() as session:
        found = settings.settings(session)
    assert (found.name, found.keep_days, found.keep_backups, found.trash_days) == ("Đài xã Lai Hạ", 90, 3, 14)
    assert (found.period_rule, found.drop_folder) == (PeriodRule.CALENDAR, str(folder))


async def test_the_language_of_the_station_is_used_at_once(desk: Desk, config: Config) -> None:
    async with driven(Config(home=config.home, person=config.person)) as pilot:
        await pilot.press("7")
        await until_seen(pilot, STATION)
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, lambda: pilot.app.screen.query("#language"))
        pilot.app.screen.query_one("#language", Select).value = "vi"
        await pilot.press("ctrl+s")
        await until_back(pilot, "Múi giờ", "Tiếng Việt")
        await settled(pilot)
        assert not notices(pilot)


async def test_a_row_is_added_before_its_section_is_shown(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        press_at_once(pilot, "7", "right", "n")
        await until_seen(pilot, "A new programme")
        assert not notices(pilot)


async def test_undo_of_the_language_shows_that_of_the_machine_again(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    async with driven(Config(home=config.home, person=config.person)) as pilot:
        await pilot.press("7")
        await until_seen(pilot, STATION)
        await settled(pilot)
        await pilot.press("e")
        await choose(pilot, "language", "vi")
        await pilot.press("ctrl+s")
        await until_back(pilot, "Múi giờ", "Tiếng Việt")
        await settled(pilot)
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Time zone", "as the machine")
        await settled(pilot)
        assert not notices(pilot)


async def test_settings_that_cannot_be_are_refused_in_the_form(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_section(pilot, "Settings", STATION)
        await pilot.press("e")
        await until_seen(pilot, "Settings of the station")
        for name, bad, message, good in (
            ("name", "", "Required", STATION),
            ("hours", "5-7", "write hours as in 05:00-22:00", ""),
            ("keep_days", "Sáu", "“Sáu” is not a number", "365"),
            ("keep_days", "0", "give a number from 1", "45 ngày"),
            ("drop_folder", str(config.home), "holds the desk itself", ""),
            ("zone", "Hà Nội", "is not a time zone", "Asia/Tokyo"),
        ):
            await fill(pilot, name, bad)
            await pilot.press("ctrl+s")
            await until_seen(pilot, message)
            await fill(pilot, name, good)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "All times of the desk, past ones too")
        await pilot.press("ctrl+s")
        await until_back(pilot, "Asia/Tokyo", "45 days")


async def test_a_programme_is_added_and_corrected(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự", dt.time(5, 30))
    async with driven(config) as pilot:
        await open_section(pilot, "Programmes", "Thời sự")
        await pilot.press("n")
        await until_seen(pilot, "A new programme")
        await fill(pilot, "title", HOSTILE)
        await fill(pilot, "usual_seconds", "15'")
        await fill(pilot, "owner", "Thu Hà")
        await fill(pilot, "partner", "Công an xã Lai Hạ")
        await fill(pilot, "most_seconds", "10'")
        await fill(pilot, "language", "Ê Đê")
        pilot.app.screen.query_one("#kind", Select).value = ProgrammeKind.COLUMN
        pilot.app.screen.query_one("#special", Checkbox).value = True
        await pilot.press("ctrl+s")
        await until_seen(pilot, "contradict")
        await fill(pilot, "most_seconds", "20'")
        await pilot.press("ctrl+s")
        await until_back(pilot, "[red]x[/]", "15:00", "in charge: Thu Hà")

        await pilot.press("e")
        await until_seen(pilot, "Change the programme")
        await fill(pilot, "title", "THỜI SỰ")
        await pilot.press("enter")
        await until_seen(pilot, "There is already a programme “Thời sự”")
        await fill(pilot, "title", "Thoi su")
        pilot.app.screen.query_one("#active", Checkbox).value = False
        await pilot.press("enter")
        await until_seen(pilot, "“Thoi su” would be a second one")
        await pilot.press("enter")
        await until_back(pilot, "○", "Thoi su", "not in use", "until 14/09/2019")
    traits = found_programmes(desk)["Thoi su"].traits
    assert traits == Traits(
        None, 900, 1200, "Ê Đê", special=True, active=False, owner="Thu Hà", partner="Công an xã Lai Hạ"
    )


async def test_programmes_are_merged_after_a_question_whose_default_is_no(desk: Desk, config: Config) -> None:
    plan(desk, "TS sáng", dt.time(5, 30))
    plan(desk, "Thời sự", dt.time(6))
    plan(desk, "Thời sự buổi sáng", dt.time(7))
    async with driven(config) as pilot:
        await open_section(pilot, "Programmes", "TS sáng", "Thời sự buổi sáng")
        await pilot.press("end")
        await merge_into(pilot, "buoi sang", "All editions of “TS sáng”, 1")
        await pilot.press("enter")  # no
        await until_back(pilot, "Programmes  3")
        await merge_into(pilot, "buoi sang")
        await pilot.press("left", "enter")
        await until_back(pilot, "Programmes  2", "until 14/09/2019: TS sáng")
    found = found_programmes(desk)
    assert {title: each.editions for title, each in found.items()} == {"Thời sự": 1, "Thời sự buổi sáng": 2}


async def test_what_someone_changed_meanwhile_is_not_merged(desk: Desk, config: Config) -> None:
    plan(desk, "TS sáng", dt.time(5, 30))
    plan(desk, "Thời sự", dt.time(6))
    async with driven(config) as pilot:
        await open_section(pilot, "Programmes", "TS sáng", "Thời sự")
        await pilot.press("end")
        await merge_into(pilot, "thoi")
        kept = found_programmes(desk)["Thời sự"]
        with seated(desk, "Đức Anh").changing(Action.CHANGE_PROGRAMME, title="x") as session:
            programmes.change(
                session,
                kept.id,
                kept.version,
                title="Bản tin",
                kind=kept.kind,
                traits=kept.traits,
                today=DAY,
            )
        await pilot.press("left", "enter")
        await until(pilot, lambda: any("Đức Anh" in each for each in notices(pilot)))
        await until_back(pilot, "TS sáng", "Bản tin")
    assert set(found_programmes(desk)) == {"TS sáng", "Bản tin"}


async def test_a_person_is_added_corrected_and_merged(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors="Hà", recipient="", seconds=None)
    async with driven(config) as pilot:
        await open_section(pilot, "People", "Hà")
        await pilot.press("n")
        await until_seen(pilot, "A new person")
        await fill(pilot, "name", "hà")
        await pilot.press("enter")
        await until_seen(pilot, "There is already a person called “Hà”")
        await fill(pilot, "name", "Thu Hà")
        await fill(pilot, "initials", "TH")
        pilot.app.screen.query_one(f"#{Role.REPORTER}", Checkbox).value = True
        await pilot.press("ctrl+s")
        await until_back(pilot, "Thu Hà", "reporter")
        await pilot.press("e")
        await until_seen(pilot, "Change the person")
        await fill(pilot, "short_name", "Hà B")
        pilot.app.screen.query_one(f"#{Role.CHIEF}", Checkbox).value = True
        await pilot.press("ctrl+s")
        await until_back(pilot, "Hà B · TH")
        for typed in ("hà b", "th", "ha b"):
            await pilot.press("slash", *typed)
            await until_seen(pilot, "1 of 2")
            await pilot.press("escape", "escape")
            await until(pilot, lambda: "of 2" not in seen(pilot))
        await pilot.press("home")
        await merge_into(pilot, "thu ha", "Credits: 1 · duties: 0. All move to Thu Hà")
        await pilot.press("left", "enter")
        await until_back(pilot, "People  1", "until 14/09/2019: Hà")
    (found,) = found_people(desk).values()
    assert (found.name, found.roles, found.credits) == ("Thu Hà", (Role.REPORTER, Role.CHIEF), 1)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Upstreams", Upstream), ("Recipients", Recipient), ("Topics", Topic)],
    ids=["upstream", "recipient", "topic"],
)
async def test_names_are_added_renamed_and_merged(
    name: str, kind: partners.Partner, desk: Desk, config: Config
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        partners.add(session, kind, "Đài tỉnh")
    async with driven(config) as pilot:
        await open_section(pilot, name, "Đài tỉnh")
        await pilot.press("n")
        await until_seen(pilot, "A new")
        await fill(pilot, "name", "ĐÀI TỈNH")
        await pilot.press("enter")
        await until_seen(pilot, "“Đài tỉnh” is there already")
        await fill(pilot, "name", "Dai tinh")  # differs only in accents: another one
        await pilot.press("enter")
        await until_back(pilot, f"{name}  2", "Dai tinh", "Đài tỉnh")
        await pilot.press("e")
        await until_seen(pilot, "Change the name")
        await fill(pilot, "name", "Đài PT-TH tỉnh")
        await pilot.press("enter")
        await until_back(pilot, "Đài PT-TH tỉnh", "until 14/09/2019: Dai tinh")
        await merge_into(pilot, "dai tinh", "0. They move to “Đài tỉnh”")
        await pilot.press("left", "enter")
        await until_back(pilot, f"{name}  1", "until 14/09/2019: Đài PT-TH tỉnh")
        await pilot.press("G")
        await until(pilot, lambda: any("There is nothing to merge" in each for each in notices(pilot)))
    assert names(desk, kind) == {"Đài tỉnh": (0, ["Đài PT-TH tỉnh", "Dai tinh"])}


async def test_a_name_that_nothing_uses_is_deleted_after_a_question(desk: Desk, config: Config) -> None:
    plan(desk, "Bản tin", dt.time(5))
    with desk.changing(Action.EARLIER, what="test") as session:
        programmes.add(session, title="Thừa", kind=ProgrammeKind.NEWS, traits=Traits())
        session.add_all([Person(name="Thừa"), Upstream(name="Thừa"), Recipient(name="Thừa"), Topic(name="Thừa")])
    async with driven(config) as pilot:
        for section in ("Programmes", "People", "Upstreams", "Recipients", "Topics"):
            await pilot.press("1")
            if section == "Programmes":
                await open_section(pilot, section)
            else:
                await pilot.press("7", "right")
            await until_seen(pilot, "Thừa")
            if section == "Programmes":
                await pilot.press("x")
                await until(pilot, lambda: "“Bản tin” is still used" in " ".join(notices(pilot)))
                await pilot.press("down")
            await pilot.press("x")
            await until_seen(pilot, "Delete “Thừa”? Nothing uses it.")
            await pilot.press("enter")  # Back is the default
            await until_back(pilot, "Thừa")
            await pilot.press("x")
            await until_seen(pilot, "Delete “Thừa”?")
            await pilot.press("left", "enter")
            await until_seen(pilot, "Deleted: Thừa")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Undone")
        await settled(pilot)
    assert names(desk, Topic) == {"Thừa": (0, [])}
    assert names(desk, Recipient) == {}
    assert found_people(desk) == {}
    assert found_programmes(desk).keys() == {"Bản tin"}


async def test_a_preset_is_added_changed_and_removed(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_section(pilot, "Presets", "on-air", "web", "Loudness (LUFS): −23")
        await pilot.press("x")
        await until(pilot, lambda: any("on-air" in each for each in notices(pilot)))  # built in: it stays
        await pilot.press("n")
        await until_seen(pilot, "New preset")
        await fill(pilot, "name", "Loa xã")
        await fill(pilot, "target_lufs", "loud")
        await pilot.press("enter")
        await until_seen(pilot, "loud", "New preset")
        await fill(pilot, "target_lufs", "-18")
        await pilot.press("enter")
        await until_back(pilot, "Presets  3", "Loa xã", "the station")
        await pilot.press("end", "e")
        await until(pilot, lambda: pilot.app.screen.query("#target_lufs"))
        await fill(pilot, "target_lufs", "-20")
        await pilot.press("enter")
        await until_back(pilot, "−20.0")
        await pilot.press("x")
        await until_seen(pilot, "Remove the preset “Loa xã”?")
        await pilot.press("left", "enter")
        await until_back(pilot, "Presets  2")
    with desk.reading() as session:
        assert [each.name for each in treatments.presets(session)] == ["on-air", "web"]


async def test_a_search_ignores_accents_and_finds_earlier_names(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for name in ("Đài tỉnh", "Ăn toàn", "An toàn", "VOV1"):
            partners.add(session, Upstream, name)
        partners.rename(session, Upstream, 4, version(session, Upstream, 4), "Đài TNVN", today=DAY)
    async with driven(config) as pilot:
        await open_section(pilot, "Upstreams", "Upstreams  4")
        rows = [line.split("  ")[0].strip() for line in seen(pilot).splitlines()[4:8]]
        assert rows == ["An toàn", "Ăn toàn", "Đài tỉnh", "Đài TNVN"]  # the Vietnamese alphabet
        assert "Esc Close" not in seen(pilot)
        await pilot.press("slash", *"dai")
        await until_seen(pilot, "2 of 4", "Esc Close")
        await until(pilot, lambda: "An toàn" not in seen(pilot))
        await pilot.press("escape", "slash", *"vov")
        await until_seen(pilot, "1 of 4", "Đài TNVN")
        await pilot.press("enter", "e")
        await until_seen(pilot, "Change the name", "Đài TNVN")
        await pilot.press("escape")
        await until_back(pilot, "1 of 4")
        await pilot.press("slash", *"xyz")
        await until_seen(pilot, "Nothing matches")


@pytest.mark.parametrize("size", [(60, 20), (160, 45)])
async def test_the_mouse_alone_opens_sections_forms_and_merges(
    size: tuple[int, int], desk: Desk, config: Config
) -> None:
    plan(desk, "TS sáng", dt.time(5, 30))
    plan(desk, "Thời sự", dt.time(6))

    async def click(text: str, *, last: bool = False) -> None:
        """Click on the first place on the screen that shows a text, or on the last one."""
        await until_seen(pilot, text)
        await until(pilot, lambda: all(each.is_finished for each in pilot.app.workers if each.group == "load"))
        places = [(line.index(text), row) for row, line in enumerate(seen(pilot).splitlines()) if text in line]
        x, y = places[-1 if last else 0]
        await pilot.click(offset=(x + len(text) // 2, y))

    async with driven(config, size=size) as pilot:
        await click("Station", last=True)
        await until_seen(pilot, "Time zone")
        for name in SECTIONS[1:]:
            await click(name)
            await until(pilot, lambda name=name: seen(pilot).splitlines()[0].lstrip().startswith(name))
        await click("Programmes")
        await click("Thời sự")  # it has the cursor: this opens it
        await until_seen(pilot, "Change the programme")
        await click("Back")
        await until_back(pilot)
        await click("TS sáng")
        await click("Merge", last=True)
        await until_seen(pilot, "Enter: this one stays")
        await click("│   Thời sự")
        await until_seen(pilot, "is kept as an earlier name")
        await click("    Merge  ")
        await until_back(pilot, "Programmes  1")
    assert found_programmes(desk)["Thời sự"].editions == 2


async def test_text_that_was_typed_survives_a_change_by_someone_else(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        people.add(session, "Thu Hà")
    async with driven(config) as pilot:
        await open_section(pilot, "People", "Thu Hà")
        await pilot.press("e")
        await until_seen(pilot, "Change the person")
        await fill(pilot, "initials", "TH")
        with seated(desk, "Đức Anh").changing(Action.CHANGE_PERSON, name="x") as session:
            people.set_roles(session, 1, version(session, Person, 1), [Role.EDITOR])
        await pilot.press("enter")
        await until_seen(pilot, "Đức Anh")
        form = pilot.app.screen
        assert form.query_one("#initials", Input).value == "TH"
        assert form.query_one(f"#{Role.EDITOR}", Checkbox).value
        await pilot.press("ctrl+s")
        await until_back(pilot, "editor")
    found = found_people(desk)["Thu Hà"]
    assert (found.initials, found.roles) == ("TH", (Role.EDITOR,))


async def test_a_kind_of_report_is_added_by_names_changed_and_removed(desk: Desk, config: Config) -> None:
    with desk.changing(Action.ADD_NAME, name="UBND huyện") as session:
        partners.add(session, Recipient, "UBND huyện")
    async with driven(config) as pilot:
        await open_section(pilot, "Kinds of report", "No kind of report yet")
        await pilot.press("n")
        await until_seen(pilot, "A new kind of report")
        for name, bad, message, good in (
            ("name", "", "Required", HOSTILE),
            ("due_days", "x", "“x” is not a number", "5 days"),
            ("due_days", "999", "999 working days are not possible here", "5 ngày làm việc"),
            ("indicators", "TV clips; x", "“x” is not an indicator", "tv clips; stories"),
            ("template", "a/b.docx", "is not the name of a Word file", "nam.docx"),
        ):
            await fill(pilot, name, bad)
            await pilot.press("ctrl+s")
            await until_seen(pilot, message)
            await fill(pilot, name, good)
        await until_seen(pilot, "Required: choose one", "5 working days after the period")
        pilot.app.screen.query_one("#period_kind", Select).value = PeriodKind.YEAR
        pilot.app.screen.query_one("#rule", Select).value = PeriodRule.CALENDAR
        pilot.app.screen.query_one("#recipient", Input).focus()
        await pilot.press(*"ubnd", "down", "enter")
        await pilot.press("ctrl+s")
        await until_back(pilot, HOSTILE[:20], "UBND huyện", "5 working days", "2 indicators", "nam.docx")
        await pilot.press("e")
        await until_seen(pilot, "Change the kind of report", "TV clips; Stories used")
        await fill(pilot, "due_days", "")
        await fill(pilot, "indicators", "")
        await pilot.press("ctrl+s")
        await until_back(pilot, "no due day", "the main indicators")
        with desk.reading() as session:
            [found] = kinds.kinds(session)
        assert found.terms == kinds.KindTerms(
            PeriodKind.YEAR, PeriodRule.CALENDAR, "UBND huyện", 0, None, template="nam.docx"
        )
        await pilot.press("x")
        await until_seen(pilot, "Remove the kind of report")
        await pilot.press("left", "enter")
        await until_back(pilot, "No kind of report yet")


async def test_a_kind_with_closed_reports_says_why_it_stays(desk: Desk, config: Config) -> None:
    with desk.changing(Action.ADD_REPORT_KIND, name="Năm") as session:
        kinds.add(session, "Năm", kinds.KindTerms(PeriodKind.YEAR, PeriodRule.CALENDAR))
    close(desk, "Năm", "2018")
    async with driven(config) as pilot:
        await open_section(pilot, "Kinds of report", "Năm")
        await pilot.press("x")
        await until(pilot, lambda: any("so it stays" in notice for notice in notices(pilot)))
