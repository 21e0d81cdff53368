"""Whether the format of a cell shows what the cell holds: that of its own, and those that conditions give it."""

import datetime as dt
import re

from radiodesk.reports.documents.packages import Package, parsed
from radiodesk.reports.documents.workbook_letters import SHEET

_PADDING = re.compile(r'_.|\*\s|\\?\s|\\(?=[()\-])|"\s*"|\[\$-[0-9a-f,]+\]|\[(?:black|red|blue|green)\]', re.IGNORECASE)
"""Parts of a number format that show nothing, or no more than a colour."""
_DIGITS = r"(?:General|Standard|@|(?:#,##)?0(?:\.[0#?]+)?(?P<percent>%?))"
_PLAIN, _NEGATIVE = re.compile(_DIGITS), re.compile(rf"-?{_DIGITS}|\({_DIGITS.replace('percent', 'per_cent')}\)")
_DASH = re.compile(r'"?-"?\?*')
"""What accounts have for 0."""
_DAY = re.compile(r'(?:[dmyhs/.,:-]|\\[/.,:-]|"[^"0-9]*")+', re.IGNORECASE)


def shows_itself(value: object, number_format: str, *, percent: bool = False) -> bool:
    """Whether a number format shows a text, a day, or the digits of a number, and no others.

    percent: whether it is to show a number as percents.
    """
    sections = [_PADDING.sub("", each) for each in number_format.split(";")]
    if isinstance(value, dt.date):
        return _DAY.fullmatch(sections[0]) is not None
    if isinstance(value, bool) or not isinstance(value, int | float):
        own = sections[3:] or [each for each in sections[-1:] if "@" in each]
        return all(each == "@" for each in own)
    if value < 0 and len(sections) > 1:
        match = _NEGATIVE.fullmatch(sections[1])
    elif value == 0 and len(sections) > 2:
        if _DASH.fullmatch(sections[2]):
            return True
        match = _PLAIN.fullmatch(sections[2])
    else:
        match = _PLAIN.fullmatch(sections[0])
    return match is not None and any(match.groupdict().values()) == percent


def formats_of_conditions(package: Package) -> list[str]:
    """The number format of each format that a condition may give a cell; empty where it has none."""
    styles = package.get("xl/styles.xml")
    if styles is None:
        return []
    found = (each.find(f"{SHEET}numFmt") for each in parsed(styles).iterfind(f"{SHEET}dxfs/{SHEET}dxf"))
    return ["" if each is None else each.get("formatCode", "") for each in found]
