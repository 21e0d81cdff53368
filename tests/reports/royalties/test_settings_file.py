"""The rules for royalties as a file: what is written is read, and what is wrong is told with its line."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from radiodesk.history import log, undo
from radiodesk.kinds import CreditRole, NormMeasure, PeriodRule, WorkGenre
from radiodesk.model import Action, Desk, Person
from radiodesk.model.toml_files import BadFile
from radiodesk.reports.royalties import defaults, settings, settings_file, settings_writing
from radiodesk.reports.royalties.rules import Norm, Rate, Rules
from radiodesk.reports.royalties.settings_file import FileNorm


def apply(desk: Desk, text: str) -> list[str]:
    with desk.changing(Action.APPLY_ROYALTIES, file="x.toml") as session:
        return settings_file.apply(session, settings_file.read("x.toml", text))


def rules(desk: Desk) -> Rules:
    with desk.reading() as session:
        return settings.rules(session)


def test_a_desk_begins_with_the_base_salaries_and_the_frame_of_the_decree(desk: Desk) -> None:
    assert rules(desk) == defaults.RULES


def test_what_is_exported_is_applied_without_a_change_but_makes_the_frame_the_stations_own(desk: Desk) -> None:
    text = settings_writing.write(rules(desk))

    assert apply(desk, text) == ["The frame has 53 coefficients"]
    assert rules(desk) == replace(defaults.RULES, is_own_frame=True)
    assert apply(desk, text) == []


def test_a_file_sets_what_it_names_and_leaves_the_rest(desk: Desk) -> None:
    said = apply(
        desk,
        """
        second_use = 50
        maker = "Ngọc  Lan"
        [tax]
        on = true
        [[norm]]
        person = "Thu Hà"
        genre = "brief"
        pieces = 20
        [[norm]]
        person = "Thu Hà"
        role = "reader"
        points = 7.5
        """,
    )

    found = rules(desk)
    assert said == [
        "2 norms",
        "second_use: 0 → 50",
        "tax.on: False → True",
        "maker:  → Ngọc Lan",
        "New person: Thu Hà",
    ]
    assert (found.salaries, found.rates, found.is_own_frame) == (defaults.SALARIES, defaults.RATES, False)
    assert found.norms == (
        Norm(1, "Thu Hà", Decimal(20), CreditRole.AUTHOR, WorkGenre.BRIEF, NormMeasure.PIECES),
        Norm(1, "Thu Hà", Decimal("7.5"), CreditRole.READER, None, NormMeasure.POINTS),
    )
    apply(desk, '[[norm]]\nperson = "thu hà"\npoints = 3\n')
    assert [each.amount for each in rules(desk).norms] == [3]
    with desk.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Thu Hà"]


WRONG = {
    "month = 5": (1, "month", "“5” does not fit: official, calendar"),
    "colour = 1": (1, "colour", "there is no key “colour” here: known are month, second_use"),
    "most_fees = 71": (1, "most_fees", "“71” does not fit: a number from 0 to 70"),
    "most_increases = 30.1": (1, "most_increases", "a number from 0 to 30"),
    "tax = 3": (1, "tax", "write it below a heading [tax]"),
    "[tax]\nfrom = -1": (2, "from", "whole đồng"),
    "[[salary]]\nsince = 2019-07-01": (1, "", "the key “amount” is missing here"),
    "[[salary]]\nsince = 2019-13-01\namount = 1": (2, "", "this is not TOML"),
    "[[salary]]\nsince = 2019-07-01\namount = 1.5": (3, "amount", "whole đồng"),
    "[[salary]]\nsince = 2019-07-01\namount = 1\n[[salary]]\nsince = '2019-07-01'\namount = 2": (
        5,
        "since",
        "this stands in the file twice",
    ),
    "[[rate]]\ngenre = 'brief'\nrole = 'author'\nusual = 3\nmost = 2": (4, "usual", "it is greater than “most”"),
    "[[rate]]\ngenre = 'brief'\nrole = 'author'\nusual = 3\nmost = 11": (5, "most", "the decree allows a coefficient"),
    "[[rate]]\ngenre = 'tv_news'\nrole = 'camera'\nof_piece = true\nleast = 40\nusual = 50\nmost = 90": (
        5,
        "least",
        "the decree allows from 50 to 100 % of the piece",
    ),
    "[[rate]]\ngenre = 'brief'\nrole = 'reader'\nof_piece = true\nusual = 50\nmost = 90": (
        4,
        "of_piece",
        "only the helpers of television pieces",
    ),
    "[[rate]]\ngenre = 'poem'\nrole = 'author'\nusual = 1\nmost = 1": (2, "genre", "“poem” does not fit: brief,"),
    "[[norm]]\nperson = 'Hà, Minh'\npieces = 3": (2, "person", "is read as several names"),
    "[[norm]]\nperson = 'Hà'": (1, "", "a norm needs either “pieces” or “points”"),
    "[[norm]]\nperson = 'Hà'\npieces = true": (3, "pieces", "“True” does not fit: a number from 0 to 10000"),
    "norm = 3": (1, "norm", "write each one below a heading [[norm]]"),
    "= 3": (1, "", "this is not TOML"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_its_line(text: str, desk: Desk) -> None:
    line, key, message = WRONG[text]

    with pytest.raises(BadFile) as raised:
        apply(desk, text)

    (problem,) = raised.value.problems
    assert (problem.line, problem.key) == (line, key)
    assert message in problem.message
    assert rules(desk) == defaults.RULES


NUMBERS = st.decimals("0", "10", places=3)
RATES = st.builds(
    lambda genre, role, numbers: Rate(genre, role, usual=numbers[1], most=numbers[2], least=numbers[0]),
    st.sampled_from(WorkGenre),
    st.sampled_from(CreditRole),
    st.lists(NUMBERS, min_size=3, max_size=3).map(sorted),
)
RULES = st.builds(
    lambda rates, norms, rule, percents, taxed, tax_from: Rules(
        salaries=defaults.SALARIES,
        rates=rates,
        norms=norms,
        period_rule=rule,
        second_use=percents[0],
        most_fees=percents[1],
        tax=percents[2],
        taxed=taxed,
        tax_from=tax_from,
    ),
    st.lists(RATES, min_size=1, max_size=4, unique_by=lambda each: (each.genre, each.role)).map(tuple),
    st.lists(
        st.builds(
            lambda role, genre, measure, amount: Norm(1, "Thu Hà", amount, role, genre, measure),
            st.sampled_from(CreditRole),
            st.none() | st.sampled_from(WorkGenre),
            st.sampled_from(NormMeasure),
            st.decimals("0", "10000", places=2),
        ),
        max_size=3,
        unique_by=lambda each: (each.role, each.genre),
    ).map(tuple),
    st.sampled_from(PeriodRule),
    st.lists(st.decimals("0", "70", places=2), min_size=3, max_size=3),
    st.booleans(),
    st.integers(0, 10**9),
)


@given(RULES)
def test_a_file_holds_any_rules_exactly(wanted: Rules) -> None:
    found = settings_file.read("x.toml", settings_writing.write(wanted))

    assert (found.salaries, found.rates) == (wanted.salaries, wanted.rates)
    assert (found.norms or ()) == tuple(
        FileNorm(each.person, each.role, each.genre, each.measure, each.amount) for each in wanted.norms
    )
    assert found.options == {name: getattr(wanted, name) for name in settings.OPTIONS}


def test_applying_a_file_is_undone_as_one_change(desk: Desk) -> None:
    apply(desk, settings_writing.write(rules(desk)) + '[[norm]]\nperson = "Thu Hà"\npieces = 3\n')
    with desk.reading() as session:
        entry = log.entry(session, log.entries(session, limit=1)[0].id)

    with desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        assert undo.undo(session, desk, entry) == []

    assert rules(desk) == defaults.RULES
