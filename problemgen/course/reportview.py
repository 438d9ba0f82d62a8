"""What the class report shows: numbers, names and plots, worked out; the templates in ``templates/report`` print them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from problemgen.course.reportplots import Histogram, Scatter, Spans
from problemgen.grading.fairness import Fairness, Group
from problemgen.grading.items import Item
from problemgen.grading.mistakes import Slip
from problemgen.grading.reteach import Advice, Objective
from problemgen.grading.tally import Look


@dataclass(frozen=True)
class Numbers:
    """A class in a few numbers; shares are of all points."""

    students: int
    handed_in: int
    mean: float
    median: float
    deviation: float
    low: float
    high: float
    alpha: float | None
    waiting: int


@dataclass(frozen=True)
class NamedSlip:
    """A mistake with its title and the parts in which it was met."""

    slip: Slip
    title: str
    parts: str


@dataclass(frozen=True)
class NamedGroup:
    """A group of students with the same row or variant, in words."""

    group: Group
    part: str
    what: str


@dataclass(frozen=True)
class Report:
    """Everything that the page shows."""

    title: str
    course: str
    language: str
    numbers: Numbers
    advice: tuple[Advice, ...]
    items: tuple[Item, ...]
    titles: Mapping[str, str]  # of templates
    slips: tuple[NamedSlip, ...]
    objectives: tuple[tuple[Objective, str], ...]
    fairness: Fairness
    groups: tuple[NamedGroup, ...]
    invalid: tuple[tuple[str, int], ...]
    told: tuple[tuple[str, int], ...]
    looks: tuple[Look, ...]
    more_looks: int
    anonymous: bool
    histogram: Histogram
    scatter: Scatter
    spans: Spans
