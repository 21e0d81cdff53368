"""Closed reports as rows: for tests that only ask whether a report was closed."""

from radiodesk.kinds import PeriodRule
from radiodesk.model import Action, ClosedReport, Desk
from radiodesk.reports import periods


def close(desk: Desk, kind: str, code: str, rule: PeriodRule = PeriodRule.OFFICIAL) -> None:
    period = periods.parse(code, rule)
    with desk.changing(Action.EARLIER, what="close") as session:
        session.add(
            ClosedReport(
                kind=kind,
                first=period.first,
                last=period.last,
                number=1,
                person="Thu Hà",
                content="{}",
                digest="0" * 64,
                evidence=b"",
            )
        )
