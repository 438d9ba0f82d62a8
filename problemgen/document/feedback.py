"""Print what a student gets back: each part with the answer, the verdict, the points and the worked solution -> md, typ."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from problemgen.document.render import filled
from problemgen.document.sheet import Sheet, SheetPart, SheetProblem

FORMATS = ("md", "typ")


@dataclass(frozen=True)
class GradedPart:
    """One part as it was graded; ``printed`` is None where the bank does not have the variant any more."""

    name: str
    printed: SheetPart | None
    answer: str
    outcome: str  # in words: right, partly right ...
    message: str
    earned: float
    points: float
    comment: str = ""
    late: bool = False


@dataclass(frozen=True)
class GradedProblem:
    """One problem as it was graded."""

    number: int
    title: str
    printed: SheetProblem | None
    parts: tuple[GradedPart, ...]

    @property
    def earned(self) -> float:
        """The points that were earned."""
        return round(sum(part.earned for part in self.parts), 4)

    @property
    def points(self) -> float:
        """The points of all parts."""
        return round(sum(part.points for part in self.parts), 4)


def feedback(sheet: Sheet, problems: tuple[GradedProblem, ...], format: str, folders: tuple[Path, ...] = ()) -> str:
    """Fill the template of a feedback sheet. Raises ProblemgenError with the place in a broken one."""
    earned, points = (round(sum(getattr(each, name) for each in problems), 4) for name in ("earned", "points"))
    views = {"sheet": sheet, "problems": problems, "earned": earned, "points": points}
    return filled(f"feedback.{format}.j2", format, views, folders)
