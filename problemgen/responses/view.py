"""What a download of responses holds: one response to one question, and all that could not be read as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from problemgen.exporters.ids import VariantId


@dataclass(frozen=True)
class Response:
    """What a student answered to a variant, or to one part of it.

    ``part`` is a letter, or '' for all of the variant. ``gap`` counts the gaps of a question in several parts (Moodle),
    from 1, and is 0 elsewhere. ``text`` is as the student left it, '' for no answer. ``points`` are those that the course
    system gave, where it tells them. ``line`` is where the row starts in the file. ``others`` are cells that may name the
    student, too: other ids, and the name where nobody else in the file has it.
    """

    student: str
    name: str
    variant: VariantId
    part: str
    text: str
    attempt: int
    line: int
    points: float | None = None
    gap: int = 0
    time: str = ""
    others: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id as the question showed it.

        >>> Response("s001", "", VariantId("membrane", "nernst.forward", 17), "b", "-89.8", 1, 2).id
        'membrane-nernst.forward-17-b'
        """
        return str(replace(self.variant, part=self.part))


@dataclass(frozen=True)
class Unmatched:
    """A line, or one cell of it, that is no response to a known variant, and why; ``question`` names its column."""

    line: int
    reason: str
    student: str = ""
    question: str = ""
    text: str = ""


Found = Response | Unmatched | None  # None: an empty cell of a question that a student was not given


@dataclass(frozen=True)
class Reading:
    """All that a file holds. ``blank`` counts the empty cells of questions that a student was not given."""

    format: str
    file: str
    responses: tuple[Response, ...]
    unmatched: tuple[Unmatched, ...]
    blank: int = 0

    @property
    def students(self) -> tuple[str, ...]:
        """The students that answered something, in the order of the file."""
        return tuple(dict.fromkeys(response.student for response in self.responses))

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions that were answered, in the order of the file."""
        return tuple(dict.fromkeys(response.id for response in self.responses))

    @property
    def empty(self) -> tuple[Response, ...]:
        """The responses without an answer."""
        return tuple(response for response in self.responses if not response.text)

    @property
    def repeated(self) -> tuple[Response, ...]:
        """The responses whose student, question and attempt stand in the file before."""
        seen: set[tuple[object, ...]] = set()
        found = []
        for response in self.responses:
            key = response.student, response.id, response.gap, response.attempt
            if key in seen:
                found.append(response)
            seen.add(key)
        return tuple(found)


def reading(format: str, file: str, broken: Iterable[Unmatched], found: Iterable[Found]) -> Reading:
    """Gather what a file holds."""
    responses: list[Response] = []
    unmatched = list(broken)
    blank = 0
    for each in found:
        if isinstance(each, Response):
            responses.append(each)
        elif isinstance(each, Unmatched):
            unmatched.append(each)
        else:
            blank += 1
    return Reading(format, file, tuple(responses), tuple(sorted(unmatched, key=lambda each: each.line)), blank)
