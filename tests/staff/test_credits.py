"""The credits of stories and clips."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from radiodesk.errors import Doubtful, UserError
from radiodesk.model import Clip, ClipKind, ClipState, Credit, CreditRole, Desk, Person, Story
from radiodesk.model.actions import Action
from radiodesk.model.text import EmptyText
from radiodesk.staff import credit_rules, people
from radiodesk.staff import credits as crediting
from radiodesk.staff.credits import KnownCredit, set_authors
from tests.conftest import AnotherDesk
from tests.versions import version

AUTHOR, READER = CreditRole.AUTHOR, CreditRole.READER
Work = type[Story] | type[Clip]


def new_work(desk: Desk, kind: Work, authors: str = "") -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        work = Story(title="Tin") if kind is Story else Clip(title="Clip", kind=ClipKind.CLIP, state=ClipState.PLANNED)
        work.credits = []
        session.add(work)
        session.flush()
        set_authors(session, work, authors)


def credit(desk: Desk, kind: Work, names: str, role: CreditRole, **terms: Decimal) -> None:
    with desk.changing(Action.SET_CREDITS, title="Tin") as session:
        crediting.add_credits(session, kind, 1, version(session, kind, 1), people=names, role=role, **terms)


def held(desk: Desk, kind: Work) -> list[tuple[str, CreditRole, Decimal | None, Decimal | None]]:
    with desk.reading() as session:
        found = crediting.credits_of(session, kind, 1).credits
        return [(each.person, each.role, each.coefficient, each.share) for each in found]


def authors_of(desk: Desk, kind: Work) -> str:
    return ", ".join(person for person, role, *_terms in held(desk, kind) if role is AUTHOR)


@pytest.mark.parametrize("kind", [Story, Clip])
def test_other_credits_survive_a_change_of_the_authors(kind: type[Story] | type[Clip], desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        work = Story(title="Tin") if kind is Story else Clip(title="Clip", kind=ClipKind.CLIP, state=ClipState.PLANNED)
        camera = people.add(session, "Đức Anh")
        work.credits = [Credit(person_id=camera, role=CreditRole.CAMERA)]
        session.add(work)
        session.flush()

    for authors in ("Thu Hà, Đức Anh", "Đức Anh", ""):
        with desk.changing(Action.EARLIER, what="test") as session:
            set_authors(session, session.scalars(select(kind).options(selectinload(kind.credits))).one(), authors)

        with desk.reading() as session:
            others = select(Person.name).join(Credit).where(Credit.role == CreditRole.CAMERA)
            assert session.scalars(others).all() == ["Đức Anh"]
        assert authors_of(desk, kind) == authors


def test_an_author_with_a_post_of_an_older_release_stays_and_may_still_act(desk: Desk) -> None:
    desk.act_as("PV Thu Hà")
    with desk.changing(Action.EARLIER, what="test") as session:
        older = Person(name="PV Thu Hà")
        session.add(older)
        session.flush()
        session.add(Story(title="Tin", credits=[Credit(person_id=older.id, role=CreditRole.AUTHOR)]))

    for authors, stored in (("PV Thu Hà", "PV Thu Hà"), ("PV Thu Hà, Đức Anh", "Thu Hà, Đức Anh")):
        with desk.changing(Action.EARLIER, what="test") as session:
            set_authors(session, session.scalars(select(Story).options(selectinload(Story.credits))).one(), authors)
        assert authors_of(desk, Story) == stored


@pytest.mark.parametrize("kind", [Story, Clip])
def test_people_are_credited_with_their_work_and_whoever_stays_an_author_keeps_coefficient_and_share(
    kind: Work, desk: Desk
) -> None:
    new_work(desk, kind, "Thu Hà, Đức Anh")
    credit(desk, kind, "Thanh Thủy; Minh", READER, coefficient=Decimal("0.50"))
    with desk.changing(Action.SET_CREDITS, title="Tin") as session:
        for person, share in zip(crediting.credits_of(session, kind, 1).credits[:2], (60, 40), strict=True):
            seen = version(session, kind, 1)
            crediting.change_credit(session, person.id, seen, coefficient=Decimal("2.5"), share=Decimal(share))

    with desk.changing(Action.EARLIER, what="test") as session:
        work = session.scalars(select(kind).options(selectinload(kind.credits))).one()
        set_authors(session, work, "Lan, Đức Anh, Thu Hà")

    assert held(desk, kind) == [
        ("Lan", AUTHOR, None, None),
        ("Đức Anh", AUTHOR, Decimal("2.5"), Decimal(40)),
        ("Thu Hà", AUTHOR, Decimal("2.5"), Decimal(60)),
        ("Thanh Thủy", READER, Decimal("0.5"), None),
        ("Minh", READER, Decimal("0.5"), None),
    ]


@pytest.mark.parametrize(
    ("names", "role", "terms", "error"),
    [
        ("Thu Hà", AUTHOR, {}, KnownCredit),
        ("Minh; minh ; Thu Hà", AUTHOR, {}, KnownCredit),
        (" ; ", READER, {}, EmptyText),
        ("thu ha", READER, {}, Doubtful),
        ("Minh", READER, {"share": "50"}, credit_rules.ShareOfHelper),
        ("Minh", AUTHOR, {"share": "0"}, credit_rules.BadShare),
        ("Minh", AUTHOR, {"share": "100.01"}, credit_rules.BadShare),
        ("Minh", AUTHOR, {"share": "40.01"}, credit_rules.SharesTooLarge),
        ("Minh, Lan", AUTHOR, {"share": "20.5"}, credit_rules.SharesTooLarge),
        ("Minh", READER, {"coefficient": "0"}, credit_rules.BadCoefficient),
        ("Minh", READER, {"coefficient": "-1"}, credit_rules.BadCoefficient),
        ("Minh", READER, {"coefficient": "1.005"}, credit_rules.BadCoefficient),
        ("Minh", READER, {"coefficient": "1000.01"}, credit_rules.BadCoefficient),
    ],
)
def test_what_no_credit_may_say_is_refused_and_changes_nothing(
    names: str, role: CreditRole, terms: dict[str, str], error: type[UserError], desk: Desk
) -> None:
    new_work(desk, Story, "Thu Hà")
    with desk.changing(Action.SET_CREDITS, title="Tin") as session:
        crediting.change_credit(session, 1, version(session, Story, 1), coefficient=None, share=Decimal(60))

    with pytest.raises(error):
        credit(desk, Story, names, role, **{name: Decimal(text) for name, text in terms.items()})

    assert held(desk, Story) == [("Thu Hà", AUTHOR, None, Decimal(60))]
    with desk.reading() as session:
        assert [each.name for each in people.people(session)] == ["Thu Hà"]


@given(st.lists(st.decimals(0, 101, places=2), max_size=5))
def test_the_shares_of_all_authors_are_never_more_than_a_whole(
    another_desk: AnotherDesk, shares: list[Decimal]
) -> None:
    """Whoever would have more than is left is refused, and the others keep what they have."""
    with another_desk() as desk:
        new_work(desk, Story)
        taken: list[Decimal] = []
        for number, share in enumerate(shares):
            fits = 0 < share <= 100 and sum(taken) + share <= 100
            try:
                credit(desk, Story, f"Người {number}", AUTHOR, share=share)
            except UserError:
                assert not fits
            else:
                assert fits
                taken.append(share)
        assert [each[3] for each in held(desk, Story)] == taken


def test_a_credit_is_taken_back(desk: Desk) -> None:
    new_work(desk, Story, "Thu Hà")
    credit(desk, Story, "Minh", READER)
    with desk.changing(Action.SET_CREDITS, title="Tin") as session:
        crediting.remove_credit(session, 2, version(session, Story, 1))
    assert held(desk, Story) == [("Thu Hà", AUTHOR, None, None)]
    with desk.reading() as session:
        assert version(session, Story, 1) == 3
