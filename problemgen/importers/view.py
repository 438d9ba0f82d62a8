"""What a course system would make of an export: the questions as its importer reads them, and how it would grade."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Typed numbers from ``low`` to ``high`` earn ``credit`` (0 to 1) and show ``feedback``; the first that fits counts."""

    low: float
    high: float
    credit: float
    feedback: str = ""


@dataclass(frozen=True)
class ReadChoice:
    """Something to choose; of several choices, credits are added up (a wrong one may take away)."""

    text: str
    credit: float
    feedback: str = ""


@dataclass(frozen=True)
class ReadPart:
    """One thing to answer, of one kind: number, pattern (a number judged by regular expressions), choice, several, order.

    ``points`` is what it is worth; ``windows`` belong to numbers, ``patterns`` (expression, credit) to patterns,
    ``choices`` to choice and several, ``order`` (the right one) to order. ``units`` are those that may be typed, with
    what a value in them is divided by to give one in the asked unit.
    """

    kind: str
    points: float
    windows: tuple[Window, ...] = ()
    patterns: tuple[tuple[str, float], ...] = ()
    choices: tuple[ReadChoice, ...] = ()
    order: tuple[str, ...] = ()
    units: tuple[tuple[str, float], ...] = ()
    base: float = 0.0  # what choosing nothing counts, before choices are added


@dataclass(frozen=True)
class ReadPicture:
    """A picture that a text shows: where its file is said to be, and its alternative text."""

    address: str
    alt: str


@dataclass(frozen=True)
class ReadQuestion:
    """A question as imported: its id (idnumber, identifier), name, the text on the page, and the worked solution shown.

    ``pictures`` are those on the page and in the feedback.
    """

    id: str
    name: str
    group: str
    text: str
    parts: tuple[ReadPart, ...]
    solution: str = ""
    pictures: tuple[ReadPicture, ...] = ()

    @property
    def points(self) -> float:
        """The points of all parts together."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True)
class ReadGroup:
    """A pool: ``pick`` of its ``size`` questions are drawn, each for ``points``; 0 where the importer is not told."""

    title: str
    pick: int
    size: int
    points: float = 0.0


@dataclass(frozen=True)
class Finding:
    """Something that the importer would refuse, change or drop, or that would be graded wrongly; ``place`` names where."""

    place: str
    message: str


@dataclass(frozen=True)
class ReadPackage:
    """A whole export as imported."""

    format: str
    title: str
    groups: tuple[ReadGroup, ...]
    questions: tuple[ReadQuestion, ...]
    findings: tuple[Finding, ...]
