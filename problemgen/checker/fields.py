"""Take typed fields out of JSON objects and list everything that is wrong, each with its place (``parts.1a.value``)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Dict, List, Optional, Tuple


class Fields:
    """One JSON object being read: every field is taken once; what is left over at the end is unknown."""

    def __init__(self, data: Any, path: str, problems: List[str]) -> None:
        self.path = path
        self.problems = problems
        self.data: Dict[str, Any] = dict(data) if isinstance(data, Mapping) else {}
        self.known: List[str] = []
        if not isinstance(data, Mapping):
            problems.append(f"{path}: an object in braces is needed, not {_kind(data)}")

    def place(self, name: str) -> str:
        """Give the path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def problem(self, name: str, message: str) -> None:
        """Note what is wrong with a field."""
        self.problems.append(f"{self.place(name)}: {message}" if name else f"{self.path}: {message}")

    def has(self, name: str) -> bool:
        """Tell whether a field was given."""
        return name in self.data

    def take(self, name: str, default: Any = None, needed: bool = False) -> Any:
        """Take a field of any type."""
        self.known.append(name)
        if needed and name not in self.data:
            self.problem(name, "is missing")
        return self.data.get(name, default)

    def text(self, name: str, default: str = "", needed: bool = False) -> str:
        """Take a text."""
        value = self.take(name, default, needed)
        if isinstance(value, str):
            return value
        self.problem(name, f"a text is needed, not {_kind(value)}")
        return default

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        """Take one of a few words."""
        value = self.take(name, default)
        if value in allowed and isinstance(value, str):
            return value
        self.problem(name, f"{value!r} is not known here; write one of {', '.join(allowed)}")
        return default

    def number(self, name: str, default: float = 0.0, needed: bool = False) -> float:
        """Take a finite number."""
        value = self.take(name, default, needed)
        if name not in self.data:
            return default
        if is_number(value):
            return float(value)
        self.problem(name, f"a finite number is needed, not {_kind(value)}")
        return default

    def truth(self, name: str, default: bool = False, needed: bool = False) -> bool:
        """Take true or false."""
        value = self.take(name, default, needed)
        if isinstance(value, bool):
            return value
        self.problem(name, f"true or false is needed, not {_kind(value)}")
        return default

    def texts(self, name: str) -> Tuple[str, ...]:
        """Take one text or a list of texts."""
        value = self.take(name, [])
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, (list, tuple)) and all(isinstance(item, str) for item in listed):
            return tuple(listed)
        self.problem(name, f"a text or a list of texts is needed, not {_kind(value)}")
        return ()

    def items(self, name: str, needed: bool = False) -> List[Any]:
        """Take a list."""
        value = self.take(name, [], needed)
        if isinstance(value, (list, tuple)):
            return list(value)
        self.problem(name, f"a list is needed, not {_kind(value)}")
        return []

    def object(self, name: str, needed: bool = False) -> Optional[Fields]:
        """Take an object; None where it was not given."""
        value = self.take(name, None, needed)
        return None if name not in self.data else Fields(value, self.place(name), self.problems)

    def finish(self) -> None:
        """Name every field that nobody took, with the name that may have been meant."""
        for name in self.data:
            if name not in self.known:
                import difflib  # only needed when something is wrong

                close = difflib.get_close_matches(name, self.known, 1)
                hint = f"; did you mean {close[0]}?" if close else f"; the fields here are {', '.join(self.known)}"
                self.problem(name, f"unknown field{hint}")


def is_number(value: Any) -> bool:
    """Tell whether a JSON value is a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (str, bool, int, float)):
        return ascii(value)[:40]
    return "a list" if isinstance(value, (list, tuple)) else "an object"
