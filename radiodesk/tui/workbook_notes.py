"""What the user has said about workbooks since the desk was opened. An import that is refused loses none of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from radiodesk.config import Config
from radiodesk.ledger.reading.answers import QuestionKey, question_key
from radiodesk.ledger.reading.mapping import StationMapping, answers_text, parse_mapping, remember, remembered_mapping
from radiodesk.ledger.refusal import Question
from radiodesk.media.store import State, state_of
from radiodesk.model.old_fonts import Font


@dataclass
class WorkbookNotes:
    """The paths of the last attempt, the answers that the desk does not remember yet, and the marked copies."""

    typed: str = ""
    """The paths as the user typed them."""
    font: Font | None = None
    """The old font of the text in these files, once the user has confirmed it."""
    answers: dict[QuestionKey, tuple[Question, str]] = field(default_factory=dict)
    copies: dict[tuple[Path, State | None, tuple[str, ...]], Path] = field(default_factory=dict)
    """The marked copies by workbook, its state, and its problems as sentences."""

    def begin(self, typed: str) -> None:
        """Begin an attempt with files. typed: their paths."""
        if typed != self.typed:
            self.typed, self.font = typed, None

    def answer(self, answers: Mapping[Question, str]) -> None:
        """Take note of answers, in place of earlier ones to the same questions."""
        self.answers |= {question_key(question): (question, answer) for question, answer in answers.items()}

    def mapping(self, config: Config) -> StationMapping:
        """What the station's own words mean: the answers, and what the desk remembers. raises BadMapping."""
        remembered = remembered_mapping(config)
        return parse_mapping(answers_text(dict(self.answers.values())), "").over(remembered)

    def remember(self, config: Config, questions: Iterable[Question]) -> None:
        """Let the desk remember the answers to these questions. raises UnreadableMapping, CannotWrite."""
        keys = [key for key in map(question_key, questions) if key in self.answers]
        if keys:
            remember(config, answers_text(dict(self.answers[key] for key in keys)))
            for key in keys:
                del self.answers[key]

    def copy_of(self, path: Path, problems: tuple[str, ...]) -> Path | None:
        """The copy of the workbook, as it is now, in which these problems are marked, if it still exists."""
        copy = self.copies.get((path, state_of(path), problems))
        return copy if copy and copy.exists() else None

    def note_copy(self, path: Path, problems: tuple[str, ...], copy: Path) -> None:
        """Take note of a marked copy."""
        self.copies[path, state_of(path), problems] = copy
