"""One error for everything a user can mend, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from problemgen.frozen import frozen


@frozen
class Place:
    """A spot in a file; ``line`` and ``column`` count from 1, and are 0 where they are not known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column or 1}" if self.line else self.file


@frozen
class Problem:
    """One thing that is wrong, and where: ``file:line:column: what is wrong; what to do``."""

    message: str
    place: Place | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class ProblemgenError(Exception):
    """One or more problems that the user can mend; prints one line each.

    >>> print(ProblemgenError("no such relation 'nerst'; did you mean nernst?", Place("bank.yaml", 7, 3)))
    bank.yaml:7:3: no such relation 'nerst'; did you mean nernst?
    """

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = (Problem(message, place),)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    @classmethod
    def of(cls, problems: list[Problem]) -> ProblemgenError:
        """Gather several problems in one error, in the order of their places."""
        first, *_ = ordered = sorted(
            dict.fromkeys(problems), key=lambda p: (p.place.file, p.place.line, p.place.column) if p.place else ("", 0, 0)
        )
        error = cls(first.message, first.place)
        error.problems = tuple(ordered)
        return error


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is not known, with the nearest that is.

    >>> unknown("relation", "nerst", ["nernst", "ghk"])
    "no relation 'nerst'; did you mean 'nernst'?"
    """
    import difflib  # only needed when something went wrong

    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"no {kind} {name!r}; did you mean {near[0]!r}?"
    listed = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
    return f"no {kind} {name!r}; there are: {listed}" if names else f"no {kind} {name!r}; the bank has none"
