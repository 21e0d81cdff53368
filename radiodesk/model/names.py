"""Rows that are identified by name: found regardless of case, created if they are new.

A name that no row has leads to the row that had it last; if there is none, and it is the short name or the initials of
exactly one person, to that person.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.model import earlier_names
from radiodesk.model.base import Base
from radiodesk.model.name_search import NameSearch, OtherName, UsedName
from radiodesk.model.people import Person
from radiodesk.model.programmes import Upstream
from radiodesk.model.stories import Topic
from radiodesk.model.television import Recipient
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title, key

Named = TypeVar("Named", Person, Recipient, Upstream, Topic)
Row = TypeVar("Row", bound=Base)


class SeveralNames(UserError):
    """Text with the names of several persons, where one was expected."""

    message = N_("“{name}” is read as several names ({names}): give one name, without commas or other separators")


class NotANameAlone(UserError):
    """A name with something around it that is no part of it, such as a post."""

    message = N_("“{name}” is more than a name: give the name alone, without a post, dash or full stop beside it")


_CAPITALS = "".join(filter(str.isupper, map(chr, range(0x2000))))
_SEPARATORS = re.compile(
    r"[,;/&+\n]|\s[-–—]\s|(?<=\w)[-–—]\s|(?<=\w\w)(?<!\bThS)(?<!\bThs)(?<!\bPGS)(?<!\bGS)(?<!\bTS)(?<!\bBS)(?<!\bKS)\.\s"
)
_AND = re.compile(r"\s(?:và|va|with|and)\s")

# The three patterns below are compiled when they are used: that takes as long as the first screen's queries.
_BULLETS = r"-–—•·*>▪■●○◦►✓✔\s"
_ITEM_NUMBER = rf"[0-9]{{1,2}}[.)]\s*(?=[{_CAPITALS}])"
_SHORT_POST = r"(?i:p\.v|pv|ctv|btv|ptv|ktv)"
_LONG_POST = r"(?i:(?:phóng|cộng tác|biên tập|phát thanh|kỹ thuật|kĩ thuật) viên)"
_PERSONAL_POST = rf"(?:{_SHORT_POST}|{_LONG_POST}|(?i:đồng chí))"
"""May stand before a name without a sign between. Titles such as NSND and NSƯT belong to the name."""
_WORK = (
    r"(?i:bt|qp|kt|th|t/h|mc|biên tập|biên soạn|kỹ thuật|quay phim|viết|đọc|dựng|ảnh|tin|bài|tin,\ ?ảnh|bài,\ ?ảnh"
    r"|ảnh\s?[+&/,]\s?viết|viết\s?[+&/,]\s?ảnh|thể hiện|thực hiện)"
)
"""What somebody did, before names with a colon or behind a name in brackets."""
_LABEL = rf"(?:{_PERSONAL_POST}|{_WORK}|(?i:tác giả|nhóm pv|nhóm phóng viên))"
"""A post or another word that may stand before names with a colon."""
_POST = (
    rf"(?:(?P<before>\A|[,;/&+\n]|\s[-–—]\s)[{_BULLETS}]{{0,8}}(?:{_ITEM_NUMBER})?|(?<!\w)(?={_SHORT_POST}\s*[:.]))"
    rf"(?:{_LABEL}(?:\s*[-–—,/&+]\s*{_LABEL}){{0,3}}\s*:\s*"
    rf"|{_PERSONAL_POST}(?:\s*[-–—,/&+]\s*{_PERSONAL_POST}){{0,3}}\s*\.\s*"
    rf"|{_PERSONAL_POST}(?:\s*[-–—,/&+]\s*{_PERSONAL_POST}){{1,3}}\s+(?=[{_CAPITALS}]))"
)
"""Posts before names, as in "PV: Thu Hà CTV: Đức Anh" and "PV, BTV Thu Hà". Only abbreviations may follow a name."""
_FURNITURE = (
    rf"\A(?:[{_BULLETS}]+|{_ITEM_NUMBER}|{_PERSONAL_POST}\s+(?=[{_CAPITALS}]))"
    rf"|\s*\((?:{_PERSONAL_POST}|{_WORK})\)\Z|(?<=\w\w)[.…]+\Z|[-–—•·*:…\s]+\Z"
)
"""What stands around a name: bullets and posts before it, a post in brackets or a full stop behind it. An initial keeps
its full stop: "Nguyễn Văn A."."""

_ASIDE = (
    rf"\s*\((?:{_PERSONAL_POST}|{_WORK})(?:\s*(?:[-–—,/&+]|và)\s*(?:{_PERSONAL_POST}|{_WORK})){{0,3}}\)"
    r"|(?<!\w)(?i:đ/c|đ\.c)\s*[:.]?\s+"
)
"""What is left out before names are separated, because it has separators in it: "(ảnh + viết)", "Đ/c"."""

BETWEEN_TOPICS = re.compile(rf";|,(?=\s*[{_CAPITALS}])")


def find_or_create(session: Session, kind: type[Named], name: str) -> Named:
    """The row with a name, regardless of case. Created if there is none. raises EmptyText and other text errors."""
    name = clean_title(name)
    row = known(session, kind, name)
    if row is None:
        row = kind(name=name)
        session.add(row)
        session.flush()
    return row


def known(session: Session, kind: type[Named], name: str) -> Named | None:
    """The row with a name, regardless of case; if there is none, the one that the name leads to, or None."""
    return find(session, kind, name) or led_to(session, kind, name)


def led_to(session: Session, kind: type[Row], name: str) -> Row | None:
    """The row that a name leads to which no row has, regardless of case, or None."""
    row = earlier_names.formerly(session, kind, name)
    if row is None and kind is Person and (person_id := _called(session).get(key(name))) is not None:
        row = session.get(kind, person_id)
    return row


def leading(session: Session, kind: type[Base]) -> dict[str, int]:
    """The id of the row that each name leads to which no row has, by the name as `key` gives it."""
    called = _called(session) if kind is Person else {}
    return called | earlier_names.former_ids(session, kind)


def search(session: Session, kind: type[Base], used: Mapping[int, UsedName]) -> NameSearch:
    """The names of rows of a class to search, by the ids of the rows, with the other names that lead to them."""
    leads = leading(session, kind)
    others: dict[int, dict[str, OtherName]] = defaultdict(dict)

    def add(row_id: int, name: str, detail: str) -> None:
        others[row_id].setdefault(key(name), OtherName(name, detail, leads.get(key(name)) == row_id))

    for row_id, names in earlier_names.earlier(session, kind).items():
        for each in names:
            add(row_id, each.name, _("formerly {name}").format(name=each.name))
    for row_id, name, said in _calls(session) if kind is Person else ():
        add(row_id, name, _(said).format(name=name))
    return NameSearch(replace(each, others=tuple(others[row_id].values())) for row_id, each in used.items())


def others_called(session: Session, name: str, but: int | None = None) -> list[str]:
    """The names of the people with a short name or initials, regardless of case. but: the id of one who is left out."""
    ids = {row_id for row_id, call, _said in _calls(session) if key(call) == key(name)} - {but}
    return list(session.scalars(select(Person.name).where(Person.id.in_(ids)).order_by(Person.id)))


def _calls(session: Session) -> Iterator[tuple[int, str, str]]:
    """The id of a person with each short name and initials, and with what a list says of it."""
    for column, said in ((Person.short_name, N_("short name {name}")), (Person.initials, N_("initials {name}"))):
        for row_id, name in session.execute(select(Person.id, column).where(column != "").order_by(Person.id)):
            yield row_id, name, said


def _called(session: Session) -> dict[str, int]:
    """The ids of people by the short names and initials that only one person has, as `key` gives them."""
    people: dict[str, set[int]] = defaultdict(set)
    for row_id, name, _said in _calls(session):
        people[key(name)].add(row_id)
    return {name: ids.pop() for name, ids in people.items() if len(ids) == 1}


def all_known(session: Session, kind: type[Named], wanted: Iterable[str]) -> dict[str, Named]:
    """What `known` gives for some names, by the name."""
    found = {name: known(session, kind, name) for name in dict.fromkeys(wanted)}
    return {name: row for name, row in found.items() if row is not None}


def find(session: Session, kind: type[Named], name: str) -> Named | None:
    """The row with a name, regardless of case, or None."""
    return session.scalars(select(kind).where(kind.key == key(name))).one_or_none()


def one_name(name: str) -> str:
    """The cleaned name of one person, which `split_names` leaves as it is.

    raises SeveralNames, NotANameAlone and text errors.
    """
    name = acting_name(name)
    if split_names(name) != [name]:
        raise NotANameAlone(name=name)
    return name


def acting_name(name: str) -> str:
    """The cleaned name under which one person acts. Older releases stored names with a post: they stay usable.

    raises SeveralNames and text errors.
    """
    name = clean_title(name)
    if len(found := split_names(name)) > 1:
        raise SeveralNames(name=name, names="; ".join(found))
    return name


def split_names(names: str) -> list[str]:
    """Split "Thu Hà, Đức Anh" into two names, without duplicates; of two spellings of one name the first one stays.

    Separators: , ; / & + " - " ". " a new line, and "và" between names of people. What stands around a name is left
    out: a post, as in "PV: Thu Hà", "BTV Thu Hà" or "Thu Hà (CTV)", a dash or number before it, a full stop behind it.
    """
    found = _split_once(unicodedata.normalize("NFC", names))
    while (again := _split_once(join_names(found))) != found:  # a post in front of a post, for example
        found = again
    return found


def _split_once(names: str) -> list[str]:
    found: dict[str, str] = {}
    marked = re.sub(_POST, lambda post: post["before"] or "\n", re.sub(_ASIDE, "", names))
    for part in _SEPARATORS.split(marked):
        for name in filter(None, _people_joined_by_and(part)):
            found.setdefault(key(name), name)
    return list(found.values())


def _bare(text: str) -> str:
    """The cleaned text without what stands around a name; empty if there is no letter or digit in it."""
    text = clean(text)
    while (bare := re.sub(_FURNITURE, "", text)) != text:
        text = bare
    return text if any(map(str.isalnum, text)) else ""


def _people_joined_by_and(text: str) -> list[str]:
    """Split "Thu Hà và Đức Anh", but not "Phòng Văn hóa và Thông tin": all words of a person's name are capitalised."""
    parts = [_bare(part) for part in _AND.split(text)]
    is_people = all(word[:1].isupper() for part in parts for word in part.split())
    return parts if is_people else [_bare(text)]


def join_names(names: Iterable[str]) -> str:
    """Join names into one text that `split_names` can split again."""
    return ", ".join(names)


def split_topics(topics: str) -> list[str]:
    """Split "Bầu cử; Nông thôn mới" into two names, without duplicates.

    Separators: ; and a new line, and a comma before a capital letter. Names of campaigns contain other commas, dashes,
    slashes and "và": "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", "Mừng Đảng - Mừng Xuân".
    """
    lines = (clean(line, NOTE_LIMIT) for line in topics.split("\n"))
    parts = (clean(part) for line in lines for part in BETWEEN_TOPICS.split(line))
    return list({key(part): part for part in parts if part}.values())


def join_topics(topics: Iterable[str]) -> str:
    """Join names of topics into one text that `split_topics` can split again."""
    return "; ".join(topics)
