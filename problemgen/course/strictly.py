"""Take values out of JSON that somebody may have changed: exactly what is expected, or a ValueError that says what is wrong.

Reads bytes of JSON and what they hold; makes texts, whole numbers and maps of texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

_HALF = re.compile("[\ud800-\udfff]")  # half a character, which JSON can hold and UTF-8 cannot


def loaded(data: bytes) -> Any:
    """Read JSON. Raises ValueError for a name that stands twice in an object, and for numbers that JSON does not have.

    >>> loaded(b'{"s001": 1, "s001": 2}')
    Traceback (most recent call last):
    ...
    ValueError: 's001' stands twice
    """
    try:
        return json.loads(data, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice")
    return found


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def entry(data: Any, name: str) -> Any:
    """Give what an object has under a name."""
    if not isinstance(data, dict):
        raise ValueError("an object with names is expected")  # noqa: TRY004
    if name not in data:
        raise ValueError(f"{name!r} is missing")
    return data[name]


def text(data: Any, name: str) -> str:
    """Give a text that can be written again."""
    return _text(entry(data, name), name)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or _HALF.search(value):
        raise ValueError(f"{name!r} is no text")
    return value


def whole(data: Any, name: str, low: int = 0) -> int:
    """Give a whole number that is not less than ``low``."""
    return _whole(entry(data, name), name, low)


def _whole(value: Any, name: str, low: int) -> int:
    if type(value) is not int or value < low:  # True and 1.0 are none
        raise ValueError(f"{name!r} is no whole number from {low} on")
    return value


def wholes(data: Any, name: str) -> tuple[int, ...]:
    """Give a list of whole numbers from 0 on."""
    return tuple(_whole(each, name, 0) for each in items(data, name))


def texts(data: Any, name: str) -> dict[str, str]:
    """Give a map of texts."""
    return {_text(key, name): _text(value, name) for key, value in named(data, name).items()}


def maps(data: Any, name: str) -> tuple[dict[str, str], ...]:
    """Give a list of maps of texts."""
    return tuple(texts({name: each}, name) for each in items(data, name))


def items(data: Any, name: str) -> list[Any]:
    """Give a list."""
    found = entry(data, name)
    if not isinstance(found, list):
        raise ValueError(f"{name!r} is no list")  # noqa: TRY004
    return found


def named(data: Any, name: str) -> Mapping[str, Any]:
    """Give an object."""
    found = entry(data, name)
    if not isinstance(found, dict):
        raise ValueError(f"{name!r} is no object with names")  # noqa: TRY004
    return found
