"""Print SI values in the number styles of a plate."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

from problemgen.exporters.plate import NumberStyle
from problemgen.exporters.source import Source
from problemgen.maths.numbers import number_text, rounded, rounder

Format = Callable[[float | None], str]


def printed(value: float | None, style: NumberStyle) -> str:
    """Print an SI value."""
    return formatter(style)(value)


@cache
def formatter(style: NumberStyle) -> Format:
    """Make the function that prints SI values in a style."""
    source = Source("value")
    source.add(f"return {digits(source, '(value or 0.0)', style)}")
    return cast(Format, source.function())


def digits(source: Source, value: str, style: NumberStyle) -> str:
    """Give the expression that prints an SI value in a style."""
    shown = f"{source.known(rounder(style.digits, style.decimals))}({source.scaled(value, style.factor, style.offset)})"
    return f"{source.known(trimmed)}({shown})" if style.trim else shown


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
