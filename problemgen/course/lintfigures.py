"""Draw every picture of a template's variants, as students see it and as the key shows it, and tell what cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.figures.picture import Artist, Given
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

    def new(self, error: ProblemgenError, which: str) -> Iterator[Problem]:
        for problem in error.problems:
            if (problem.place, problem.message) not in self.told:
                self.told.add((problem.place, problem.message))
                yield Problem(f"{which}: {problem.message}", problem.place)
