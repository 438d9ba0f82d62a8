"""Draw every picture of a template's variants, as students see it and as the key shows it, and tell what cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from problemgen.bank.figure import Plot
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.figures.picture import Artist, Given
from problemgen.figures.scene import ChartAxis
from problemgen.variant.variant import Variant


@dataclass
class FigureCheck:
    """Draws; tells each fault once, however many variants have it."""

    artist: Artist = field(default_factory=Artist)
    told: set[tuple[Place | None, str]] = field(default_factory=set)

    def faults(self, made: Variant) -> Iterator[Problem]:
        """Yield what keeps the pictures of a variant from being drawn, each with its place."""
        template, given = made.template, Given(made.values, made.numbers)
        for n, figure in enumerate(template.figures, 1):
            for key in (True,) if figure.key else (False, True):
                try:
                    self.artist.picture(template, figure, given, key)
                except ProblemgenError as error:
                    which = f"variant {made.index}, picture {n} of the {'key' if key else 'question'}"
                    yield from self.new(error, which)

    def unseen(self, made: Variant) -> Iterator[Problem]:
        """Yield the marks of a variant's plots that lie beside the axes, where nobody sees them, each with its place."""
        template, given = made.template, Given(made.values, made.numbers)
        for n, figure in enumerate(template.figures):
            if not isinstance(figure, Plot):
                continue
            x, y = (self.artist.axis(axis, given) for axis in (figure.x, figure.y))
            for mark in (self.artist.mark(each, given) for each in figure.marks):
                beside = [name for name, at, axis in (("x", mark.x, x), ("y", mark.y, y)) if at is not None and not _on(axis, at)]
                if beside:
                    which = f"variant {made.index}, picture {n + 1}: a mark lies beside the {' and the '.join(beside)} axis"
                    wrong = ProblemgenError("nobody can see it; let the axis run further", template.file.place("figures", n))
                    yield from self.new(wrong, which)

    def new(self, error: ProblemgenError, which: str) -> Iterator[Problem]:
        for problem in error.problems:
            if (problem.place, problem.message) not in self.told:
                self.told.add((problem.place, problem.message))
                yield Problem(f"{which}: {problem.message}", problem.place)


def _on(axis: ChartAxis, value: float) -> bool:
    low, high = sorted((axis.start, axis.end))
    return low <= value <= high or abs(value - min(max(value, low), high)) <= 1e-9 * (high - low)
