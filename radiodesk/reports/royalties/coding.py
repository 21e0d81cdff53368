"""A pay list as JSON, for programs and for the record of closed months, and back. docs/royalties.md gives its shape."""

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from radiodesk.kinds import CreditRole, NormMeasure, PeriodRule, WorkGenre
from radiodesk.reports import periods
from radiodesk.reports.periods import Period
from radiodesk.reports.royalties.content import ClosedMonth, Line, PayList, Remark, Slip
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary
from radiodesk.reports.royalties.words import in_words

Json = dict[str, Any]

_SUMS = ("royalties", "fees", "corrections", "amount", "tax", "net")


def as_json(pay_list: PayList) -> str:
    """The pay list as JSON, for programs."""
    return json.dumps(encoded(pay_list), ensure_ascii=False, indent=1) + "\n"


def encoded(pay_list: PayList) -> Json:
    """The pay list as JSON values."""
    closed = pay_list.closed
    return {
        "station": pay_list.station,
        "month": pay_list.month,
        "first": pay_list.period.first.isoformat(),
        "last": pay_list.period.last.isoformat(),
        "rule": pay_list.period.rule.value,
        "people": [_slip(each) for each in pay_list.slips],
        "totals": {name: getattr(pay_list, name) for name in _SUMS} | {"words": in_words(pay_list.amount)},
        "remarks": [{"kind": each.kind, "values": dict(each.values)} for each in pay_list.remarks],
        "rules": _rules(pay_list.rules),
        "paper": {
            "parent_body": pay_list.parent_body,
            "place": pay_list.place,
            "head_office": pay_list.head_office,
            "head": pay_list.head,
        },
        **({} if pay_list.usual is None else {"usual_royalties": pay_list.usual}),
        "closed": closed
        and {"when": closed.when.isoformat(timespec="seconds"), "person": closed.person, "digest": closed.digest},
    }


def decoded(content: Mapping[str, Any]) -> PayList:
    """The pay list of JSON values that `encoded` gave."""
    month = content["month"]
    rule = PeriodRule(content["rule"])
    named = periods.parse(month, rule)
    first, last = (dt.date.fromisoformat(content[name]) for name in ("first", "last"))
    closed = content["closed"]
    return PayList(
        station=content["station"],
        month=month,
        period=Period(named.code, first, last, rule, named.kind),
        slips=tuple(_read_slip(each) for each in content["people"]),
        remarks=tuple(Remark(each["kind"], each["values"]) for each in content["remarks"]),
        rules=_read_rules(content["rules"]),
        closed=closed
        and ClosedMonth(dt.datetime.fromisoformat(closed["when"]), closed["person"], closed.get("digest", "")),
        **content["paper"],
        usual=content.get("usual_royalties"),
    )


def _slip(slip: Slip) -> Json:
    return {
        "id": slip.person_id,
        "name": slip.person,
        "initials": slip.initials,
        "norm": slip.norm,
        **{name: getattr(slip, name) for name in _SUMS},
        "lines": [_line(each) for each in slip.lines],
    }


def _read_slip(content: Json) -> Slip:
    person_id, name = content["id"], content["name"]
    lines = tuple(_read_line(each, person_id, name) for each in content["lines"])
    initials = content["initials"] if "initials" in content else content["pen_name"]  # as older releases called them
    return Slip(person_id, name, initials, lines)


def _line(line: Line) -> Json:
    return {
        "work": {"table": line.table, "id": line.work_id, "title": line.title, "genre": line.genre.value},
        "day": line.day.isoformat(),
        "role": line.role.value,
        "pay": "royalty" if line.is_royalty else "fee",
        "again": line.again,
        "coefficient": _number(line.coefficient),
        "share": _number(line.share),
        "unit": line.unit,
        "earned": line.earned,
        "increase": line.increase,
        "norm": line.norm,
        "reduced": line.reduced,
        "paid": line.paid,
        "corrects": line.corrects or None,
        "amount": line.amount,
        "tax": line.tax,
        "net": line.net,
    }


def _read_line(content: Json, person_id: int, person: str) -> Line:
    work = content["work"]
    sums = ("unit", "earned", "increase", "norm", "reduced", "paid", "tax", "again")
    return Line(
        person_id=person_id,
        person=person,
        table=work["table"],
        work_id=work["id"],
        title=work["title"],
        genre=WorkGenre(work["genre"]),
        day=dt.date.fromisoformat(content["day"]),
        role=CreditRole(content["role"]),
        is_royalty=content["pay"] == "royalty",
        coefficient=_decimal(content["coefficient"]),
        share=_decimal(content["share"]),
        corrects=content["corrects"] or "",
        **{name: content[name] for name in sums},
    )


def _rules(rules: Rules) -> Json:
    return {
        "own_frame": rules.is_own_frame,
        "rule": rules.period_rule.value,
        "second_use": _number(rules.second_use),
        "most_increases": _number(rules.most_increases),
        "most_fees": _number(rules.most_fees),
        "counts_norms": rules.counts_norms,
        "taxed": rules.taxed,
        "tax": _number(rules.tax),
        "tax_from": rules.tax_from,
        "maker": rules.maker,
        "accountant": rules.accountant,
        "salaries": [{"since": each.since.isoformat(), "amount": each.amount} for each in rules.salaries],
        "rates": [
            {
                "genre": each.genre.value,
                "role": each.role.value,
                "of_piece": each.of_piece,
                "least": _number(each.least),
                "usual": _number(each.usual),
                "most": _number(each.most),
            }
            for each in rules.rates
        ],
        "norms": [
            {
                "id": each.person_id,
                "name": each.person,
                "role": each.role.value,
                "genre": each.genre and each.genre.value,
                "measure": each.measure.value,
                "amount": _number(each.amount),
            }
            for each in rules.norms
        ],
    }


def _read_rules(content: Json) -> Rules:
    percents = {name: _decimal(content[name]) for name in ("second_use", "most_increases", "most_fees", "tax")}
    others: Json = {name: content[name] for name in ("counts_norms", "taxed", "tax_from", "maker", "accountant")}
    return Rules(
        salaries=tuple(Salary(dt.date.fromisoformat(each["since"]), each["amount"]) for each in content["salaries"]),
        rates=tuple(
            Rate(
                WorkGenre(each["genre"]),
                CreditRole(each["role"]),
                usual=_decimal(each["usual"]),
                most=_decimal(each["most"]),
                least=_decimal(each["least"]),
                of_piece=each["of_piece"],
            )
            for each in content["rates"]
        ),
        norms=tuple(
            Norm(
                each["id"],
                each["name"],
                _decimal(each["amount"]),
                CreditRole(each["role"]),
                WorkGenre(each["genre"]) if each["genre"] else None,
                NormMeasure(each["measure"]),
            )
            for each in content["norms"]
        ),
        is_own_frame=content["own_frame"],
        period_rule=PeriodRule(content["rule"]),
        **(others | percents),
    )


def _number(value: Decimal) -> int | float:
    """A JSON number: coefficients and percents have few decimals."""
    return int(value) if value == value.to_integral_value() else float(value)


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))
