"""What has changed in an item of closed evidence that still counts: its title, and what the breakdowns divide by.

The values of a closed item are labels in the language in which the report was closed. They are compared by what they
mean: the words of both languages mean one thing, and so do the names of one row that was renamed.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from radiodesk.locale import LANGUAGES, N_, _, in_language
from radiodesk.model import Base, earlier_names
from radiodesk.model.text import key
from radiodesk.reports.content import Item
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.properties import OUTLET, Property, Words
from radiodesk.reports.subjects import SUBJECTS

_TITLED = frozenset({"story", "clip"})
"""The tables whose items have titles of their own. Others are named after their programme, which may be renamed."""
_OWN_AIR = N_("own air")
_BETWEEN = "; "


class ItemChanges:
    """Says what has changed in the items of an indicator. The names of rows are read once for each table."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._words = Words(session)
        self._former: dict[type[Base], Mapping[str, int]] = {}
        self._known: dict[int, Mapping[str, str]] = {}

    def of(self, indicator: Indicator, closed: Item, now: Item) -> str:
        """What has changed, in words: "Genre: report → feature"; empty for nothing."""
        found = []
        if closed.table in _TITLED and closed.title != now.title:
            found.append(_said(_("Title"), closed.title, now.title))
        subject = SUBJECTS[indicator.counts]
        for name in indicator.by:
            prop = subject.property(name)
            if prop is None or name not in closed.values or name not in now.values:
                continue  # it was not divided by this then
            before, after = (self._meanings(prop, each.values[name]) for each in (closed, now))
            if before != after:
                found.append(_said(_(prop.label), self._shown(prop, closed.values[name]), now.values[name]))
        return "; ".join(found)

    def _meanings(self, prop: Property, label: str) -> frozenset[str]:
        """What the label of an item means for a property: keys of choices, names of rows as they are now, texts."""
        known = self._words_of(prop)
        if label in known:
            return frozenset({known[label]})
        parts = label.split(_BETWEEN) if prop.links else [label]
        return frozenset(known.get(each) or self._named(prop, each) for each in parts)

    def _shown(self, prop: Property, label: str) -> str:
        """A closed label in the user's language, where it is a word."""
        value = self._words_of(prop).get(label)
        if value is None:
            return label
        return _(prop.words.get(value, value) if value else prop.none)

    def _words_of(self, prop: Property) -> Mapping[str, str]:
        if id(prop) not in self._known:
            self._known[id(prop)] = _words_of(prop)
        return self._known[id(prop)]

    def _named(self, prop: Property, name: str) -> str:
        """The name that a row has now, by a name that it has or had; a text regardless of case."""
        if prop.table is None or prop is OUTLET:  # outlets keep no earlier names
            return key(name)
        if prop.table not in self._former:
            self._former[prop.table] = earlier_names.former_ids(self._session, prop.table)
        row_id = self._former[prop.table].get(key(name))
        return key(name if row_id is None else self._words.of(prop, row_id))


def _words_of(prop: Property) -> dict[str, str]:
    """The keys of the values that have words, by their words in each language; the lack of a value has the key ""."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with in_language(language):
            found |= {_(word): value for value, word in prop.words.items()} | {_(prop.none): ""}
            if prop is OUTLET:
                found[_(_OWN_AIR)] = _OWN_AIR
    return found


def _said(what: str, before: str, after: str) -> str:
    return _("{what}: {before} → {after}").format(what=what, before=before, after=after)
