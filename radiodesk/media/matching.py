"""Match recordings with what they may belong to, by their names, days and lengths. Pure: the rule of the proposals."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from radiodesk.locale import N_
from radiodesk.media import file_names
from radiodesk.media.file_names import LIKELY_SIMILARITY, Name
from radiodesk.media.places import Kind, Target

DAYS_AROUND = 3
"""Targets are on air at most this many days before or after the recording's day."""

STRONG_SIMILARITY = 0.8
"""Minimum similarity of a name that is the title."""

NEAR_MINUTES = 5
"""A time in a name means the broadcasts that start at most this many minutes before or after it."""


PARTS_OF_THE_DAY = frozenset(("sang", "trua", "chieu", "toi", "dem"))
"""Words that tell the programmes of one title apart."""


class Certainty(StrEnum):
    """How sure a proposal is. Only certain ones are accepted without being looked at."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


ORDER = tuple(Certainty)

CERTAINTIES = {
    Certainty.CERTAIN: N_("certain"),
    Certainty.LIKELY: N_("likely"),
    Certainty.POSSIBLE: N_("possible"),
}
"""The user's words for them."""


@dataclass(frozen=True)
class Sound:
    """A recording that is linked to nothing."""

    id: int
    name: str
    title: str
    """The title in its metadata, or empty."""
    seconds: float
    added: dt.date
    """The local day on which it was added."""

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """What its file name says, then what the title in its metadata says."""
        return tuple(file_names.read(text, self.added) for text in (self.name, self.title) if text)

    @property
    def named_day(self) -> dt.date | None:
        """The day that it is called by."""
        return next((name.day for name in self.names if name.day), None)

    @property
    def time(self) -> dt.time | None:
        """The time that it is called by."""
        return next((name.time for name in self.names if name.time), None)

    @property
    def day(self) -> dt.date:
        """The day that it is called by, else the one on which it was added."""
        return self.named_day or self.added


@dataclass(frozen=True)
class Candidate:
    """An edition, or one of its lines without a recording."""

    target: Target
    version: int
    title: str
    """The title of the story or the programme, or the label of the insert."""
    edition_id: int
    line: int | None
    """The number of the line in the rundown; None for the whole edition."""
    programme: str
    starts: tuple[dt.datetime, ...]
    """The broadcasts of the edition in the station's zone, the first run first."""
    seconds: float | None
    """The planned length."""
    partly_recorded: bool = False
    """Of an edition: some of its lines have recordings."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its title."""
        return file_names.words_of(self.title)

    @cached_property
    def programme_words(self) -> tuple[str, ...]:
        """The words of its programme's title."""
        return file_names.words_of(self.programme)


@dataclass(frozen=True)
class Proposal:
    """What a recording probably belongs to."""

    recording_id: int
    candidate: Candidate
    certainty: Certainty
    score: float
    """To order proposals of the same certainty."""


def propose(sounds: Sequence[Sound], candidates: Sequence[Candidate]) -> list[Proposal]:
    """At most one proposal per recording, in the order of the recordings.

    A proposal stays certain only if no other recording is proposed for the same target, nor for a part of it.
    """
    by_day: dict[dt.date, list[Candidate]] = {}
    for candidate in candidates:
        for day in {start.date() for start in candidate.starts}:
            by_day.setdefault(day, []).append(candidate)
    best = [found[0] for sound in sounds if (found := ranked(sound, _around(by_day, sound.day)))]
    claims = Counter(each.candidate.target for each in best if each.certainty is not Certainty.POSSIBLE)
    alone = [_lowered(each) if claims[each.candidate.target] > 1 else each for each in best]
    in_parts = {
        each.candidate.edition_id for each in alone if each.candidate.line and each.certainty is Certainty.CERTAIN
    }
    return [_lowered(each) if _is_whole_of(each, in_parts) else each for each in alone]


def _is_whole_of(proposal: Proposal, in_parts: Collection[int]) -> bool:
    """Whether it is a whole edition whose parts come as recordings of their own: a person decides which it is."""
    return proposal.candidate.line is None and proposal.candidate.edition_id in in_parts


def _around(by_day: dict[dt.date, list[Candidate]], day: dt.date) -> list[Candidate]:
    days = [day + dt.timedelta(days=number) for number in range(-DAYS_AROUND, DAYS_AROUND + 1)]
    return [candidate for each in days for candidate in by_day.get(each, ())]


def ranked(sound: Sound, candidates: Iterable[Candidate]) -> list[Proposal]:
    """What a recording may belong to, the surest first. Only one is certain: if several fit as well, none is."""
    best: dict[Target, Proposal] = {}
    for candidate in candidates:
        fit = _whole(sound, candidate) if candidate.line is None else _part(sound, candidate)
        known = best.get(candidate.target)
        if fit and (known is None or _key(fit) < _key(known)):
            best[candidate.target] = fit
    found = sorted(best.values(), key=_key)
    certain = [each for each in found if each.certainty is Certainty.CERTAIN]
    if len(certain) > 1:
        found = [_lowered(each) for each in found]
    likely = [each for each in found if each.certainty is not Certainty.POSSIBLE]
    if not likely and len(found) > 1:
        return []  # the length alone fits several
    return likely or found


