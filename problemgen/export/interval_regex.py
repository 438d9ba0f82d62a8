"""Write a window of numbers as a regular expression, for course systems that know no tolerance."""

from __future__ import annotations


def interval_regex(low: str, high: str) -> str:
    """Give an expression that matches the numbers from ``low`` to ``high``."""
    raise NotImplementedError
