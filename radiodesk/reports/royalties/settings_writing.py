"""Write the rules for royalties as a file (TOML) that `settings_file` reads."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import tomlkit

from radiodesk.locale import _
from radiodesk.reports.royalties.rules import Norm, Rate, Rules


def write(rules: Rules) -> str:
    """All rules as a file."""
    document = tomlkit.document()
    for line in _("The rules for royalties and fees. docs/royalties.md explains them.").splitlines():
        document.add(tomlkit.comment(line))
    document["month"] = rules.period_rule.value
    for name in ("second_use", "most_increases", "most_fees"):
        document[name] = _toml(getattr(rules, name))
    document["counts_norms"] = rules.counts_norms
    document["maker"], document["accountant"] = rules.maker, rules.accountant
    document["tax"] = _table(on=rules.taxed, percent=_toml(rules.tax)) | {"from": rules.tax_from}
    document["salary"] = _tables([_table(since=each.since, amount=each.amount) for each in rules.salaries])
    document["rate"] = _tables([_rate_table(each) for each in rules.rates])
    if rules.norms:
        document["norm"] = _tables([_norm_table(each) for each in rules.norms])
    return tomlkit.dumps(document)


def _rate_table(rate: Rate) -> Any:
    table = _table(genre=rate.genre.value, role=rate.role.value)
    if rate.of_piece:
        table["of_piece"] = True
    if rate.least:
        table["least"] = _toml(rate.least)
    table["usual"], table["most"] = _toml(rate.usual), _toml(rate.most)
    return table


def _norm_table(norm: Norm) -> Any:
    table = _table(person=norm.person, role=norm.role.value)
    if norm.genre:
        table["genre"] = norm.genre.value
    table[norm.measure.value] = _toml(norm.amount)
    return table


def _table(**values: Any) -> Any:
    table = tomlkit.table()
    for name, value in values.items():
        table[name] = value
    return table


def _tables(tables: Sequence[Any]) -> Any:
    found = tomlkit.aot()
    for each in tables:
        found.append(each)
    return found


def _toml(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
