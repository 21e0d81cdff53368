"""Rows that are identified by name: found regardless of case, created if they are new."""

import re
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model.people import Person
from radiodesk.model.programmes import Upstream
from radiodesk.model.stories import Topic
from radiodesk.model.television import Recipient
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title, key, sort_key

Named = TypeVar("Named", Person, Recipient, Upstream, Topic)


class SeveralNames(UserError):
    """Text with the names of several persons, where one was expected."""

    message = N_("“{name}” is read as several names ({names}): give one name, without commas or other separators")


_SEPARATORS = re.compile(r"[,;/&+\n]|\s[-–—]\s|(?<=\w)[-–—]\s|(?<=\w\w)\.\s")
_AND = re.compile(r"\s(?:và|va|with|and)\s")
_POST = re.compile(
    r"(?:pv|ctv|btv|ptv|ktv|qp|phóng viên|cộng tác viên|biên tập|tác giả|nhóm pv)\s*[:.]\s*", re.IGNORECASE
)
"""A post that is written before a name, as in "PV: Thu Hà"."""
_POST_BEHIND = re.compile(r"\s*\((?:pv|ctv|btv|ptv|ktv)\)$", re.IGNORECASE)

_CAPITALS = "".join(filter(str.isupper, map(chr, range(0x2000))))
_BETWEEN_TOPICS = re.compile(rf";|,(?=\s*[{_CAPITALS}])")


def find_or_create(session: Session, kind: type[Named], name: str) -> Named:
    """The row with a name, regardless of case. Created if there is none. raises EmptyText and other text errors."""
    name = clean_title(name)
    row = find(session, kind, name)
    if row is None:
        row = kind(name=name)
        session.add(row)
        session.flush()
    return row


def find(session: Session, kind: type[Named], name: str) -> Named | None:
    """The row with a name, regardless of case, or None."""
    return session.scalars(select(kind).where(kind.key == key(name))).one_or_none()


def one_name(name: str) -> str:
    """The cleaned name of one person, which `split_names` does not split. raises SeveralNames and text errors."""
    name = clean_title(name)
    if split_names(name) != [name]:
        raise SeveralNames(name=name, names="; ".join(split_names(name)))
    return name


def split_names(names: str) -> list[str]:
    """Split "Thu Hà, Đức Anh" into two names, without duplicates; of two spellings of one name the first one stays.

    Separators: , ; / & + " - " ". " a new line, and "và" between names of people. A post beside a name, as in
    "PV: Thu Hà" or "Thu Hà (CTV)", is left out.
    """
    found: dict[str, str] = {}
    for part in _SEPARATORS.split(_POST.sub("", names)):
        for name in _people_joined_by_and(part):
            cleaned = clean(_POST_BEHIND.sub("", _POST.sub("", name.strip())))
            if cleaned:
                found.setdefault(key(cleaned), cleaned)
    return list(found.values())


def _people_joined_by_and(text: str) -> list[str]:
    """Split "Thu Hà và Đức Anh", but not "Phòng Văn hóa và Thông tin": all words of a person's name are capitalised."""
    parts = _AND.split(text)
    is_people = all(word[:1].isupper() for part in parts for word in part.split())
    return parts if is_people else [text]


def join_names(names: Iterable[str]) -> str:
    """Join names into one text that `split_names` can split again."""
    return ", ".join(names)


def split_topics(topics: str) -> list[str]:
    """Split "Bầu cử; Nông thôn mới" into two names, without duplicates.

    Separators: ; and a new line, and a comma before a capital letter. Names of campaigns contain other commas, dashes,
    slashes and "và": "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", "Mừng Đảng - Mừng Xuân".
    """
    lines = (clean(line, NOTE_LIMIT) for line in topics.split("\n"))
    parts = (clean(part) for line in lines for part in _BETWEEN_TOPICS.split(line))
    return list({key(part): part for part in parts if part}.values())


def join_topics(topics: Iterable[str]) -> str:
    """Join names of topics into one text that `split_topics` can split again."""
    return "; ".join(topics)


def names_of(session: Session, kind: type[Named]) -> list[str]:
    """All names of a class, in the order of the Vietnamese alphabet."""
    return sorted(session.scalars(select(kind.name)), key=sort_key)
