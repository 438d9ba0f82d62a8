"""Draw every picture of a variant, as students see it and as the key shows it, and tell what cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from problemgen.errors import Problem, ProblemgenError
from problemgen.figures.picture import Artist, Given
from problemgen.variant.variant import Variant


def undrawable(artist: Artist, made: Variant) -> Iterator[Problem]:
    """Yield what keeps the pictures of a variant from being drawn, each with its place."""
    template, given = made.template, Given(made.values, made.numbers)
    for n, figure in enumerate(template.figures, 1):
        for key in (True,) if figure.key else (False, True):
            try:
                artist.picture(template, figure, given, key)
            except ProblemgenError as error:
                which = f"variant {made.index}, picture {n} of the {'key' if key else 'question'}"
                yield from (Problem(f"{which}: {problem.message}", problem.place) for problem in error.problems)
