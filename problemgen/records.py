"""Keep frozen dataclasses as JSON-ready data, and read them again: by their annotations, nothing else."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints


def packed(value: Any) -> Any:
    """Give a value as JSON-ready data: records as lists of their fields, tuples as lists."""
    if is_dataclass(value):
        return [packed(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple | list):
        return [packed(each) for each in value]
    if isinstance(value, Mapping):
        return {name: packed(each) for name, each in value.items()}
    return value


def unpacked(kind: Any, data: Any) -> Any:
    """Read what ``packed`` gave for a type: records, ``tuple[X, ...]``, ``dict[str, X]``, ``X | None`` and plain values.

    >>> from problemgen.maths.numbers import Printed
    >>> unpacked(Printed, packed(Printed("-65", "mV")))
    Printed(number='-65', unit='mV')
    """
    return _reader(kind)(data)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    arguments = get_args(kind)
    if is_dataclass(kind):
        return _record_reader(kind)
    if get_origin(kind) is tuple:
        if arguments[1:] == (Ellipsis,):
            return _all_reader(arguments[0])
        readers = [_reader(each) for each in arguments]
        return lambda data: tuple(read(each) for read, each in zip(readers, data, strict=True))
    if get_origin(kind) is dict:
        read = _reader(arguments[1])
        return lambda data: {name: read(each) for name, each in data.items()}
    if get_origin(kind) is types.UnionType:
        known = _reader(next(each for each in arguments if each is not type(None)))
        return lambda data: None if data is None else known(data)
    return lambda data: data


def _all_reader(kind: Any) -> Callable[[Any], Any]:
    if kind in (str, int, float, bool):
        return tuple
    read = _reader(kind)
    return lambda data: tuple(map(read, data))


def _record_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = [_reader(hints[field.name]) for field in fields(kind)]
    return lambda data: kind(*(read(each) for read, each in zip(readers, data, strict=True)))
