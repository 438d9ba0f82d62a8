"""Print SI values in the number styles of a plate."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from problemgen.exporters.plate import NumberStyle
from problemgen.maths.numbers import number_text, rounded, rounder

Format = Callable[[float | None], str]


def printed(value: float | None, style: NumberStyle) -> str:
    """Print an SI value."""
    return formatter(style)(value)


@cache
def formatter(style: NumberStyle) -> Format:
    """Make the function that prints SI values in a style."""
    factor, offset, show = style.factor, style.offset, rounder(style.digits, style.decimals)
    if style.trim:
        return lambda value: trimmed(show(((value or 0.0) - offset) / factor))
    return lambda value: show(((value or 0.0) - offset) / factor)


def trimmed(text: str) -> str:
    """Take trailing zeros away.

    >>> trimmed("291.1500"), trimmed("500"), trimmed("2.50e-20")
    ('291.15', '500', '2.5e-20')
    """
    if "e" in text:
        return number_text(rounded(float(text)).normalize())
    return text.rstrip("0").rstrip(".") if "." in text else text


def wrong_text(value: float, style: NumberStyle) -> str:
    """Print what a mistake gives, as the answer is printed."""
    return printed(value * style.factor + style.offset, style)
