"""The tree of a formula as it is written: what ``mathtext`` reads, ``layout`` makes and the printers print."""

from __future__ import annotations

from collections.abc import Iterator

from problemgen.frozen import frozen


@frozen
class Symbol:
    """One character: a letter (set in italics), a sign or a bracket."""

    char: str


@frozen
class Number:
    """Digits, with a decimal point perhaps."""

    text: str


@frozen
class Upright:
    """Upright text: the name of an ion, a unit, a word."""

    text: str


@frozen
class Function:
    """A named function such as ``ln``."""

    name: str


@frozen
class Space:
    """A space: thin, medium, thick, word or quad."""

    width: str


@frozen
class Row:
    """Several trees side by side."""

    items: tuple[Math, ...]


@frozen
class Fraction:
    """One tree above another; ``small`` ones do not grow in displays."""

    top: Math
    bottom: Math
    small: bool = False


@frozen
class Root:
    """A square root."""

    body: Math


@frozen
class Script:
    """A base with something below, above, or both."""

    base: Math
    below: Math | None = None
    above: Math | None = None


@frozen
class Fence:
    """Brackets that grow with what they hold."""

    left: str
    body: Math
    right: str


@frozen
class Bar:
    """A line over a tree."""

    body: Math


@frozen
class Slot:
    """A place that each variant fills; ``style`` says how ('' prints number and unit)."""

    name: str
    style: str = ""


Math = Symbol | Number | Upright | Function | Space | Row | Fraction | Root | Script | Fence | Bar | Slot
EMPTY = Row(())


def row(*items: Math) -> Math:
    """Set trees side by side, without nesting rows.

    >>> row(Symbol("z"), row(Symbol("F")))
    Row(items=(Symbol(char='z'), Symbol(char='F')))
    """
    flat: list[Math] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Row) else (item,))
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def parts(node: Math) -> tuple[Math, ...]:
    """Give the trees directly below a tree, left to right."""
    match node:
        case Row(items):
            return items
        case Fraction(top, bottom):
            return (top, bottom)
        case Root(body) | Bar(body) | Fence(_, body, _):
            return (body,)
        case Script(base, below, above):
            return tuple(part for part in (base, below, above) if part is not None)
    return ()


def slots(node: Math) -> Iterator[Slot]:
    """Yield the slots of a tree, left to right."""
    if isinstance(node, Slot):
        yield node
    for part in parts(node):
        yield from slots(part)