def _key(proposal: Proposal) -> tuple[int, float]:
    return ORDER.index(proposal.certainty), -proposal.score


def _lowered(proposal: Proposal) -> Proposal:
    return replace(proposal, certainty=max(proposal.certainty, Certainty.LIKELY, key=ORDER.index))


def _whole(sound: Sound, candidate: Candidate) -> Proposal | None:
    """Whether a recording is a whole edition: certain by the day, and the programme or the time, and the length."""
    if all(start.date() != sound.day for start in candidate.starts):
        return None
    at_its_time = sound.time is not None and any(_is_near(start, sound.day, sound.time) for start in candidate.starts)
    if not at_its_time and any(name.time and not name.is_stamped for name in sound.names):
        return None  # a person wrote another time
    if any(_is_of_another_part(name, candidate) for name in sound.names):
        return None
    title = candidate.programme_words
    named = [name for name in sound.names if file_names.names_programme(name.words, title)]
    other_words = min((len(file_names.residue(name.words, title)) for name in named or sound.names), default=0)
    is_part = other_words > 0 or any(name.is_part for name in sound.names)
    fits = _fits(sound.seconds, candidate.seconds, 0.2)
    exact = any(name.words and set(title) <= set(name.words) for name in named)
    score = bool(named) + 0.5 * exact + at_its_time + 0.5 * bool(fits) - 0.5 * is_part
    certainty = None
    if (named or at_its_time) and not is_part:
        sure = sound.named_day is not None and _is_plausible(sound.seconds, candidate.seconds)
        certainty = Certainty.CERTAIN if sure and not candidate.partly_recorded else Certainty.LIKELY
        if not _is_plausible(sound.seconds, candidate.seconds):
            certainty = Certainty.POSSIBLE
    elif fits and (named or not is_part):
        certainty = Certainty.POSSIBLE
    return Proposal(sound.id, candidate, certainty, score) if certainty else None


def _is_of_another_part(name: Name, candidate: Candidate) -> bool:
    """Whether a name says a part of the day, and the programme is called after another one."""
    own = PARTS_OF_THE_DAY & set(candidate.programme_words)
    return bool(own) and bool((PARTS_OF_THE_DAY & set(name.words)) - own)


def _part(sound: Sound, candidate: Candidate) -> Proposal | None:
    """Whether a recording is a story or insert: certain if it is called like it, and its length is plausible."""
    best = max((_similarity(name, candidate) for name in sound.names), default=0.0)
    if best < LIKELY_SIMILARITY:
        return None
    away = min(abs((start.date() - sound.day).days) for start in candidate.starts)
    strong = best >= STRONG_SIMILARITY and _is_plausible(sound.seconds, candidate.seconds)
    strong = strong and any(_names_title(name, candidate) for name in sound.names)
    recurs = candidate.target[0] is Kind.INSERT  # "Dự báo thời tiết" is in every edition
    if (away and sound.named_day is not None) or (recurs and (away or sound.named_day is None)):
        strong = False
    score = 2 * best + 0.3 * (1 - away / (DAYS_AROUND + 1)) + 0.2 * bool(_fits(sound.seconds, candidate.seconds, 0.3))
    if sound.time is not None and any(_is_near(start, sound.day, sound.time) for start in candidate.starts):
        score += 0.2
    return Proposal(sound.id, candidate, Certainty.CERTAIN if strong else Certainty.LIKELY, score)


def _names_title(name: Name, candidate: Candidate) -> bool:
    """Whether a name has enough of a title's words that no other title is meant: two of them, or all."""
    shared = set(name.words) & set(candidate.words)
    return len(shared - file_names.IGNORED_WORDS) >= 2 or shared == set(candidate.words)


def _similarity(name: Name, candidate: Candidate) -> float:
    """The similarity of a name and a title, without the words of the programme that are not in the title."""
    words = name.telling
    if not set(words) & set(candidate.words):
        return 0.0
    if file_names.names_programme(words, candidate.programme_words):
        words = tuple(file_names.residue(words, candidate.programme_words))
        if not set(words) & set(candidate.words):
            return 0.0
    return file_names.similarity(words, candidate.words)


def _is_near(start: dt.datetime, day: dt.date, time: dt.time) -> bool:
    local = dt.datetime.combine(day, time)
    return abs(start.replace(tzinfo=None) - local) <= dt.timedelta(minutes=NEAR_MINUTES)


def _is_plausible(seconds: float, planned: float | None) -> bool:
    """Whether a length may be meant: from a third of the planned one to three times it."""
    return planned is None or planned / 3 <= seconds <= planned * 3


def _fits(seconds: float, planned: float | None, share: float) -> bool:
    """Whether a length is about the planned one."""
    return planned is not None and abs(seconds - planned) <= max(15.0, share * planned)
