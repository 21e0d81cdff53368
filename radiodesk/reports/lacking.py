"""The lack of a value as a condition in the database: no author, no genre, an empty text."""

from sqlalchemy import ColumnElement, Subquery, or_, select

from radiodesk.reports.properties import Form, Property


def lacks(base: Subquery, prop: Property) -> ColumnElement[bool]:
    """Whether a row of a listing has no value of a property. It is never NULL, so that it can be negated."""
    if prop.links:
        return ~or_(*(select(owner).where(owner == base.c.id).exists() for owner, _value in prop.linked))
    column: ColumnElement[str | None] = base.c[prop.name]
    return or_(column.is_(None), column == "") if prop.form is Form.TEXT else column.is_(None)
