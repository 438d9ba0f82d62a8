"""A Python function assembled from lines of our own, for what is done by the hundred thousand.

Whatever comes from a bank, or a file that kept it, stands beside the lines as a named constant, or is a whole number (``:d``): no
text of an author is ever read by Python.
"""

from __future__ import annotations

from typing import Any


class Source:
    """Lines of a function, and the constants that they name.

    >>> source = Source("value")
    >>> source.add(f"return value * {source.known(1000.0)}")
    >>> source.function()(-0.0625)
    -62.5
    """

    def __init__(self, *arguments: str) -> None:
        self.lines = [f"def function({', '.join(arguments)}):"]
        self.names: dict[str, Any] = {}

    def known(self, value: object) -> str:
        """Name a constant."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def add(self, line: str) -> None:
        """Add a line of the function's body."""
        self.lines.append(f" {line}")

    def scaled(self, value: str, factor: float, offset: float) -> str:
        """Convert an SI value to a unit; a step that changes nothing is left out."""
        shifted = f"({value} - {self.known(offset)})" if offset else value
        return shifted if factor == 1 else f"{shifted} / {self.known(factor)}"

    def function(self) -> Any:
        """Compile what was assembled."""
        names = dict(self.names)
        exec(compile("\n".join(self.lines), "<assembled>", "exec"), names)  # noqa: S102 - the lines are all our own
        return names["function"]
