"""What a document template gets to see: a sheet of problems whose texts are printed already.

Every ``Safe`` is markup of the document's own format; every plain ``str`` is data, and is escaped when it is printed.
"""

from __future__ import annotations

from typing import Literal

from problemgen.frozen import frozen


class Safe(str):
    """Text that is markup already."""

    __slots__ = ()


PartKind = Literal["number", "choice", "several", "ranking", "formula"]


@frozen
class SheetMistake:
    """A wrong answer that students give, and the thought behind it."""

    answer: Safe
    meaning: Safe


@frozen
class SheetSolution:
    """What the key shows of a part."""

    answer: Safe
    accepted: Safe | None = None  # the window, in words: "−83.4 to −81.8 mV"
    steps: tuple[Safe, ...] = ()  # paragraphs and displayed formulas, in order
    explanation: Safe | None = None
    mistakes: tuple[SheetMistake, ...] = ()
    correct: tuple[int, ...] = ()  # of a choice: which options, counted from 0


@frozen
class SheetPart:
    """One thing that is asked; ``label`` is '' where the problem has one part only."""

    label: str
    ask: Safe
    points: float
    options: tuple[Safe, ...] = ()  # of a choice; none for a number
    unit: Safe | None = None  # printed after the answer's line
    hint: Safe | None = None  # how to round, for example
    space: int = 4  # lines of room to work
    several: bool = False  # more than one option may be right
    solution: SheetSolution | None = None
    name: str = ""  # on the sheet and in the answer key: "3a"
    kind: PartKind = "number"  # how it is answered
    unit_words: str = ""  # the unit as it is said: "millivolts"
    items: tuple[str, ...] = ()  # of a ranking: what is put in order, as it is typed
    sign: str = ">"  # of a ranking: what stands between them
    hints: tuple[Safe, ...] = ()  # one after the other, each telling a little more


@frozen
class SheetFigure:
    """A picture below a problem's text; ``name`` is that of its file, ``alt`` says what it shows, ``width`` is in points.

    ``svg`` is the picture as the document's format takes it: an element of a page, or the source for the PDF engine.
    """

    name: str
    svg: Safe
    alt: str
    width: int


@frozen
class SheetProblem:
    """One problem: what is given, and its parts; ``key_figures`` are its pictures as the key shows them."""

    number: int
    title: Safe
    text: Safe
    parts: tuple[SheetPart, ...]
    figures: tuple[SheetFigure, ...] = ()
    key_figures: tuple[SheetFigure, ...] = ()

    @property
    def points(self) -> float:
        """The points of all parts together."""
        return sum(part.points for part in self.parts)


@frozen
class Sheet:
    """A worksheet, or its key, of one student."""

    title: str
    course: str
    student_name: str
    student_id: str
    sheet_id: str
    problems: tuple[SheetProblem, ...]
    conventions: tuple[Safe, ...] = ()
    paper: str = "a4"  # or letter
    language: str = "en"

    @property
    def points(self) -> float:
        """The points of all problems together."""
        return sum(problem.points for problem in self.problems)
