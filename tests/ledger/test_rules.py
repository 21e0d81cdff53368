"""What the desk's rules make of a ledger. test_rules_of_the_desk has each rule with what the desk does by hand."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from radiodesk.history import invariants
from radiodesk.ledger import LedgerRefused
from radiodesk.model import (
    Action,
    Broadcast,
    BroadcastState,
    Desk,
    Person,
    Programme,
    Publication,
    Recording,
    Relay,
    Story,
    Upstream,
)
from radiodesk.newsroom import publications
from radiodesk.staff import people
from tests.conftest import MEDIA
from tests.ledger.books import (
    BROADCASTS,
    CLIP,
    CLIPS,
    EVENT,
    NEWS,
    PUBLICATION,
    PUBLICATIONS,
    REPEAT,
    STORIES,
    STORY,
    Row,
    bring,
    changed,
    content,
    everything,
    ledger,
    write_xlsx,
)
from tests.versions import version

POSTED = "https://dai.example/2019/03/05"


def book(folder: Path, *broadcasts: Row, stories: tuple[Row, ...] = (), posted: tuple[Row, ...] = ()) -> Path:
    sheets = ledger(broadcasts=broadcasts, stories=stories, clips=[], publications=posted)
    return write_xlsx(folder / "sổ.xlsx", sheets)


def refusal(desk: Desk, path: Path) -> list[str]:
    """The problems for which a ledger is refused; nothing is changed."""
    before = everything(desk)
    with pytest.raises(LedgerRefused) as refused:
        bring(desk, path)
    assert everything(desk) == before
    return [str(problem).removeprefix(f"{path.name}, ") for problem in refused.value.problems]


@pytest.mark.parametrize("state", ["Kế hoạch", "Hủy", "Không phát", ""])
def test_only_what_was_aired_is_posted(desk: Desk, tmp_path: Path, state: str) -> None:
    path = book(tmp_path, changed(NEWS, 6, state), posted=(PUBLICATION,))

    assert refusal(desk, path) == [
        "sheet “Website”, row 2, column “Giờ phát”: 05/03/2019 05:30; expected: the time of a programme that was "
        "aired: this one is not marked as aired"
    ]


def test_a_repeat_on_air_makes_no_edition_aired(desk: Desk, tmp_path: Path) -> None:
    at_repeat = changed(PUBLICATION, 2, "17:00")
    path = book(tmp_path, changed(NEWS, 6, "Không phát"), REPEAT, posted=(at_repeat,))

    assert len(refusal(desk, path)) == 1


@pytest.mark.parametrize("state", ["Kế hoạch", "Hủy", "Không phát"])
def test_what_is_posted_stays_aired(desk: Desk, tmp_path: Path, state: str) -> None:
    bring(desk, book(tmp_path, NEWS, posted=(PUBLICATION,)))

    [problem] = refusal(desk, book(tmp_path, changed(NEWS, 6, state)))

    assert problem.startswith("sheet “Chương trình”, row 2, column “Trạng thái”")
    assert f"a programme that stays aired: it is noted as posted at “{POSTED}”. Withdraw that first" in problem


def test_what_the_desk_has_from_an_older_release_comes_in_unchanged(desk: Desk, tmp_path: Path) -> None:
    """Earlier imports took publications of what was not aired."""
    bring(desk, book(tmp_path, NEWS, posted=(PUBLICATION,)))
    with desk.changing(Action.EARLIER, what="missed") as session:
        session.scalars(select(Broadcast)).one().state = BroadcastState.MISSED
    before = everything(desk)

    missed = changed(changed(NEWS, 6, "Không phát"), 4, "")
    bring(desk, book(tmp_path, missed))
    bring(desk, book(tmp_path, missed, posted=(PUBLICATION,)))

    assert everything(desk) == before


def test_what_was_withdrawn_may_be_cancelled(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, NEWS, posted=(PUBLICATION,)))
    with desk.changing(Action.WITHDRAW, address=POSTED) as session:
        row_id = session.scalars(select(Publication.id)).one()
        publications.withdraw(session, row_id, version(session, Publication, row_id))

    bring(desk, book(tmp_path, changed(NEWS, 6, "Hủy")))

    assert content(desk) == ["2019-03-05 05:30 | Thời sự buổi sáng | 924 | cancelled"]


def test_the_actual_length_goes_with_the_air(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, NEWS))
    bring(desk, book(tmp_path, changed(changed(NEWS, 6, "Không phát"), 4, "")))

    with desk.reading() as session:
        row = session.scalars(select(Broadcast)).one()
        assert (row.state, row.actual_seconds) == (BroadcastState.MISSED, None)


def test_the_actual_length_goes_with_a_cancellation_too(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, changed(NEWS, 6, "Kế hoạch")))
    with desk.changing(Action.EARLIER, what="length") as session:
        session.scalars(select(Broadcast)).one().actual_seconds = 600

    bring(desk, book(tmp_path, changed(changed(NEWS, 6, "Hủy"), 4, "")))

    with desk.reading() as session:
        assert session.scalars(select(Broadcast)).one().actual_seconds is None


def test_a_repeat_carries_what_was_aired_and_not_what_was_cancelled(desk: Desk, tmp_path: Path) -> None:
    cancelled = changed(changed(NEWS, 1, "11:00"), 6, "Hủy")
    bring(desk, book(tmp_path, NEWS, cancelled, REPEAT))

    with desk.reading() as session:
        in_order = select(Broadcast.edition_id).order_by(Broadcast.starts)
        first, between, repeated = session.scalars(in_order)
    assert (repeated == first, between == first) == (True, False)


def test_a_relay_has_an_upstream_or_is_live(desk: Desk, tmp_path: Path) -> None:
    vov = changed(changed(changed(EVENT, 1, "06:00"), 2, "VOV1"), 3, "Tiếp âm")
    bring(desk, book(tmp_path, EVENT, vov))

    with desk.reading() as session:
        names = dict(session.execute(select(Upstream.id, Upstream.name)).all())
        relays = {row.title: (row.live, names.get(row.upstream_id)) for row in session.scalars(select(Relay))}
    assert relays == {"Lễ giao nhận quân": (True, None), "VOV1": (False, "VOV1")}


def test_a_programme_is_found_by_its_title_whatever_its_case(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, NEWS, changed(changed(NEWS, 0, "06/03/2019"), 2, "THỜI SỰ  BUỔI SÁNG")))

    with desk.reading() as session:
        assert list(session.scalars(select(Programme.title))) == ["Thời sự buổi sáng"]


def test_a_person_is_found_by_name_whatever_its_case(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, changed(NEWS, 5, "Đức Anh, đức  anh"), stories=(changed(STORY, 5, "ĐỨC ANH"),)))

    with desk.reading() as session:
        assert sorted(session.scalars(select(Person.name))) == ["Đức Anh"]


def test_a_person_whom_the_desk_has_is_not_added_again(desk: Desk, tmp_path: Path) -> None:
    with desk.changing(Action.ADD_PERSON, name="Thu Hà") as session:
        people.add(session, "Thu Hà")

    bring(desk, book(tmp_path, NEWS, stories=(STORY,)))

    with desk.reading() as session:
        assert list(session.scalars(select(Person.name))) == ["Thu Hà"]


def test_a_linked_recording_leaves_the_inbox_and_gives_its_story_its_length(desk: Desk, tmp_path: Path) -> None:
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "tin.mp3")
    sheets = ledger(broadcasts=[NEWS], clips=[], publications=[])
    sheets["Tin bài"] = [[*STORIES, "Tệp âm thanh"], [*STORY, "tin.mp3"]]

    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    with desk.reading() as session:
        story, recording = session.scalars(select(Story)).one(), session.scalars(select(Recording)).one()
        assert (story.recording_id, recording.waiting) == (recording.id, False)
        assert story.actual_seconds == recording.seconds


def test_what_came_in_breaks_no_rule_of_the_desk(desk: Desk, tmp_path: Path) -> None:
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger()))

    with desk.reading() as session:
        assert list(invariants.violations(session, None, dt.date(2019, 12, 31))) == []


@pytest.mark.parametrize("sheet", ["stories", "publications"])
def test_a_row_that_names_a_programme_is_of_that_programme(desk: Desk, tmp_path: Path, sheet: str) -> None:
    other = [*STORY, "Thời sự chiều"] if sheet == "stories" else [*PUBLICATION, "Thời sự chiều"]
    header = [*(STORIES if sheet == "stories" else PUBLICATIONS), "Chương trình"]
    afternoon = changed(changed(NEWS, 1, "17:30"), 2, "Thời sự chiều")
    sheets = {
        "Chương trình": [BROADCASTS, NEWS, afternoon],
        "Tin bài" if sheet == "stories" else "Website": [header, other],
    }

    with pytest.raises(LedgerRefused) as refused:
        bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    [problem] = refused.value.problems
    assert (problem.column, problem.value) == ("Tên chương trình", "“Thời sự chiều”")
    assert "“Thời sự buổi sáng”" in problem.expected


def test_a_clip_that_comes_twice_is_told_once(desk: Desk, tmp_path: Path) -> None:
    sheets = {"Tháng 3": [CLIPS, CLIP], "Quý I": [CLIPS, CLIP, changed(CLIP, 3, "Nông thôn mới")]}
    path = write_xlsx(tmp_path / "sổ.xlsx", sheets)

    [warning] = bring(desk, path).warnings
    assert warning.startswith("sổ.xlsx, sheet “Quý I”, row 2: sổ.xlsx, sheet “Tháng 3”, row 2 has the same clip")
    assert bring(desk, path).warnings == ()


def test_a_person_who_was_merged_into_another_stays_so(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path, changed(NEWS, 5, "Hà"), stories=(changed(STORY, 5, "Hà"),))
    bring(desk, path)
    for name, into in (("Hà", "Thu Hà"), ("Thu Hà", "Vũ Thu Hà")):
        with desk.changing(Action.MERGE_PEOPLE, name=name, into=into) as session:
            people.add(session, into)
            gone, kept = people.person(session, name), people.person(session, into)
            people.merge(session, gone.id, gone.version, kept.id, kept.version, today=dt.date(2019, 3, 6))
    before = everything(desk)

    bring(desk, path)

    assert everything(desk) == before


def test_past_broadcasts_without_a_state_are_told(desk: Desk, tmp_path: Path) -> None:
    other = changed(changed(NEWS, 6, ""), 1, "17:30")
    path = book(tmp_path, NEWS, changed(other, 2, "Thời sự chiều"), changed(other, 0, "06/03/2019"))

    [warning] = bring(desk, path).warnings
    assert warning.startswith("2 broadcasts of past days have no state")
    assert "row 3" in warning
    assert bring(desk, path).warnings == ()
