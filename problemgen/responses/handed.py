"""One answer that somebody handed in, whatever file it came from: a download, a table by part names, a filled-in file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from problemgen.exporters.ids import VariantId
from problemgen.responses.view import Found, Response, Unmatched

DEALT = ("moodle", "canvas", "canvas-new")  # formats in which the course system itself shows which variant it dealt


@dataclass(frozen=True, slots=True)  # a class has very many of them
class Handed:
    """An answer, and where it stands.

    ``variant`` is None where the question is named as on the sheet; ``part`` is then that name (``3a``), else a letter or ''.
    ``dealt`` says that the course system dealt the variant, and not a manifest. ``sheet`` and ``clues`` (names of folders, cells
    about the student) help to find a student who is not named, or not by an id of the manifest.
    """

    file: str
    line: int
    student: str
    name: str
    variant: VariantId | None
    part: str
    text: str
    attempt: int = 1
    gap: int = 0
    time: str = ""
    dealt: bool = False
    sheet: str = ""
    clues: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """Name the question as the file does."""
        if self.variant is None:
            return self.part
        return f"{self.variant}-{self.part}" if self.part else str(self.variant)


@dataclass(frozen=True)
class Lost:
    """Something in a file that is no answer to a known question of a known student, and why."""

    file: str
    line: int
    reason: str
    student: str = ""
    question: str = ""
    text: str = ""


Piece = Handed | Lost | None  # None: an empty cell of a question that a student was not given


def handed(file: str, format: str, found: Iterable[Found]) -> Iterator[Piece]:
    """Give what a download holds, answer by answer."""
    for each in found:
        if isinstance(each, Response):
            yield Handed(file, each.line, each.student, each.name, each.variant, each.part, each.text, each.attempt, each.gap,
                         each.time, format in DEALT, clues=each.others)  # fmt: skip
        else:
            yield lost_in(file, each) if each else None


def lost_in(file: str, each: Unmatched) -> Lost:
    """Say in which file something was not matched."""
    return Lost(file, each.line, each.reason, each.student, each.question, each.text)
